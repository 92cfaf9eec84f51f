"""Every shipped course is sound as a whole, dated, and tied to the skill map."""

from __future__ import annotations

import datetime as dt
import re

import pytest

import courses
from elearn.learning.services.packages import check_package
from elearn.skills.services.maps import load_map
from elearn.web.problems import describe
from tests.catalog.shipped import CATALOG, COURSES, open_course, texts_of

MAP = load_map("hirakata-r7")
EVERY = pytest.mark.parametrize("course", COURSES)
FIRST_COURSES = {"dx-basics", "genai-use", "security-basics"}


def test_the_courses_that_were_promised_are_there() -> None:
    assert set(COURSES) >= FIRST_COURSES


@EVERY
def test_a_course_has_no_problem(course: str) -> None:
    problems = check_package(CATALOG / course)
    assert not problems, [f"{one.path}:{one.line} {describe(one, room=one.room)}" for one in problems]


@EVERY
def test_a_course_is_content_and_nothing_else(course: str) -> None:
    suffixes = {path.suffix for path in (CATALOG / course).rglob("*") if path.is_file()}
    assert suffixes <= {".md", ".toml", ".svg", ".png", ".jpg", ".webp"}


@EVERY
def test_a_course_shows_a_skill_of_the_map_as_the_map_says(course: str) -> None:
    found = open_course(course).course
    assert found.id == course
    for skill_id in found.skills:
        skill = MAP.skill(skill_id)
        assert skill is not None, skill_id
        assert course in skill.courses
        assert found.evidence == skill.evidence


def test_every_skill_with_a_shipped_course_is_named_by_it() -> None:
    named = {skill for course in COURSES for skill in open_course(course).course.skills}
    wanted = {skill.id for skill in MAP.skills if set(skill.courses) & set(COURSES)}
    assert named == wanted


@EVERY
def test_sources_are_dated_and_none_is_newer_than_the_review(course: str) -> None:
    found = open_course(course).course
    assert found.sources
    for source in found.sources:
        assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", source.date), source.key
        assert source.date <= found.reviewed.isoformat(), source.key
        assert source.publisher
        assert source.title


@EVERY
def test_every_source_is_cited_somewhere(course: str) -> None:
    text = "\n".join(text for path, text in texts_of(course).items() if path.endswith(".md"))
    lines = {key.strip() for found in re.findall(r"(?m)^sources: (.+)$", text) for key in found.split(",")}
    for source in open_course(course).course.sources:
        assert f"[[{source.key}]]" in text or source.key in lines, source.key


@EVERY
def test_a_course_is_reviewed_within_the_year(course: str) -> None:
    found = open_course(course).course
    assert dt.timedelta(days=30) <= found.review_by - found.reviewed <= dt.timedelta(days=366)


@EVERY
def test_the_time_to_read_is_what_the_course_says(course: str) -> None:
    package = open_course(course)
    for module in package.course.modules:
        pages = [one for one in module.activities if one.kind == "page"]
        if not pages:
            continue
        minutes = sum(package.page(one.key, str).minutes for one in pages)
        assert 0.7 <= minutes / module.minutes <= 1.3, f"{module.folder}: {minutes:.1f} of {module.minutes}"


@EVERY
def test_modules_can_be_done_in_one_sitting(course: str) -> None:
    for module in open_course(course).course.modules:
        assert 5 <= module.minutes <= 40, module.folder


@EVERY
def test_every_module_is_read_and_practised_and_the_last_is_the_test(course: str) -> None:
    *modules, last = open_course(course).course.modules
    assert modules
    for module in modules:
        kinds = [(one.kind, one.required) for one in module.activities]
        assert kinds[:2] == [("page", True), ("quiz", False)], module.folder
        assert set(kinds[2:]) <= {("task", False)}, module.folder
        assert module.objectives, module.folder
    assert (last.folder, last.objectives) == ("90-test", ())
    assert [(one.kind, one.required) for one in last.activities] == [("quiz", True)]
    assert 10 <= last.minutes <= 20


@EVERY
def test_pictures_have_words_and_every_picture_is_shown(course: str) -> None:
    folder = CATALOG / course
    shown = set()
    for path, text in texts_of(course).items():
        for words, picture in re.findall(r"!\[([^\]]*)\]\(([^) ]+)", text):
            assert len(words) >= 10, f"{path}: {picture}"
            shown.add((folder / path).parent / picture)
    assert shown == {path for path in folder.rglob("*") if path.suffix == ".svg"}


@EVERY
def test_tasks_are_shown_as_sheets(course: str) -> None:
    package = open_course(course)
    for activity in package.course.activities:
        if activity.kind == "task":
            page = package.page(activity.key, str)
            assert page.title
            assert "<h2" in page.html or "<table" in page.html


@EVERY
def test_the_digest_names_these_very_bytes(course: str) -> None:
    assert open_course(course).course.digest == courses.digest_folder(CATALOG / course)
