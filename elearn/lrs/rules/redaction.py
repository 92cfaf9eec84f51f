"""Putting a pseudonym in the place of an agent, wherever a stored statement names it, and nothing else.

All other bytes stay as they were sent: numbers and durations are not read and written again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from elearn.lrs.rules.bodies import Members, join_object, split_batch, split_object, write_json
from elearn.lrs.rules.signatures import SIGNATURE
from elearn.lrs.rules.terms import Term, name_agent

Change = Callable[[bytes], bytes]


def is_about(statement: Mapping[str, Any], agent: Term) -> bool:
    """Whether a parsed statement's actor or object is this agent itself, so that it is a record of this agent."""
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    if kind == "SubStatement":
        return name_agent(statement["actor"]) == agent or is_about(target, agent)
    return name_agent(statement["actor"]) == agent or (kind in ("Agent", "Group") and name_agent(target) == agent)


def replace_agent(body: bytes, agent: Term, pseudonym: Mapping[str, Any]) -> bytes:
    """The stored statement with an account (``{"homePage": …, "name": …}``) in place of an agent's identifier.

    Its name goes, too, and so do signatures: what was signed names the agent and could not be verified any more.
    """
    account = write_json(dict(pseudonym))
    return _replace_statement(body, lambda actor: _replace_actor(actor, agent, account))


def _replace_statement(body: bytes, change: Change) -> bytes:
    members = split_object(body)
    for name in ("actor", "authority"):
        _apply(members, name, change)
    kind = _kind(members["object"])
    if kind == "SubStatement":
        _apply(members, "object", lambda inner: _replace_statement(inner, change))
    elif kind in ("Agent", "Group"):
        _apply(members, "object", change)
    _apply(members, "context", lambda context: _replace_context(context, change))
    if b"attachments" in body:
        _drop_signatures(members)
    return join_object(members)


def _replace_context(body: bytes, change: Change) -> bytes:
    members = split_object(body)
    for name in ("instructor", "team"):
        _apply(members, name, change)
    for name, inside in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in members:
            entries = [split_object(one) for one in split_batch(bytes(members[name]))]
            for entry in entries:
                _apply(entry, inside, change)
            members[name] = msgspec.Raw(b"[" + b",".join(join_object(entry) for entry in entries) + b"]")
    return join_object(members)


def _replace_actor(body: bytes, agent: Term, account: bytes) -> bytes:
    members = split_object(body)
    if name_agent(msgspec.json.decode(body)) == agent:
        for name in ("name", "mbox", "mbox_sha1sum", "openid", "account"):
            members.pop(name, None)
        members["account"] = msgspec.Raw(account)
    if "member" in members:
        inner = [_replace_actor(one, agent, account) for one in split_batch(bytes(members["member"]))]
        members["member"] = msgspec.Raw(b"[" + b",".join(inner) + b"]")
    return join_object(members)


def _apply(members: Members, name: str, change: Change) -> None:
    if name in members:
        members[name] = msgspec.Raw(change(bytes(members[name])))


def _kind(body: msgspec.Raw) -> str:
    kind: str = msgspec.json.decode(bytes(body)).get("objectType", "Activity")
    return kind


def _drop_signatures(members: Members) -> None:
    if "attachments" not in members:
        return
    kept = [
        one for one in split_batch(bytes(members["attachments"])) if msgspec.json.decode(one)["usageType"] != SIGNATURE
    ]
    if kept:
        members["attachments"] = msgspec.Raw(b"[" + b",".join(kept) + b"]")
    else:
        del members["attachments"]
