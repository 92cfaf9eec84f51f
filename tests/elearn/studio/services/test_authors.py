"""Who writes which course, since when, and until when."""

from __future__ import annotations

import datetime as dt

from elearn.people.rules.roles import AUTHOR, Grant
from elearn.people.services.roles import grants_of
from elearn.studio.services.authors import (
    EVERY,
    authors_of_courses,
    courses_of_author,
    end_author,
    grant_author,
    may_write,
)
from tests.builders import add_person
from tests.elearn.studio import writing
from tests.elearn.studio.writing import Writers

DAY = dt.timedelta(days=1)


def test_a_course_is_given_once_and_brings_the_role(writers: Writers) -> None:
    session, now = writers.session, writers.house.now()
    person = add_person(session, "0000901", "新　一")
    assert grant_author(session, "dx-basics", person, "office", now)
    assert not grant_author(session, "dx-basics", person, "office", now)
    assert courses_of_author(session, person, now.date()) == {"dx-basics"}
    assert Grant(AUTHOR) in grants_of(session, person, now.date())
    assert may_write(session, person, "dx-basics", now.date())
    assert not may_write(session, person, "genai-use", now.date())


def test_all_courses_are_all_and_new_ones(writers: Writers) -> None:
    on = writers.house.now().date()
    for course in ("dx-basics", "any-other", EVERY):
        assert may_write(writers.session, writers.people[writing.SECOND], course, on)
    assert not may_write(writers.session, writers.people[writing.AUTHOR], EVERY, on)
    assert not may_write(writers.session, writers.people[writing.OFFICE], "dx-basics", on)


def test_with_the_last_course_the_role_ends_and_the_past_stays(writers: Writers) -> None:
    session, now = writers.session, writers.house.now()
    person = writers.people[writing.AUTHOR]
    later = now + DAY
    assert end_author(session, "dx-basics", person, later)
    assert not end_author(session, "dx-basics", person, later)
    assert Grant(AUTHOR) not in grants_of(session, person, later.date())
    assert may_write(session, person, "dx-basics", now.date())
    assert not may_write(session, person, "dx-basics", later.date())
    assert grant_author(session, "dx-basics", person, "office", later + DAY)


def test_the_authors_of_every_course_are_named_in_their_order(writers: Writers) -> None:
    on, people = writers.house.now().date(), writers.people
    assert authors_of_courses(writers.session, on) == {
        "dx-basics": [people[writing.AUTHOR]],
        EVERY: [people[writing.SECOND]],
        "genai-use": [people[writing.ELSEWHERE]],
    }
