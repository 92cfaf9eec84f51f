"""Attempts that nobody came back to: settled once, by their quiz's terms, whoever else does the same meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from elearn.events import (
    SYSTEM,
    ActivityCompleted,
    AttemptAbandoned,
    AttemptExpired,
    AttemptSubmitted,
)
from elearn.learning.services.attempts import open_sitting, save_responses, start_attempt, submit_attempt
from elearn.learning.services.extensions import grant_extension
from elearn.learning.services.overdue import Settled, find_overdue, settle_overdue
from elearn.learning.services.registrations import read_standings, register
from elearn.records.ledger import read_person, read_stream
from elearn.wiring.house import House
from tests.builders import add_person, publish
from tests.conftest import Clock
from tests.policies import COURSE, LIMITED, write_policies


def begin(house: House, session: Session, number: str, choice: str = "b") -> tuple[str, UUID]:
    """Somebody starts the test, saves every response and goes away."""
    person = add_person(session, number)
    pen = house.recorder(session)
    registration = register(pen, house.catalog, person, COURSE, person)
    attempt = start_attempt(pen, house.catalog, person, registration, LIMITED, seed=5)
    items = open_sitting(session, house.catalog, person, attempt).form.item_ids
    save_responses(pen, house.catalog, person, attempt, {item: {"choice": [choice]} for item in items})
    session.commit()
    return person, attempt


def settle(house: House) -> Settled:
    return settle_overdue(house.sessions, house.recorder, house.catalog, house.now())


def teach(house: House, session: Session, folder: Path, overdue: str) -> None:
    terms = {"limited": f"attempts = 3\ntime_limit_minutes = 20\n{overdue}"}
    publish(house, session, write_policies(folder, settings=terms))


def test_what_was_saved_is_handed_in_once_and_passes(
    lite: House, lite_session: Session, clock: Clock, tmp_path: Path
) -> None:
    teach(lite, lite_session, tmp_path, 'overdue = "submit"')
    person, attempt = begin(lite, lite_session, "0000001")
    clock.pass_time(minutes=20)
    assert find_overdue(lite_session, lite.catalog, lite.now()) == []
    assert settle(lite) == Settled()
    clock.pass_time(days=2)
    assert find_overdue(lite_session, lite.catalog, lite.now()) == [(person, attempt)]
    assert settle(lite) == Settled((attempt,))
    assert settle(lite) == Settled()
    lite_session.rollback()
    *_, expired, outcome = read_stream(lite_session, str(attempt))
    assert isinstance(expired, AttemptExpired)
    assert isinstance(outcome, AttemptSubmitted)
    assert (outcome.passed, outcome.raw, outcome.actor, outcome.person) == (True, 4, SYSTEM, person)
    assert outcome.duration_seconds == 20 * 60
    assert read_person(lite_session, person, [ActivityCompleted])
    lite_session.rollback()
    assert submit_attempt(lite.recorder(lite_session), lite.catalog, person, attempt) == outcome


@pytest.mark.parametrize(("terms", "wait"), [('overdue = "abandon"', 0), ('overdue = "grace"\ngrace_minutes = 10', 10)])
def test_too_late_is_too_late_after_the_grace(
    lite: House, lite_session: Session, clock: Clock, tmp_path: Path, terms: str, wait: int
) -> None:
    teach(lite, lite_session, tmp_path, terms)
    _, attempt = begin(lite, lite_session, "0000001")
    clock.pass_time(minutes=20, seconds=31)
    if wait:
        assert settle(lite) == Settled()
        clock.pass_time(minutes=wait)
    assert settle(lite) == Settled((), (attempt,))
    assert settle(lite) == Settled()
    lite_session.rollback()
    assert isinstance(read_stream(lite_session, str(attempt))[-1], AttemptAbandoned)


def test_more_time_that_was_granted_counts(lite: House, lite_session: Session, clock: Clock, tmp_path: Path) -> None:
    teach(lite, lite_session, tmp_path, 'overdue = "submit"')
    person, attempt = begin(lite, lite_session, "0000001")
    (standing,) = read_standings(lite_session, person)
    more = {"minutes": 30, "attempts": 0, "closes": None, "reason": "other", "actor": "office"}
    grant_extension(lite.recorder(lite_session), lite.catalog, person, standing.registration, LIMITED, **more)  # type: ignore[arg-type]
    lite_session.commit()
    clock.pass_time(minutes=20, seconds=31)
    assert len(find_overdue(lite_session, lite.catalog, lite.now())) == 1
    assert settle(lite) == Settled()
    clock.pass_time(minutes=30)
    assert settle(lite) == Settled((attempt,))


def test_several_who_settle_and_learners_who_hand_in_do_it_once(house: House, clock: Clock, tmp_path: Path) -> None:
    with house.sessions() as session:
        teach(house, session, tmp_path, 'overdue = "submit"')
        begun = [begin(house, session, f"000000{number}", "ab"[number % 2]) for number in range(1, 5)]
    clock.pass_time(minutes=20, seconds=31)

    def hand_in(person: str, attempt: UUID) -> AttemptSubmitted:
        with house.sessions() as session:
            outcome = submit_attempt(house.recorder(session), house.catalog, person, attempt)
            session.commit()
        return outcome

    with ThreadPoolExecutor(6) as crowd:
        runs = [crowd.submit(settle, house) for _ in range(3)]
        handed = [crowd.submit(hand_in, *one) for one in begun[:3]]
        outcomes = [one.result() for one in handed]
        by_clock = [attempt for run in runs for attempt in run.result().submitted]
    assert len(by_clock) == len(set(by_clock))
    with house.sessions() as session:
        for place, (_, attempt) in enumerate(begun):
            facts = [one for one in read_stream(session, str(attempt)) if isinstance(one, AttemptSubmitted)]
            assert len(facts) == 1
            if place < len(outcomes):
                assert outcomes[place] == facts[0]
            assert (facts[0].actor == SYSTEM) == (attempt in by_clock)
    assert settle(house) == Settled()
