"""Grading by people: what waits, one response with its rubric, and the grade with all that follows from it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, delete, func, select
from sqlalchemy.orm import Session

import quizzes
from elearn.db import table_of, upsert
from elearn.events import AttemptGraded, Event, ResponseGraded
from elearn.learning.services.attempts import Refused, Sitting, UnknownAttempt, open_sitting
from elearn.learning.services.catalog import Catalog
from elearn.learning.services.graders import courses_of_grader
from elearn.learning.services.packages import Package
from elearn.learning.services.terms import grade_attempts
from elearn.learning.tables import AttemptRow, GradeCommentRow, GradeRow, RegistrationRow, WaitingRow
from elearn.records import ledger
from elearn.records.reactor import Recorder
from elearn.web.dates import jst

MOST_LISTED = 100
"""Responses of one page of the queue; the oldest come first, so nothing waits for ever behind others."""
MOST_GRADED = 30
LONGEST_COMMENT = 2000

WAITING, GRADE, COMMENT = table_of(WaitingRow), table_of(GradeRow), table_of(GradeCommentRow)
ATTEMPT, REGISTRATION = table_of(AttemptRow), table_of(RegistrationRow)

_GIVEN = (
    select(GRADE.c.item, GRADE.c.levels, GRADE.c.points, COMMENT.c.text)
    .join_from(GRADE, WAITING, and_(WAITING.c.attempt == GRADE.c.attempt, WAITING.c.item == GRADE.c.item))
    .outerjoin(
        COMMENT,
        and_(COMMENT.c.attempt == GRADE.c.attempt, COMMENT.c.item == GRADE.c.item, COMMENT.c.grader == GRADE.c.grader),
    )
    .where(GRADE.c.attempt == bindparam("attempt"), WAITING.c.settled_at.is_not(None))
    .order_by(GRADE.c.item, GRADE.c.graded_at, GRADE.c.grader)
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A response in the queue. ``opinions``: how many people have graded it; ``person`` is None where the quiz hides
    it from graders; ``reference`` names the response in few signs without naming anybody. ``settled``: the points that
    stand, in a list of what one has graded."""

    attempt: UUID
    item: str
    package: Package
    activity: str
    submitted_at: dt.datetime
    opinions: int
    person: str | None
    reference: str
    settled: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What one grader said, as the learner and other graders see it once it is settled. ``number`` counts from 1."""

    number: int
    levels: tuple[int, ...]
    points: Decimal
    comment: str


@dataclass(frozen=True, slots=True)
class Task:
    """One response before a grader. ``refusal``: why this person cannot grade it (any more). ``settled``: the points
    that stand; only then is anything said of what others gave (``given``)."""

    sitting: Sitting
    item: quizzes.Item
    response: str
    reference: str
    refusal: quizzes.Refusal | None
    deciding: bool
    settled: Decimal | None
    given: tuple[Given, ...]

    @property
    def person(self) -> str | None:
        """Whose response it is; None where the quiz hides that from graders."""
        return None if self.sitting.quiz.grading.anonymous else self.sitting.person


class CommentTooLong(ValueError):
    """The comment has more than ``LONGEST_COMMENT`` characters; nothing was recorded."""


def make_reference(attempt: UUID, item: str) -> str:
    """Six signs that name a response on the desk and say nothing about whose it is."""
    return sha256(f"{attempt}\x1f{item}".encode()).hexdigest()[:6].upper()


def list_waiting(session: Session, catalog: Catalog, grader: str, now: dt.datetime) -> list[Waiting]:
    """What waits for this person, the oldest first: never an own response, nor one graded by this person already."""
    courses = courses_of_grader(session, grader, jst(now).date())
    if not courses:
        return []
    waits = (WAITING.c.settled_at.is_(None), WAITING.c.person != grader, ~_graded_by(grader))
    wanted = (
        _list_responses(courses, *waits)
        .order_by(WAITING.c.submitted_at, WAITING.c.attempt, WAITING.c.item)
        .limit(MOST_LISTED)
    )
    return [_waiting(session, catalog, row) for row in session.connection().execute(wanted)]


def list_graded(session: Session, catalog: Catalog, grader: str, now: dt.datetime) -> list[Waiting]:
    """What this person has graded in the courses that are still theirs, the newest first."""
    courses = courses_of_grader(session, grader, jst(now).date())
    if not courses:
        return []
    wanted = (
        _list_responses(courses, _graded_by(grader))
        .order_by(WAITING.c.submitted_at.desc(), WAITING.c.attempt, WAITING.c.item)
        .limit(MOST_GRADED)
    )
    return [_waiting(session, catalog, row) for row in session.connection().execute(wanted)]


_SAME = and_(GRADE.c.attempt == WAITING.c.attempt, GRADE.c.item == WAITING.c.item)


def _graded_by(grader: str) -> ColumnElement[bool]:
    return select(GRADE.c.attempt).where(_SAME, GRADE.c.grader == grader).exists()


def _list_responses(courses: Collection[str], *wanted: ColumnElement[bool]) -> Select[Any]:
    """Responses of these courses with the digest of their course's version and how many people have graded each."""
    opinions = select(func.count()).select_from(GRADE).where(_SAME).scalar_subquery()
    return (
        select(WAITING, REGISTRATION.c.course_digest, opinions.label("opinions"))
        .join_from(WAITING, ATTEMPT, ATTEMPT.c.attempt == WAITING.c.attempt)
        .join(REGISTRATION, REGISTRATION.c.registration == ATTEMPT.c.registration)
        .where(WAITING.c.course.in_(courses), *wanted)
    )


