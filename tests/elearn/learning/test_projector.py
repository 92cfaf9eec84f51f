"""The learning room's rows are the fold of its facts, whatever happened and in whatever order it was told."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Put
from elearn.events import (
    ActivityCompleted,
    Assigned,
    AttemptGraded,
    AttemptSaved,
    AttemptStarted,
    AttemptSubmitted,
    CourseCompleted,
    DueDateMoved,
    Event,
    RegistrationOpened,
    RegistrationWithdrawn,
    ResponseGraded,
)
from elearn.learning import rules
from elearn.learning.projector import LearningReaction, project
from elearn.learning.tables import ActivityRow, AttemptRow, GradeRow, RegistrationRow, WaitingRow
from elearn.records.ledger import read_person
from elearn.records.projections import fold_all
from elearn.records.reactor import Recorder, rebuild

HANAKO, TARO = "5f0f6e0e-0000-4000-8000-000000000001", "5f0f6e0e-0000-4000-8000-000000000002"
NOON = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
READ, TEST = "01-why/read", "90-test/test"
REQUIRED = {"d1": (READ, TEST), "d2": (READ,)}


def required(_session: Session, digest: str) -> tuple[str, ...]:
    return REQUIRED[digest]


REACTION = LearningReaction(required)


def uuid(number: int) -> UUID:
    return UUID(int=number, version=4)


def later(minutes: float) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minutes)


def opened(number: int = 1, digest: str = "d1", person: str = HANAKO, minutes: float = 0) -> RegistrationOpened:
    return RegistrationOpened(
        person=person, at=later(minutes), registration=uuid(number), course=f"c{number}", course_digest=digest
    )


def part(kind: type[Event], which: int = 1, minutes: float = 0, /, **more: Any) -> Event:
    """An event of the registration ``which``."""
    return kind(person=HANAKO, at=later(minutes), registration=uuid(which), course=f"c{which}", **more)  # type: ignore[call-arg]


def started(number: int = 1, attempt: int = 100, minutes: float = 0) -> Event:
    return part(
        AttemptStarted,
        number,
        minutes,
        attempt=uuid(attempt),
        activity=TEST,
        number=1,
        seed=2**31 - 1,
        quiz_digest="q",
        avoid=("a", "b"),
    )


def submitted(number: int = 1, attempt: int = 100, minutes: float = 0, passed: bool = True) -> Event:
    return part(
        AttemptSubmitted,
        number,
        minutes,
        attempt=uuid(attempt),
        activity=TEST,
        responses={"a": ["x"]},
        raw=Decimal("8.5"),
        maximum=Decimal(10),
        scaled=Decimal("0.8500"),
        passed=passed,
        duration_seconds=60,
    )


def record(session: Session, *events: Event) -> list[Event]:
    fresh = Recorder(session, NOON, [REACTION], lambda event: [], []).record(*events)
    session.commit()
    return fresh


def row(session: Session, number: int = 1) -> RegistrationRow:
    session.expire_all()
    return session.get_one(RegistrationRow, str(uuid(number)))


def all_rows(session: Session) -> list[dict[str, Any]]:
    session.expire_all()
    return [
        {name: value for name, value in vars(one).items() if not name.startswith("_")}
        for model, order in (
            (RegistrationRow, RegistrationRow.registration),
            (ActivityRow, ActivityRow.activity),
            (AttemptRow, AttemptRow.attempt),
        )
        for one in session.scalars(select(model).order_by(order))  # type: ignore[attr-defined]
    ]


def waiting_for(*items: str, minutes: float = 9) -> Event:
    return msgspec.structs.replace(submitted(minutes=minutes, passed=False), waiting=items)


def said(item: str, grader: str, settled: str | None = None, minutes: float = 20) -> Event:
    points = None if settled is None else Decimal(settled)
    where = {"attempt": uuid(100), "activity": TEST, "item": item, "levels": (0, 1)}
    return part(ResponseGraded, 1, minutes, actor=grader, points=Decimal(5), settled=points, **where)


def test_what_waits_for_people_has_rows_of_its_own_until_it_is_settled(session: Session) -> None:
    record(session, opened(), started(), waiting_for("essay", "report"))
    attempt = session.get_one(AttemptRow, str(uuid(100)))
    assert (attempt.submitted_at, attempt.passed, attempt.raw) == (later(9), None, Decimal("8.5"))
    assert row(session).completed_at is None
    record(session, said("essay", "g1"), said("essay", "g2", "5.5", 30))
    session.expire_all()
    essay, report = (session.get_one(WaitingRow, (str(uuid(100)), item)) for item in ("essay", "report"))
    assert (essay.points, essay.settled_at, essay.submitted_at) == (Decimal("5.5"), later(30), later(9))
    assert (report.points, report.settled_at) == (None, None)
    grade = session.get_one(GradeRow, (str(uuid(100)), "essay", "g1"))
    assert (grade.points, grade.levels, grade.graded_at) == (Decimal(5), "[0, 1]", later(20))


def test_the_grading_puts_the_whole_score_in_the_place_of_the_partial_one(session: Session) -> None:
    record(session, opened(), started(), waiting_for("essay"))
    whole = {"raw": Decimal(9), "maximum": Decimal(10), "scaled": Decimal("0.9"), "duration_seconds": 60}
    record(session, part(AttemptGraded, 1, 40, attempt=uuid(100), activity=TEST, actor="g2", passed=True, **whole))
    session.expire_all()
    attempt = session.get_one(AttemptRow, str(uuid(100)))
    assert (attempt.passed, attempt.raw, attempt.submitted_at) == (True, Decimal(9), later(9))


def test_a_registration_is_one_row_that_fills_up(session: Session) -> None:
    record(session, opened())
    assert (row(session).opened_at, row(session).last_active_at, row(session).due) == (NOON, None, None)
    record(session, part(Assigned, rule="new-hire", due=dt.date(2026, 12, 20)))
    assert (row(session).assigned_by_rule, row(session).due) == ("new-hire", dt.date(2026, 12, 20))
    record(session, part(ActivityCompleted, 1, 5, activity=READ, criterion="read"))
    assert (row(session).last_active_at, row(session).completed_at) == (later(5), None)
    record(session, started(minutes=6), submitted(minutes=9))
    assert (row(session).last_active_at, row(session).completed_at) == (later(9), later(9))
    assert row(session).scaled == Decimal("0.8500")


def test_an_attempt_is_one_row_with_its_outcome(session: Session) -> None:
    record(session, opened(), started(minutes=1))
    session.expire_all()
    head = session.get_one(AttemptRow, str(uuid(100)))
    assert (head.number, head.seed, head.avoid, head.submitted_at) == (1, 2**31 - 1, '["a", "b"]', None)
    record(session, submitted(minutes=2, passed=False))
    session.expire_all()
    assert (head.submitted_at, head.raw, head.maximum, head.scaled, head.passed) == (
        later(2),
        Decimal("8.5"),
        Decimal(10),
        Decimal("0.85"),
        False,
    )


def test_a_satisfied_activity_says_by_what(session: Session) -> None:
    record(session, opened(), part(ActivityCompleted, activity=READ, criterion="read"), started(), submitted())
    found = {one.activity: (one.criterion, one.scaled) for one in session.scalars(select(ActivityRow))}
    assert found == {READ: ("read", None), TEST: ("mastery", Decimal("0.8500"))}


def test_withdrawal_and_moved_dates_are_shown(session: Session) -> None:
    record(session, opened(), part(DueDateMoved, due=dt.date(2027, 1, 31)))
    assert row(session).due == dt.date(2027, 1, 31)
    record(session, part(DueDateMoved, 1, 1, due=None), part(RegistrationWithdrawn, 1, 2))
    assert (row(session).due, row(session).withdrawn_at) == (None, later(2))


def test_saves_and_other_rooms_facts_show_nothing_here() -> None:
    saved = AttemptSaved(person=HANAKO, at=NOON, attempt=uuid(9), registration=uuid(1), sequence=1, responses={})
    assert list(project(saved)) == []


@pytest.mark.parametrize(
    "event", [opened(), started(), submitted(), part(ActivityCompleted, activity=READ, criterion="read")]
)
def test_rows_depend_on_the_event_alone(event: Event) -> None:
    one, other = list(project(event)), list(project(event))
    assert one == other
    assert one
    assert all(isinstance(put, Put) for put in one)
    assert {put.table.name for put in one} <= {table.name for table in REACTION.tables}


def test_the_state_is_one_persons_only(session: Session) -> None:
    record(session, opened(1), opened(2, person=TARO), part(ActivityCompleted, activity=READ, criterion="read"))
    assert set(REACTION.load(session, HANAKO).registrations) == {uuid(1)}
    assert set(REACTION.load(session, TARO).registrations) == {uuid(2)}
    assert REACTION.load(session, "nobody").registrations == {}


def test_the_state_knows_what_a_version_requires(session: Session) -> None:
    state = REACTION.load(session, HANAKO)
    assert state.required("d2") == (READ,)
    record(session, opened(1, "d2"))
    assert REACTION.load(session, HANAKO).registrations[uuid(1)].missing == (READ,)


def a_history(dice: random.Random) -> list[Event]:
    """Three registrations with a random past, told in a random order after they were opened."""
    steps: list[Event] = []
    for number in (1, 2, 3):
        steps += [
            part(ActivityCompleted, number, dice.randrange(90), activity=READ, criterion="read"),
            started(number, 100 + number, dice.randrange(90)),
            submitted(number, 100 + number, dice.randrange(90), passed=dice.random() < 0.7),
            part(Assigned, number, dice.randrange(90), rule="new-hire", due=dice.choice([None, dt.date(2027, 1, 1)])),
        ]
        if dice.random() < 0.3:
            steps.append(part(RegistrationWithdrawn, number, dice.randrange(90)))
    # An attempt begins before it is handed in: the database has no row to fill otherwise.
    dice.shuffle(steps)
    steps.sort(key=lambda event: isinstance(event, AttemptSubmitted))
    return [opened(1), opened(2, "d2"), opened(3), *steps]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_loaded_is_the_fold_of_the_ledger(session: Session, seed: int) -> None:
    for event in a_history(random.Random(seed)):
        record(session, event)
    loaded = REACTION.load(session, HANAKO)
    folded = fold_all(REACTION, rules.LearningState(REQUIRED.__getitem__), read_person(session, HANAKO))
    assert loaded.registrations == folded.registrations


@pytest.mark.parametrize("seed", range(3))
def test_a_rebuild_gives_the_same_rows(session: Session, seed: int) -> None:
    record(session, *a_history(random.Random(seed)))
    before = all_rows(session)
    assert rebuild(session, [REACTION]) == len(read_person(session, HANAKO))
    session.commit()
    assert all_rows(session) == before
    assert before


def test_telling_everything_again_adds_nothing(session: Session) -> None:
    history = a_history(random.Random(1))
    record(session, *history)
    before = all_rows(session)
    assert record(session, *history) == []
    assert all_rows(session) == before


def test_course_completed_shows_date_and_score() -> None:
    [put] = project(part(CourseCompleted, 1, 3, scaled=Decimal("0.9")))
    assert (put.key, dict(put.values)) == (
        {"registration": str(uuid(1))},
        {"completed_at": later(3), "scaled": Decimal("0.9")},
    )
