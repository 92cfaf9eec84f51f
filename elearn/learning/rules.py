"""When an activity and a course are complete: the one place that says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID, uuid5

from elearn.events import (
    NAMESPACE,
    ActivityCompleted,
    AttemptGraded,
    AttemptRegraded,
    AttemptSubmitted,
    CourseCompleted,
    Event,
    RegistrationOpened,
    RegistrationWithdrawn,
)

KINDS: frozenset[type[Event]] = frozenset(
    {
        RegistrationOpened,
        RegistrationWithdrawn,
        AttemptSubmitted,
        AttemptGraded,
        AttemptRegraded,
        ActivityCompleted,
        CourseCompleted,
    }
)

Required = Callable[[str], tuple[str, ...]]
"""Course digest -> the keys of the activities that the version requires."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One registration: what its course version requires, and what is satisfied (key -> scaled score or none)."""

    course: str
    required: tuple[str, ...]
    satisfied: dict[str, Decimal | None] = field(default_factory=dict)
    completed: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """The required activities that are not satisfied yet, in the course's order."""
        return tuple(key for key in self.required if key not in self.satisfied)


@dataclass(frozen=True, slots=True)
class LearningState:
    """A person's registrations."""

    required: Required
    registrations: dict[UUID, Progress] = field(default_factory=dict)


def fold(state: LearningState, event: Event) -> LearningState:
    """The state after the event."""
    registrations = dict(state.registrations)
    match event:
        case RegistrationOpened():
            registrations[event.registration] = Progress(event.course, state.required(event.course_digest))
        case RegistrationWithdrawn():
            registrations.pop(event.registration, None)
        case ActivityCompleted() if event.registration in registrations:
            old = registrations[event.registration]
            satisfied = {**old.satisfied, event.activity: event.scaled}
            registrations[event.registration] = replace(old, satisfied=satisfied)
        case CourseCompleted() if event.registration in registrations:
            registrations[event.registration] = replace(registrations[event.registration], completed=True)
        case _:
            return state
    return replace(state, registrations=registrations)


def react(state: LearningState, event: Event) -> Iterable[Event]:
    """A passed attempt satisfies its activity; the last required activity completes the course.

    An attempt that waits for people has not passed yet: its grading says so.
    """
    match event:
        case AttemptSubmitted() | AttemptGraded() | AttemptRegraded() if satisfies(event):
            return _satisfy(state, event)
        case ActivityCompleted():
            return _complete(state, event)
    return ()


def satisfies(event: AttemptSubmitted | AttemptGraded | AttemptRegraded) -> bool:
    """Whether the score satisfies the activity: by itself, or with the other attempts where the quiz counts them all.

    What is satisfied once stays so: there is no event that takes it back.
    """
    return event.passed if event.satisfies is None else event.satisfies


def _satisfy(state: LearningState, event: AttemptSubmitted | AttemptGraded | AttemptRegraded) -> Iterable[Event]:
    progress = state.registrations.get(event.registration)
    if progress is None or not event.activity or event.activity in progress.satisfied:
        return ()
    return (
        ActivityCompleted(
            person=event.person,
            at=event.at,
            cause=event.id,
            registration=event.registration,
            course=event.course,
            activity=event.activity,
            criterion="mastery",
            scaled=event.scaled if event.grade is None else event.grade,
        ),
    )


def _complete(state: LearningState, event: ActivityCompleted) -> Iterable[Event]:
    progress = state.registrations.get(event.registration)
    if progress is None or progress.completed or progress.missing:
        return ()
    return (
        CourseCompleted(
            person=event.person,
            at=event.at,
            cause=event.id,
            registration=event.registration,
            course=event.course,
            scaled=course_score(progress),
        ),
    )


def course_score(progress: Progress) -> Decimal | None:
    """The mean of the scaled scores of the required activities that have one, to 4 places; none without any."""
    scores = [score for key in progress.required if (score := progress.satisfied.get(key)) is not None]
    if not scores:
        return None
    return (sum(scores, Decimal(0)) / len(scores)).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def registration_id(person: str, course: str, nth: int) -> UUID:
    """The uuid of a person's nth registration in a course: the same however often it is asked for."""
    return uuid5(NAMESPACE, f"registration\x1f{person}\x1f{course}\x1f{nth}")


def attempt_id(registration: UUID, activity: str, number: int) -> UUID:
    """The uuid of the nth attempt: a double click on 「はじめる」 starts one attempt."""
    return uuid5(NAMESPACE, f"attempt\x1f{registration}\x1f{activity}\x1f{number}")


def due_date(hired_on: dt.date, days: int) -> dt.date:
    """The day by which a course is due that a rule asks ``days`` after hiring (or transfer)."""
    return hired_on + dt.timedelta(days=days)


def status_of(completed: bool, opened: bool, due: dt.date | None, today: dt.date) -> str:
    """``completed``, ``overdue``, ``in-progress`` or ``not-started``, as lists and exports call it."""
    if completed:
        return "completed"
    if due is not None and due < today:
        return "overdue"
    return "in-progress" if opened else "not-started"