def _waiting(session: Session, catalog: Catalog, row: Row[Any]) -> Waiting:
    package = catalog.package(session, row.course_digest)
    quiz = package.quizzes[row.activity]
    attempt = UUID(row.attempt)
    return Waiting(
        attempt,
        row.item,
        package,
        row.activity,
        row.submitted_at,
        row.opinions,
        None if quiz.grading.anonymous else row.person,
        make_reference(attempt, row.item),
        row.points,
    )


def open_response(session: Session, catalog: Catalog, grader: str, attempt: UUID, item: str, now: dt.datetime) -> Task:
    """One response as this grader may see it; what others said stays hidden until it is settled.

    Raises ``UnknownAttempt`` for a response that does not wait for people, or of a course that this person does not
    grade: whoever has no right learns nothing about what there is.
    """
    row = (
        session.connection()
        .execute(select(WAITING).where(WAITING.c.attempt == str(attempt), WAITING.c.item == item))
        .first()
    )
    if row is None or row.course not in courses_of_grader(session, grader, jst(now).date()):
        raise UnknownAttempt(str(attempt))
    sitting = open_sitting(session, catalog, row.person, attempt)
    found = sitting.quiz.items()[item]
    opinions = read_opinions(session, attempt, item)
    grading = sitting.quiz.grading
    settled = quizzes.settle_points(opinions, found, grading)
    given = given_grades(session, attempt).get(item, ()) if settled is not None else ()
    refusal = quizzes.may_grade(opinions, found, grading, grader, row.person)
    if sitting.attempt.voided:
        refusal = quizzes.Refusal("attempt-voided")
    return Task(
        sitting=sitting,
        item=found,
        response=str(sitting.attempt.responses.get(item, "")),
        reference=make_reference(attempt, item),
        refusal=refusal,
        deciding=refusal is None and quizzes.is_deciding(opinions, grading),
        settled=settled,
        given=given,
    )


def read_opinions(session: Session, attempt: UUID, item: str) -> list[quizzes.Opinion]:
    """What people said of a response so far, in order."""
    return [
        quizzes.Opinion(event.actor, event.levels, event.points)
        for event in ledger.read_stream(session, str(attempt))
        if isinstance(event, ResponseGraded) and event.item == item
    ]


