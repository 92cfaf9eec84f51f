"""Reads a course folder: ``course.toml`` and the paths it names."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any

from courses.digest import digest_folder
from courses.fields import Table
from courses.model import Activity, Course, CourseProblems, Module, Objective, Problem, Source
from courses.paths import FileRefused, locate_file, read_text, walk_files
from courses.positions import Path as Place
from courses.positions import Positions, line_of_error

COURSE_FILE = "course.toml"
EVIDENCE = ("knowledge", "judgement", "performance")
"""What a passed course shows, after the verbs of the skill map: to know, to judge, to do."""

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FOLDER = re.compile(r"[0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*")
_VERSION = re.compile(r"(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_KIND = re.compile(r"[a-z]+(?:[-_][a-z0-9]+)*")
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


class _Reader:
    """Collects the problems of one ``course.toml`` while it is read, so that all of them are told at once."""

    def __init__(self, folder: Path, text: str) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self._positions = Positions(text)
        self._seen: set[tuple[str, str]] = set()

    def report(self, place: Place, code: str, **params: str) -> None:
        self.problems.append(Problem(COURSE_FILE, self._positions.line(place), code, params))

    def read_id(self, table: Table, key: str, scope: str, pattern: re.Pattern[str] = _ID) -> str:
        """An id that stands only once within ``scope``."""
        value = table.read_text(key, pattern)
        if value and (scope, value) in self._seen:
            table.report(key, "value-repeated", value=value)
        self._seen.add((scope, value))
        return value

    def read_source(self, table: Table) -> Source:
        source = Source(
            key=self.read_id(table, "key", "source"),
            title=table.read_text("title"),
            publisher=table.read_text("publisher"),
            date=table.read_text("date", _DATE),
            note=table.read_text("note", optional=True),
        )
        if _DATE.fullmatch(source.date) and not _is_date(source.date):
            table.report("date", "value-malformed", value=source.date)
        table.close()
        return source

    def read_module(self, table: Table) -> Module:
        folder = self.read_id(table, "folder", "module", _FOLDER)
        if _FOLDER.fullmatch(folder) and not (self.folder / folder).is_dir():
            table.report("folder", "folder-missing", folder=folder)
        title = table.read_text("title")
        minutes = table.read_integer("minutes", 1, 600)
        objectives = tuple(self.read_objective(entry) for entry in table.read_tables("objectives", optional=True))
        activities = tuple(self.read_activity(entry, folder) for entry in table.read_tables("activities"))
        table.close()
        return Module(folder, title, minutes, objectives, activities)

    def read_objective(self, table: Table) -> Objective:
        objective = Objective(self.read_id(table, "id", "objective"), table.read_text("text"))
        table.close()
        return objective

    def read_activity(self, table: Table, folder: str) -> Activity:
        name = self.read_id(table, "id", f"activity of {folder}")
        kind = table.read_text("kind", _KIND)
        source = table.read_text("source")
        path = f"{folder}/{source}"
        if source:
            try:
                locate_file(self.folder, path)
            except FileRefused as refused:
                table.report("source", refused.problem.code, path=path)
        required = table.read_boolean("required")
        table.close()
        return Activity(name, f"{folder}/{name}", kind, path, required)

    def read_course(self, values: dict[str, Any]) -> Course:
        table = Table(values, (), self.report)
        course = Course(
            id=table.read_text("id", _ID),
            version=table.read_text("version", _VERSION),
            language=table.read_text("language", _LANGUAGE),
            title=table.read_text("title"),
            title_en=table.read_text("title_en"),
            summary=table.read_text("summary"),
            skills=table.read_texts("skills", _ID),
            evidence=table.read_text("evidence"),
            minutes=table.read_integer("minutes", 1, 6000),
            owner=table.read_text("owner"),
            reviewed=table.read_date("reviewed"),
            review_by=table.read_date("review_by"),
            sources=tuple(self.read_source(entry) for entry in table.read_tables("sources")),
            modules=tuple(self.read_module(entry) for entry in table.read_tables("modules")),
            digest=digest_folder(self.folder),
            path=self.folder,
        )
        table.close()
        self._check_whole(course, table)
        return course

    def _check_whole(self, course: Course, table: Table) -> None:
        """What holds between the keys."""
        if course.evidence and course.evidence not in EVIDENCE:
            table.report("evidence", "value-not-offered", value=course.evidence, offered=", ".join(EVIDENCE))
        if course.review_by.year > 1 and course.review_by <= course.reviewed:
            table.report("review_by", "review-not-after", reviewed=course.reviewed.isoformat())
        total = sum(module.minutes for module in course.modules)
        if course.minutes and total != course.minutes:
            table.report("minutes", "minutes-differ", declared=str(course.minutes), total=str(total))
        folders = [module.folder for module in course.modules]
        if folders != sorted(folders):
            table.report("modules", "modules-unsorted")
        if not any(activity.required for activity in course.activities):
            table.report("modules", "nothing-required")


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True


def read_course(folder: Path) -> tuple[Course | None, list[Problem]]:
    """The course as far as it can be read, and every problem of ``course.toml`` and of links in the folder.

    The course is None when ``course.toml`` cannot be read at all.
    """
    _files, links = walk_files(folder)
    problems = [Problem(path, 0, "file-is-link") for path in links]
    try:
        text = read_text(folder, COURSE_FILE)
    except FileRefused as refused:
        return None, [*problems, refused.problem]
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = line_of_error(str(error), text)
        return None, [*problems, Problem(COURSE_FILE, line, "toml-malformed", {"reason": str(error)})]
    reader = _Reader(folder, text)
    course = reader.read_course(values)
    return course, [*problems, *reader.problems]


def sort_problems(problems: list[Problem]) -> tuple[Problem, ...]:
    """By path, line and code, each once."""
    unique = {(p.path, p.line, p.code, tuple(sorted(p.params.items()))): p for p in problems}
    return tuple(unique[key] for key in sorted(unique))


def load_course(folder: Path) -> Course:
    """The course in ``folder``.

    Raises ``CourseProblems`` with everything that is wrong in ``course.toml`` and in the paths it names. The text of
    the pages is not looked at: ``courses.check`` does that.
    """
    course, problems = read_course(folder)
    if course is None or problems:
        raise CourseProblems(sort_problems(problems))
    return course


def read_source(course: Course, path: str) -> str:
    """The text of a file of the course (``path`` relative to its folder), with line feeds.

    Raises ``CourseProblems`` with one problem when the path leaves the folder, or the file is a link, too large,
    missing, or not clean UTF-8.
    """
    try:
        return read_text(course.path, path)
    except FileRefused as refused:
        raise CourseProblems((refused.problem,)) from refused
