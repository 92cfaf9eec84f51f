"""What a statement can be found by: agents, verbs, activities and registrations, each with a key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

SEPARATOR = "\x1f"


class Term(NamedTuple):
    """One entry of the dictionary: ``kind`` is ``agent``, ``verb``, ``activity`` or ``registration``."""

    kind: str
    key: str

    @property
    def digest(self) -> bytes:
        """Thirty-two bytes that stand for the term in an index, however long its key is."""
        return hashlib.sha256(f"{self.kind}{SEPARATOR}{self.key}".encode()).digest()


def name_agent(actor: dict[str, Any]) -> Term | None:
    """The term of an agent or identified group, by its one identifier; None for an anonymous group."""
    if "account" in actor:
        account = actor["account"]
        return name_account(account["homePage"], account["name"])
    for kind in ("mbox", "openid", "mbox_sha1sum"):
        if kind in actor:
            return name_identifier(kind, actor[kind])
    return None


def name_account(home_page: str, name: str) -> Term:
    """The term of an agent with an account."""
    # The separator cannot stand in an IRL, so the two parts are never mixed up.
    return Term("agent", f"account{SEPARATOR}{home_page}{SEPARATOR}{name}")


def name_identifier(kind: str, value: str) -> Term:
    """The term of an agent by one of the other identifiers; the case of a sum makes no difference."""
    return Term("agent", f"{kind}{SEPARATOR}{value.lower() if kind == 'mbox_sha1sum' else value}")


def collect_terms(statement: dict[str, Any], *, authority: bool = True) -> dict[Term, bool]:
    """Every term of a checked statement; the flag is True where a plain filter meets it.

    Plain filters meet the actor, an agent as object, the members of such groups, the verb, the activity that is the
    object, and the registration. Everything else (context, authority, SubStatement) counts for ``related_agents``
    and ``related_activities`` only (1.0.3 communication, section 2.1.3). An authority that the store is going to
    replace is left out.
    """
    found = dict.fromkeys(_name_main(statement), True)
    for term in _name_related(statement):
        found.setdefault(term, False)
    if authority and "authority" in statement:
        for term in _name_actor(statement["authority"]):
            found.setdefault(term, False)
    return found


def _name_main(statement: dict[str, Any]) -> Iterator[Term]:
    yield Term("verb", statement["verb"]["id"])
    yield from _name_actor(statement["actor"])
    yield from _name_object(statement["object"])
    registration = statement.get("context", {}).get("registration")
    if registration:
        yield Term("registration", registration.lower())


def _name_related(statement: dict[str, Any]) -> Iterator[Term]:
    yield from _name_context(statement.get("context", {}))
    target = statement["object"]
    if target.get("objectType") == "SubStatement":
        yield from _name_actor(target["actor"])
        yield from _name_object(target["object"])
        yield from _name_context(target.get("context", {}))


def _name_actor(actor: dict[str, Any]) -> Iterator[Term]:
    for one in (actor, *actor.get("member", ())):
        term = name_agent(one)
        if term:
            yield term


def _name_object(target: dict[str, Any]) -> Iterator[Term]:
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        yield Term("activity", target["id"])
    elif kind in ("Agent", "Group"):
        yield from _name_actor(target)


def _name_context(context: dict[str, Any]) -> Iterator[Term]:
    for name in ("instructor", "team"):
        if name in context:
            yield from _name_actor(context[name])
    for list_name, member in (("contextAgents", "agent"), ("contextGroups", "group")):
        for entry in context.get(list_name, ()):
            yield from _name_actor(entry[member])
    for activities in context.get("contextActivities", {}).values():
        for activity in activities if type(activities) is list else (activities,):
            yield Term("activity", activity["id"])