def grade_response(
    recorder: Recorder,
    catalog: Catalog,
    grader: str,
    attempt: UUID,
    item: str,
    levels: Sequence[int],
    comment: str = "",
) -> Task:
    """Grade a response: a level's number for each criterion, and words to the learner. What stands afterwards.

    With the last grade that was needed the attempt has its verdict, and completion, cells, levels and certificates
    follow in the same transaction. Raises ``UnknownAttempt``, ``Refused`` (``grader-is-learner``, ``graded-already``,
    ``grade-settled``, ``attempt-voided``), ``ValueError`` for levels that there are not, ``CommentTooLong``.
    """
    if len(comment) > LONGEST_COMMENT:
        raise CommentTooLong(f"{len(comment)} characters")
    recorder.begin()
    session = recorder.session
    task = open_response(session, catalog, grader, attempt, item, recorder.now)
    if task.refusal is not None:
        raise Refused(task.refusal)
    sitting = task.sitting
    points = quizzes.earn_points(task.item, levels)
    opinions = [*read_opinions(session, attempt, item), quizzes.Opinion(grader, tuple(levels), points)]
    fact = ResponseGraded(
        person=sitting.person,
        at=recorder.now,
        actor=grader,
        attempt=attempt,
        registration=sitting.registration,
        course=sitting.course,
        activity=sitting.activity,
        item=item,
        levels=tuple(levels),
        points=points,
        settled=quizzes.settle_points(opinions, task.item, sitting.quiz.grading),
    )
    recorder.record(fact, *_verdict(session, sitting, fact))
    if comment.strip():
        row = {"attempt": str(attempt), "item": item, "grader": grader, "person": sitting.person, "text": comment}
        upsert(session, COMMENT, [row], ("attempt", "item", "grader"))
    return open_response(session, catalog, grader, attempt, item, recorder.now)


def _verdict(session: Session, sitting: Sitting, fact: ResponseGraded) -> list[Event]:
    """The grading of the whole attempt, when nothing in it waits any more."""
    handed_in = sitting.outcome
    if fact.settled is None or handed_in is None:
        return []
    attempt = quizzes.apply(sitting.attempt, quizzes.Graded(fact.at, fact.item, fact.settled))
    score = attempt.score(sitting.quiz, sitting.form)
    if score.waiting:
        return []
    grade = grade_attempts(
        session, sitting.quiz, sitting.registration, sitting.activity, sitting.uuid, sitting.number, score
    )
    return [
        AttemptGraded(
            person=fact.person,
            at=fact.at,
            actor=fact.actor,
            cause=fact.id,
            attempt=fact.attempt,
            registration=fact.registration,
            course=fact.course,
            activity=fact.activity,
            raw=score.raw,
            maximum=score.maximum,
            scaled=score.scaled,
            passed=score.passed,
            duration_seconds=handed_in.duration_seconds,
            grade=grade.scaled if grade else None,
            satisfies=grade.passed if grade else None,
        )
    ]


def given_grades(session: Session, attempt: UUID) -> dict[str, tuple[Given, ...]]:
    """Item -> what its graders said, for responses that are settled. One statement."""
    found: dict[str, list[Given]] = {}
    for row in session.connection().execute(_GIVEN, {"attempt": str(attempt)}):
        of_item = found.setdefault(row.item, [])
        of_item.append(Given(len(of_item) + 1, tuple(json.loads(row.levels)), row.points, row.text or ""))
    return {item: tuple(given) for item, given in found.items()}


def count_waiting(session: Session, courses: Collection[str]) -> dict[str, int]:
    """Course -> how many of its responses wait. One statement."""
    rows = session.connection().execute(
        select(WAITING.c.course, func.count().label("number"))
        .where(WAITING.c.settled_at.is_(None), WAITING.c.course.in_(list(courses)))
        .group_by(WAITING.c.course)
    )
    return {row.course: row.number for row in rows}


def erase_comments(session: Session, person: str) -> int:
    """Erase what graders wrote to a person; how many comments. The grades, which are facts, stay."""
    return session.connection().execute(delete(COMMENT).where(COMMENT.c.person == person)).rowcount
