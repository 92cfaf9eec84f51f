"""How the learning room takes part in recording: rules, their state, and the rows that show each fact."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from elearn.db import Put, table_of
from elearn.events import (
    ActivityCompleted,
    Assigned,
    AttemptAbandoned,
    AttemptEvent,
    AttemptGraded,
    AttemptRegraded,
    AttemptStarted,
    AttemptSubmitted,
    CourseCompleted,
    DueDateMoved,
    Event,
    ExtensionGranted,
    RegistrationOpened,
    RegistrationWithdrawn,
    ResponseGraded,
)
from elearn.learning import rules
from elearn.learning.rules import LearningState, Progress
from elearn.learning.tables import ActivityRow, AttemptRow, ExtensionRow, GradeRow, RegistrationRow, WaitingRow

REGISTRATION, ACTIVITY, ATTEMPT = table_of(RegistrationRow), table_of(ActivityRow), table_of(AttemptRow)
EXTENSION, WAITING, GRADE = table_of(ExtensionRow), table_of(WaitingRow), table_of(GradeRow)

_STATE = (
    select(
        REGISTRATION.c.registration,
        REGISTRATION.c.course,
        REGISTRATION.c.course_digest,
        REGISTRATION.c.completed_at,
        ACTIVITY.c.activity,
        ACTIVITY.c.scaled,
    )
    .outerjoin_from(REGISTRATION, ACTIVITY, ACTIVITY.c.registration == REGISTRATION.c.registration)
    .where(REGISTRATION.c.person == bindparam("person"), REGISTRATION.c.withdrawn_at.is_(None))
)


class LearningReaction:
    """The learning room's reaction; ``required`` looks up what a course version requires, opening it if need be."""

    name = "learning"
    kinds = rules.KINDS
    tables = (REGISTRATION, ACTIVITY, ATTEMPT, EXTENSION, WAITING, GRADE)

    def __init__(self, required: Callable[[Session, str], tuple[str, ...]]) -> None:
        self.required = required

    def load(self, session: Session, person: str) -> LearningState:
        """A person's registrations and what is satisfied in them, in one statement."""

        def required(digest: str) -> tuple[str, ...]:
            return self.required(session, digest)

        rows = session.connection().execute(_STATE, {"person": person})
        registrations: dict[UUID, Progress] = {}
        for row in rows:
            uuid = UUID(row.registration)
            if uuid not in registrations:
                registrations[uuid] = Progress(
                    row.course, required(row.course_digest), {}, row.completed_at is not None
                )
            if row.activity is not None:
                registrations[uuid].satisfied[row.activity] = row.scaled
        return LearningState(required, registrations)

    def fold(self, state: LearningState, event: Event) -> LearningState:
        """See ``rules.fold``."""
        return rules.fold(state, event)

    def react(self, state: LearningState, event: Event) -> Iterable[Event]:
        """See ``rules.react``."""
        return rules.react(state, event)

    def project(self, event: Event) -> Iterable[Put]:
        """The rows that show an event."""
        return project(event)

    def keep(self, session: Session, events: Sequence[Event]) -> None:
        """Nothing beside the facts."""


def project(event: Event) -> Iterable[Put]:
    """The rows of this room that show an event."""
    match event:
        case RegistrationOpened():
            return [Put(REGISTRATION, _registration_values(event))]
        case RegistrationWithdrawn():
            return [_registration(event.registration, withdrawn_at=event.at)]
        case Assigned():
            # A rule without a date of its own leaves the date that another rule set.
            due = {} if event.due is None else {"due": event.due}
            return [_registration(event.registration, assigned_by_rule=event.rule, **due)]
        case DueDateMoved():
            return [_registration(event.registration, due=event.due)]
        case ActivityCompleted():
            values = {
                "registration": str(event.registration),
                "activity": event.activity,
                "completed_at": event.at,
                "criterion": event.criterion,
                "scaled": event.scaled,
            }
            return [Put(ACTIVITY, values), _registration(event.registration, last_active_at=event.at)]
        case CourseCompleted():
            return [_registration(event.registration, completed_at=event.at, scaled=event.scaled)]
        case AttemptEvent():
            return _project_attempt(event)
        case ExtensionGranted():
            return [Put(EXTENSION, _extension_values(event))]
    return ()


