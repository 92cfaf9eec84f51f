"""One invented learner on the way through one course."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

import quizzes
from elearn.demo.calendar import Calendar
from elearn.demo.responses import fill_fields
from elearn.demo.study import Habits, Study, choose_slips
from elearn.events import ActivityCompleted, AttemptSaved, AttemptStarted, AttemptSubmitted, CourseCompleted, Event
from elearn.learning.services import attempts
from elearn.learning.services.catalog import UnknownCourse
from elearn.learning.services.packages import open_package
from elearn.learning.services.registrations import read_standings, register
from elearn.records import ledger
from elearn.wiring.house import House
from tests.builders import TEST, add_person, publish, write_course
from tests.elearn.demo.conftest import CATALOG

COURSE = "dx-basics"


@pytest.fixture
def house(make_app: Callable[..., Flask], sqlite_url: str) -> House:
    made: House = make_app(sqlite_url).extensions["elearn"]
    return made


@pytest.fixture
def desk(house: House, tmp_path: Path) -> Iterator[Session]:
    with house.sessions() as session:
        version = publish(house, session, write_course(tmp_path))
        house.catalog.package(session, version.digest)
        add_person(session)
        yield session


@pytest.fixture
def person(desk: Session) -> str:
    return add_person(desk, "0000002", "架空　太郎")


def live(house: House, desk: Session, person: str, habits: Habits, days_ago: int = 60, seed: int = 3) -> list[Event]:
    """Somebody takes the small course; all facts about them in order."""
    calendar = Calendar(desk, house.now(), seed)
    Study(house, desk, calendar, person, COURSE).begin(calendar.day(days_ago), habits)
    calendar.play()
    return ledger.read_person(desk, person)


def count(facts: list[Event]) -> Counter[str]:
    return Counter(fact.kind for fact in facts)


def test_somebody_diligent_reads_sits_the_test_once_and_completes(house: House, desk: Session, person: str) -> None:
    facts = live(house, desk, person, Habits())
    assert [fact.kind for fact in facts[:6]] == [
        "RegistrationOpened",
        "ActivityCompleted",
        "AttemptStarted",
        "AttemptSaved",
        "AttemptSubmitted",
        "ActivityCompleted",
    ]
    assert [fact.course for fact in facts if isinstance(fact, CourseCompleted)] == [COURSE]
    outcome = next(fact for fact in facts if isinstance(fact, AttemptSubmitted))
    assert (outcome.passed, outcome.scaled) == (True, 1)
    assert 6 * 60 <= outcome.duration_seconds < 18 * 60


def test_all_facts_lie_before_now_in_the_order_of_time(house: House, desk: Session, person: str) -> None:
    facts = live(house, desk, person, Habits(slips=9))
    moments = [fact.at for fact in facts]
    assert moments == sorted(moments)
    assert moments[-1] < house.now()
    assert {fact.actor for fact in facts} <= {person, "system"}


def test_too_many_slips_mean_a_second_sitting_days_later_with_fewer(house: House, desk: Session, person: str) -> None:
    facts = live(house, desk, person, Habits(slips=9))
    outcomes = [fact for fact in facts if isinstance(fact, AttemptSubmitted)]
    assert not outcomes[0].passed
    assert outcomes[-1].passed
    assert [one.scaled for one in outcomes] == sorted(one.scaled for one in outcomes)
    assert all(later.at - before.at > dt.timedelta(hours=12) for before, later in pairwise(outcomes))
    numbers = [fact.number for fact in facts if isinstance(fact, AttemptStarted)]
    assert numbers == list(range(1, len(outcomes) + 1))


def test_a_slip_or_two_still_pass(house: House, desk: Session, person: str) -> None:
    facts = live(house, desk, person, Habits(slips=1))
    outcomes = [fact for fact in facts if isinstance(fact, AttemptSubmitted)]
    assert [outcome.passed for outcome in outcomes] == [True]
    assert outcomes[0].scaled < 1


def test_who_reads_a_part_sits_no_test(house: House, desk: Session, person: str) -> None:
    assert count(live(house, desk, person, Habits(extent=0.0))) == {}
    real = open_package(CATALOG / "security-basics")
    pages = [key for key in real.required if key not in real.quizzes]
    assert 0 < round(len(pages) * 0.6) < len(pages)


def test_who_leaves_the_test_has_saved_a_page_and_can_go_on(house: House, desk: Session, person: str) -> None:
    facts = live(house, desk, person, Habits(leaves=True))
    assert count(facts)["AttemptSubmitted"] == 0
    saved = next(fact for fact in facts if isinstance(fact, AttemptSaved))
    sitting = attempts.open_sitting(desk, house.catalog, person, saved.attempt)
    assert set(saved.responses) == set(sitting.form.pages[0])
    assert sitting.outcome is None
    pen = house.recorder(desk, house.now())
    again = attempts.start_attempt(pen, house.catalog, person, sitting.registration, TEST, 1)
    assert again == saved.attempt


def test_what_would_come_after_now_does_not_happen(house: House, desk: Session, person: str) -> None:
    facts = live(house, desk, person, Habits(), days_ago=1)
    assert count(facts)["AttemptStarted"] == 0
    assert live(house, desk, add_person(desk, "0000003"), Habits(), days_ago=-3) == []


def test_an_earlier_registration_is_gone_on_with(house: House, desk: Session, person: str) -> None:
    registration = register(
        house.recorder(desk, house.now() - dt.timedelta(days=90)), house.catalog, person, COURSE, "x"
    )
    desk.commit()
    facts = live(house, desk, person, Habits())
    assert count(facts)["RegistrationOpened"] == 1
    assert {fact.registration for fact in facts if isinstance(fact, ActivityCompleted)} == {registration}
    assert [one.completed_at is not None for one in read_standings(desk, person)] == [True]


def test_the_same_chance_gives_the_same_year(house: House, desk: Session, person: str) -> None:
    other = add_person(desk, "0000004")
    first = [(fact.kind, fact.at) for fact in live(house, desk, person, Habits(slips=9), seed=5)]
    assert first == [(fact.kind, fact.at) for fact in live(house, desk, other, Habits(slips=9), seed=5)]


def test_a_course_that_nobody_opened_is_refused(house: House, desk: Session, person: str) -> None:
    calendar = Calendar(desk, house.now(), 1)
    with pytest.raises(UnknownCourse):
        Study(house, desk, calendar, person, "none-such").begin(calendar.today, Habits())


@pytest.fixture
def sitting(house: House, desk: Session, person: str) -> attempts.Sitting:
    """The yearly security test, whose sections partly ask for everything."""
    version = publish(house, desk, CATALOG / "security-basics")
    house.catalog.package(desk, version.digest)
    registration = register(house.recorder(desk), house.catalog, person, "security-basics", person)
    attempt = attempts.start_attempt(house.recorder(desk), house.catalog, person, registration, TEST, 4)
    return attempts.open_sitting(desk, house.catalog, person, attempt)


def test_slips_spare_the_sections_that_ask_for_everything(sitting: attempts.Sitting) -> None:
    strict = {
        item
        for section, items in zip(sitting.quiz.sections, sitting.form.sections, strict=True)
        if section.mastery is not None
        for item in items
    }
    lenient = set(sitting.form.item_ids) - strict
    assert strict
    assert lenient
    for number in range(len(lenient) + 1):
        slips = choose_slips(sitting, number)
        assert len(slips) == number
        assert slips <= lenient
    assert choose_slips(sitting, len(lenient) + 1) & strict
    assert choose_slips(sitting, 999) == set(sitting.form.item_ids)


def test_two_slips_pass_the_security_test_and_one_in_a_strict_section_does_not(sitting: attempts.Sitting) -> None:
    from_all = set(sitting.form.item_ids)
    assert score_with(sitting, choose_slips(sitting, 2)).passed
    strict = next(iter(sorted(choose_slips(sitting, 999) - choose_slips(sitting, len(from_all) - 1))))
    assert not score_with(sitting, frozenset({strict})).passed


def score_with(sitting: attempts.Sitting, wrong: frozenset[str]) -> quizzes.AttemptScore:
    """The score when everything but ``wrong`` is right; wrong items are left blank."""
    items = sitting.quiz.items()
    responses = {
        item: quizzes.parse_response(items[item], fill_fields(items[item], sitting.form, True)).response
        for item in sitting.form.item_ids
        if item not in wrong
    }
    return quizzes.score_attempt(sitting.quiz, sitting.form, responses)
