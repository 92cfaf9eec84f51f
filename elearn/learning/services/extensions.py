"""What a person is granted for a quiz: more time, more attempts, another closing moment. It beats the quiz's terms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

import quizzes
from elearn.db import table_of
from elearn.events import AttemptExtended, Event, ExtensionGranted
from elearn.learning.services.catalog import Catalog
from elearn.learning.services.packages import Package
from elearn.learning.services.registrations import Standing, read_standing, read_standings
from elearn.learning.services.terms import can_be_extended
from elearn.learning.tables import AttemptRow, ExtensionRow
from elearn.records.reactor import Recorder
from elearn.wording import noted

ATTEMPT, EXTENSION = table_of(AttemptRow), table_of(ExtensionRow)

MOST_MINUTES, MOST_ATTEMPTS = 24 * 60, 20

REASONS = {
    "accommodation": noted("合理的配慮"),
    "work": noted("業務の都合"),
    "leave": noted("休暇・休業"),
    "disturbance": noted("機器や通信の不具合"),
    "other": noted("その他"),
}
"""Why something is granted: the code that is recorded -> its words. Nothing more is asked or kept."""

_OF_PERSON = select(EXTENSION).where(EXTENSION.c.person == bindparam("person"))
_OPEN = select(ATTEMPT.c.attempt).where(
    ATTEMPT.c.registration == bindparam("registration"),
    ATTEMPT.c.activity == bindparam("activity"),
    ATTEMPT.c.submitted_at.is_(None),
    ATTEMPT.c.abandoned_at.is_(None),
)


class CannotBeExtended(ValueError):
    """The quiz limits nothing, or the numbers are out of all bounds."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What stands for a person and a quiz. ``reason`` is a code, ``by`` who granted it."""

    minutes: int
    attempts: int
    closes: dt.datetime | None
    reason: str
    at: dt.datetime
    by: str

    @property
    def is_something(self) -> bool:
        """Whether it was not taken back."""
        return bool(self.minutes or self.attempts or self.closes)


@dataclass(frozen=True, slots=True)
class Extensible:
    """A quiz of a person for which something can be granted, and what was."""

    standing: Standing
    package: Package
    key: str
    quiz: quizzes.Quiz
    granted: Granted | None


def list_extensible(session: Session, catalog: Catalog, person: str) -> list[Extensible]:
    """Every quiz with limits in the courses of a person, in the courses' order. Two statements."""
    rows = session.connection().execute(_OF_PERSON, {"person": person}).all()
    known = {
        (row.registration, row.activity): Granted(
            row.extra_minutes, row.extra_attempts, row.closes_at, row.reason, row.granted_at, row.granted_by
        )
        for row in rows
    }
    found: list[Extensible] = []
    for standing in read_standings(session, person):
        package = catalog.package(session, standing.digest)
        for key, quiz in package.quizzes.items():
            if can_be_extended(quiz):
                granted = known.get((str(standing.registration), key))
                found.append(Extensible(standing, package, key, quiz, granted))
    return found


def grant_extension(
    recorder: Recorder,
    catalog: Catalog,
    person: str,
    registration: UUID,
    key: str,
    *,
    minutes: int,
    attempts: int,
    closes: dt.datetime | None,
    reason: str,
    actor: str,
) -> list[Event]:
    """Grant it; the last word counts, and zeros and None take it back. An attempt that runs has it from this moment.

    Raises ``UnknownRegistration``, ``CannotBeExtended``.
    """
    recorder.begin()
    standing = read_standing(recorder.session, person, registration)
    quiz = catalog.package(recorder.session, standing.digest).quizzes.get(key)
    within = 0 <= minutes <= MOST_MINUTES and 0 <= attempts <= MOST_ATTEMPTS and reason in REASONS
    if quiz is None or not can_be_extended(quiz) or not within:
        raise CannotBeExtended(key)
    wanted = {"registration": str(registration), "activity": key}
    running = recorder.session.connection().execute(_OPEN, wanted).scalars().all()
    return recorder.record(
        ExtensionGranted(
            person=person,
            at=recorder.now,
            actor=actor,
            registration=registration,
            course=standing.course,
            activity=key,
            extra_minutes=minutes,
            extra_attempts=attempts,
            closes=closes,
            reason=reason,
        ),
        *(
            AttemptExtended(
                person=person,
                at=recorder.now,
                actor=actor,
                attempt=UUID(attempt),
                registration=registration,
                extra_minutes=minutes,
                closes=closes,
            )
            for attempt in running
        ),
    )
