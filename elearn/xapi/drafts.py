"""What each event says, before it is a statement: one small function per event, chosen by the event's class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import tincan

from elearn import events
from elearn.xapi import things
from elearn.xapi.directory import Directory


@dataclass(frozen=True, kw_only=True)
class Score:
    """A score in points (``raw`` of ``maximum``, from 0), as a share of 1 (``scaled``), or as the share alone."""

    scaled: Decimal
    raw: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One statement to be: ``verb`` is a key of the vocabulary, ``target`` a tincan object or a statement's id.

    ``mark`` tells apart the statements of one event. ``revision`` is the content version of the target.
    """

    verb: str
    target: tincan.Activity | UUID
    mark: str = ""
    registration: UUID | None = None
    parent: tuple[tincan.Activity, ...] = ()
    grouping: tuple[tincan.Activity, ...] = ()
    revision: str | None = None
    extensions: dict[str, Any] = field(default_factory=dict)
    score: Score | None = None
    success: bool | None = None
    completion: bool | None = None
    seconds: int | None = None
    told_for: UUID | None = None
    """The event that the statement is told for, when a later one tells what that one could not say yet."""


def derive_statement_id(event_id: UUID, mark: str = "") -> UUID:
    """The statement's id: always the same for the same fact, so that a second delivery is a repeat and no news."""
    return uuid5(event_id, f"statement\x1f{mark}")


def _name_event(attempt: UUID) -> UUID:
    """The id of an attempt's submission: an attempt is submitted once, so it is known."""
    return uuid5(events.NAMESPACE, f"{events.AttemptSubmitted.__name__}\x1f{attempt}")


def _name_submission(attempt: UUID) -> UUID:
    """The id of the statement of an attempt's submission."""
    return derive_statement_id(_name_event(attempt))


def _surround(course: str, activity: str, directory: Directory) -> dict[str, Any]:
    module = activity.split("/", 1)[0]
    return {
        "parent": (things.describe_module(course, module, directory),),
        "grouping": (things.describe_course(course, directory),),
    }


def _draft_registered(event: events.RegistrationOpened, directory: Directory) -> list[Draft]:
    return [
        Draft(
            verb="registered",
            target=things.describe_course(event.course, directory),
            registration=event.registration,
            revision=event.course_digest,
            extensions={"nth": event.nth},
        )
    ]


def _draft_withdrew(event: events.RegistrationWithdrawn, directory: Directory) -> list[Draft]:
    course = things.describe_course(event.course, directory)
    return [Draft(verb="withdrew", target=course, registration=event.registration)]


def _draft_attempted(event: events.AttemptStarted, directory: Directory) -> list[Draft]:
    return [
        Draft(
            verb="attempted",
            target=things.describe_activity(event.course, event.activity, directory),
            registration=event.registration,
            revision=event.quiz_digest,
            extensions={"attempt": str(event.attempt), "attempt-number": event.number},
            **_surround(event.course, event.activity, directory),
        )
    ]


def _draft_submitted(event: events.AttemptSubmitted | events.AttemptGraded, directory: Directory) -> list[Draft]:
    """Passed or failed. While people have still to grade something nobody can say; the grading then says it instead,
    in the statement that the submission would have had, so that later statements find it."""
    if isinstance(event, events.AttemptSubmitted) and event.waiting:
        return []
    return [
        Draft(
            verb="passed" if event.passed else "failed",
            target=things.describe_activity(event.course, event.activity, directory),
            registration=event.registration,
            extensions={"attempt": str(event.attempt)},
            score=Score(scaled=event.scaled, raw=event.raw, maximum=event.maximum),
            success=event.passed,
            completion=True,
            seconds=event.duration_seconds,
            told_for=_name_event(event.attempt),
            **_surround(event.course, event.activity, directory),
        )
    ]


def _draft_regraded(event: events.AttemptRegraded, directory: Directory) -> list[Draft]:
    return [
        Draft(
            verb="scored",
            target=_name_submission(event.attempt),
            registration=event.registration,
            extensions={"attempt": str(event.attempt)},
            score=Score(scaled=event.scaled, raw=event.raw, maximum=event.maximum),
            success=event.passed,
        )
    ]


def _draft_voided(event: events.AttemptVoided, directory: Directory) -> list[Draft]:
    return [
        Draft(
            verb="voided",
            target=_name_submission(event.attempt),
            registration=event.registration,
            extensions={"attempt": str(event.attempt), "reason": event.reason},
        )
    ]


def _draft_activity_completed(event: events.ActivityCompleted, directory: Directory) -> list[Draft]:
    return [
        Draft(
            verb="completed",
            target=things.describe_activity(event.course, event.activity, directory),
            registration=event.registration,
            extensions={"criterion": event.criterion},
            score=None if event.scaled is None else Score(scaled=event.scaled),
            completion=True,
            **_surround(event.course, event.activity, directory),
        )
    ]


