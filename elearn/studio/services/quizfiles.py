"""One quiz of a course as a file of its own: taken out in any format, and put back in place of the old one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import quizzes
from courses.load import read_course
from elearn.learning.services.packages import QUIZ, Problem
from elearn.studio.services.bundles import Files, unpacked

NATIVE = "markdown"


@dataclass(frozen=True, slots=True)
class QuizFile:
    """A quiz file for an activity. ``objective`` and ``use`` are for items that say none, as most formats cannot.

    ``accept_losses``: take it although something that the file says has no place here.
    """

    activity: str
    name: str
    data: bytes
    objective: str = ""
    use: str = ""
    accept_losses: bool = False


def find_source(files: Files, activity: str) -> str:
    """The path of a quiz's file in a course. Raises ``KeyError`` for what is no quiz of it."""
    with unpacked(files) as folder:
        course, _faults = read_course(folder)
    for one in course.activities if course else ():
        if one.key == activity and one.kind == QUIZ and one.source in files:
            return one.source
    raise KeyError(activity)


def replace_quiz(files: Files, file: QuizFile) -> tuple[Files, list[Problem]]:
    """The course's files with the quiz in its place; with any problem they are the old ones.

    The quiz keeps its settings where the file brings none: of all formats only the native one knows them.
    Raises ``KeyError`` for what is no quiz of the course.
    """
    source = find_source(files, file.activity)
    reading = quizzes.read_file(file.data, file.name)
    faults = [*reading.problems, *(() if file.accept_losses else reading.losses)]
    if faults:
        return files, [_problem(one) for one in faults]
    if not reading.items and reading.header is None:
        return files, [Problem(file.name, 0, "items-missing", {}, "studio")]
    if reading.header is not None and _is_clean(file.data):
        return {**files, source: file.data}, []
    old = quizzes.read_file(files[source], source, NATIVE)
    items = tuple(
        replace(item, objective=item.objective or file.objective, use=item.use or file.use) for item in reading.items
    )
    written = quizzes.write_file(quizzes.Bank(reading.header or old.header, items), source, NATIVE)
    problems = [replace(_problem(one), path=one.path or file.name) for one in (*written.problems, *written.losses)]
    return (files, problems) if problems else ({**files, source: written.data}, [])


def _is_clean(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not text.startswith("\ufeff")


def write_quiz(files: Files, activity: str, name: str) -> tuple[str, quizzes.Writing]:
    """A quiz of a course as a file of a format: the path of its source, and the file with whatever it cannot hold.

    Raises ``KeyError`` for what is no quiz of the course.
    """
    source = find_source(files, activity)
    if name == NATIVE:
        return source, quizzes.Writing(files[source])
    reading = quizzes.read_file(files[source], source, NATIVE)
    return source, quizzes.write_file(quizzes.Bank(reading.header, reading.items), source, name)


def _problem(one: quizzes.Problem) -> Problem:
    return Problem(one.path, one.line, one.code, dict(one.params), "quizzes")
