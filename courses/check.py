"""The whole check of a course folder: what ``courses.load`` sees, and every file in it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path, PurePosixPath

from courses.load import COURSE_FILE, read_course, sort_problems
from courses.markdown import render_page
from courses.mediacheck import check_media
from courses.model import Activity, Course, Module, Problem
from courses.pagecheck import check_page
from courses.paths import MEDIA_SUFFIXES, TEXT_SUFFIXES, FileRefused, locate_file, read_text, walk_files
from courses.positions import Positions
from courses.reading import CHARACTERS_A_MINUTE

PAGE_KIND = "page"
"""Read on the screen: its text and exercises make up the module's minutes."""

PAGE_KINDS = frozenset({PAGE_KIND, "task"})
"""Kinds of activity whose source is a page of the course dialect. Other kinds check their own sources."""

LOWEST_SHARE, HIGHEST_SHARE = Fraction(7, 10), Fraction(13, 10)
"""How far the counted minutes of a module may be from the declared ones."""


def _check_files(folder: Path) -> list[Problem]:
    problems: list[Problem] = []
    files, _links = walk_files(folder)
    texts = {path: _try_text(folder, path, problems) for path in files if PurePosixPath(path).suffix in TEXT_SUFFIXES}
    for path in files:
        place = PurePosixPath(path)
        if any(part.startswith(".") for part in place.parts):
            problems.append(Problem(path, 0, "file-unexpected"))
        elif place.suffix.lower() in MEDIA_SUFFIXES:
            problems.extend(check_media(folder, path))
            module = place.parts[0]
            if not any(f"media/{place.name}" in text for other, text in texts.items() if other.startswith(module)):
                problems.append(Problem(path, 0, "media-unused"))
        elif path not in texts or (place.suffix == ".toml" and path != COURSE_FILE):
            problems.append(Problem(path, 0, "file-unexpected"))
    return problems


def _try_text(folder: Path, path: str, problems: list[Problem]) -> str:
    try:
        return read_text(folder, path)
    except FileRefused as refused:
        problems.append(refused.problem)
        return ""


def _check_activity(course: Course, module: Module, activity: Activity) -> tuple[list[Problem], Fraction | None]:
    """The problems of a page, and the minutes it takes; None when it cannot be read."""

    def has_media(path: str) -> bool:
        try:
            return locate_file(course.path, f"{module.folder}/{path}").is_file()
        except FileRefused:
            return False

    try:
        text = read_text(course.path, activity.source)
    except FileRefused:
        return [], None  # told by the load or by the file check
    problems = check_page(activity.source, text, course.sources, has_media)
    page = render_page(text, course.sources, media_url=lambda path: path)
    if activity.kind != PAGE_KIND:
        return problems, Fraction(0)
    if page.title and page.title != module.title:
        problems.append(Problem(activity.source, 1, "title-differs", {"page": page.title, "module": module.title}))
    return problems, Fraction(page.characters, CHARACTERS_A_MINUTE) + page.exercise_minutes


def _check_minutes(module: Module, minutes: Fraction, line: int) -> list[Problem]:
    if LOWEST_SHARE * module.minutes <= minutes <= HIGHEST_SHARE * module.minutes:
        return []
    params = {"module": module.folder, "declared": str(module.minutes), "counted": f"{float(minutes):.1f}"}
    return [Problem(COURSE_FILE, line, "reading-time-differs", params)]


def _check_modules(course: Course) -> list[Problem]:
    problems: list[Problem] = []
    positions = Positions(read_text(course.path, COURSE_FILE))
    for number, module in enumerate(course.modules):
        taken: list[Fraction | None] = []
        pages = [activity for activity in module.activities if activity.kind in PAGE_KINDS]
        for activity in pages:
            found, minutes = _check_activity(course, module, activity)
            problems.extend(found)
            taken.append(minutes)
        read = [minutes for minutes in taken if minutes is not None]
        if len(read) == len(taken) and any(activity.kind == PAGE_KIND for activity in pages):
            line = positions.line(("modules", number, "minutes"))
            problems.extend(_check_minutes(module, sum(read, Fraction(0)), line))
    return problems


def check_course(folder: Path) -> list[Problem]:
    """Everything that is wrong in the course folder, sorted by path and line; empty when nothing is.

    A file that cannot be read is one problem, and the rest is checked all the same.
    """
    course, problems = read_course(folder)
    problems = [*problems, *_check_files(folder)]
    if course is not None:
        problems.extend(_check_modules(course))
    return list(sort_problems(problems))
