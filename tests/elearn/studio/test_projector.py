"""The row of a draft follows its facts, and nothing follows from them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from elearn.events import DraftHandedIn, DraftSubmitted, RegistrationWithdrawn
from elearn.studio.projector import DRAFT, DraftReaction

AT = dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC)
UUID_ = UUID("11111111-2222-5333-8444-555555555555")


def test_a_hand_in_is_a_whole_row_and_a_step_changes_its_state() -> None:
    reaction = DraftReaction()
    fact = DraftHandedIn(
        person="a", at=AT, draft=UUID_, step=1, course="c", course_digest="d", number=1, base_digest="b", problems=2
    )
    (put,) = reaction.project(fact)
    assert (put.table, put.key) == (DRAFT, None)
    assert set(put.values) == set(DRAFT.columns.keys())
    assert (put.values["state"], put.values["problems"]) == ("open", 2)
    (step,) = reaction.project(DraftSubmitted(person="a", at=AT, draft=UUID_, step=2, course="c", course_digest="d"))
    assert step.key == {"draft": str(UUID_)}
    assert step.values == {"state": "submitted", "changed_at": AT}


def test_other_facts_are_none_of_its_business() -> None:
    reaction = DraftReaction()
    other = RegistrationWithdrawn(person="a", at=AT, registration=UUID_, course="c")
    assert list(reaction.project(other)) == []
    assert reaction.kinds == frozenset()
    assert list(reaction.react(None, other)) == []
    assert reaction.fold("state", other) == "state"