def _draft_course_completed(event: events.CourseCompleted, directory: Directory) -> list[Draft]:
    course = things.describe_course(event.course, directory)
    completed = Draft(
        verb="completed",
        target=course,
        registration=event.registration,
        extensions={"criterion": event.criterion},
        score=None if event.scaled is None else Score(scaled=event.scaled),
        success=True,
        completion=True,
    )
    satisfied = Draft(verb="satisfied", target=course, mark="satisfied", registration=event.registration)
    return [completed, satisfied]


def _draft_evidenced(event: events.EvidenceAccepted, directory: Directory) -> list[Draft]:
    # The document's reference stays in the ledger: it may lead back to a person.
    return [
        Draft(
            verb="evidenced",
            target=things.describe_skill(event.skill, directory),
            extensions={"skill": event.skill, "reason": event.reason, "evidence-date": event.on.isoformat()},
        )
    ]


def _draft_earned(event: events.CellAttained, directory: Directory) -> list[Draft]:
    return [
        Draft(
            verb="earned",
            target=things.describe_skill(event.skill, directory),
            grouping=(things.describe_map(event.map_id, directory),),
            extensions={"skill": event.skill, "map-digest": event.map_digest},
        )
    ]


def _draft_conferred(event: events.LevelConferred, directory: Directory) -> list[Draft]:
    return [
        Draft(
            verb="was-conferred",
            target=things.describe_level(event.map_id, event.level, directory),
            grouping=(things.describe_map(event.map_id, directory),),
            extensions={"level": event.level, "nth": event.nth, "map-digest": event.map_digest},
        )
    ]


def _draft_level_withdrawn(event: events.LevelWithdrawn, directory: Directory) -> list[Draft]:
    return [
        Draft(
            verb="had-withdrawn",
            target=things.describe_level(event.map_id, event.level, directory),
            grouping=(things.describe_map(event.map_id, directory),),
            extensions={"level": event.level, "nth": event.nth, "reason": event.reason},
        )
    ]


def _draft_issued(event: events.CertificateIssued, directory: Directory) -> list[Draft]:
    return [
        Draft(
            verb="was-issued",
            target=things.describe_certificate(event.certificate, directory),
            extensions={
                "serial": event.serial,
                **({"level": event.level, "nth": event.nth} if event.level else {}),
                "design": event.design,
                "facts-digest": event.facts_digest,
            },
        )
    ]


def _draft_revoked(event: events.CertificateRevoked, directory: Directory) -> list[Draft]:
    certificate = things.describe_certificate(event.certificate, directory)
    return [Draft(verb="had-revoked", target=certificate, extensions={"reason": event.reason})]


def _draft_appointed(event: events.LeaderAppointed, directory: Directory) -> list[Draft]:
    appointment = things.describe_appointment(event.fiscal_year, directory)
    return [Draft(verb="was-appointed", target=appointment, extensions={"fiscal-year": event.fiscal_year})]


def _draft_released(event: events.AppointmentEnded, directory: Directory) -> list[Draft]:
    appointment = things.describe_appointment(event.fiscal_year, directory)
    return [Draft(verb="was-released", target=appointment, extensions={"fiscal-year": event.fiscal_year})]


DRAFTERS: dict[str, Callable[[Any, Directory], list[Draft]]] = {
    "RegistrationOpened": _draft_registered,
    "RegistrationWithdrawn": _draft_withdrew,
    "AttemptStarted": _draft_attempted,
    "AttemptSubmitted": _draft_submitted,
    "AttemptGraded": _draft_submitted,
    "AttemptRegraded": _draft_regraded,
    "AttemptVoided": _draft_voided,
    "ActivityCompleted": _draft_activity_completed,
    "CourseCompleted": _draft_course_completed,
    "EvidenceAccepted": _draft_evidenced,
    "CellAttained": _draft_earned,
    "LevelConferred": _draft_conferred,
    "LevelWithdrawn": _draft_level_withdrawn,
    "CertificateIssued": _draft_issued,
    "CertificateRevoked": _draft_revoked,
    "LeaderAppointed": _draft_appointed,
    "AppointmentEnded": _draft_released,
}
"""Event name -> what it says. The keys are exactly ``vocabulary.SPOKEN``."""


def draft_statements(event: events.Event, directory: Directory) -> list[Draft]:
    """The statements-to-be of one event, in order; none for an event that stays in the house."""
    drafter = DRAFTERS.get(event.kind)
    return drafter(event, directory) if drafter else []
