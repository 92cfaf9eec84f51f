"""Cells and levels under the plan's own map: what is enough, what is not, and what never happens by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.events import (
    NAMESPACE,
    CellAttained,
    CourseCompleted,
    DutySkillDeclared,
    Event,
    EvidenceAccepted,
    LevelConferred,
    LevelWithdrawn,
)
from elearn.records.projections import fold_all, settle
from elearn.skills.rules import attain
from elearn.skills.rules.attain import SkillState, is_reached, next_level
from elearn.skills.services.maps import load_map
from tests.elearn.skills import plan

MAP = load_map("hirakata-r7")
PERSON = "5f0f6e0e-0000-4000-8000-000000000001"
NOON = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
ALL = [skill for skill, _, _ in plan.ROWS]


class SkillRule:
    """The rule without a database."""

    name = "skills"
    kinds = attain.KINDS

    def fold(self, state: SkillState, event: Event) -> SkillState:
        return attain.fold(state, event)

    def react(self, state: SkillState, event: Event) -> list[Event]:
        return list(attain.react(state, event))


def evidence(skill: str, reason: str = "prior-training", day: int = 1) -> EvidenceAccepted:
    return EvidenceAccepted(
        person=PERSON, at=NOON, actor="office", skill=skill, reason=reason, on=dt.date(2025, 3, day)
    )


def completed(course: str) -> CourseCompleted:
    registration = uuid5(NAMESPACE, course)
    return CourseCompleted(person=PERSON, at=NOON, registration=registration, course=course)


def duty(skill: str) -> DutySkillDeclared:
    return DutySkillDeclared(person=PERSON, at=NOON, actor="head", skill=skill)


def withdrawn(level: int) -> LevelWithdrawn:
    return LevelWithdrawn(
        person=PERSON, at=NOON, actor="office", level=level, map_id=MAP.id, nth=1, reason="registration-error"
    )


def start(**parts: object) -> SkillState:
    return SkillState(MAP, **parts)  # type: ignore[arg-type]  # the parts of a state, by name


def run(events: Sequence[Event], state: SkillState | None = None) -> list[Event]:
    return settle(events, [SkillRule()], lambda rule, person: state or start())


def state_after(events: Iterable[Event], state: SkillState | None = None) -> SkillState:
    after: SkillState = fold_all(SkillRule(), state or start(), events)
    return after


def levels(history: Iterable[Event]) -> list[int]:
    return [event.level for event in history if isinstance(event, LevelConferred)]


def cells(history: Iterable[Event]) -> list[str]:
    return [event.skill for event in history if isinstance(event, CellAttained)]


@pytest.mark.parametrize("skill", sorted(plan.KNOWLEDGE))
def test_a_completed_course_shows_knowledge(skill: str) -> None:
    assert cells(run([completed(skill)])) == [skill]


@pytest.mark.parametrize("skill", sorted(set(ALL) - plan.KNOWLEDGE))
def test_a_completed_course_alone_never_shows_judgement_or_performance(skill: str) -> None:
    history = run([completed(skill)])
    assert cells(history) == []
    assert cells(run([completed(skill), evidence(skill, "practice-report")])) == [skill]


def test_a_course_that_no_skill_names_shows_nothing() -> None:
    assert cells(run([completed("cooking")])) == []


def test_a_cell_names_what_shows_it_and_the_map_it_counts_under() -> None:
    shown = completed("dx-basics")
    cell = run([shown])[-1]
    assert isinstance(cell, CellAttained)
    assert (cell.sources, cell.cause) == ((shown.id,), shown.id)
    assert (cell.map_id, cell.map_digest, cell.actor) == (MAP.id, MAP.digest, "system")


@pytest.mark.parametrize("reason", attain.REASONS)
@pytest.mark.parametrize("skill", ["dx-basics", "nocode-use", "leadership", "nocode-build"])
def test_evidence_that_people_accepted_shows_any_skill(skill: str, reason: str) -> None:
    assert cells(run([evidence(skill, reason)])) == [skill]


def test_evidence_of_an_unknown_skill_shows_nothing() -> None:
    assert [event.kind for event in run([evidence("cooking")])] == ["EvidenceAccepted"]


def test_a_second_piece_of_evidence_attains_nothing_twice() -> None:
    history = run([evidence("dx-basics"), evidence("dx-basics", "qualification"), completed("dx-basics")])
    assert cells(history) == ["dx-basics"]


@pytest.mark.parametrize("missing", sorted(plan.LEVEL_1))
def test_level_1_needs_every_one_of_its_8_skills(missing: str) -> None:
    shown = [evidence(skill) for skill in sorted(plan.LEVEL_1 - {missing})]
    assert levels(run(shown)) == []
    assert levels(run([*shown, evidence(missing)])) == [1]


@pytest.mark.parametrize("missing", sorted(plan.ADDED_AT_2))
def test_level_2_needs_5_more(missing: str) -> None:
    shown = [evidence(skill) for skill in sorted(plan.REQUIRED[2] - {missing})]
    assert levels(run(shown)) == [1]
    assert levels(run([*shown, evidence(missing)])) == [1, 2]


@pytest.mark.parametrize("missing", sorted(plan.ADDED_AT_3))
def test_level_3_needs_2_more(missing: str) -> None:
    shown = [evidence(skill) for skill in sorted(plan.REQUIRED[3] - {missing})]
    assert levels(run(shown)) == [1, 2]
    assert levels(run([*shown, evidence(missing)])) == [1, 2, 3]


@pytest.mark.parametrize("declared", [["nocode-build"], ["rpa-aiocr-build"], ["nocode-build", "rpa-aiocr-build"]])
def test_a_declared_star_must_be_held_for_level_3(declared: list[str]) -> None:
    shown: list[Event] = [duty(skill) for skill in declared]
    shown += [evidence(skill) for skill in sorted(plan.REQUIRED[3])]
    assert levels(run(shown)) == [1, 2]
    for skill in declared[:-1]:
        shown.append(evidence(skill))
        assert levels(run(shown)) == [1, 2]
    assert levels(run([*shown, evidence(declared[-1])])) == [1, 2, 3]


def test_a_star_that_was_not_declared_is_neither_needed_nor_enough() -> None:
    shown = [evidence(skill) for skill in sorted(plan.STARS)]
    assert levels(run(shown)) == []
    assert sorted(cells(run(shown))) == sorted(plan.STARS)


def test_a_duty_declared_after_level_3_takes_nothing_back() -> None:
    history = run([evidence(skill) for skill in sorted(plan.REQUIRED[3])])
    after = state_after(history)
    more = run([duty("nocode-build")], after)
    assert [event.kind for event in more] == ["DutySkillDeclared"]
    assert state_after(more, after).levels == {1: True, 2: True, 3: True}


def test_levels_are_climbed_one_by_one_and_each_names_what_it_followed() -> None:
    history = run([evidence(skill) for skill in ALL])
    conferred = [event for event in history if isinstance(event, LevelConferred)]
    assert [event.level for event in conferred] == [1, 2, 3]
    by_id: dict[UUID, Event] = {event.id: event for event in history}
    assert [by_id[event.cause].kind for event in conferred if event.cause] == [
        "CellAttained",
        "LevelConferred",
        "LevelConferred",
    ]
    assert {(event.map_id, event.map_digest, event.nth) for event in conferred} == {(MAP.id, MAP.digest, 1)}


def test_prior_training_alone_makes_the_sixty_of_the_year_before_no_leaders() -> None:
    """60 people took three trainings in 令和6年度; five of the eight skills of level 1 remain to be shown."""
    history = run([evidence(skill) for skill in ("dx-basics", "design-thinking-basics", "data-basics")])
    after = state_after(history)
    assert levels(history) == []
    assert len({skill.id for skill in MAP.needed(1, frozenset())} - after.cells) == 5


def test_a_withdrawn_level_is_never_conferred_again_by_itself() -> None:
    held = state_after(run([evidence(skill) for skill in sorted(plan.LEVEL_1)]))
    gone = state_after([withdrawn(1)], held)
    assert gone.levels == {1: False}
    assert next_level(gone) is None
    assert is_reached(gone, 1)
    assert levels(run([evidence(skill, "qualification", 2) for skill in ALL], gone)) == []


def test_nothing_is_climbed_above_a_withdrawn_level() -> None:
    held = state_after(run([evidence(skill) for skill in sorted(plan.REQUIRED[2])]))
    gone = state_after([withdrawn(2)], held)
    assert levels(run([evidence(skill) for skill in sorted(plan.ADDED_AT_3)], gone)) == []


def test_a_withdrawal_takes_no_cell() -> None:
    held = state_after(run([evidence(skill) for skill in sorted(plan.LEVEL_1)]))
    assert state_after([withdrawn(1)], held).cells == held.cells


def test_facts_under_another_map_leave_this_one_alone() -> None:
    other = CellAttained(person=PERSON, at=NOON, skill="dx-basics", map_id="other", map_digest="x")
    level = LevelConferred(person=PERSON, at=NOON, level=1, map_id="other", map_digest="x")
    gone = LevelWithdrawn(person=PERSON, at=NOON, level=1, map_id="other", nth=1, reason="error")
    assert state_after([other, level, gone]) == start()


@pytest.mark.parametrize(
    ("held", "expected"),
    [({}, 1), ({1: True}, 2), ({1: True, 2: True}, 3), ({1: True, 2: True, 3: True}, None)],
)
def test_the_next_level_is_the_lowest_not_conferred_yet(held: dict[int, bool], expected: int | None) -> None:
    assert next_level(start(levels=held)) == expected


@pytest.mark.parametrize("held", [{1: False}, {1: True, 2: False}, {1: False, 2: True}])
def test_there_is_no_next_level_above_a_gap(held: dict[int, bool]) -> None:
    assert next_level(start(levels=held)) is None


def test_events_that_conclude_nothing_are_answered_with_nothing() -> None:
    full = start(cells=frozenset(ALL))
    assert list(attain.react(full, duty("nocode-build"))) == []
    assert list(attain.react(full, withdrawn(1))) == []


EVIDENCE = st.builds(evidence, st.sampled_from(ALL), st.sampled_from(attain.REASONS), st.integers(1, 3))
COMPLETIONS = st.builds(completed, st.sampled_from([*ALL, "cooking"]))
SHOWN = st.lists(st.one_of(EVIDENCE, COMPLETIONS), max_size=40)
DUTIES = st.lists(st.builds(duty, st.sampled_from(sorted(plan.STARS))), max_size=2)


@settings(max_examples=60)
@given(DUTIES, SHOWN, st.randoms(use_true_random=False))
def test_the_order_of_evidence_does_not_matter_for_what_is_held_in_the_end(
    duties: list[Event], shown: list[Event], dice: object
) -> None:
    turned = list(shown)
    dice.shuffle(turned)  # type: ignore[attr-defined]  # hypothesis hands over a random.Random
    one, other = state_after(run([*duties, *shown])), state_after(run([*duties, *turned]))
    assert (one.cells, one.levels) == (other.cells, other.levels)


@settings(max_examples=60)
@given(DUTIES, SHOWN, SHOWN)
def test_more_evidence_never_loses_a_cell_or_a_level(
    duties: list[Event], shown: list[Event], more: list[Event]
) -> None:
    before = state_after(run([*duties, *shown]))
    after = state_after(run([*duties, *shown, *more]))
    assert before.cells <= after.cells
    assert set(before.levels) <= set(after.levels)


@settings(max_examples=60)
@given(DUTIES, SHOWN)
def test_the_levels_conferred_are_the_unbroken_run_of_levels_reached(duties: list[Event], shown: list[Event]) -> None:
    history = run([*duties, *shown])
    after = state_after(history)
    chain = []
    for level in (1, 2, 3):
        if not is_reached(after, level):
            break
        chain.append(level)
    assert levels(history) == chain
    assert after.levels == dict.fromkeys(chain, True)


@settings(max_examples=40)
@given(DUTIES, SHOWN)
def test_step_by_step_or_all_at_once_comes_to_the_same(duties: list[Event], shown: list[Event]) -> None:
    at_once = state_after(run([*duties, *shown]))
    state = start()
    for event in [*duties, *shown]:
        state = state_after(run([event], state), state)
    assert state == at_once


@settings(max_examples=40)
@given(DUTIES, SHOWN)
def test_every_cell_has_evidence_that_is_enough_for_it(duties: list[Event], shown: list[Event]) -> None:
    accepted = {event.skill for event in shown if isinstance(event, EvidenceAccepted)}
    studied = {event.course for event in shown if isinstance(event, CourseCompleted)}
    assert set(state_after(run([*duties, *shown])).cells) == accepted | (studied & plan.KNOWLEDGE)