def _project_attempt(event: AttemptEvent) -> Iterable[Put]:
    match event:
        case AttemptStarted():
            return [Put(ATTEMPT, _attempt_values(event)), _registration(event.registration, last_active_at=event.at)]
        case AttemptSubmitted():
            return [_attempt(event, submitted_at=event.at, **_score_values(event)), *_waiting(event)]
        case AttemptRegraded():
            return [_attempt(event, regraded_at=event.at, **_score_values(event))]
        case AttemptGraded() | ResponseGraded():
            return _project_grading(event)
        case AttemptAbandoned():
            return [_attempt(event, abandoned_at=event.at)]
    return ()


def _attempt(event: AttemptEvent, **values: Any) -> Put:
    return Put(ATTEMPT, values, {"attempt": str(event.attempt)})


def _score_values(event: AttemptSubmitted | AttemptGraded | AttemptRegraded) -> dict[str, Any]:
    """The score; nobody has passed or failed what people have still to grade."""
    passed = None if isinstance(event, AttemptSubmitted) and event.waiting else event.passed
    return {"raw": event.raw, "maximum": event.maximum, "scaled": event.scaled, "passed": passed}


def _waiting(event: AttemptSubmitted) -> list[Put]:
    """The responses that people have still to grade."""
    values = {
        "attempt": str(event.attempt),
        "person": event.person,
        "course": event.course,
        "activity": event.activity,
        "submitted_at": event.at,
        "points": None,
        "settled_at": None,
    }
    return [Put(WAITING, {**values, "item": item}) for item in event.waiting]


def _project_grading(event: AttemptGraded | ResponseGraded) -> list[Put]:
    """What people said, of one response or of the attempt."""
    if isinstance(event, AttemptGraded):
        return [_attempt(event, **_score_values(event))]
    place = {"attempt": str(event.attempt), "item": event.item}
    said = {"points": event.points, "levels": json.dumps(event.levels), "graded_at": event.at}
    row = Put(GRADE, {**place, "grader": event.actor, **said})
    if event.settled is None:
        return [row]
    return [row, Put(WAITING, {"points": event.settled, "settled_at": event.at}, place)]


def _extension_values(event: ExtensionGranted) -> dict[str, Any]:
    return {
        "registration": str(event.registration),
        "activity": event.activity,
        "person": event.person,
        "extra_minutes": event.extra_minutes,
        "extra_attempts": event.extra_attempts,
        "closes_at": event.closes,
        "reason": event.reason,
        "granted_at": event.at,
        "granted_by": event.actor,
    }


def _registration(uuid: UUID, **values: Any) -> Put:
    return Put(REGISTRATION, values, {"registration": str(uuid)})


def _registration_values(event: RegistrationOpened) -> dict[str, Any]:
    return {
        "registration": str(event.registration),
        "person": event.person,
        "course": event.course,
        "course_digest": event.course_digest,
        "nth": event.nth,
        "opened_at": event.at,
        "assigned_by_rule": "",
        "due": None,
        "withdrawn_at": None,
        "last_active_at": None,
        "completed_at": None,
        "scaled": None,
    }


def _attempt_values(event: AttemptStarted) -> dict[str, Any]:
    return {
        "attempt": str(event.attempt),
        "registration": str(event.registration),
        "person": event.person,
        "course": event.course,
        "activity": event.activity,
        "number": event.number,
        "seed": event.seed,
        "quiz_digest": event.quiz_digest,
        "avoid": json.dumps(event.avoid),
        "started_at": event.at,
        "submitted_at": None,
        "raw": None,
        "maximum": None,
        "scaled": None,
        "passed": None,
        "abandoned_at": None,
        "regraded_at": None,
    }
