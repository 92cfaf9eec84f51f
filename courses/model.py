"""What a course is: frozen data, read from a folder by ``courses.load``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a course folder.

    ``path`` is relative to the course folder (POSIX), ``line`` counts from 1 (0: the file as a whole), ``code`` is
    kebab-case, ``params`` fill the text of the code.
    """

    path: str
    line: int
    code: str
    params: dict[str, str] = field(default_factory=dict)


class CourseProblems(Exception):
    """A course cannot be used; ``problems`` holds everything that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems, in the order of path and line."""
        self.problems = problems
        super().__init__("; ".join(f"{p.path}:{p.line} {p.code}" for p in problems))


@dataclass(frozen=True)
class Source:
    """A work that a course cites as ``[[key]]``; ``date`` is YYYY, YYYY-MM or YYYY-MM-DD."""

    key: str
    title: str
    publisher: str
    date: str
    note: str = ""


@dataclass(frozen=True)
class Objective:
    """What a learner can do after a module; the id is unique in the course."""

    id: str
    text: str


@dataclass(frozen=True)
class Activity:
    """A thing to do in a module.

    ``key`` is ``<module folder>/<id>``; ``kind`` is open (whoever runs the course joins kind and handler); ``source``
    is a path relative to the course folder.
    """

    id: str
    key: str
    kind: str
    source: str
    required: bool


@dataclass(frozen=True)
class Module:
    """A chapter (章): a folder of the course, with what it teaches and what there is to do."""

    folder: str
    title: str
    minutes: int
    objectives: tuple[Objective, ...]
    activities: tuple[Activity, ...]


@dataclass(frozen=True)
class Course:
    """One version of a course (講座). ``digest`` is the sha256 of every byte of ``path``; it names the version."""

    id: str
    version: str
    language: str
    title: str
    title_en: str
    summary: str
    skills: tuple[str, ...]
    evidence: str
    minutes: int
    owner: str
    reviewed: dt.date
    review_by: dt.date
    sources: tuple[Source, ...]
    modules: tuple[Module, ...]
    digest: str
    path: Path

    @property
    def activities(self) -> tuple[Activity, ...]:
        """Every activity, in the order of the modules."""
        return tuple(activity for module in self.modules for activity in module.activities)

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """Every objective, in the order of the modules."""
        return tuple(objective for module in self.modules for objective in module.objectives)

    def find_activity(self, key: str) -> Activity:
        """The activity with this key. Raises ``KeyError``."""
        for activity in self.activities:
            if activity.key == key:
                return activity
        raise KeyError(key)

    def find_module(self, folder: str) -> Module:
        """The module in this folder. Raises ``KeyError``."""
        for module in self.modules:
            if module.folder == folder:
                return module
        raise KeyError(folder)
