"""How an invented learner fills in a form: full marks when right, less when wrong, for every item that is shipped."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import quizzes
from elearn.demo.responses import fill_fields
from elearn.learning.services.packages import Package, open_package
from quizzes.kinds.contract import RULE
from tests.builders import write_course
from tests.elearn.demo.conftest import CATALOG

COURSES = sorted(path.parent.name for path in CATALOG.glob("*/course.toml"))
SEEDS = (0, 1, 2438)


@cache
def shipped(course: str) -> Package:
    return open_package(CATALOG / course)


def every_item(package: Package) -> Iterator[tuple[quizzes.Item, quizzes.Form]]:
    """Every item of every bank with forms that show it: a form of all items, in several orders."""
    for quiz in package.quizzes.values():
        for item in quiz.items().values():
            for seed in SEEDS:
                yield item, whole_form(quiz, item, seed)


def whole_form(quiz: quizzes.Quiz, item: quizzes.Item, seed: int) -> quizzes.Form:
    """A form with this one item, its choices in the order of the seed."""
    section = quizzes.Section("", (item,), None, None)
    return quizzes.assemble(replace_sections(quiz, section), seed)


def replace_sections(quiz: quizzes.Quiz, section: quizzes.Section) -> quizzes.Quiz:
    values = {name: getattr(quiz, name) for name in quiz.__dataclass_fields__}
    return quizzes.Quiz(**{**values, "sections": (section,)})


def mark(item: quizzes.Item, form: quizzes.Form, right: bool) -> quizzes.ItemScore:
    parsed = quizzes.parse_response(item, fill_fields(item, form, right))
    assert not parsed.problem, (item.id, parsed.problem)
    return quizzes.score_item(item, parsed.response)


def test_there_are_courses_with_items() -> None:
    assert len(COURSES) >= 4
    assert all(shipped(course).item_count() >= 20 for course in COURSES)


@pytest.mark.parametrize("course", COURSES)
def test_right_means_full_marks_for_every_item_of_the_course(course: str) -> None:
    poor = {item.id for item, form in every_item(shipped(course)) if mark(item, form, True).exact != 1}
    assert poor == set()


@pytest.mark.parametrize("course", COURSES)
def test_wrong_never_means_full_marks_nor_nothing(course: str) -> None:
    scores = [(item.id, mark(item, form, False)) for item, form in every_item(shipped(course))]
    assert {ident for ident, score in scores if score.exact >= 1} == set()
    assert {ident for ident, score in scores if score.state == "blank"} == set()


def test_every_kind_that_ships_is_understood(tmp_path: Path) -> None:
    """The small course of the tests holds every example of every kind."""
    package = open_package(write_course(tmp_path))
    kinds = set()
    for item, form in every_item(package):
        if quizzes.KINDS[item.kind].graded_by != RULE:
            continue
        kinds.add(item.kind)
        assert mark(item, form, True).exact == 1, item.id
        assert mark(item, form, False).exact < 1, item.id
    assert kinds == {name for name, kind in quizzes.KINDS.items() if kind.graded_by == RULE}


def test_a_part_of_the_marks_is_not_all_of_them() -> None:
    """A wrong response may still earn a part where an item is scored in parts."""
    shares = [mark(item, form, False).exact for course in COURSES for item, form in every_item(shipped(course))]
    assert Fraction(0) in shares
    assert all(0 <= share < 1 for share in shares)
