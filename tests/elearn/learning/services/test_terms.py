"""A quiz's terms for one person: what is granted, who gets in, what a draw avoids, and the grade over attempts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from elearn.events import AttemptSubmitted
from elearn.learning.services.attempts import Refused, open_sitting, save_responses, start_attempt, submit_attempt
from elearn.learning.services.extensions import CannotBeExtended, grant_extension, list_extensible
from elearn.learning.services.registrations import read_standing, register
from elearn.learning.services.terms import can_be_extended, read_extension, read_grade
from elearn.records.reactor import rebuild
from elearn.wiring.house import House
from quizzes import Extension
from quizzes.access import hash_password
from tests.builders import add_person, publish
from tests.policies import COURSE, INTERACTIVE, LIMITED, write_policies

SEEDS = iter(range(1000))


class Taker:
    """Somebody who takes quizzes of the course one after the other."""

    def __init__(self, house: House, session: Session, folder: Path, **settings: str) -> None:
        publish(house, session, write_policies(folder, settings=settings))
        self.house, self.session = house, session
        self.person = add_person(session, "0000001")
        self.registration = register(house.recorder(session), house.catalog, self.person, COURSE, self.person)

    def starts(self, key: str = LIMITED, **more: str) -> UUID:
        pen = self.house.recorder(self.session)
        return start_attempt(pen, self.house.catalog, self.person, self.registration, key, next(SEEDS), **more)

    def items(self, attempt: UUID) -> tuple[str, ...]:
        return open_sitting(self.session, self.house.catalog, self.person, attempt).form.item_ids

    def takes(self, right: int, key: str = LIMITED) -> AttemptSubmitted:
        """Take it with so many items right."""
        attempt = self.starts(key)
        fields = {item: {"choice": ["b" if n < right else "a"]} for n, item in enumerate(self.items(attempt))}
        pen = self.house.recorder(self.session)
        save_responses(pen, self.house.catalog, self.person, attempt, fields)
        return submit_attempt(pen, self.house.catalog, self.person, attempt)

    def is_satisfied(self, key: str = LIMITED) -> bool:
        return key in read_standing(self.session, self.person, self.registration).satisfied

    def is_granted(self, minutes: int = 0, attempts: int = 0, closes: dt.datetime | None = None) -> None:
        grant_extension(
            self.house.recorder(self.session), self.house.catalog, self.person, self.registration, LIMITED,
            minutes=minutes, attempts=attempts, closes=closes, reason="work", actor=self.person,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("how", "taken", "satisfied", "grade"),
    [
        ("best", (0, 4, 0), True, "1.0000"),
        ("last", (4, 0), True, "0.0000"),
        ("first", (0, 4), False, "0.0000"),
        ("first", (4, 0), True, "1.0000"),
        ("average", (0, 3), False, "0.3750"),
        ("average", (0, 4), True, "0.5000"),
        ("average", (4, 0, 0), True, "0.3333"),
    ],
)
def test_which_attempts_count_and_what_completes(
    lite: House, lite_session: Session, tmp_path: Path, how: str, taken: tuple[int, ...], satisfied: bool, grade: str
) -> None:
    taker = Taker(lite, lite_session, tmp_path, limited=f'grade = "{how}"')
    for right in taken:
        taker.takes(right)
    assert taker.is_satisfied() is satisfied
    quiz = lite.catalog.registered(lite_session, taker.registration).quizzes[LIMITED]
    found = read_grade(lite_session, quiz, taker.registration, LIMITED)
    assert found is not None
    assert found.scaled == Decimal(grade)


def test_draws_meet_every_item_before_any_comes_again(lite: House, lite_session: Session, tmp_path: Path) -> None:
    taker = Taker(lite, lite_session, tmp_path)
    met = []
    for _ in range(4):
        attempt = taker.starts(INTERACTIVE)
        met.append(set(taker.items(attempt)))
        submit_attempt(lite.recorder(lite_session), lite.catalog, taker.person, attempt)
    assert met[0].isdisjoint(met[1])
    assert (met[2], met[3]) == (met[0], met[1])


def test_a_test_before_and_a_test_after_share_no_item(lite: House, lite_session: Session, tmp_path: Path) -> None:
    taker = Taker(lite, lite_session, tmp_path, again='parallel = "01-terms/sure.md"')
    before = taker.starts("01-terms/sure")
    after = taker.starts(INTERACTIVE)
    assert set(taker.items(before)).isdisjoint(taker.items(after))


def test_what_was_granted_is_read_beats_the_terms_and_can_be_taken_back(
    lite: House, lite_session: Session, tmp_path: Path
) -> None:
    taker = Taker(lite, lite_session, tmp_path)
    quiz = lite.catalog.registered(lite_session, taker.registration).quizzes[LIMITED]
    taker.takes(0)
    with pytest.raises(Refused) as fault:
        taker.starts()
    assert fault.value.code == "attempts-used-up"
    taker.is_granted(minutes=15, attempts=1)
    assert read_extension(lite_session, quiz, taker.registration, LIMITED) == Extension(dt.timedelta(minutes=15), 1)
    sitting = open_sitting(lite_session, lite.catalog, taker.person, taker.starts())
    assert sitting.attempt.deadline == sitting.attempt.started.at + dt.timedelta(minutes=35)
    taker.is_granted()
    again = open_sitting(lite_session, lite.catalog, taker.person, sitting.uuid)
    assert again.attempt.deadline == sitting.attempt.started.at + dt.timedelta(minutes=20)
    (row,) = list_extensible(lite_session, lite.catalog, taker.person)
    assert row.granted is not None
    assert not row.granted.is_something


def test_a_rebuild_shows_the_same_extensions(lite: House, lite_session: Session, tmp_path: Path) -> None:
    taker = Taker(lite, lite_session, tmp_path)
    taker.is_granted(minutes=5)
    taker.is_granted(minutes=9, attempts=2)
    before = list_extensible(lite_session, lite.catalog, taker.person)
    rebuild(lite_session, lite.recorder(lite_session).reactions)
    assert list_extensible(lite_session, lite.catalog, taker.person) == before


@pytest.mark.parametrize(("key", "minutes"), [(INTERACTIVE, 5), (LIMITED, -1), (LIMITED, 99_999), ("no/quiz", 5)])
def test_what_limits_nothing_cannot_be_extended(
    lite: House, lite_session: Session, tmp_path: Path, key: str, minutes: int
) -> None:
    taker = Taker(lite, lite_session, tmp_path)
    with pytest.raises(CannotBeExtended):
        grant_extension(
            lite.recorder(lite_session), lite.catalog, taker.person, taker.registration, key,
            minutes=minutes, attempts=0, closes=None, reason="work", actor=taker.person,
        )  # fmt: skip


def test_password_and_network_are_asked_for_where_the_quiz_says_so(
    lite: House, lite_session: Session, tmp_path: Path
) -> None:
    kept = hash_password("春の窓口", bytes(16))
    taker = Taker(lite, lite_session, tmp_path, limited=f'password = "{kept}"\nnetworks = ["10.0.0.0/8"]')
    for password, address, code in (
        ("", "10.1.1.1", "quiz-password"),
        ("秋", "10.1.1.1", "quiz-password"),
        ("春の窓口", "192.0.2.1", "quiz-network"),
    ):
        with pytest.raises(Refused) as fault:
            taker.starts(password=password, address=address)
        assert fault.value.code == code
    assert taker.starts(password="春の窓口", address="10.1.1.1") == taker.starts()
    quiz = lite.catalog.registered(lite_session, taker.registration).quizzes[LIMITED]
    assert not can_be_extended(quiz)
