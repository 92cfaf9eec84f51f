"""What a new version of a course meets: people in the middle of it, and attempts."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from elearn.learning.services.attempts import start_attempt
from elearn.learning.services.registrations import register
from elearn.learning.services.touched import Attempts, Touched, count_touched
from elearn.wiring.house import House
from tests.builders import PRACTICE, TEST, add_person, complete_course, publish, take_quiz, write_course


def test_nobody_is_touched_by_what_nobody_learns(lite: House, lite_session: Session) -> None:
    assert count_touched(lite_session, "none") == Touched(0, {})


def test_learners_and_attempts_are_counted_by_quiz(lite: House, lite_session: Session, tmp_path: Path) -> None:
    publish(lite, lite_session, write_course(tmp_path))
    done, begun = add_person(lite_session), add_person(lite_session, "0000002", "別　人")
    complete_course(lite, lite_session, done)
    registration = register(lite.recorder(lite_session), lite.catalog, begun, "dx-basics", begun)
    take_quiz(lite, lite_session, begun, registration, PRACTICE)
    start_attempt(lite.recorder(lite_session), lite.catalog, begun, registration, TEST, 7)
    lite_session.commit()
    assert count_touched(lite_session, "dx-basics") == Touched(1, {PRACTICE: Attempts(0, 1), TEST: Attempts(1, 1)})
