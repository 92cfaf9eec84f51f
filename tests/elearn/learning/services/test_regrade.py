"""Regrading with the key of a newer version: found first, recorded then, followed by completion, never rewritten."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from elearn.events import AttemptRegraded, AttemptSubmitted
from elearn.learning.services.attempts import open_sitting, save_responses, start_attempt, submit_attempt
from elearn.learning.services.catalog import UnknownCourse
from elearn.learning.services.registrations import read_standing, register
from elearn.learning.services.regrade import NothingToRegrade, find_changes, regrade_attempts
from elearn.records.ledger import read_stream
from elearn.wiring.house import House
from tests.builders import add_person, publish
from tests.policies import COURSE, LIMITED, write_policies

ACTOR = "command-line"


@pytest.fixture
def school(lite: House, lite_session: Session, tmp_path: Path) -> House:
    """The first version says that ``a`` is right; the second one, published after the attempts, that ``b`` is."""
    publish(lite, lite_session, write_policies(tmp_path / "old", right="a", settings={"limited": "attempts = 3"}))
    return lite


def sit(house: House, session: Session, number: str, choice: str) -> UUID:
    """Somebody takes the test with the same choice everywhere."""
    person = add_person(session, number)
    pen = house.recorder(session)
    registration = register(pen, house.catalog, person, COURSE, person)
    attempt = start_attempt(pen, house.catalog, person, registration, LIMITED, seed=5)
    sitting = open_sitting(session, house.catalog, person, attempt)
    save_responses(pen, house.catalog, person, attempt, {item: {"choice": [choice]} for item in sitting.form.item_ids})
    submit_attempt(pen, house.catalog, person, attempt)
    return attempt


def mend(house: House, session: Session, folder: Path, **more: object) -> None:
    terms = {"limited": "attempts = 3"}
    publish(house, session, write_policies(folder, version="2.0.0", settings=terms, **more))  # type: ignore[arg-type]


def person_of(session: Session, attempt: UUID) -> str:
    return read_stream(session, str(attempt))[0].person


def test_a_dry_run_tells_who_changes_and_how_and_records_nothing(
    school: House, lite_session: Session, tmp_path: Path
) -> None:
    lucky, right = sit(school, lite_session, "0000001", "b"), sit(school, lite_session, "0000002", "a")
    mend(school, lite_session, tmp_path / "new")
    before = [event.kind for one in (lucky, right) for event in read_stream(lite_session, str(one))]
    found = find_changes(lite_session, school.catalog, COURSE, LIMITED)
    assert (found.looked_at, found.waiting, found.problems) == (2, 0, ())
    by_attempt = {change.attempt: change for change in found.changes}
    assert (by_attempt[lucky].old.raw, by_attempt[lucky].new.raw) == (0, 4)
    assert (by_attempt[lucky].old.passed, by_attempt[lucky].new.passed) == (False, True)
    assert [by_attempt[one].completes for one in (lucky, right)] == [True, False]
    assert (by_attempt[right].new.passed, len(by_attempt[right].items)) == (False, 4)
    assert [event.kind for one in (lucky, right) for event in read_stream(lite_session, str(one))] == before


def test_regrading_appends_old_and_new_follows_what_is_gained_and_takes_nothing_back(
    school: House, lite_session: Session, tmp_path: Path
) -> None:
    lucky, right = sit(school, lite_session, "0000001", "b"), sit(school, lite_session, "0000002", "a")
    mend(school, lite_session, tmp_path / "new")
    pen = school.recorder(lite_session)
    regrade_attempts(pen, school.catalog, COURSE, LIMITED, "key-mended", ACTOR)
    for attempt, old, new in ((lucky, 0, 4), (right, 4, 0)):
        person = person_of(lite_session, attempt)
        events = read_stream(lite_session, str(attempt))
        submitted = next(event for event in events if isinstance(event, AttemptSubmitted))
        regraded = events[-1]
        assert isinstance(regraded, AttemptRegraded)
        assert (regraded.old_raw, regraded.raw, regraded.reason, regraded.actor) == (old, new, "key-mended", ACTOR)
        assert (submitted.raw, submitted.passed) == (old, old == 4)
        sitting = open_sitting(lite_session, school.catalog, person, attempt)
        assert (sitting.score().raw, sitting.score().passed, len(sitting.regrades)) == (new, new == 4, 1)
        standing = read_standing(lite_session, person, sitting.registration)
        assert LIMITED in standing.satisfied
        assert standing.completed_at is not None
    assert find_changes(lite_session, school.catalog, COURSE, LIMITED).changes == ()
    assert regrade_attempts(pen, school.catalog, COURSE, LIMITED, "key-mended", ACTOR).changes == ()


def test_points_change_the_maximum_and_some_attempts_can_be_left_alone(
    school: House, lite_session: Session, tmp_path: Path
) -> None:
    first, second = sit(school, lite_session, "0000001", "a"), sit(school, lite_session, "0000002", "a")
    mend(school, lite_session, tmp_path / "new", right="a", points=2)
    (change,) = find_changes(lite_session, school.catalog, COURSE, LIMITED, only=[second]).changes
    assert (change.attempt, change.old.maximum, change.new.maximum) == (second, 4, 8)
    assert change.new.scaled == Decimal(1)
    assert first != second


def test_what_is_not_there_is_an_error(school: House, lite_session: Session) -> None:
    for course, activity, digest, fault in (
        ("no-course", LIMITED, "", UnknownCourse),
        (COURSE, "01-terms/read", "", NothingToRegrade),
        (COURSE, LIMITED, "f" * 64, UnknownCourse),
    ):
        with pytest.raises(fault):
            find_changes(lite_session, school.catalog, course, activity, digest)
    with pytest.raises(ValueError, match="because"):
        regrade_attempts(school.recorder(lite_session), school.catalog, COURSE, LIMITED, "because", ACTOR)
