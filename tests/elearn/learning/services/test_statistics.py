"""The figures of a quiz over what was handed in: exact, fresh, by version, and silent about small groups."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import correlation, mean, stdev

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.learning.services.regrade import regrade_attempts
from elearn.learning.services.statistics import (
    BEST,
    FIRST,
    LAST,
    LEAST,
    UnknownQuiz,
    analyse_quiz,
    find_quiz,
    list_quizzes,
)
from elearn.learning.tables import CourseVersionRow
from elearn.wiring.house import House
from tests.elearn.learning.crowd import ITEMS, PATTERNS, publish_policies, sit, sit_all
from tests.elearn.learning.essays import OWN, Desk, write_essays
from tests.policies import COURSE, LIMITED
from tests.sqlcount import count_statements
from tests.visitor import inside


@pytest.fixture
def school(lite: House, lite_session: Session, tmp_path: Path) -> House:
    publish_policies(lite, lite_session, tmp_path)
    return lite


def test_the_figures_are_those_of_the_attempts(school: House, lite_session: Session) -> None:
    sit_all(school, lite_session)
    found = analyse_quiz(lite_session, school.catalog, COURSE, LIMITED)
    rows = [[float(choice == "b") for choice in pattern] for pattern in PATTERNS]
    totals = [sum(row) for row in rows]
    assert (found.found.count, found.line.graded, found.line.waiting) == (7, 7, 0)
    assert found.found.mean == pytest.approx(mean(totals), rel=1e-12)
    assert found.found.deviation == pytest.approx(stdev(totals), rel=1e-12)
    items = sorted(found.found.items, key=lambda one: one.id)
    assert len(items) == ITEMS == len(found.versions)
    for place, item in enumerate(items):
        own = [row[place] for row in rows]
        rest = [total - mark for total, mark in zip(totals, own, strict=True)]
        assert item.figures.facility == pytest.approx(mean(own), rel=1e-12)
        assert item.figures.discrimination == pytest.approx(correlation(own, rest), rel=1e-12)
        assert item.figures.intended_weight == pytest.approx(1 / ITEMS)
        picked = {row.text: row.count for row in item.picks}
        assert picked["手順を書き出す"] == sum(own)
    assert [one.courses for versions in found.versions.values() for one in versions] == [("1.0.0",)] * ITEMS


def test_of_a_small_group_nothing_is_told(school: House, lite_session: Session) -> None:
    sit_all(school, lite_session, PATTERNS[: LEAST - 1])
    found = analyse_quiz(lite_session, school.catalog, COURSE, LIMITED)
    assert (found.found.count, found.found.suppressed, found.found.mean, found.found.items) == (4, True, None, ())
    assert all(one.figures is None for versions in found.versions.values() for one in versions)


def test_a_further_attempt_is_counted_at_once_and_each_person_may_count_once(
    school: House, lite_session: Session
) -> None:
    people = sit_all(school, lite_session)
    first = analyse_quiz(lite_session, school.catalog, COURSE, LIMITED)
    assert analyse_quiz(lite_session, school.catalog, COURSE, LIMITED) is first
    sit(school, lite_session, people[4], "bbbb")
    sit(school, lite_session, people[4], "bbaa")
    every = analyse_quiz(lite_session, school.catalog, COURSE, LIMITED)
    assert (every.found.count, first.found.count) == (9, 7)
    means = {
        which: analyse_quiz(lite_session, school.catalog, COURSE, LIMITED, which).found.mean
        for which in (FIRST, LAST, BEST)
    }
    others = 4 + 3 + 2 + 1 + 4 + 2
    assert means == {FIRST: pytest.approx(others / 7), LAST: pytest.approx((others + 2) / 7), BEST: (others + 4) / 7}


def test_versions_of_an_item_stand_apart_and_a_regraded_attempt_counts_by_its_new_key(
    school: House, lite_session: Session, tmp_path: Path
) -> None:
    sit_all(school, lite_session)
    publish_policies(school, lite_session, tmp_path, "2.0.0", right="a")
    before = analyse_quiz(lite_session, school.catalog, COURSE, LIMITED)
    for versions in before.versions.values():
        old, new = versions
        assert (old.courses, old.current, new.courses, new.current) == (("1.0.0",), False, ("2.0.0",), True)
        assert old.figures is not None
        assert new.figures is None
    sit_all(school, lite_session, ["aaaa"] * LEAST, first=50)
    both = analyse_quiz(lite_session, school.catalog, COURSE, LIMITED)
    for old, new in both.versions.values():
        assert old.figures
        assert new.figures
        assert (old.figures.figures.count, new.figures.figures.count) == (7, 5)
        assert new.figures.figures.facility == 1.0
        assert old.name != new.name
    regrade_attempts(school.recorder(lite_session), school.catalog, COURSE, LIMITED, "key-mended", "office")
    after = analyse_quiz(lite_session, school.catalog, COURSE, LIMITED)
    totals = [pattern.count("a") for pattern in PATTERNS] + [4] * LEAST
    assert after.found.mean == pytest.approx(mean(totals))
    assert {one.courses for (one,) in after.versions.values()} == {("2.0.0",)}


def test_what_waits_for_people_is_not_counted(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> None:
    with inside(make_app(sqlite_url)) as house:
        desk = Desk(house, write_essays(tmp_path))
        attempt = desk.hand_in()
        (line,) = [one for one in list_quizzes(desk.session, house.catalog, ["dx-basics"]) if one.waiting]
        assert (line.graded, line.waiting) == (0, 1)
        assert analyse_quiz(desk.session, house.catalog, "dx-basics", line.activity).found.count == 0
        for grader in (0, 1):
            desk.grade(grader, attempt, (0, 0))
        found = analyse_quiz(desk.session, house.catalog, "dx-basics", line.activity)
        assert (found.found.count, found.line.waiting) == (1, 0)
        assert OWN in found.versions


def test_statements_do_not_grow_with_attempts(school: House, lite_session: Session, tmp_path: Path) -> None:
    sit_all(school, lite_session)
    engine = lite_session.get_bind()
    analyse_quiz(lite_session, school.catalog, COURSE, LIMITED)
    with count_statements(engine) as cached:  # type: ignore[arg-type]
        analyse_quiz(lite_session, school.catalog, COURSE, LIMITED)
    assert cached.count == 2
    counts = []
    for first in (30, 60):
        sit_all(school, lite_session, first=first)
        with count_statements(engine) as fresh:  # type: ignore[arg-type]
            analyse_quiz(lite_session, school.catalog, COURSE, LIMITED)
        counts.append(fresh.count)
    assert counts == [4, 4]


def test_what_is_no_quiz_is_an_error(school: House, lite_session: Session) -> None:
    for course, activity in ((COURSE, "01-terms/read"), ("no-course", LIMITED)):
        with pytest.raises(UnknownQuiz):
            find_quiz(lite_session, school.catalog, course, activity)


def test_a_course_that_is_no_longer_offered_keeps_its_figures(school: House, lite_session: Session) -> None:
    sit_all(school, lite_session)
    before = analyse_quiz(lite_session, school.catalog, COURSE, LIMITED)
    row = lite_session.get(CourseVersionRow, before.line.package.course.digest)
    assert row is not None
    row.retired_at = school.now()
    lite_session.flush()
    lines = list_quizzes(lite_session, school.catalog, [COURSE, "no-course"])
    assert [line.activity for line in lines if line.graded] == [LIMITED]
    after = analyse_quiz(lite_session, school.catalog, COURSE, LIMITED)
    assert after.found == before.found
    assert after.line.package is before.line.package
    assert list_quizzes(lite_session, school.catalog, []) == []
