"""Who: agents, groups and authorities (1.0.3 data document, sections 2.4.2 and 2.4.9)."""

from __future__ import annotations

from typing import Any

from elearn.xapi.check_parts import (
    NOTHING,
    check_format,
    check_iri,
    check_object_type,
    check_text,
    open_list,
    open_object,
    require,
)
from elearn.xapi.check_values import is_iri, is_mbox, is_sha1
from elearn.xapi.problems import Findings

AGENT = "2.4.2.1 When the Actor objectType is Agent"
GROUP = "2.4.2.2 When the Actor objectType is Group"
IDENTIFIER = "2.4.2.3 Inverse Functional Identifier"
ACCOUNT = "2.4.2.4 Account Object"
AUTHORITY = "2.4.9 Authority"

IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")
_IDENTIFIERS = frozenset(IDENTIFIERS)
_AGENT = _IDENTIFIERS | {"objectType", "name"}
_GROUP = _AGENT | {"member"}
_ACCOUNT = frozenset({"homePage", "name"})


def check_actor(value: Any, pointer: str, found: Findings) -> None:
    """An agent, or a group where the objectType says so."""
    if type(value) is dict and value.get("objectType") == "Group":
        check_group(value, pointer, found)
    else:
        check_agent(value, pointer, found)


def check_agent(value: Any, pointer: str, found: Findings) -> None:
    """An agent has exactly one identifier."""
    agent = open_object(value, _AGENT, pointer, AGENT, found)
    check_object_type(agent, "Agent", pointer, AGENT, found)
    check_text(agent, "name", pointer, AGENT, found)
    if agent is not NOTHING and _check_identifiers(agent, pointer, found) == 0:
        found.add(pointer, "no-identifier", IDENTIFIER)


def check_group(value: Any, pointer: str, found: Findings) -> None:
    """A group states its type; it has one identifier, or none and members; the members are agents."""
    group = open_object(value, _GROUP, pointer, GROUP, found)
    if group.get("objectType") != "Group":
        found.add(pointer, "invalid-object-type", GROUP, wanted="Group")
    check_text(group, "name", pointer, GROUP, found)
    if group is not NOTHING and _check_identifiers(group, pointer, found) == 0 and not group.get("member"):
        found.add(pointer, "no-members", GROUP)
    if "member" in group:
        here = f"{pointer}/member"
        for index, member in enumerate(open_list(group["member"], here, GROUP, found)):
            check_agent(member, f"{here}/{index}", found)


def check_authority(value: Any, pointer: str, found: Findings) -> None:
    """An agent, or an anonymous group of exactly two agents (an application and a person)."""
    check_actor(value, pointer, found)
    if type(value) is dict and value.get("objectType") == "Group":
        members = value.get("member")
        if _IDENTIFIERS & value.keys() or type(members) is not list or len(members) != 2:
            found.add(pointer, "invalid-authority-group", AUTHORITY)


def _check_identifiers(actor: dict[str, Any], pointer: str, found: Findings) -> int:
    count = len(_IDENTIFIERS & actor.keys())
    if count > 1:
        found.add(pointer, "several-identifiers", IDENTIFIER)
    check_format(actor, "mbox", is_mbox, "invalid-mbox", pointer, IDENTIFIER, found)
    check_format(actor, "mbox_sha1sum", is_sha1, "invalid-sha1", pointer, IDENTIFIER, found)
    check_format(actor, "openid", is_iri, "invalid-iri", pointer, IDENTIFIER, found)
    if "account" in actor:
        here = f"{pointer}/account"
        account = open_object(actor["account"], _ACCOUNT, here, ACCOUNT, found)
        require(account, ("homePage", "name"), here, ACCOUNT, found)
        check_iri(account, "homePage", here, found)
        check_text(account, "name", here, ACCOUNT, found)
    return count
