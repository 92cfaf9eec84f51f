"""The figures of a quiz over the attempts that were handed in and graded: exact, live, told of no small group."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

import quizzes
from elearn.db import table_of
from elearn.learning.services.catalog import Catalog
from elearn.learning.services.handedin import read_handed_in
from elearn.learning.services.packages import Package
from elearn.learning.services.sitting import Sitting
from elearn.learning.tables import AttemptRow, CourseVersionRow, RegistrationRow
from quizzes.scoring import weigh
from quizzes.statistics.model import ItemStatistics, Observation, QuizStatistics
from quizzes.statistics.quiz import statistics
from quizzes.statistics.versions import MARK, part_versions

LEAST = 5
"""The smallest group about which anything is told: fewer people could be told apart."""

EVERY, FIRST, LAST, BEST = "every", "first", "last", "best"
WHICH = (EVERY, FIRST, LAST, BEST)
"""Which attempts of a registration count."""

MOST_KEPT = 24
"""Analyses that a process keeps: some megabytes. What is kept is shown only while nothing was handed in since."""

ATTEMPT, REGISTRATION, VERSION = table_of(AttemptRow), table_of(RegistrationRow), table_of(CourseVersionRow)


class UnknownQuiz(LookupError):
    """No published version of the course has such a quiz."""


@dataclass(frozen=True, slots=True)
class QuizLine:
    """A quiz in a list: the newest version that has it, attempts that are graded, and those that wait for people.

    ``stamp`` changes with everything that changes a figure.
    """

    package: Package
    activity: str
    graded: int
    waiting: int
    last_at: dt.datetime | None
    stamp: tuple[object, ...]

    @property
    def quiz(self) -> quizzes.Quiz:
        """The quiz as the newest version has it."""
        return self.package.quizzes[self.activity]


@dataclass(frozen=True, slots=True)
class ItemVersion:
    """An item as some attempts had it. ``courses``: the course versions that asked it so; ``current``: the newest does.

    ``name`` is its name among the figures; ``figures`` are none where nobody has handed it in yet.
    """

    name: str
    item: quizzes.Item
    courses: tuple[str, ...]
    current: bool
    figures: ItemStatistics | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """The figures of one quiz. ``versions``: item id -> its versions, the oldest first, in the quiz's order."""

    line: QuizLine
    which: str
    found: QuizStatistics
    versions: Mapping[str, tuple[ItemVersion, ...]]


def list_quizzes(session: Session, catalog: Catalog, courses: Collection[str]) -> list[QuizLine]:
    """The quizzes of these courses in that order, and in that of each course. Two statements.

    Of each course the current version, or the last one of a course that is no longer offered; of quizzes that it does
    not have, those with attempts.
    """
    current = _newest(session, courses)
    counted: dict[tuple[str, str], list[Any]] = {}
    for row in _count(session, courses):
        counted.setdefault((row.course, row.activity), []).append(row)
    lines = []
    for course in [course for course in courses if course in current]:
        package = catalog.package(session, current[course])
        keys = [*package.quizzes, *(key for one, key in counted if one == course)]
        lines += [_line(session, catalog, package, key, counted.get((course, key), ())) for key in dict.fromkeys(keys)]
    return lines


def _newest(session: Session, courses: Collection[str]) -> dict[str, str]:
    """Course -> the digest of its version that is offered, else of the one that was last."""
    rows = session.connection().execute(
        select(VERSION.c.course, VERSION.c.digest)
        .where(VERSION.c.course.in_(list(courses)))
        .order_by(VERSION.c.retired_at.is_(None), VERSION.c.published_at, VERSION.c.digest)
    )
    return {row.course: row.digest for row in rows}


def find_quiz(session: Session, catalog: Catalog, course: str, activity: str) -> QuizLine:
    """One quiz of a course. Raises ``UnknownQuiz``."""
    for line in list_quizzes(session, catalog, [course]):
        if line.activity == activity:
            return line
    raise UnknownQuiz(activity)


def _count(session: Session, courses: Collection[str]) -> Sequence[Any]:
    """Quiz by quiz and version by version: what is graded, what waits, and what moves when a score changes."""
    graded = case((ATTEMPT.c.passed.is_not(None), 1), else_=0)
    return (
        session.connection()
        .execute(
            select(
                ATTEMPT.c.course,
                ATTEMPT.c.activity,
                REGISTRATION.c.course_digest,
                func.sum(graded).label("graded"),
                func.count().label("handed_in"),
                func.max(ATTEMPT.c.submitted_at).label("last_at"),
                func.max(ATTEMPT.c.regraded_at).label("regraded_at"),
                func.sum(ATTEMPT.c.raw).label("raw"),
            )
            .join_from(ATTEMPT, REGISTRATION, REGISTRATION.c.registration == ATTEMPT.c.registration)
            .where(ATTEMPT.c.course.in_(list(courses)), ATTEMPT.c.submitted_at.is_not(None))
            .group_by(ATTEMPT.c.course, ATTEMPT.c.activity, REGISTRATION.c.course_digest)
            .order_by(ATTEMPT.c.course, ATTEMPT.c.activity, func.max(ATTEMPT.c.submitted_at))
        )
        .all()
    )


