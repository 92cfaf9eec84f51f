"""A course version ready for use: the course engine's course joined with the quiz engine's quizzes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sqlalchemy import String

import courses
import quizzes
from courses.load import read_course
from courses.paths import MEDIA_SUFFIXES, FileRefused, locate_file
from elearn.learning.tables import AttemptRow, CourseFileRow, CourseVersionRow
from quizzes import Form

PAGE, QUIZ, TASK = "page", "quiz", "task"
MOST_FORMS = 2000
"""Forms that are kept in memory for one course version: some megabytes."""

ENOUGH_ITEMS = 3
"""Items for the test that every objective needs in its bank, so that a draw can vary."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in a course package or its quizzes: file within the package, line, code and parameters."""

    path: str
    line: int
    code: str
    params: dict[str, str]
    room: str = "learning"
    """Whose code it is: ``courses``, ``quizzes`` or ours."""


class PackageProblems(Exception):
    """Every fault of a package at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{one.path}:{one.line} {one.code}" for one in problems))
        self.problems = problems


@dataclass(frozen=True)
class Package:
    """One course version in memory: the course, its quizzes by activity key, and pages rendered once."""

    course: courses.Course
    quizzes: dict[str, quizzes.Quiz]
    pages: dict[str, courses.Page] = field(default_factory=dict)
    fragments: dict[tuple[str, bool], str] = field(default_factory=dict)
    forms: dict[tuple[str, int, tuple[str, ...]], Form] = field(default_factory=dict)

    @property
    def required(self) -> tuple[str, ...]:
        """The keys of the activities that complete the course."""
        return tuple(activity.key for activity in self.course.activities if activity.required)

    def form(self, key: str, seed: int, avoid: tuple[str, ...]) -> Form:
        """The form of a seed. Every request of an attempt needs it, so it is kept for those that follow.

        Raises ``KeyError`` for what is no quiz.
        """
        found = self.forms.get((key, seed, avoid))
        if found is None:
            if len(self.forms) >= MOST_FORMS:
                self.forms.clear()
            found = self.forms[key, seed, avoid] = quizzes.assemble(self.quizzes[key], seed, avoid)
        return found

    def page(self, key: str, media_url: Callable[[str], str]) -> courses.Page:
        """The rendered page of a ``page`` or ``task`` activity. Raises ``KeyError`` for an unknown key."""
        if key not in self.pages:
            activity = self.course.find_activity(key)
            folder = activity.source.rpartition("/")[0]
            text = courses.read_source(self.course, activity.source)
            self.pages[key] = courses.render_page(
                text,
                self.course.sources,
                media_url=lambda path: media_url(f"{folder}/{path}" if folder else path),
                language=self.course.language,
            )
        return self.pages[key]

    def fragment(self, text: str, inline: bool = False) -> str:
        """An item's Markdown as safe HTML, rendered once: a block, or (``inline``) without a paragraph around it."""
        if (text, inline) not in self.fragments:
            sources, language = self.course.sources, self.course.language
            if inline:
                html = courses.render_inline_text(text, sources, language=language)
            else:  # many fragments stand on one page: their ids must differ
                prefix = f"t{sha256(text.encode()).hexdigest()[:10]}-"
                html = courses.render_fragment(text, sources, language=language, prefix=prefix)
            self.fragments[text, inline] = html
        return self.fragments[text, inline]

    def find_media(self, path: str) -> Path:
        """The file of a picture; raises ``FileNotFoundError`` for whatever is no picture of this version."""
        if "/media/" not in f"/{path}" or not path.endswith(tuple(MEDIA_SUFFIXES)):
            raise FileNotFoundError(path)
        try:
            return locate_file(self.course.path, path).resolve()
        except (FileRefused, OSError) as fault:  # OSError: a name that no file system takes
            raise FileNotFoundError(path) from fault

    def item_count(self) -> int:
        """How many different items the course's quizzes hold."""
        return len({item.id for quiz in self.quizzes.values() for section in quiz.sections for item in section.items})


