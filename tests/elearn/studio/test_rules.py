"""What state a draft is in after its facts, and who may do what then."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from elearn.events import (
    CoursePublished,
    DraftEvent,
    DraftHandedIn,
    DraftReturned,
    DraftSubmitted,
    DraftWithdrawn,
    RegistrationWithdrawn,
)
from elearn.studio.rules import (
    ENDED,
    KINDS,
    OPEN,
    PUBLISHED,
    RETURNED,
    STATES,
    SUBMITTED,
    WITHDRAWN,
    DraftState,
    fold_draft,
    refuse_approval,
    refuse_decision,
    refuse_hand_in,
    refuse_submit,
    state_after,
)

AT = dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC)
DRAFT = UUID("11111111-2222-5333-8444-555555555555")
BASE, NEXT, THIRD = "0" * 64, "1" * 64, "2" * 64


def history(*kinds: type[DraftEvent], actors: str = "aaaaaaaa", digests: tuple[str, ...] = (NEXT,)) -> DraftState:
    """The state after these steps, taken by actors of one letter each; hand-ins bring the digests in turn."""
    events, number = [], 0
    for place, kind in enumerate(kinds):
        if kind is DraftHandedIn:
            number += 1
        digest = digests[min(max(number, 1), len(digests)) - 1]
        given = {"person": "a", "at": AT, "actor": actors[place], "draft": DRAFT, "step": place + 1, "course": "c"}
        more = {"number": number, "base_digest": BASE} if kind is DraftHandedIn else {}
        events.append(kind(**given, course_digest=digest, **more))  # type: ignore[arg-type]  # by name at run time
    state = fold_draft(events)
    assert state is not None
    return state


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ((DraftHandedIn,), OPEN),
        ((DraftHandedIn, DraftSubmitted), SUBMITTED),
        ((DraftHandedIn, DraftSubmitted, DraftReturned), RETURNED),
        ((DraftHandedIn, DraftSubmitted, DraftReturned, DraftSubmitted), SUBMITTED),
        ((DraftHandedIn, DraftSubmitted, DraftHandedIn), OPEN),
        ((DraftHandedIn, DraftWithdrawn), WITHDRAWN),
        ((DraftHandedIn, DraftSubmitted, CoursePublished), PUBLISHED),
    ],
)
def test_the_last_step_says_where_a_draft_stands(steps: tuple[type[DraftEvent], ...], state: str) -> None:
    found = history(*steps)
    assert (found.state, found.steps, found.number) == (state, len(steps), steps.count(DraftHandedIn))
    assert state in STATES


def test_nothing_is_a_draft_before_something_was_handed_in() -> None:
    stray = RegistrationWithdrawn(person="a", at=AT, registration=DRAFT, course="c")
    lost = DraftSubmitted(person="a", at=AT, draft=DRAFT, step=1, course="c", course_digest=NEXT)
    assert fold_draft([]) is fold_draft([stray]) is fold_draft([lost]) is None


def test_every_kind_of_step_leads_somewhere() -> None:
    made = {DraftHandedIn: {"number": 1}}
    for kind in KINDS:
        event = kind(person="a", at=AT, draft=DRAFT, step=1, course="c", course_digest=NEXT, **made.get(kind, {}))
        assert state_after(event) in STATES  # type: ignore[arg-type]  # all are steps of drafts
    assert set(ENDED) < set(STATES)


def test_hands_are_all_who_handed_in_or_submitted() -> None:
    state = history(DraftHandedIn, DraftHandedIn, DraftSubmitted, DraftReturned, actors="abcd")
    assert (state.author, state.hands) == ("a", {"a", "b", "c"})


@pytest.mark.parametrize(
    ("actor", "number", "code"), [("a", 1, "own-draft"), ("b", 2, "draft-changed"), ("b", 1, None)]
)
def test_a_second_person_decides_about_what_was_looked_at(actor: str, number: int, code: str | None) -> None:
    state = history(DraftHandedIn, DraftSubmitted)
    for refusal in (refuse_decision(state, actor, number), refuse_approval(state, actor, number, BASE)):
        assert (refusal.code if refusal else None) == code


def test_nobody_of_those_who_worked_on_it_decides() -> None:
    state = history(DraftHandedIn, DraftHandedIn, DraftSubmitted, actors="abc", digests=(NEXT, THIRD))
    for actor in "abc":
        refusal = refuse_decision(state, actor, 2)
        assert refusal is not None
        assert refusal.code == "own-draft"
    assert refuse_decision(state, "d", 2) is None


def test_only_what_waits_is_decided_and_only_against_what_is_published() -> None:
    def code(state: DraftState, current: str = BASE) -> str:
        refusal = refuse_approval(state, "b", state.number, current)
        return refusal.code if refusal else ""

    assert code(history(DraftHandedIn)) == "not-submitted"
    assert code(history(DraftHandedIn, DraftSubmitted, DraftReturned)) == "not-submitted"
    assert code(history(DraftHandedIn, DraftSubmitted, CoursePublished)) == "draft-ended"
    assert code(history(DraftHandedIn, DraftWithdrawn)) == "draft-ended"
    assert code(history(DraftHandedIn, DraftSubmitted), THIRD) == "base-moved"
    assert code(history(DraftHandedIn, DraftSubmitted)) == ""


def test_what_can_be_submitted() -> None:
    def code(state: DraftState, current: str = BASE) -> str:
        refusal = refuse_submit(state, current)
        return refusal.code if refusal else ""

    assert code(history(DraftHandedIn)) == ""
    assert code(history(DraftHandedIn, DraftSubmitted)) == "", "a second press says the same"
    assert code(history(DraftHandedIn), THIRD) == "base-moved"
    assert code(history(DraftHandedIn, digests=(BASE,))) == "nothing-changed"
    assert code(history(DraftHandedIn, digests=("",))) == "draft-has-problems"
    assert code(history(DraftHandedIn, DraftWithdrawn)) == "draft-ended"


def test_an_ended_draft_takes_nothing_more() -> None:
    assert refuse_hand_in(history(DraftHandedIn, DraftSubmitted)) is None
    for end in (DraftWithdrawn, CoursePublished):
        refusal = refuse_hand_in(history(DraftHandedIn, end))
        assert refusal is not None
        assert refusal.code == "draft-ended"
