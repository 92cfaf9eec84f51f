"""Many attempts read at once are what each of them is when it is opened alone."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from elearn.learning.services.attempts import open_sitting, save_responses, start_attempt, submit_attempt
from elearn.learning.services.handedin import read_handed_in
from elearn.learning.services.registrations import register
from elearn.learning.services.regrade import regrade_attempts
from elearn.wiring.house import House
from tests.builders import add_person
from tests.elearn.learning.crowd import publish_policies, sit_all
from tests.policies import CERTAIN, COURSE, INTERACTIVE, LIMITED
from tests.sqlcount import count_statements


def answer(house: House, session: Session, person: str, activity: str) -> UUID:
    """Two tries at each item, the first one wrong, the second one very sure."""
    pen = house.recorder(session)
    registration = register(pen, house.catalog, person, COURSE, person)
    attempt = start_attempt(pen, house.catalog, person, registration, activity, seed=3)
    items = open_sitting(session, house.catalog, person, attempt).form.item_ids
    for choice, sure in (("a", "1"), ("b", "3")):
        fields = {item: {"choice": [choice], "certainty": [sure]} for item in items}
        save_responses(pen, house.catalog, person, attempt, fields, checked=items)
    submit_attempt(pen, house.catalog, person, attempt)
    return attempt


def test_read_together_is_read_alone(lite: House, lite_session: Session, tmp_path: Path) -> None:
    publish_policies(lite, lite_session, tmp_path)
    sit_all(lite, lite_session)
    for number, activity in (("0000031", CERTAIN), ("0000032", INTERACTIVE)):
        answer(lite, lite_session, add_person(lite_session, number), activity)
    publish_policies(lite, lite_session, tmp_path, "2.0.0", right="a")
    regrade_attempts(lite.recorder(lite_session), lite.catalog, COURSE, LIMITED, "key-mended", "office")
    for activity, count in ((LIMITED, 7), (CERTAIN, 1), (INTERACTIVE, 1)):
        with count_statements(lite_session.get_bind()) as sent:  # type: ignore[arg-type]
            found = read_handed_in(lite_session, lite.catalog, COURSE, activity)
        assert (len(found), sent.count) == (count, 2)
        for one in found:
            alone = open_sitting(lite_session, lite.catalog, one.person, one.uuid)
            assert one.score() == alone.score()
            assert one.attempt.score(one.keyed, one.form) == alone.attempt.score(alone.keyed, alone.form)
            assert (one.registration, one.number, one.outcome, one.regrades, one.attempt.responses) == (
                *(alone.registration, alone.number, alone.outcome, alone.regrades),
                alone.attempt.responses,
            )
    some = [found[0].uuid]
    assert [one.uuid for one in read_handed_in(lite_session, lite.catalog, COURSE, INTERACTIVE, some)] == some
