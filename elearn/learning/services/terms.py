"""A quiz's terms for one person: what was granted, who gets in, what a draw avoids, and the grade over attempts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

import quizzes
from elearn.db import table_of
from elearn.learning.services.packages import Package
from elearn.learning.tables import AttemptRow, ExtensionRow
from quizzes.terms import AVERAGE, FIRST, NO_EXTENSION

ATTEMPT, EXTENSION = table_of(AttemptRow), table_of(ExtensionRow)

_EXTENSION = select(EXTENSION).where(
    EXTENSION.c.registration == bindparam("registration"), EXTENSION.c.activity == bindparam("activity")
)
_OUTCOMES = select(ATTEMPT.c.number, ATTEMPT.c.raw, ATTEMPT.c.maximum, ATTEMPT.c.passed, ATTEMPT.c.attempt).where(
    ATTEMPT.c.registration == bindparam("registration"),
    ATTEMPT.c.activity == bindparam("activity"),
    ATTEMPT.c.submitted_at.is_not(None),
)
_LAST_OF = (
    select(ATTEMPT.c.seed, ATTEMPT.c.avoid, ATTEMPT.c.quiz_digest, ATTEMPT.c.activity)
    .where(ATTEMPT.c.registration == bindparam("registration"), ATTEMPT.c.activity == bindparam("activity"))
    .order_by(ATTEMPT.c.number.desc())
    .limit(1)
)
"""Statements are made once: making them costs more than running them."""


def can_be_extended(quiz: quizzes.Quiz) -> bool:
    """Whether there is anything to be granted beyond the quiz's terms; else nobody looks for it."""
    return quiz.attempts is not None or quiz.time_limit is not None or quiz.terms.closes is not None


def read_extension(session: Session, quiz: quizzes.Quiz, registration: UUID, key: str) -> quizzes.Extension:
    """What the person was granted for this quiz. One statement, none where the quiz limits nothing."""
    if not can_be_extended(quiz):
        return NO_EXTENSION
    wanted = {"registration": str(registration), "activity": key}
    row = session.connection().execute(_EXTENSION, wanted).first()
    if row is None:
        return NO_EXTENSION
    return quizzes.Extension(dt.timedelta(minutes=row.extra_minutes), row.extra_attempts, row.closes_at)


def items_to_avoid(
    session: Session, package: Package, quiz: quizzes.Quiz, registration: UUID, before: Sequence[Row[Any]]
) -> tuple[str, ...]:
    """What the next draw avoids: the items of the attempts before, newest first, and those of a parallel quiz."""
    avoid = _after(package, before[0]) if before and before[0].quiz_digest == quiz.digest else ()
    for key in _parallels(package, quiz):
        row = session.connection().execute(_LAST_OF, {"registration": str(registration), "activity": key}).first()
        if row is not None:
            avoid = quizzes.push_layer((item for item in _after(package, row) if item), avoid)
    return avoid


def _after(package: Package, row: Any) -> tuple[str, ...]:
    """What an attempt showed, before what it avoided itself."""
    avoided = tuple(json.loads(row.avoid))
    return quizzes.push_layer(package.form(row.activity, row.seed, avoided).item_ids, avoided)


def _parallels(package: Package, quiz: quizzes.Quiz) -> list[str]:
    """The activities whose items a quiz avoids: its parallel, and those that name it as theirs."""
    sources = {
        activity.key: activity.source for activity in package.course.activities if activity.key in package.quizzes
    }
    mine = {source for key, source in sources.items() if package.quizzes[key] is quiz}
    return [
        key
        for key, other in package.quizzes.items()
        if other is not quiz and (sources[key] == quiz.terms.parallel or other.terms.parallel in mine)
    ]


def grade_attempts(
    session: Session,
    quiz: quizzes.Quiz,
    registration: UUID,
    key: str,
    attempt: UUID,
    number: int,
    score: quizzes.AttemptScore,
) -> quizzes.Grade | None:
    """The grade of the quiz when this attempt has this score; None where each attempt counts on its own.

    With the best and the last of all attempts, what passes does so on its own. One statement for the others.
    """
    if quiz.terms.grade not in (FIRST, AVERAGE):
        return None
    rows = session.connection().execute(_OUTCOMES, {"registration": str(registration), "activity": key})
    outcomes = [
        quizzes.Outcome(row.number, row.raw, row.maximum, bool(row.passed))
        for row in rows
        if row.attempt != str(attempt)
    ]
    outcomes.append(quizzes.Outcome(number, score.raw, score.maximum, score.passed))
    return quizzes.grade_quiz(quiz, outcomes)


def read_grade(session: Session, quiz: quizzes.Quiz, registration: UUID, key: str) -> quizzes.Grade | None:
    """The grade of the quiz over all that was handed in; None without any. One statement.

    None, too, while people have still to grade an attempt that it depends on: what is known so far is no grade.
    """
    rows = session.connection().execute(_OUTCOMES, {"registration": str(registration), "activity": key}).all()
    grade = quizzes.grade_quiz(
        quiz, [quizzes.Outcome(row.number, row.raw, row.maximum, bool(row.passed)) for row in rows]
    )
    waiting = {row.number for row in rows if row.passed is None}
    return None if grade is None or (waiting and grade.number in {0, *waiting}) else grade
