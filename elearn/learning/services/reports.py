"""Completion figures of many people, for lists and exports. Read from projections only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.learning.rules import status_of
from elearn.learning.tables import AttemptRow, RegistrationRow


@dataclass(frozen=True, slots=True)
class CompletionRow:
    """One registration as reports show it. ``scaled`` is 0..1; ``attempts`` counts handed-in attempts."""

    person: str
    course: str
    registration: str
    opened_at: dt.datetime
    last_active_at: dt.datetime | None
    due: dt.date | None
    completed_at: dt.datetime | None
    scaled: Decimal | None
    attempts: int

    def status(self, today: dt.date) -> str:
        """See ``rules.status_of``."""
        return status_of(self.completed_at is not None, self.last_active_at is not None, self.due, today)


def completions(
    session: Session, course_ids: Iterable[str] | None = None, people: Iterable[str] | None = None
) -> list[CompletionRow]:
    """Every registration that was not withdrawn, of these courses and people or of all. Two statements."""
    counted = {
        row.registration: row.number
        for row in session.execute(
            select(AttemptRow.registration, func.count().label("number"))
            .where(AttemptRow.submitted_at.is_not(None))
            .group_by(AttemptRow.registration)
        )
    }
    statement = select(
        RegistrationRow.person,
        RegistrationRow.course,
        RegistrationRow.registration,
        RegistrationRow.opened_at,
        RegistrationRow.last_active_at,
        RegistrationRow.due,
        RegistrationRow.completed_at,
        RegistrationRow.scaled,
    ).where(RegistrationRow.withdrawn_at.is_(None))
    if course_ids is not None:
        statement = statement.where(RegistrationRow.course.in_(list(course_ids)))
    wanted = None if people is None else set(people)
    return [
        CompletionRow(*row, attempts=counted.get(row.registration, 0))
        for row in session.execute(statement)
        if wanted is None or row.person in wanted
    ]
