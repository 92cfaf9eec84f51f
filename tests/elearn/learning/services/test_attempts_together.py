"""Many windows and impatient fingers at once: nothing is lost, nothing happens twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from elearn.events import AttemptSaved, AttemptSubmitted
from elearn.learning.services.attempts import Refused, open_sitting, save_responses, start_attempt, submit_attempt
from elearn.learning.services.registrations import complete_reading, read_standing, read_standings, register
from elearn.records.ledger import read_person, read_stream, verify_ledger
from elearn.wiring.house import House
from tests.builders import PAGE, TEST, add_person, fields_for, publish, write_course

Act = Callable[[Session], Any]


@pytest.fixture
def hanako(house: House, tmp_path: Path) -> str:
    publish(house, house.session(), write_course(tmp_path / "course"))
    return add_person(house.session())


@pytest.fixture
def registration(house: House, hanako: str) -> UUID:
    uuid = register(house.recorder(), house.catalog, hanako, "dx-basics", hanako)
    house.session().commit()
    return uuid


def at_once(house: House, acts: list[Act]) -> list[Any]:
    """Do all of it in threads of their own, each in its own transaction; what each came to, faults included."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def do(place: int, act: Act) -> None:
        with house.sessions() as session:
            gate.wait(timeout=20)
            try:
                results[place] = act(session)
                session.commit()
            except Refused as fault:
                session.rollback()
                results[place] = fault

    threads = [threading.Thread(target=do, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return results


def begin(house: House, person: str, registration: UUID) -> UUID:
    session = house.session()
    attempt = start_attempt(house.recorder(), house.catalog, person, registration, TEST, 7)
    session.commit()
    return attempt


def test_saves_from_many_windows_lose_nothing(house: House, hanako: str, registration: UUID) -> None:
    attempt = begin(house, hanako, registration)
    session = house.session()
    items = open_sitting(session, house.catalog, hanako, attempt).form.item_ids
    session.commit()

    def save(item: str) -> Act:
        return lambda own: save_responses(
            house.recorder(own), house.catalog, hanako, attempt, fields_for([item]), base=0
        )

    receipts = at_once(house, [save(item) for item in items])
    assert sorted(receipt.sequence for receipt in receipts) == list(range(1, len(items) + 1))
    saves = [event for event in read_stream(session, str(attempt)) if isinstance(event, AttemptSaved)]
    assert [event.sequence for event in saves] == list(range(1, len(items) + 1))
    assert set(open_sitting(session, house.catalog, hanako, attempt).attempt.responses) == set(items)
    outcome = submit_attempt(house.recorder(), house.catalog, hanako, attempt)
    session.commit()
    assert outcome.scaled == 1
    assert verify_ledger(session).sound


def test_the_same_save_from_many_windows_is_one(house: House, hanako: str, registration: UUID) -> None:
    attempt = begin(house, hanako, registration)
    fields = fields_for(["test-numeric-1", "test-true-false-1"])
    at_once(
        house,
        [lambda own: save_responses(house.recorder(own), house.catalog, hanako, attempt, fields, base=0)] * 4,
    )
    kinds = [event.kind for event in read_stream(house.session(), str(attempt))]
    assert kinds == ["AttemptStarted", "AttemptSaved"]


def test_a_double_click_on_start_is_one_attempt(house: House, hanako: str, registration: UUID) -> None:
    def start(seed: int) -> Act:
        return lambda own: start_attempt(house.recorder(own), house.catalog, hanako, registration, TEST, seed)

    assert len(set(at_once(house, [start(seed) for seed in range(4)]))) == 1
    kinds = [event.kind for event in read_person(house.session(), hanako)]
    assert kinds.count("AttemptStarted") == 1


def test_handing_in_from_many_windows_is_one_submission_for_all(house: House, hanako: str, registration: UUID) -> None:
    attempt = begin(house, hanako, registration)
    session = house.session()
    complete_reading(house.recorder(), house.catalog, hanako, registration, PAGE)
    items = open_sitting(session, house.catalog, hanako, attempt).form.item_ids
    save_responses(house.recorder(), house.catalog, hanako, attempt, fields_for(items))
    session.commit()
    outcomes = at_once(house, [lambda own: submit_attempt(house.recorder(own), house.catalog, hanako, attempt)] * 4)
    assert len({outcome.id for outcome in outcomes}) == 1
    assert {outcome.raw for outcome in outcomes} == {len(items)}
    kinds = [event.kind for event in read_person(session, hanako)]
    for kind in ("AttemptSubmitted", "CourseCompleted", "CellAttained"):
        assert kinds.count(kind) == 1, kind
    assert read_standing(session, hanako, registration).completed_at is not None


def test_a_save_beside_a_submission_counts_or_is_refused(house: House, hanako: str, registration: UUID) -> None:
    attempt = begin(house, hanako, registration)
    fields = fields_for(["test-numeric-1"])

    def save(own: Session) -> Any:
        return save_responses(house.recorder(own), house.catalog, hanako, attempt, fields)

    def submit(own: Session) -> Any:
        return submit_attempt(house.recorder(own), house.catalog, hanako, attempt)

    saved, submitted = at_once(house, [save, submit])
    assert isinstance(submitted, AttemptSubmitted)
    counted = "test-numeric-1" in submitted.responses
    assert isinstance(saved, Refused) != counted
    assert submitted.raw == int(counted)
    sitting = open_sitting(house.session(), house.catalog, hanako, attempt)
    assert dict(sitting.attempt.responses) == dict(submitted.responses)


def test_registering_from_many_windows_is_one_registration(house: House, hanako: str) -> None:
    uuids = at_once(house, [lambda own: register(house.recorder(own), house.catalog, hanako, "dx-basics", hanako)] * 4)
    assert len(set(uuids)) == 1
    assert [standing.registration for standing in read_standings(house.session(), hanako)] == uuids[:1]


def test_pages_read_in_two_windows_complete_the_course_once(house: House, hanako: str, registration: UUID) -> None:
    attempt = begin(house, hanako, registration)
    session = house.session()
    items = open_sitting(session, house.catalog, hanako, attempt).form.item_ids
    save_responses(house.recorder(), house.catalog, hanako, attempt, fields_for(items))
    session.commit()
    at_once(
        house,
        [
            lambda own: complete_reading(house.recorder(own), house.catalog, hanako, registration, PAGE),
            lambda own: submit_attempt(house.recorder(own), house.catalog, hanako, attempt),
            lambda own: complete_reading(house.recorder(own), house.catalog, hanako, registration, PAGE),
        ],
    )
    kinds = [event.kind for event in read_person(session, hanako)]
    assert (kinds.count("CourseCompleted"), kinds.count("ActivityCompleted")) == (1, 2)
    standing = read_standing(session, hanako, registration)
    assert standing.completed_at is not None
    assert standing.scaled == 1


def test_many_people_at_once_share_one_sound_chain(house: House, hanako: str) -> None:
    people = [hanako, *(add_person(house.session(), f"00001{number:02}") for number in range(5))]

    def study(person: str) -> Act:
        def act(own: Session) -> UUID:
            uuid = register(house.recorder(own), house.catalog, person, "dx-basics", person)
            own.commit()
            complete_reading(house.recorder(own), house.catalog, person, uuid, PAGE)
            own.commit()
            return start_attempt(house.recorder(own), house.catalog, person, uuid, TEST, 1)

        return act

    attempts = at_once(house, [study(person) for person in people])
    assert len(set(attempts)) == len(people)
    found = verify_ledger(house.session())
    assert found.sound
    assert found.rows == 3 * len(people)