def load_package(folder: Path) -> Package:
    """Read and check a package whole. Raises ``PackageProblems`` with every fault of course and quizzes."""
    problems = check_package(folder)
    if problems:
        raise PackageProblems(problems)
    return open_package(folder)


def open_package(folder: Path) -> Package:
    """Read a package that was checked when it was published; no second check of its text."""
    course = courses.load_course(folder)
    read = _reader(course)
    loaded = {
        activity.key: quizzes.load_quiz(activity.source, read)
        for activity in course.activities
        if activity.kind == QUIZ
    }
    return Package(course, loaded)


def check_package(folder: Path) -> list[Problem]:
    """Every fault of a package: the course's own, its quizzes', and what only both together show."""
    problems = [_problem(one) for one in courses.check_course(folder)]
    course, _faults = read_course(folder)  # as far as it can be read: a fault in it hides none in the quizzes
    if course is None:
        return problems
    problems.extend(_check_lengths(course))
    read = _reader(course)
    found: dict[tuple[str, int, str], Problem] = {}
    banks: dict[str, quizzes.Item] = {}
    for activity in course.activities:
        if activity.kind == QUIZ:
            for one in quizzes.check_quiz(activity.source, read):
                found[one.path, one.line, one.code] = _problem(one)
    if not found:
        for activity in course.activities:
            if activity.kind == QUIZ:
                quiz = quizzes.load_quiz(activity.source, read)
                banks.update({item.id: item for section in quiz.sections for item in section.items})
        for joined in _check_objectives(course, list(banks.values())):
            found[joined.path, joined.line, joined.code + str(joined.params)] = joined
    return problems + [found[key] for key in sorted(found)]


def _problem(one: courses.Problem | quizzes.Problem) -> Problem:
    room = "quizzes" if isinstance(one, quizzes.Problem) else "courses"
    return Problem(one.path, one.line, one.code, dict(one.params), room)


def _check_lengths(course: courses.Course) -> list[Problem]:
    """What the tables have no room for. SQLite would take it, PostgreSQL would refuse it half-way."""
    sizes = [(course.id, CourseVersionRow.course), (course.version, CourseVersionRow.version)]
    sizes += [(course.title, CourseVersionRow.title)]
    sizes += [(activity.key, AttemptRow.activity) for activity in course.activities]
    sizes += [(path.relative_to(course.path).as_posix(), CourseFileRow.path) for path in course.path.rglob("*")]
    return [
        Problem("course.toml", 0, "too-long", {"value": value[:60], "most": str(column.type.length)})
        for value, column in sizes
        if isinstance(column.type, String) and len(value) > (column.type.length or 0)
    ]


def _check_objectives(course: courses.Course, items: list[quizzes.Item]) -> list[Problem]:
    known = {objective.id for objective in course.objectives}
    sources = {source.key for source in course.sources}
    problems = []
    for item in items:
        if item.objective not in known:
            problems.append(Problem(item.path, item.line, "unknown-objective", {"objective": item.objective}))
        problems.extend(
            Problem(item.path, item.line, "unknown-source", {"key": key}) for key in item.sources if key not in sources
        )
    for objective in course.objectives:
        count = sum(item.objective == objective.id and item.use == "test" for item in items)
        if count < ENOUGH_ITEMS:
            params = {"objective": objective.id, "count": str(count), "wanted": str(ENOUGH_ITEMS)}
            problems.append(Problem("course.toml", 0, "too-few-items", params))
    return problems


def _reader(course: courses.Course) -> Callable[[str], str]:
    """Reads a file of the course; a path outside or a missing file is a ``FileNotFoundError``."""

    def read(path: str) -> str:
        try:
            return courses.read_source(course, path)
        except courses.CourseProblems as fault:
            raise FileNotFoundError(path) from fault

    return read
