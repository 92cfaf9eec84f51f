"""Who is in the middle of a course, and what was done in its quizzes: what a new version meets."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.learning.tables import AttemptRow, RegistrationRow


@dataclass(frozen=True, slots=True)
class Attempts:
    """Attempts at one quiz, whatever the version: those under way, and those that were handed in."""

    under_way: int = 0
    handed_in: int = 0


@dataclass(frozen=True, slots=True)
class Touched:
    """``learning``: registrations that are neither completed nor withdrawn; each finishes the version it began.

    ``attempts`` by the activity's key.
    """

    learning: int
    attempts: dict[str, Attempts] = field(default_factory=dict)


def count_touched(session: Session, course: str) -> Touched:
    """What a new version of a course meets. Two statements."""
    learning = session.scalar(
        select(func.count())
        .select_from(RegistrationRow)
        .where(
            RegistrationRow.course == course,
            RegistrationRow.completed_at.is_(None),
            RegistrationRow.withdrawn_at.is_(None),
        )
    )
    rows = session.execute(
        select(
            AttemptRow.activity, func.count(), func.count(AttemptRow.submitted_at), func.count(AttemptRow.abandoned_at)
        )
        .where(AttemptRow.course == course)
        .group_by(AttemptRow.activity)
    )
    attempts = {row[0]: Attempts(row[1] - row[2] - row[3], row[2]) for row in rows}
    return Touched(learning or 0, attempts)
