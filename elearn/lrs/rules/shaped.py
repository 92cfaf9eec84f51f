"""What the store has to know of a statement that was read by its type; the same as of one that was read as JSON."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import UNSET

from elearn.lrs.rules.terms import Term, name_account, name_identifier
from elearn.xapi.shapes import Activity, Agent, Shape


def collect_shape_terms(shape: Shape) -> dict[Term, bool]:
    """As ``collect_terms``, without the authority, which the store is going to replace."""
    context = shape.context
    found = {Term("verb", shape.verb.id): True, _name(shape.actor): True, Term("activity", shape.object.id): True}
    if context is not UNSET:
        if context.registration is not UNSET:
            found[Term("registration", context.registration.lower())] = True
        if context.instructor is not UNSET:
            found.setdefault(_name(context.instructor), False)
        if context.contextActivities is not UNSET:
            for activity in context.contextActivities.all():
                found.setdefault(Term("activity", activity.id), False)
    return found


def _name(agent: Agent) -> Term:
    if agent.account is not UNSET:
        return name_account(agent.account.homePage, agent.account.name)
    if agent.mbox is not UNSET:
        return name_identifier("mbox", agent.mbox)
    if agent.openid is not UNSET:
        return name_identifier("openid", agent.openid)
    if agent.mbox_sha1sum is not UNSET:
        return name_identifier("mbox_sha1sum", agent.mbox_sha1sum)
    raise ValueError("an agent without an identifier is none")


def collect_shape_definitions(shape: Shape) -> Iterator[tuple[str, bytes]]:
    """Every activity that comes with a definition, and that as JSON."""
    yield from _define(shape.object)
    if shape.context is not UNSET and shape.context.contextActivities is not UNSET:
        for activity in shape.context.contextActivities.all():
            yield from _define(activity)


def _define(activity: Activity) -> Iterator[tuple[str, bytes]]:
    if activity.definition is not UNSET:
        text = msgspec.json.encode(activity.definition)
        if text != _EMPTY:
            yield activity.id, text


_EMPTY = b"{}"
