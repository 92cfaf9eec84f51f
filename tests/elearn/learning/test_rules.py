"""When an activity and a course are complete, told as small histories; and the words for where somebody stands."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import permutations
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.events import (
    ActivityCompleted,
    AttemptGraded,
    AttemptSubmitted,
    CourseCompleted,
    Event,
    RegistrationOpened,
    RegistrationWithdrawn,
)
from elearn.learning import rules
from elearn.learning.rules import LearningState, Progress
from elearn.records.projections import fold_all, settle

PERSON = "5f0f6e0e-0000-4000-8000-000000000001"
REGISTRATION = UUID("5f0f6e0e-0000-4000-8000-0000000000aa")
NOON = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(days=3)
READ, WATCH, TEST = "01-why/read", "02-words/read", "90-test/test"
REQUIRED = {"d1": (READ, WATCH, TEST), "d2": (READ,)}


class LearningRule:
    """The rule without a database."""

    name = "learning"
    kinds = rules.KINDS

    def fold(self, state: LearningState, event: Event) -> LearningState:
        return rules.fold(state, event)

    def react(self, state: LearningState, event: Event) -> list[Event]:
        return list(rules.react(state, event))


def empty() -> LearningState:
    return LearningState(REQUIRED.__getitem__)


def opened(digest: str = "d1", registration: UUID = REGISTRATION) -> RegistrationOpened:
    return RegistrationOpened(
        person=PERSON, at=NOON, registration=registration, course="dx-basics", course_digest=digest
    )


def read(activity: str, registration: UUID = REGISTRATION) -> ActivityCompleted:
    return ActivityCompleted(
        person=PERSON, at=NOON, registration=registration, course="dx-basics", activity=activity, criterion="read"
    )


def submitted(
    activity: str = TEST, passed: bool = True, scaled: str = "0.9", registration: UUID = REGISTRATION
) -> AttemptSubmitted:
    return AttemptSubmitted(
        person=PERSON,
        at=NOON,
        attempt=uuid4(),
        registration=registration,
        course="dx-basics",
        activity=activity,
        responses={},
        raw=Decimal(scaled) * 10,
        maximum=Decimal(10),
        scaled=Decimal(scaled),
        passed=passed,
        duration_seconds=60,
    )


def run(*events: Event) -> list[Event]:
    """The events and all that follows from them, for a person without a past."""
    return settle(events, [LearningRule()], lambda rule, person: empty())


def kinds(events: list[Event]) -> list[str]:
    return [event.kind for event in events]


def test_the_last_required_activity_completes_the_course() -> None:
    history = run(opened(), read(READ), read(WATCH), submitted())
    completed = history[-1]
    assert kinds(history)[-2:] == ["ActivityCompleted", "CourseCompleted"]
    assert isinstance(completed, CourseCompleted)
    assert completed.registration == REGISTRATION
    assert completed.course == "dx-basics"
    assert completed.scaled == Decimal("0.9000")


def test_each_conclusion_names_its_cause_and_the_rule_as_its_actor() -> None:
    handed_in = submitted()
    history = run(opened(), read(READ), read(WATCH), handed_in)
    satisfied, completed = history[-2:]
    assert satisfied.cause == handed_in.id
    assert completed.cause == satisfied.id
    assert {satisfied.actor, completed.actor} == {"system"}
    assert {satisfied.at, completed.at} == {NOON}


def test_a_passed_attempt_satisfies_its_activity_by_mastery() -> None:
    satisfied = run(opened(), submitted(scaled="0.85"))[-1]
    assert isinstance(satisfied, ActivityCompleted)
    assert (satisfied.activity, satisfied.criterion, satisfied.scaled) == (TEST, "mastery", Decimal("0.85"))


def graded(handed_in: AttemptSubmitted, passed: bool = True) -> AttemptGraded:
    """People have graded the rest of an attempt that scored 0.9 with it."""
    given = msgspec.structs.asdict(handed_in)
    kept = ("person", "attempt", "registration", "course", "activity", "raw", "maximum", "duration_seconds")
    return AttemptGraded(
        **{name: given[name] for name in kept}, at=LATER, actor="grader", scaled=Decimal("0.9"), passed=passed
    )


def test_what_people_have_still_to_grade_completes_nothing_until_they_have() -> None:
    waiting = msgspec.structs.replace(submitted(passed=False, scaled="0.4"), waiting=("essay",))
    before = run(opened(), read(READ), read(WATCH), waiting)
    assert kinds(before)[-1] == "AttemptSubmitted"
    after = run(opened(), read(READ), read(WATCH), waiting, graded(waiting))
    assert kinds(after)[-2:] == ["ActivityCompleted", "CourseCompleted"]
    assert (after[-1].at, after[-2].cause) == (LATER, graded(waiting).id)
    assert isinstance(after[-1], CourseCompleted)
    assert after[-1].scaled == Decimal("0.9000")


def test_a_grade_that_does_not_reach_the_mastery_satisfies_nothing() -> None:
    waiting = msgspec.structs.replace(submitted(passed=False), waiting=("essay",))
    assert "ActivityCompleted" not in kinds(run(opened(), waiting, graded(waiting, passed=False)))


def test_a_failed_attempt_satisfies_nothing() -> None:
    assert kinds(run(opened(), submitted(passed=False, scaled="0.79"))) == ["RegistrationOpened", "AttemptSubmitted"]


def test_a_second_pass_satisfies_nothing_more_and_keeps_the_first_score() -> None:
    history = run(opened(), submitted(scaled="0.8"), submitted(scaled="1.0"))
    assert kinds(history).count("ActivityCompleted") == 1
    state = fold_all(LearningRule(), empty(), history)
    assert state.registrations[REGISTRATION].satisfied == {TEST: Decimal("0.8")}


def test_a_voluntary_practice_is_noted_but_completes_nothing() -> None:
    history = run(opened("d2"), submitted(activity="01-why/practice"))
    assert kinds(history)[-1] == "ActivityCompleted"
    assert "CourseCompleted" not in kinds(history)


def test_an_attempt_of_nobodys_registration_concludes_nothing() -> None:
    assert kinds(run(opened(), submitted(registration=uuid4()))) == ["RegistrationOpened", "AttemptSubmitted"]


def test_a_withdrawn_registration_concludes_nothing() -> None:
    gone = RegistrationWithdrawn(person=PERSON, at=NOON, registration=REGISTRATION, course="dx-basics")
    history = run(opened("d2"), gone, read(READ), submitted())
    assert "CourseCompleted" not in kinds(history)
    assert fold_all(LearningRule(), empty(), history).registrations == {}


def test_withdrawing_what_was_never_opened_harms_nothing() -> None:
    gone = RegistrationWithdrawn(person=PERSON, at=NOON, registration=uuid4(), course="dx-basics")
    assert kinds(run(opened(), gone)) == ["RegistrationOpened", "RegistrationWithdrawn"]


def test_a_course_of_reading_alone_completes_without_a_score() -> None:
    completed = run(opened("d2"), read(READ))[-1]
    assert isinstance(completed, CourseCompleted)
    assert completed.scaled is None


def test_two_registrations_do_not_help_one_another() -> None:
    other = uuid4()
    history = run(opened(), opened("d2", other), read(READ), read(READ, other), submitted())
    done = [event.registration for event in history if isinstance(event, CourseCompleted)]
    assert done == [other]


def test_a_completed_course_is_not_completed_again() -> None:
    history = run(opened("d2"), read(READ))
    state = fold_all(LearningRule(), empty(), history)
    assert state.registrations[REGISTRATION].completed
    assert list(rules.react(state, read("01-why/practice"))) == []


@pytest.mark.parametrize("order", list(permutations(["read", "watch", "test"])))
def test_the_order_of_the_activities_does_not_matter(order: tuple[str, ...]) -> None:
    steps = {"read": read(READ), "watch": read(WATCH), "test": submitted()}
    history = run(opened(), *(steps[name] for name in order))
    assert kinds(history).count("CourseCompleted") == 1
    assert [event.scaled for event in history if isinstance(event, CourseCompleted)] == [Decimal("0.9000")]


@given(
    st.lists(
        st.one_of(
            st.builds(read, st.sampled_from([READ, WATCH, "01-why/practice"])),
            st.builds(submitted, st.sampled_from([TEST, "01-why/practice"]), st.booleans()),
        ),
        max_size=12,
    )
)
def test_a_course_is_complete_exactly_when_nothing_required_is_missing(steps: list[Event]) -> None:
    history = run(opened(), *steps)
    state = fold_all(LearningRule(), empty(), history)
    progress = state.registrations[REGISTRATION]
    assert progress.completed == (not progress.missing)
    assert kinds(history).count("CourseCompleted") == int(progress.completed)
    satisfied = [event.activity for event in history if isinstance(event, ActivityCompleted)]
    assert set(progress.satisfied) == set(satisfied)


@given(st.permutations([read(READ), read(WATCH), submitted(passed=False), submitted(), submitted(scaled="1")]))
def test_folding_the_history_gives_the_state_that_the_rules_saw(steps: list[Event]) -> None:
    history = run(opened(), *steps)
    again = settle(history, [LearningRule()], lambda rule, person: empty())
    assert [event.id for event in again] == [event.id for event in history]


def test_folding_leaves_the_state_before_as_it_was() -> None:
    before = rules.fold(empty(), opened())
    rules.fold(before, read(READ))
    assert before.registrations[REGISTRATION].satisfied == {}


def test_events_of_other_rooms_change_nothing() -> None:
    before = rules.fold(empty(), opened())
    assert rules.fold(before, submitted(passed=False)) is before


def test_missing_names_what_is_left_in_the_order_of_the_course() -> None:
    assert Progress("dx-basics", REQUIRED["d1"], {WATCH: None}).missing == (READ, TEST)


@pytest.mark.parametrize(
    ("satisfied", "score"),
    [
        ({}, None),
        ({READ: None}, None),
        ({READ: None, TEST: Decimal("0.8")}, Decimal("0.8000")),
        ({READ: Decimal(1), TEST: Decimal("0.8")}, Decimal("0.9000")),
        ({READ: Decimal(1), WATCH: Decimal(1), TEST: Decimal(0)}, Decimal("0.6667")),
        ({READ: Decimal("0.33333"), TEST: Decimal("0.33336")}, Decimal("0.3333")),
        ({"01-why/practice": Decimal("0.1"), TEST: Decimal(1)}, Decimal("1.0000")),
    ],
)
def test_the_course_score_is_the_mean_of_what_was_required_and_scored(
    satisfied: dict[str, Decimal | None], score: Decimal | None
) -> None:
    assert rules.course_score(Progress("dx-basics", REQUIRED["d1"], satisfied)) == score


@given(st.lists(st.decimals("0", "1", places=4), min_size=1, max_size=6))
def test_a_course_score_lies_between_the_scores_it_is_made_of(scores: list[Decimal]) -> None:
    keys = tuple(f"m{number}/test" for number in range(len(scores)))
    score = rules.course_score(Progress("c", keys, dict(zip(keys, scores, strict=True))))
    assert score is not None
    assert min(scores) <= score <= max(scores)
    assert score.as_tuple().exponent == -4


def test_the_same_registration_and_attempt_have_the_same_uuid_however_often_asked() -> None:
    assert rules.registration_id(PERSON, "dx-basics", 1) == rules.registration_id(PERSON, "dx-basics", 1)
    assert rules.attempt_id(REGISTRATION, TEST, 1) == rules.attempt_id(REGISTRATION, TEST, 1)


def test_different_registrations_and_attempts_have_different_uuids() -> None:
    uuids = [rules.registration_id(person, course, nth) for person in "ab" for course in "cd" for nth in (1, 2)]
    uuids += [rules.attempt_id(REGISTRATION, key, number) for key in (TEST, READ) for number in (1, 11)]
    uuids += [rules.attempt_id(uuid4(), TEST, 1)]
    assert len(set(uuids)) == len(uuids)


@pytest.mark.parametrize(
    ("hired", "days", "due"),
    [
        ("2026-04-01", 30, "2026-05-01"),
        ("2028-02-01", 28, "2028-02-29"),
        ("2027-03-31", 0, "2027-03-31"),
        ("2026-12-25", 14, "2027-01-08"),
    ],
)
def test_the_due_date_counts_days_from_the_day_of_hiring(hired: str, days: int, due: str) -> None:
    assert rules.due_date(dt.date.fromisoformat(hired), days) == dt.date.fromisoformat(due)


TODAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("completed", "opened_yet", "due", "word"),
    [
        (False, False, None, "not-started"),
        (False, True, None, "in-progress"),
        (False, False, TODAY, "not-started"),
        (False, True, TODAY, "in-progress"),
        (False, True, TODAY + dt.timedelta(days=1), "in-progress"),
        (False, True, TODAY - dt.timedelta(days=1), "overdue"),
        (False, False, TODAY - dt.timedelta(days=1), "overdue"),
        (True, True, TODAY - dt.timedelta(days=400), "completed"),
        (True, True, None, "completed"),
    ],
)
def test_the_due_day_itself_is_still_in_time(completed: bool, opened_yet: bool, due: dt.date | None, word: str) -> None:
    assert rules.status_of(completed, opened_yet, due, TODAY) == word
