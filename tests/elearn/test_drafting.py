"""The facts of drafts: one history for each draft, each step a fact of its own."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from elearn import drafting
from elearn.events import KINDS, CoursePublished, DraftEvent, DraftHandedIn, DraftSubmitted, decode, encode

AT = dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC)
DRAFT = UUID("11111111-2222-5333-8444-555555555555")


def step(kind: type[DraftEvent], place: int, **more: object) -> DraftEvent:
    given = {"person": "p", "at": AT, "draft": DRAFT, "step": place, "course": "c", "course_digest": "0" * 64, **more}
    return kind(**given)  # type: ignore[arg-type]  # checked by name at run time


@pytest.mark.parametrize(
    "name", ["CoursePublished", "DraftHandedIn", "DraftReturned", "DraftSubmitted", "DraftWithdrawn"]
)
def test_every_step_is_an_event_of_the_ledger(name: str) -> None:
    kind = getattr(drafting, name)
    assert KINDS[name] is kind
    told = step(kind, 3, **({"number": 1} if kind is DraftHandedIn else {}))
    assert decode(name, encode(told)) == told
    assert told.stream == str(DRAFT)


def test_two_submissions_at_one_moment_are_two_facts() -> None:
    assert step(DraftSubmitted, 2).id != step(DraftSubmitted, 4).id
    assert step(DraftSubmitted, 2).id == step(DraftSubmitted, 2, at=AT + dt.timedelta(1)).id
    assert step(DraftSubmitted, 2).id != step(CoursePublished, 2).id


def test_no_fact_of_a_draft_holds_what_somebody_wrote() -> None:
    names = {name for kind in KINDS.values() if issubclass(kind, DraftEvent) for name in kind.__struct_fields__}
    assert names == {
        *("person", "at", "actor", "cause", "draft", "step", "course", "course_digest"),
        *("number", "base_digest", "problems"),
    }
