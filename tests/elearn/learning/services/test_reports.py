"""The completion figures that HR counts with."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from elearn.events import RegistrationWithdrawn
from elearn.learning.services.attempts import start_attempt
from elearn.learning.services.registrations import assign, complete_reading, read_standing, register
from elearn.learning.services.reports import CompletionRow, completions
from elearn.wiring.house import House
from tests.builders import PAGE, PRACTICE, TEST, add_person, complete_course, publish, take_quiz, write_course
from tests.sqlcount import count_statements

TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def session(house: House, tmp_path: Path) -> Session:
    for course in ("dx-basics", "genai-use"):
        publish(house, house.session(), write_course(tmp_path / course, course=course))
    return house.session()


def join(house: House, person: str, course: str = "dx-basics") -> UUID:
    registration = register(house.recorder(), house.catalog, person, course, person)
    house.session().commit()
    return registration


def row_of(session: Session, registration: UUID) -> CompletionRow:
    [row] = [row for row in completions(session) if row.registration == str(registration)]
    return row


def test_a_row_says_the_same_as_the_learners_own_page(house: House, session: Session) -> None:
    hanako = add_person(session)
    registration = complete_course(house, session, hanako)
    row, standing = row_of(session, registration), read_standing(session, hanako, registration)
    for name in ("person", "course", "opened_at", "last_active_at", "due", "completed_at", "scaled"):
        assert getattr(row, name) == getattr(standing, name), name
    assert row.status(TODAY) == standing.status(TODAY) == "completed"
    assert (row.attempts, row.scaled) == (1, Decimal("1.0000"))


def test_only_attempts_that_were_handed_in_count(house: House, session: Session) -> None:
    hanako = add_person(session)
    registration = join(house, hanako)
    assert row_of(session, registration).attempts == 0
    for right in (False, True):
        take_quiz(house, session, hanako, registration, right=right)
    take_quiz(house, session, hanako, registration, PRACTICE)
    start_attempt(house.recorder(), house.catalog, hanako, registration, TEST, 3)
    session.commit()
    assert row_of(session, registration).attempts == 3


def test_rows_can_be_asked_for_by_course_and_by_person(house: House, session: Session) -> None:
    hanako, taro = add_person(session), add_person(session, "0000002", "御殿山　太郎")
    wanted = {
        (person, course): join(house, person, course)
        for person in (hanako, taro)
        for course in ("dx-basics", "genai-use")
    }
    assert {row.registration for row in completions(session)} == {str(uuid) for uuid in wanted.values()}
    assert {(row.person, row.course) for row in completions(session, ["genai-use"])} == {
        (hanako, "genai-use"),
        (taro, "genai-use"),
    }
    assert {(row.person, row.course) for row in completions(session, None, [taro])} == {
        (taro, "dx-basics"),
        (taro, "genai-use"),
    }
    assert [(row.person, row.course) for row in completions(session, ["dx-basics"], [hanako])] == [
        (hanako, "dx-basics")
    ]


def test_nobody_asked_for_is_nobody_shown(house: House, session: Session) -> None:
    join(house, add_person(session))
    assert completions(session, []) == []
    assert completions(session, None, []) == []
    assert completions(session, ["cooking"]) == []


def test_withdrawn_registrations_are_left_out(house: House, session: Session) -> None:
    hanako = add_person(session)
    registration = join(house, hanako)
    house.recorder().record(
        RegistrationWithdrawn(person=hanako, at=house.now(), registration=registration, course="dx-basics")
    )
    session.commit()
    assert completions(session) == []


def test_the_four_states_are_those_of_the_rules(house: House, session: Session) -> None:
    people = [add_person(session, f"000000{number}") for number in range(4)]
    yesterday = TODAY - dt.timedelta(days=1)
    for person in people[:2]:
        assign(house.recorder(), house.catalog, person, "dx-basics", "new-hire", yesterday, "system")
        session.commit()
    complete_course(house, session, people[0])
    complete_reading(house.recorder(), house.catalog, people[2], join(house, people[2]), PAGE)
    join(house, people[3])
    states = {row.person: row.status(TODAY) for row in completions(session)}
    assert [states[person] for person in people] == ["completed", "overdue", "in-progress", "not-started"]


def test_two_statements_are_enough_for_any_number_of_people(house: House, session: Session) -> None:
    for number in range(12):
        join(house, add_person(session, f"00001{number:02}"))
    with count_statements(session.get_bind()) as statements:  # type: ignore[arg-type]  # an engine here
        assert len(completions(session)) == 12
    assert statements.count == 2
