"""Whatever people do with a draft, in whatever order: nobody publishes what is one's own, nothing unseen is published,
and the row that shows where it stands equals the fold of its facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.events import CoursePublished, DraftEvent, DraftHandedIn, DraftReturned, DraftSubmitted, DraftWithdrawn
from elearn.studio.projector import DraftReaction
from elearn.studio.rules import (
    ENDED,
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
)

AT = dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC)
DRAFT = UUID("11111111-2222-5333-8444-555555555555")
PEOPLE = ("ann", "ben", "cho")
ACTS = ("hand-in", "submit", "approve", "return", "withdraw", "publish-elsewhere")


@dataclass
class Table:
    """A draft on a table: acts that the rules allow become facts, as the services do it."""

    current: str = "v0"
    facts: list[DraftEvent] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    """Who looked at which hand-in last; everybody looks before deciding, unless told otherwise."""
    refused: int = 0

    @property
    def state(self) -> DraftState | None:
        return fold_draft(self.facts)

    def told(self, kind: type[DraftEvent], actor: str, digest: str, **more: object) -> None:
        given_ = {"person": self.facts[0].person if self.facts else actor, "at": AT, "actor": actor, "draft": DRAFT}
        given_ |= {"step": len(self.facts) + 1, "course": "c", "course_digest": digest, **more}
        self.facts.append(kind(**given_))  # type: ignore[arg-type]  # checked by name at run time

    def do(self, act: str, actor: str, looked: bool, sound: bool) -> None:
        state = self.state
        if act == "publish-elsewhere":
            self.current = f"else-{len(self.facts)}-{self.current[-3:]}"
        elif act == "hand-in":
            if state is not None and refuse_hand_in(state):
                self.refused += 1
                return
            number = state.number + 1 if state else 1
            more = {"number": number, "base_digest": self.current, "problems": 0 if sound else 2}
            self.told(DraftHandedIn, actor, f"d{number}", **more)
        elif state is not None:
            if looked:
                self.seen[actor] = state.number
            self.decide(act, actor, state)

    def decide(self, act: str, actor: str, state: DraftState) -> None:
        number = self.seen.get(actor, 0)
        refusal = {
            "submit": lambda: refuse_submit(state, self.current),
            "approve": lambda: refuse_approval(state, actor, number, self.current),
            "return": lambda: refuse_decision(state, actor, number),
            "withdraw": lambda: None if state.state not in ENDED else refuse_hand_in(state),
        }[act]()
        if refusal is not None or (act == "submit" and state.state == SUBMITTED):
            self.refused += refusal is not None
            return
        kinds = {
            "submit": DraftSubmitted,
            "approve": CoursePublished,
            "return": DraftReturned,
            "withdraw": DraftWithdrawn,
        }
        self.told(kinds[act], actor, state.digest)
        if act == "approve":
            self.current = state.digest


STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE), st.booleans(), st.sampled_from([True, True, False])),
    max_size=14,
)


def play(steps: list[tuple[str, str, bool, bool]]) -> Table:
    table = Table()
    for step in steps:
        table.do(*step)
    return table


@given(STEPS)
@settings(max_examples=150)
def test_nobody_publishes_or_returns_what_is_ones_own(steps: list[tuple[str, str, bool, bool]]) -> None:
    facts = play(steps).facts
    for place, fact in enumerate(facts):
        if isinstance(fact, (CoursePublished, DraftReturned)):
            hands = {one.actor for one in facts[:place] if isinstance(one, (DraftHandedIn, DraftSubmitted))}
            assert fact.actor not in hands


@given(STEPS)
@settings(max_examples=150)
def test_what_is_published_is_what_was_handed_in_last_and_was_sound(steps: list[tuple[str, str, bool, bool]]) -> None:
    facts = play(steps).facts
    for place, fact in enumerate(facts):
        if isinstance(fact, CoursePublished):
            handed_in = [one for one in facts[:place] if isinstance(one, DraftHandedIn)][-1]
            assert (fact.course_digest, handed_in.problems) == (handed_in.course_digest, 0)
            assert isinstance(facts[place - 1], DraftSubmitted)


@given(STEPS)
@settings(max_examples=150)
def test_nothing_follows_an_end_and_steps_are_counted(steps: list[tuple[str, str, bool, bool]]) -> None:
    facts = play(steps).facts
    assert [fact.step for fact in facts] == list(range(1, len(facts) + 1))
    ends = [place for place, fact in enumerate(facts) if isinstance(fact, (CoursePublished, DraftWithdrawn))]
    assert ends in ([], [len(facts) - 1])
    assert len({fact.id for fact in facts}) == len(facts)


@given(STEPS)
@settings(max_examples=150)
def test_the_row_equals_the_fold(steps: list[tuple[str, str, bool, bool]]) -> None:
    table, row = play(steps), {}
    for fact in table.facts:
        for put in DraftReaction().project(fact):
            row = {**row, **put.values}
    state = table.state
    if state is None:
        assert row == {}
    else:
        names = ("course", "author", "number", "digest", "problems", "state")
        assert {name: row[name] for name in names} == {name: getattr(state, name) for name in names}
        assert (row["draft"], row["base_digest"]) == (str(state.draft), state.base)


LEADS = {
    OPEN: {"hand-in": OPEN, "submit": SUBMITTED, "withdraw": WITHDRAWN},
    SUBMITTED: {"hand-in": OPEN, "approve": PUBLISHED, "return": RETURNED, "withdraw": WITHDRAWN, "submit": SUBMITTED},
    RETURNED: {"hand-in": OPEN, "submit": SUBMITTED, "withdraw": WITHDRAWN},
    PUBLISHED: {},
    WITHDRAWN: {},
}
"""State -> act -> the state that it leads to; every other act is refused and changes nothing. Written down by hand."""

WAYS = {
    OPEN: ["hand-in"],
    SUBMITTED: ["hand-in", "submit"],
    RETURNED: ["hand-in", "submit", "return"],
    PUBLISHED: ["hand-in", "submit", "approve"],
    WITHDRAWN: ["hand-in", "withdraw"],
}


def actor_of(act: str) -> str:
    return "ben" if act in ("approve", "return") else "ann"


@pytest.mark.parametrize(("state", "act"), list(product(STATES, ACTS[:-1])))
def test_every_act_in_every_state_leads_where_it_should(state: str, act: str) -> None:
    table = Table()
    for one in WAYS[state]:
        table.do(one, actor_of(one), True, True)
    assert table.state is not None
    assert table.state.state == state
    table.do(act, actor_of(act), True, True)
    assert table.state.state == LEADS[state].get(act, state)
    assert (table.refused > 0) == (act not in LEADS[state])


def test_the_map_of_states_is_whole() -> None:
    assert set(LEADS) == set(WAYS) == set(STATES)
    assert {after for leads in LEADS.values() for after in leads.values()} == set(STATES)
