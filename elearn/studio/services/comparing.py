"""A draft beside the version that is published: every difference, and what it means for those who are learning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

import quizzes
from courses.compare import Change, compare_courses
from elearn.learning.services.catalog import Catalog
from elearn.learning.services.packages import Package
from elearn.learning.services.touched import Attempts, Touched, count_touched
from elearn.studio.services.shelf import Draft, open_draft
from quizzes.compare import RESHAPED, ItemChange, QuizChange, compare_items, compare_quizzes, find_effects


@dataclass(frozen=True, slots=True)
class QuizTouched:
    """A quiz that changed, and the attempts at it so far. ``regradable``, ``reshaped``: how many of its items."""

    activity: str
    title: str
    change: QuizChange
    attempts: Attempts
    regradable: int
    reshaped: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A draft against the published version; ``first``: there is none yet. ``items`` are those of all quizzes."""

    first: bool
    course: tuple[Change, ...]
    items: tuple[ItemChange, ...]
    quizzes: tuple[QuizTouched, ...]
    touched: Touched

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.course or self.items or self.quizzes)


def compare_draft(session: Session, catalog: Catalog, home: Path, draft: Draft) -> Comparison:
    """The draft beside the version that it was made from.

    Raises ``UnknownDraft``, ``UnknownCourse``, and ``CourseProblems`` or ``QuizProblems`` for what cannot be opened.
    """
    new = open_draft(session, home, draft.digest)
    old = catalog.package(session, draft.base) if draft.base else None
    return compare_packages(old, new, count_touched(session, draft.course))


def compare_packages(old: Package | None, new: Package, touched: Touched) -> Comparison:
    """Two opened versions of a course, the older one if there is one."""
    before, after = old.quizzes if old else {}, new.quizzes
    effects: dict[str, str] = {}
    changed: list[QuizTouched] = []
    for key in dict.fromkeys([*after, *before]):
        change = compare_quizzes(before.get(key), after.get(key))
        if change is None:
            continue
        quiz = after.get(key) or before[key]
        if key in before and key in after:
            effects |= find_effects(before[key], after[key])
        found = [one.effect for one in change.items]
        attempts = touched.attempts.get(key, Attempts())
        regradable, reshaped = found.count("regradable"), found.count(RESHAPED)
        changed.append(QuizTouched(key, quiz.title, change, attempts, regradable, reshaped))
    items = compare_items(_items(before), _items(after), effects=effects)
    course = compare_courses(old.course if old else None, new.course)
    return Comparison(old is None, course, items, tuple(changed), touched)


def _items(held: dict[str, quizzes.Quiz]) -> dict[str, quizzes.Item]:
    return {ident: item for quiz in held.values() for ident, item in quiz.items().items()}
