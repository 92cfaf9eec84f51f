from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from elearn.learning.services.graders import courses_of_grader, end_grader, graders_of_courses, grant_grader
from elearn.people.rules.roles import GRADER, Grant
from elearn.people.services.roles import grants_of
from elearn.wiring.house import House
from tests.builders import add_person

DAY = dt.timedelta(days=1)


def test_a_course_is_given_once_and_brings_the_role(lite: House, lite_session: Session) -> None:
    person, now = add_person(lite_session), lite.now()
    assert grant_grader(lite_session, "dx-basics", person, "office", now)
    assert not grant_grader(lite_session, "dx-basics", person, "office", now)
    assert grant_grader(lite_session, "genai", person, "office", now)
    assert courses_of_grader(lite_session, person, now.date()) == {"dx-basics", "genai"}
    assert Grant(GRADER) in grants_of(lite_session, person, now.date())


def test_with_the_last_course_the_role_ends(lite: House, lite_session: Session) -> None:
    person, now = add_person(lite_session), lite.now()
    for course in ("dx-basics", "genai"):
        grant_grader(lite_session, course, person, "office", now)
    later = now + DAY
    assert end_grader(lite_session, "dx-basics", person, later)
    assert courses_of_grader(lite_session, person, later.date()) == {"genai"}
    assert Grant(GRADER) in grants_of(lite_session, person, later.date())
    assert end_grader(lite_session, "genai", person, later)
    assert not end_grader(lite_session, "genai", person, later)
    assert courses_of_grader(lite_session, person, later.date()) == set()
    assert Grant(GRADER) not in grants_of(lite_session, person, later.date())


def test_what_was_so_on_a_day_stays_so_and_may_begin_anew(lite: House, lite_session: Session) -> None:
    person, now = add_person(lite_session), lite.now()
    grant_grader(lite_session, "dx-basics", person, "office", now)
    end_grader(lite_session, "dx-basics", person, now + DAY)
    assert courses_of_grader(lite_session, person, now.date()) == {"dx-basics"}
    assert grant_grader(lite_session, "dx-basics", person, "office", now + 2 * DAY)
    assert courses_of_grader(lite_session, person, (now + 2 * DAY).date()) == {"dx-basics"}


def test_the_graders_of_every_course_are_named_in_their_order(lite: House, lite_session: Session) -> None:
    second, first = add_person(lite_session, "0000002"), add_person(lite_session, "0000001")
    for person in (first, second):
        grant_grader(lite_session, "dx-basics", person, "office", lite.now())
    assert graders_of_courses(lite_session, lite.now().date()) == {"dx-basics": [first, second]}
