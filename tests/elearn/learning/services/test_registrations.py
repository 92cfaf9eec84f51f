"""Registering, assigning and reading: once is enough, and a repeat adds nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.events import Assigned, CourseCompleted, DueDateMoved, Event, RegistrationOpened, RegistrationWithdrawn
from elearn.learning.rules import registration_id
from elearn.learning.services.catalog import UnknownCourse
from elearn.learning.services.registrations import (
    NotByReading,
    UnknownRegistration,
    assign,
    complete_reading,
    next_activity,
    read_standing,
    read_standings,
    register,
)
from elearn.learning.tables import RegistrationRow
from elearn.records.ledger import read_person
from elearn.records.reactor import rebuild
from elearn.wiring.house import House
from tests.builders import PAGE, PRACTICE, TEST, add_person, publish, take_quiz, write_course
from tests.conftest import Clock
from tests.sqlcount import count_statements

TODAY = dt.date(2026, 11, 20)
DUE = dt.date(2026, 12, 20)


@pytest.fixture
def session(house: House, tmp_path: Path) -> Session:
    publish(house, house.session(), write_course(tmp_path / "course"))
    return house.session()


@pytest.fixture
def hanako(session: Session) -> str:
    return add_person(session)


def facts(session: Session, person: str) -> list[str]:
    return [event.kind for event in read_person(session, person)]


def join(house: House, person: str, course: str = "dx-basics") -> UUID:
    registration = register(house.recorder(), house.catalog, person, course, person)
    house.session().commit()
    return registration


def withdraw(house: House, person: str, registration: UUID) -> None:
    house.recorder().record(
        RegistrationWithdrawn(person=person, at=house.now(), registration=registration, course="dx-basics")
    )
    house.session().commit()


def test_a_registration_is_for_the_current_version(house: House, session: Session, hanako: str) -> None:
    registration = join(house, hanako)
    [opened] = read_person(session, hanako)
    assert isinstance(opened, RegistrationOpened)
    assert (opened.registration, opened.course, opened.nth, opened.actor) == (registration, "dx-basics", 1, hanako)
    standing = read_standing(session, hanako, registration)
    assert standing.digest == opened.course_digest
    assert (standing.opened_at, standing.due, standing.completed_at) == (house.now(), None, None)
    assert standing.status(TODAY) == "not-started"
    assert standing.satisfied == {}


def test_registering_again_gives_the_open_registration(house: House, session: Session, hanako: str) -> None:
    assert join(house, hanako) == join(house, hanako)
    assert facts(session, hanako) == ["RegistrationOpened"]


def test_registering_twice_in_one_transaction_is_once(house: House, session: Session, hanako: str) -> None:
    recorder = house.recorder()
    uuids = {register(recorder, house.catalog, hanako, "dx-basics", hanako) for _ in range(3)}
    session.commit()
    assert len(uuids) == 1
    assert facts(session, hanako) == ["RegistrationOpened"]


def test_an_unknown_course_registers_nobody(house: House, session: Session, hanako: str) -> None:
    with pytest.raises(UnknownCourse):
        register(house.recorder(), house.catalog, hanako, "cooking", hanako)
    assert facts(session, hanako) == []


def test_a_withdrawn_registration_is_gone_and_the_next_is_a_new_one(
    house: House, session: Session, hanako: str
) -> None:
    first = join(house, hanako)
    withdraw(house, hanako, first)
    with pytest.raises(UnknownRegistration):
        read_standing(session, hanako, first)
    assert read_standings(session, hanako) == []
    second = join(house, hanako)
    assert second == registration_id(hanako, "dx-basics", 2) != first
    assert [standing.registration for standing in read_standings(session, hanako)] == [second]


def test_assigning_registers_and_sets_the_date(house: House, session: Session, hanako: str) -> None:
    fresh = assign(house.recorder(), house.catalog, hanako, "dx-basics", "new-hire", DUE, "system")
    session.commit()
    assert [event.kind for event in fresh] == ["Assigned"]
    [standing] = read_standings(session, hanako)
    assert standing.due == DUE
    assert facts(session, hanako) == ["RegistrationOpened", "Assigned"]


@pytest.mark.parametrize(
    ("day", "word"), [("2026-12-19", "not-started"), ("2026-12-20", "not-started"), ("2026-12-21", "overdue")]
)
def test_the_status_follows_the_due_date(house: House, session: Session, hanako: str, day: str, word: str) -> None:
    assign(house.recorder(), house.catalog, hanako, "dx-basics", "new-hire", DUE, "system")
    session.commit()
    assert read_standings(session, hanako)[0].status(dt.date.fromisoformat(day)) == word


def test_the_same_rule_assigns_once_whatever_the_date(house: House, session: Session, hanako: str) -> None:
    for due in (DUE, DUE, DUE + dt.timedelta(days=30)):
        assign(house.recorder(), house.catalog, hanako, "dx-basics", "new-hire", due, "system")
        session.commit()
    assert facts(session, hanako) == ["RegistrationOpened", "Assigned"]
    assert read_standings(session, hanako)[0].due == DUE


def test_a_rule_without_a_date_leaves_the_date_of_another(house: House, session: Session, hanako: str) -> None:
    assign(house.recorder(), house.catalog, hanako, "dx-basics", "new-hire", DUE, "system")
    assign(house.recorder(), house.catalog, hanako, "dx-basics", "leaders", None, "system")
    session.commit()
    assert read_standings(session, hanako)[0].due == DUE
    before = read_standings(session, hanako)
    rebuild(session, house.reactions)
    session.commit()
    assert read_standings(session, hanako) == before


def test_a_due_date_can_be_moved_and_taken_away(house: House, session: Session, hanako: str, clock: Clock) -> None:
    assign(house.recorder(), house.catalog, hanako, "dx-basics", "new-hire", DUE, "system")
    [standing] = read_standings(session, hanako)
    for due in (DUE + dt.timedelta(days=60), None):
        clock.pass_time(minutes=1)
        house.recorder().record(
            DueDateMoved(
                person=hanako,
                at=house.now(),
                actor="office",
                registration=standing.registration,
                course="dx-basics",
                due=due,
            )
        )
        session.commit()
        assert read_standings(session, hanako)[0].due == due


def test_assigning_what_is_completed_moves_nobody_back(house: House, session: Session, hanako: str) -> None:
    registration = join(house, hanako)
    complete_reading(house.recorder(), house.catalog, hanako, registration, PAGE)
    take_quiz(house, session, hanako, registration)
    assign(house.recorder(), house.catalog, hanako, "dx-basics", "new-hire", TODAY - dt.timedelta(days=9), "system")
    session.commit()
    assert read_standing(session, hanako, registration).status(TODAY) == "completed"


def test_reading_satisfies_the_page(house: House, session: Session, hanako: str, clock: Clock) -> None:
    registration = join(house, hanako)
    clock.pass_time(minutes=20)
    fresh = complete_reading(house.recorder(), house.catalog, hanako, registration, PAGE)
    session.commit()
    assert [event.kind for event in fresh] == ["ActivityCompleted"]
    standing = read_standing(session, hanako, registration)
    assert standing.satisfied == {PAGE: house.now()}
    assert standing.last_active_at == house.now()
    assert standing.status(TODAY) == "in-progress"


def test_reading_again_adds_nothing_and_keeps_the_first_date(
    house: House, session: Session, hanako: str, clock: Clock
) -> None:
    registration = join(house, hanako)
    complete_reading(house.recorder(), house.catalog, hanako, registration, PAGE)
    session.commit()
    before = read_standing(session, hanako, registration)
    clock.pass_time(days=3)
    assert complete_reading(house.recorder(), house.catalog, hanako, registration, PAGE) == []
    session.commit()
    assert read_standing(session, hanako, registration) == before


@pytest.mark.parametrize(("key", "fault"), [(TEST, NotByReading), (PRACTICE, NotByReading), ("01-why/sing", KeyError)])
def test_only_a_page_is_satisfied_by_reading(
    house: House, session: Session, hanako: str, key: str, fault: type[Exception]
) -> None:
    registration = join(house, hanako)
    with pytest.raises(fault):
        complete_reading(house.recorder(), house.catalog, hanako, registration, key)
    assert facts(session, hanako) == ["RegistrationOpened"]


def test_nobody_reads_for_another(house: House, session: Session, hanako: str) -> None:
    registration = join(house, hanako)
    taro = add_person(session, "0000002", "御殿山　太郎")
    with pytest.raises(UnknownRegistration):
        complete_reading(house.recorder(), house.catalog, taro, registration, PAGE)
    with pytest.raises(UnknownRegistration):
        read_standing(session, taro, registration)
    assert facts(session, taro) == []


def test_a_registration_that_nobody_has_is_unknown(session: Session, hanako: str) -> None:
    with pytest.raises(UnknownRegistration):
        read_standing(session, hanako, uuid4())


def test_the_course_completes_with_the_score_of_its_test(house: House, session: Session, hanako: str) -> None:
    registration = join(house, hanako)
    take_quiz(house, session, hanako, registration)
    assert read_standing(session, hanako, registration).completed_at is None
    fresh = complete_reading(house.recorder(), house.catalog, hanako, registration, PAGE)
    session.commit()
    assert any(isinstance(event, CourseCompleted) for event in fresh)
    standing = read_standing(session, hanako, registration)
    assert standing.completed_at == house.now()
    assert standing.scaled == 1
    assert set(standing.satisfied) == {PAGE, TEST}


def test_standings_come_oldest_first_in_one_statement(
    house: House, session: Session, hanako: str, tmp_path: Path, clock: Clock
) -> None:
    for course in ("genai-use", "security-basics"):
        publish(house, session, write_course(tmp_path / course, course=course))
    order = ["security-basics", "dx-basics", "genai-use"]
    for course in order:
        registration = join(house, hanako, course)
        complete_reading(house.recorder(), house.catalog, hanako, registration, PAGE)
        session.commit()
        clock.pass_time(minutes=1)
    with count_statements(session.get_bind()) as statements:  # type: ignore[arg-type]  # an engine here
        standings = read_standings(session, hanako)
    assert [standing.course for standing in standings] == order
    assert all(set(standing.satisfied) == {PAGE} for standing in standings)
    assert statements.count == 1


def test_what_was_read_before_in_the_same_session_is_read_anew(house: House, session: Session, hanako: str) -> None:
    registration = join(house, hanako)
    recorder = house.recorder()
    recorder.begin()
    kept = [session.get_one(type(row), row.registration) for row in _rows(session, registration)]
    complete_reading(recorder, house.catalog, hanako, registration, PAGE)
    assert kept
    assert read_standing(session, hanako, registration).last_active_at == house.now()
    session.rollback()


def _rows(session: Session, registration: UUID) -> list[RegistrationRow]:
    return list(session.scalars(select(RegistrationRow).where(RegistrationRow.registration == str(registration))))


def test_the_projections_are_the_fold_of_the_ledger(house: House, session: Session, hanako: str) -> None:
    registration = join(house, hanako)
    complete_reading(house.recorder(), house.catalog, hanako, registration, PAGE)
    take_quiz(house, session, hanako, registration)
    withdraw(house, hanako, register_another(house, session))
    before = read_standings(session, hanako)
    events: list[Event] = read_person(session, hanako)
    assert rebuild(session, house.reactions) >= len(events)
    session.commit()
    assert read_standings(session, hanako) == before


def register_another(house: House, session: Session) -> UUID:
    taro = add_person(session, "0000002", "御殿山　太郎")
    assign(house.recorder(), house.catalog, taro, "dx-basics", "new-hire", DUE, "system")
    session.commit()
    assert any(isinstance(event, Assigned) for event in read_person(session, taro))
    return read_standings(session, taro)[0].registration


@pytest.mark.parametrize(
    ("satisfied", "following"),
    [([], PAGE), ([PAGE], TEST), ([TEST], PAGE), ([PAGE, TEST], None), ([PRACTICE], PAGE), (["gone/read"], PAGE)],
)
def test_learning_goes_on_at_the_first_required_activity_left(satisfied: list[str], following: str | None) -> None:
    assert next_activity((PAGE, TEST), satisfied) == following
