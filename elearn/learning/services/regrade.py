"""Scoring handed-in attempts again with the key of a newer course version: what would change, and recording it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

import quizzes
from elearn.db import table_of
from elearn.events import AttemptRegraded, Event
from elearn.learning.services.catalog import Catalog, UnknownCourse, current_version
from elearn.learning.services.handedin import read_handed_in
from elearn.learning.services.sitting import Sitting, mend
from elearn.learning.services.terms import grade_attempts
from elearn.learning.tables import ActivityRow, AttemptRow
from elearn.records.reactor import Recorder

ATTEMPT, ACTIVITY = table_of(AttemptRow), table_of(ActivityRow)

REASONS = ("key-mended", "points-changed", "item-withdrawn", "complaint")
"""Why a key may be mended, as codes: the ledger takes no free text about a person's record."""

_SATISFIED = select(ACTIVITY.c.registration).where(
    ACTIVITY.c.activity == bindparam("activity"),
    ACTIVITY.c.registration.in_(
        select(ATTEMPT.c.registration).where(
            ATTEMPT.c.course == bindparam("course"), ATTEMPT.c.activity == bindparam("activity")
        )
    ),
)


class NothingToRegrade(LookupError):
    """The course version has no such quiz."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A score as it stands or would stand."""

    raw: Decimal
    maximum: Decimal
    scaled: Decimal
    passed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One attempt whose score changes. ``completes``: the activity was not satisfied and would be.

    ``items``: the items whose points change, with the points that they had and get.
    """

    attempt: UUID
    person: str
    registration: UUID
    number: int
    submitted_at: dt.datetime
    old: Standing
    new: Standing
    completes: bool
    items: tuple[tuple[str, Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Regrading:
    """What a regrading changes. ``looked_at`` attempts; ``waiting`` ones, which people have still to grade, were passed
    over; ``problems``: items that keep their old key, and why. ``course_digest``: the version whose key it is.
    """

    course_digest: str
    looked_at: int
    waiting: int
    changes: tuple[Change, ...]
    problems: tuple[quizzes.Problem, ...]


def find_changes(
    session: Session, catalog: Catalog, course: str, activity: str, digest: str = "", only: Collection[UUID] = ()
) -> Regrading:
    """Who would change, and how, with the key of a course version (empty: the current one). Records nothing.

    ``only``: look at these attempts; empty = all. Raises ``UnknownCourse``, ``NothingToRegrade``.
    """
    return _regrade(session, catalog, course, activity, digest, only)[0]


def regrade_attempts(
    recorder: Recorder,
    catalog: Catalog,
    course: str,
    activity: str,
    reason: str,
    actor: str,
    digest: str = "",
    only: Collection[UUID] = (),
) -> Regrading:
    """Record what ``find_changes`` finds: a new fact for each attempt whose score changes, with old and new.

    Completions that are gained by it follow; none is ever taken back, and nothing that stands is rewritten. A repeat
    finds nothing to change. ``reason`` is one of ``REASONS``; raises ``ValueError`` for another one, and as
    ``find_changes`` does.
    """
    if reason not in REASONS:
        raise ValueError(reason)
    recorder.begin()
    found, sittings = _regrade(recorder.session, catalog, course, activity, digest, only)
    for change in found.changes:
        sitting, mended, score = sittings[change.attempt]
        # One after the other: the grade over several attempts sees those that were changed before.
        recorder.record(_event(recorder, sitting, mended, score, change, found.course_digest, reason, actor))
    return found


def _regrade(
    session: Session, catalog: Catalog, course: str, activity: str, digest: str, only: Collection[UUID]
) -> tuple[Regrading, dict[UUID, tuple[Sitting, quizzes.Quiz, quizzes.AttemptScore]]]:
    digest = digest or current_version(session, course).digest
    package = catalog.package(session, digest)
    if package.course.id != course:
        raise UnknownCourse(course)
    if activity not in package.quizzes:
        raise NothingToRegrade(activity)
    wanted = read_handed_in(session, catalog, course, activity, only)
    places = {"course": course, "activity": activity}
    satisfied = {UUID(one) for one in session.connection().execute(_SATISFIED, places).scalars()}
    changes: list[Change] = []
    problems: dict[tuple[str, str], quizzes.Problem] = {}
    sittings: dict[UUID, tuple[Sitting, quizzes.Quiz, quizzes.AttemptScore]] = {}
    mendings: dict[str, quizzes.Mending] = {}
    waiting = 0
    for sitting in wanted:
        if sitting.quiz.digest not in mendings:
            mendings[sitting.quiz.digest] = mend(session, catalog, sitting.quiz, digest)
        mending = mendings[sitting.quiz.digest]
        shown = set(sitting.form.item_ids)
        problems |= {(one.code, one.params["id"]): one for one in mending.problems if one.params["id"] in shown}
        score, before = sitting.attempt.score(mending.quiz, sitting.form), sitting.score()
        if score.waiting:
            waiting += 1
            continue
        change = _compare(session, sitting, before, score, satisfied)
        if change is not None:
            changes.append(change)
            sittings[change.attempt] = (sitting, mending.quiz, score)
    found = Regrading(digest, len(wanted), waiting, tuple(changes), tuple(problems.values()))
    return found, sittings


def _compare(
    session: Session,
    sitting: Sitting,
    before: quizzes.AttemptScore,
    after: quizzes.AttemptScore,
    satisfied: Collection[UUID],
) -> Change | None:
    old, new = _standing(before), _standing(after)
    items = tuple(
        (ident, before.items[ident].points, after.items[ident].points)
        for ident in sitting.form.item_ids
        if before.items[ident].points != after.items[ident].points
    )
    if old == new and not items:
        return None
    grade = grade_attempts(
        session, sitting.quiz, sitting.registration, sitting.activity, sitting.uuid, sitting.number, after
    )
    passes = new.passed if grade is None else grade.passed
    return Change(
        attempt=sitting.uuid,
        person=sitting.person,
        registration=sitting.registration,
        number=sitting.number,
        submitted_at=sitting.outcome.at if sitting.outcome else sitting.attempt.started.at,
        old=old,
        new=new,
        completes=passes and sitting.registration not in satisfied,
        items=items,
    )


def _standing(score: quizzes.AttemptScore) -> Standing:
    return Standing(score.raw, score.maximum, score.scaled, score.passed)


def _event(
    recorder: Recorder,
    sitting: Sitting,
    mended: quizzes.Quiz,
    score: quizzes.AttemptScore,
    change: Change,
    digest: str,
    reason: str,
    actor: str,
) -> Event:
    grade = grade_attempts(
        recorder.session, sitting.quiz, sitting.registration, sitting.activity, sitting.uuid, sitting.number, score
    )
    return AttemptRegraded(
        person=sitting.person,
        at=recorder.now,
        actor=actor,
        attempt=sitting.uuid,
        registration=sitting.registration,
        quiz_digest=mended.digest,
        raw=score.raw,
        maximum=score.maximum,
        scaled=score.scaled,
        passed=score.passed,
        course=sitting.course,
        activity=sitting.activity,
        course_digest=digest,
        reason=reason,
        old_raw=change.old.raw,
        old_maximum=change.old.maximum,
        old_scaled=change.old.scaled,
        old_passed=change.old.passed,
        grade=grade.scaled if grade else None,
        satisfies=grade.passed if grade else None,
    )
