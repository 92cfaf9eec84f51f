"""The courses that we ship, opened once for all tests of the catalog."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from elearn.learning.services.packages import Package, open_package
from quizzes import Item, Quiz

CATALOG = Path(__file__).parents[2] / "courses/catalog"
COURSES = sorted(path.parent.name for path in CATALOG.glob("*/course.toml"))
"""The ids of the shipped courses."""

QUIZZES = sorted(path.relative_to(CATALOG).as_posix() for path in CATALOG.glob("*/*/quiz.md"))
"""Every quiz file, such as ``dx-basics/90-test/quiz.md``."""


@cache
def open_course(course: str) -> Package:
    """A shipped course."""
    return open_package(CATALOG / course)


@cache
def quiz_of(path: str) -> tuple[Package, Quiz]:
    """The quiz of a file, with its course."""
    course, _, source = path.partition("/")
    package = open_course(course)
    [key] = [one.key for one in package.course.activities if one.source == source]
    return package, package.quizzes[key]


def items_of(course: str) -> dict[str, Item]:
    """Every item of a course by id."""
    return {item.id: item for quiz in open_course(course).quizzes.values() for item in quiz.items().values()}


def texts_of(course: str) -> dict[str, str]:
    """Every text of a course by its path: pages, quizzes, task sheets, and the course's own file."""
    folder = CATALOG / course
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".md", ".toml"}
    }
