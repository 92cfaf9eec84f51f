"""An attempt read from its history says which score stands, and by which key."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from elearn.learning.services.attempts import save_responses, start_attempt, submit_attempt
from elearn.learning.services.registrations import register
from elearn.learning.services.regrade import regrade_attempts
from elearn.learning.services.sitting import UnknownAttempt, fold_events, open_sitting
from elearn.records.ledger import read_stream
from elearn.wiring.house import House
from tests.builders import add_person, publish
from tests.policies import COURSE, LIMITED, write_policies


def test_the_last_word_on_the_score_stands_and_the_earlier_ones_stay(
    lite: House, lite_session: Session, tmp_path: Path
) -> None:
    publish(lite, lite_session, write_policies(tmp_path / "old", right="a"))
    person, pen = add_person(lite_session, "0000001"), lite.recorder(lite_session)
    registration = register(pen, lite.catalog, person, COURSE, person)
    attempt = start_attempt(pen, lite.catalog, person, registration, LIMITED, seed=5)
    begun = open_sitting(lite_session, lite.catalog, person, attempt)
    assert (begun.verdict, begun.keyed) == (None, begun.quiz)
    fields = {item: {"choice": ["b"]} for item in begun.form.item_ids}
    save_responses(pen, lite.catalog, person, attempt, fields)
    outcome = submit_attempt(pen, lite.catalog, person, attempt)
    assert open_sitting(lite_session, lite.catalog, person, attempt).verdict == outcome

    publish(lite, lite_session, write_policies(tmp_path / "new", version="2.0.0"))
    regrade_attempts(pen, lite.catalog, COURSE, LIMITED, "key-mended", "command-line")
    again = open_sitting(lite_session, lite.catalog, person, attempt)
    assert again.outcome == outcome
    assert again.verdict == again.regrades[-1]
    assert again.keyed.digest == again.regrades[-1].quiz_digest != again.quiz.digest
    assert (again.score().raw, again.score().passed) == (4, True)
    assert fold_events(read_stream(lite_session, str(attempt)), again.quiz, again.form) == again.attempt


def test_anothers_attempt_is_none(lite: House, lite_session: Session, tmp_path: Path) -> None:
    publish(lite, lite_session, write_policies(tmp_path))
    person, pen = add_person(lite_session, "0000001"), lite.recorder(lite_session)
    registration = register(pen, lite.catalog, person, COURSE, person)
    attempt = start_attempt(pen, lite.catalog, person, registration, LIMITED, seed=5)
    with pytest.raises(UnknownAttempt):
        open_sitting(lite_session, lite.catalog, add_person(lite_session, "0000002"), attempt)
    with pytest.raises(UnknownAttempt):
        fold_events([], open_sitting(lite_session, lite.catalog, person, attempt).quiz, None)  # type: ignore[arg-type]
