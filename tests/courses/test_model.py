from __future__ import annotations

import dataclasses

import pytest

import courses
from courses.load import load_course
from courses.model import CourseProblems, Problem
from tests.courses.builder import write_course


def test_the_package_offers_exactly_its_public_names():
    public = {name for name in vars(courses) if not name.startswith("_")}
    modules = {name for name in public if type(getattr(courses, name)).__name__ == "module"}
    assert public - modules == set(courses.__all__)
    assert courses.__all__ == sorted(courses.__all__)


def test_a_course_finds_its_parts(tmp_path):
    course = load_course(write_course(tmp_path))
    assert [activity.key for activity in course.activities] == ["01-why/read", "01-why/practice", "90-test/test"]
    assert [objective.id for objective in course.objectives] == ["why-learn"]
    assert course.find_activity("01-why/practice").source == "01-why/quiz.md"
    assert course.find_module("90-test").title == "修了テスト"


@pytest.mark.parametrize("key", ["01-why", "read", "01-why/other"])
def test_an_unknown_activity_is_a_key_error(tmp_path, key):
    course = load_course(write_course(tmp_path))
    with pytest.raises(KeyError, match=key):
        course.find_activity(key)


def test_an_unknown_module_is_a_key_error(tmp_path):
    with pytest.raises(KeyError, match="02-none"):
        load_course(write_course(tmp_path)).find_module("02-none")


def test_nothing_of_a_course_can_be_changed(tmp_path):
    course = load_course(write_course(tmp_path))
    for thing in (course, course.modules[0], course.modules[0].activities[0], course.sources[0]):
        with pytest.raises(dataclasses.FrozenInstanceError):
            thing.title = "別の題名"


def test_the_exception_says_every_place():
    problems = (Problem("course.toml", 3, "key-missing"), Problem("a.md", 0, "file-missing"))
    error = CourseProblems(problems)
    assert error.problems == problems
    assert str(error) == "course.toml:3 key-missing; a.md:0 file-missing"
