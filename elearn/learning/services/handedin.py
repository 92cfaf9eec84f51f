"""Every attempt at one quiz that was handed in, read at once: for figures over many and for scoring many again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

import quizzes
from elearn.db import table_of
from elearn.events import (
    AttemptExtended,
    AttemptGraded,
    AttemptRegraded,
    AttemptSaved,
    AttemptStarted,
    AttemptSubmitted,
    AttemptVoided,
    Event,
    ResponseGraded,
)
from elearn.learning.services.catalog import Catalog
from elearn.learning.services.sitting import Sitting, fold_events, mend
from elearn.learning.tables import AttemptRow, RegistrationRow
from elearn.records import ledger

ATTEMPT, REGISTRATION = table_of(AttemptRow), table_of(RegistrationRow)

_ALWAYS = (AttemptStarted, AttemptExtended, AttemptSubmitted, ResponseGraded, AttemptGraded, AttemptRegraded)
_ENDS = (AttemptVoided,)


def read_handed_in(
    session: Session,
    catalog: Catalog,
    course: str,
    activity: str,
    only: Collection[UUID] = (),
    *,
    graded: bool = False,
) -> list[Sitting]:
    """The attempts at a quiz in the order of their submission, without those that were voided. Two statements.

    ``only``: these attempts, empty = all; ``graded``: none for whose responses people are still waited. Single saves
    are read only where the quiz's terms make them count; elsewhere ``attempt.saves`` is empty.
    """
    wanted = _handed_in(course, activity, only, graded=graded)
    heads = session.connection().execute(
        select(ATTEMPT.c.attempt, ATTEMPT.c.person, REGISTRATION.c.course_digest)
        .join_from(ATTEMPT, REGISTRATION, REGISTRATION.c.registration == ATTEMPT.c.registration)
        .where(*wanted)
        .order_by(ATTEMPT.c.submitted_at, ATTEMPT.c.attempt)
    )
    rows = heads.all()
    found = {digest: catalog.package(session, digest) for digest in dict.fromkeys(row.course_digest for row in rows)}
    saves = any(_saves_count(package.quizzes[activity]) for package in found.values())
    kinds = (*_ALWAYS, *_ENDS, *((AttemptSaved,) if saves else ()))
    streams = ledger.read_streams(session, select(ATTEMPT.c.attempt).where(*wanted), kinds)
    mended: dict[tuple[str, str], quizzes.Quiz] = {}
    sittings = [_open(session, catalog, row, streams[row.attempt], mended) for row in rows]
    return [sitting for sitting in sittings if not sitting.attempt.voided]


def _handed_in(course: str, activity: str, only: Collection[UUID], *, graded: bool) -> list[ColumnElement[bool]]:
    wanted = [ATTEMPT.c.course == course, ATTEMPT.c.activity == activity, ATTEMPT.c.submitted_at.is_not(None)]
    if graded:
        wanted.append(ATTEMPT.c.passed.is_not(None))
    if only:
        wanted.append(ATTEMPT.c.attempt.in_([str(one) for one in only]))
    return wanted


def _saves_count(quiz: quizzes.Quiz) -> bool:
    """Whether more than the last response to each item decides the score: tries, or certainty."""
    return quiz.terms.certainty or quizzes.POLICIES[quiz.feedback].checks


def _open(
    session: Session,
    catalog: Catalog,
    row: Any,
    events: list[Event],
    mended: dict[tuple[str, str], quizzes.Quiz],
) -> Sitting:
    started = next(event for event in events if isinstance(event, AttemptStarted))
    outcome = next(event for event in events if isinstance(event, AttemptSubmitted))
    package = catalog.package(session, row.course_digest)
    quiz = package.quizzes[started.activity]
    form = package.form(started.activity, started.seed, started.avoid)
    regrades = tuple(event for event in events if isinstance(event, AttemptRegraded))
    if regrades and (quiz.digest, regrades[-1].course_digest) not in mended:
        mended[quiz.digest, regrades[-1].course_digest] = mend(session, catalog, quiz, regrades[-1].course_digest).quiz
    return Sitting(
        uuid=UUID(row.attempt),
        person=row.person,
        registration=started.registration,
        course=started.course,
        activity=started.activity,
        number=started.number,
        package=package,
        quiz=quiz,
        form=form,
        attempt=replace(fold_events(events, quiz, form), responses=outcome.responses),
        outcome=outcome,
        graded=next((event for event in events if isinstance(event, AttemptGraded)), None),
        regrades=regrades,
        mended=mended[quiz.digest, regrades[-1].course_digest] if regrades else None,
    )
