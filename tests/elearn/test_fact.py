"""The shape that all facts share."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from elearn import events, fact
from elearn.fact import NAMESPACE, SYSTEM, Event

AT = dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC)


class Seen(Event, frozen=True, kw_only=True):
    """Something was seen."""

    place: str = ""

    identity = ("person", "place")


def test_a_fact_says_whom_when_and_by_whom() -> None:
    told = Seen(person="p", at=AT)
    assert (told.kind, told.stream, told.actor, told.cause) == ("Seen", "p", SYSTEM, None)


def test_the_same_fact_has_the_same_id_whenever_and_by_whomever_it_is_told() -> None:
    first, later = Seen(person="p", at=AT, place="a"), Seen(person="p", at=AT + dt.timedelta(1), actor="b", place="a")
    assert first.id == later.id
    assert first.id != Seen(person="p", at=AT, place="b").id
    assert isinstance(first.id, UUID)
    assert first.id.version == 5


def test_no_fact_changes() -> None:
    with pytest.raises(AttributeError):
        Seen(person="p", at=AT).person = "q"  # type: ignore[misc]  # that is the point


def test_the_events_are_made_of_it() -> None:
    assert (events.Event, events.NAMESPACE, events.SYSTEM) == (fact.Event, NAMESPACE, SYSTEM)