def _line(session: Session, catalog: Catalog, package: Package, key: str, rows: Sequence[Any]) -> QuizLine:
    if key not in package.quizzes:
        package = catalog.package(session, rows[-1].course_digest)
    graded = sum(int(row.graded) for row in rows)
    last_at = max((row.last_at for row in rows), default=None)
    stamp = (package.course.digest, *(tuple(row) for row in rows))
    return QuizLine(package, key, graded, sum(row.handed_in for row in rows) - graded, last_at, stamp)


_KEPT: WeakKeyDictionary[Catalog, OrderedDict[tuple[str, ...], tuple[object, Analysis]]] = WeakKeyDictionary()
_LOCK = threading.Lock()


def analyse_quiz(session: Session, catalog: Catalog, course: str, activity: str, which: str = EVERY) -> Analysis:
    """The figures of a quiz, in four statements; in two while nothing has changed since this process told them last.

    ``which`` is one of ``WHICH``. Attempts that wait for people, and voided ones, are left out. Raises ``UnknownQuiz``.
    """
    line = find_quiz(session, catalog, course, activity)
    place = (course, activity, which)
    with _LOCK:
        kept = _KEPT.setdefault(catalog, OrderedDict())
        if place in kept and kept[place][0] == line.stamp:
            kept.move_to_end(place)
            return kept[place][1]
    sittings = choose_attempts(read_handed_in(session, catalog, course, activity, graded=True), which)
    met: dict[str, tuple[quizzes.Quiz, str]] = {}
    for sitting in sittings:
        key_of = sitting.regrades[-1].course_digest if sitting.regrades else sitting.package.course.digest
        if sitting.keyed.digest not in met:
            met[sitting.keyed.digest] = (sitting.keyed, catalog.package(session, key_of).course.version)
    analysis = _analyse(line, which, sittings, list(met.values()))
    with _LOCK:
        kept[place] = (line.stamp, analysis)
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)
    return analysis


def _analyse(
    line: QuizLine, which: str, sittings: Sequence[Sitting], met: Sequence[tuple[quizzes.Quiz, str]]
) -> Analysis:
    held = [(sitting.keyed.items(), _observe(sitting)) for sitting in sittings]
    items, observations = part_versions(held)
    found = statistics(items, observations, least=LEAST, drawn=_find_drawn(observations, items))
    return Analysis(line, which, found, _list_versions(line, met, items, found))


def choose_attempts(handed_in: Iterable[Sitting], which: str) -> list[Sitting]:
    """Every attempt, or one of each registration: the first, the last, or the best (the earliest of equals)."""
    if which == EVERY:
        return list(handed_in)
    chosen: dict[object, Sitting] = {}
    for sitting in sorted(handed_in, key=lambda one: one.number):
        before = chosen.get(sitting.registration)
        if before is None or which == LAST or (which == BEST and _share(sitting) > _share(before)):
            chosen[sitting.registration] = sitting
    return list(chosen.values())


def _share(sitting: Sitting) -> tuple[bool, object]:
    said = sitting.verdict
    return (said.passed, said.scaled) if said else (False, 0)


def _observe(sitting: Sitting) -> Observation:
    quiz = sitting.keyed
    items, score = quiz.items(), sitting.attempt.score(quiz, sitting.form)
    marks = {ident: score.items[ident].exact * weigh(items[ident]) for ident in sitting.form.item_ids}
    given = sitting.attempt.responses
    return Observation(marks, {ident: given[ident] for ident in marks if given.get(ident) is not None})


def _find_drawn(observations: Sequence[Observation], items: Mapping[str, quizzes.Item]) -> set[str]:
    """The items that not every attempt had on the same place, all versions of an item taken together."""
    places: dict[str, list[int]] = {}
    for one in observations:
        for place, name in enumerate(one.marks):
            places.setdefault(name.partition(MARK)[0], []).append(place)
    fixed = {ident for ident, where in places.items() if len(where) == len(observations) and len(set(where)) == 1}
    return {name for name in items if name.partition(MARK)[0] not in fixed}


def _list_versions(
    line: QuizLine,
    met: Iterable[tuple[quizzes.Quiz, str]],
    items: Mapping[str, quizzes.Item],
    found: QuizStatistics,
) -> dict[str, tuple[ItemVersion, ...]]:
    """Every item that some attempt could have met, by the quizzes as they were taken, with their course versions."""
    labels: dict[str, dict[str, list[str]]] = {}
    known: dict[str, quizzes.Item] = {}
    for quiz, label in [*met, (line.quiz, line.package.course.version)]:
        for ident, item in quiz.items().items():
            digest = quizzes.digest_item(item)
            known.setdefault(digest, item)
            told = labels.setdefault(ident, {}).setdefault(digest, [])
            if label not in told:
                told.append(label)
    now = {ident: quizzes.digest_item(item) for ident, item in line.quiz.items().items()}
    figures = {one.id: one for one in found.items}
    single = {ident: quizzes.digest_item(item) for ident, item in items.items() if MARK not in ident}
    listed: dict[str, tuple[ItemVersion, ...]] = {}
    for ident in [*now, *(ident for ident in labels if ident not in now)]:
        versions = []
        for digest, told in labels[ident].items():
            name = ident if single.get(ident) == digest else f"{ident}{MARK}{digest[:8]}"
            current = now.get(ident) == digest
            versions.append(ItemVersion(name, known[digest], tuple(told), current, figures.get(name)))
        listed[ident] = tuple(versions)
    return listed
