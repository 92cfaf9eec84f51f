"""Attempts whose time is over and that nobody came back to: settled as their quiz's terms say, without the learner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import table_of
from elearn.events import SYSTEM
from elearn.learning.services.attempts import record_abandoned, submit_attempt
from elearn.learning.services.catalog import Catalog, UnknownCourse
from elearn.learning.services.sitting import Refused, UnknownAttempt, open_sitting
from elearn.learning.tables import AttemptRow, RegistrationRow
from elearn.records.reactor import Recorder
from quizzes.attempt import GRACE
from quizzes.terms import SUBMIT

ATTEMPT, REGISTRATION = table_of(AttemptRow), table_of(RegistrationRow)

_OPEN = (
    select(ATTEMPT.c.attempt, ATTEMPT.c.person, ATTEMPT.c.activity, ATTEMPT.c.started_at, REGISTRATION.c.course_digest)
    .join_from(ATTEMPT, REGISTRATION, REGISTRATION.c.registration == ATTEMPT.c.registration)
    .where(ATTEMPT.c.submitted_at.is_(None), ATTEMPT.c.abandoned_at.is_(None), REGISTRATION.c.withdrawn_at.is_(None))
    .order_by(ATTEMPT.c.started_at, ATTEMPT.c.attempt)
)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a run did: attempts that were handed in, and those that count as abandoned from now on."""

    submitted: tuple[UUID, ...] = ()
    abandoned: tuple[UUID, ...] = ()


def find_overdue(session: Session, catalog: Catalog, now: dt.datetime) -> list[tuple[str, UUID]]:
    """Person and attempt of what is open and past the quiz's own deadline, the oldest first. One statement.

    Whoever was granted more time is among them: the attempt's history tells that, and nobody is settled before it is
    read.
    """
    found = []
    for row in session.connection().execute(_OPEN):
        try:
            quiz = catalog.package(session, row.course_digest).quizzes[row.activity]
        except (UnknownCourse, KeyError):  # a version whose files are lost settles nothing, and stops nobody else
            continue
        ends = [quiz.terms.closes, None if quiz.time_limit is None else row.started_at + quiz.time_limit]
        if any(end is not None and now > end + GRACE for end in ends):
            found.append((row.person, UUID(row.attempt)))
    return found


def settle_overdue(
    sessions: Callable[[], Session], recorder: Callable[[Session], Recorder], catalog: Catalog, now: dt.datetime
) -> Settled:
    """Hand in what was saved, or note that it is too late, for every attempt whose own time and grace are over.

    Each attempt is a transaction of its own and is read anew under the lock: whoever hands in at the same moment, or
    another process that runs this, finds it done or does it, and nothing is done twice.
    """
    submitted: list[UUID] = []
    abandoned: list[UUID] = []
    with sessions() as session:
        waiting = find_overdue(session, catalog, now)
        session.rollback()
        for person, attempt in waiting:
            try:
                done = _settle(recorder(session), catalog, person, attempt)
            except (Refused, UnknownAttempt):  # voided, or ended by somebody else since
                session.rollback()
                continue
            session.commit()
            if done is not None:
                (submitted if done else abandoned).append(attempt)
    return Settled(tuple(submitted), tuple(abandoned))


def _settle(pen: Recorder, catalog: Catalog, person: str, attempt: UUID) -> bool | None:
    """Whether it was handed in (else abandoned); None when it is not time yet, or was over before."""
    pen.begin()
    sitting = open_sitting(pen.session, catalog, person, attempt)
    deadline = sitting.attempt.deadline
    if not sitting.attempt.is_open or deadline is None or pen.now <= deadline + GRACE:
        return None
    if sitting.quiz.terms.overdue == SUBMIT:
        submit_attempt(pen, catalog, person, attempt, by=SYSTEM)
        return True
    return False if record_abandoned(pen, sitting) else None
