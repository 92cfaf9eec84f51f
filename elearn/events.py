"""The facts of the house: every event that may stand in the ledger, and nothing else.

An event is immutable, names people by uuid only, and carries no free text about a person except the answers a
learner gave. Its id is derived from what makes it *the same fact* (``identity``), so a fact told twice is one row.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from elearn.drafting import CoursePublished as CoursePublished
from elearn.drafting import DraftEvent as DraftEvent
from elearn.drafting import DraftHandedIn as DraftHandedIn
from elearn.drafting import DraftReturned as DraftReturned
from elearn.drafting import DraftSubmitted as DraftSubmitted
from elearn.drafting import DraftWithdrawn as DraftWithdrawn
from elearn.fact import NAMESPACE as NAMESPACE
from elearn.fact import SYSTEM as SYSTEM
from elearn.fact import Event as Event

Responses = dict[str, Any]
"""Item id -> response, in the JSON shape that ``quizzes.response`` reads."""


class AttemptEvent(Event, frozen=True, kw_only=True):
    """A step of one attempt at one quiz activity."""

    attempt: UUID
    registration: UUID

    identity: ClassVar[tuple[str, ...]] = ("attempt",)

    @property
    def stream(self) -> str:
        """An attempt is read as one history."""
        return str(self.attempt)


class AttemptStarted(AttemptEvent, frozen=True, kw_only=True):
    """A person began an attempt; the seed and the digest fix the form for ever. ``number`` counts from 1."""

    course: str
    activity: str
    number: int
    seed: int
    quiz_digest: str
    avoid: tuple[str, ...] = ()


class AttemptSaved(AttemptEvent, frozen=True, kw_only=True):
    """Answers were saved; ``sequence`` counts the saves of this attempt from 1. Only changed items are carried.

    ``checked``: items whose response was given for good, or as one of several tries. ``certainty``: item id -> 1 to 3.
    ``tab`` names the shown page that sent them, where it has a name.
    """

    sequence: int
    responses: Responses
    checked: tuple[str, ...] = ()
    certainty: dict[str, int] = msgspec.field(default_factory=dict)
    tab: str = ""

    identity: ClassVar[tuple[str, ...]] = ("attempt", "sequence")


class AttemptSubmitted(AttemptEvent, frozen=True, kw_only=True):
    """The attempt was handed in and scored. ``raw`` and ``maximum`` are points, ``scaled`` is 0..1.

    ``grade`` and ``satisfies``: where not every attempt counts on its own, the grade of the quiz over all attempts so
    far, and whether it passes; None = this attempt's. ``waiting``: items that people have still to grade; while there
    are any, ``raw`` is what is known so far, ``passed`` says nothing yet, and ``AttemptGraded`` follows.
    """

    course: str
    activity: str
    responses: Responses
    raw: Decimal
    maximum: Decimal
    scaled: Decimal
    passed: bool
    duration_seconds: int
    grade: Decimal | None = None
    satisfies: bool | None = None
    waiting: tuple[str, ...] = ()


class AttemptExpired(AttemptEvent, frozen=True, kw_only=True):
    """Time ran out before the attempt was handed in; what was saved is scored by the submission that follows."""


class AttemptAbandoned(AttemptEvent, frozen=True, kw_only=True):
    """Time ran out and nothing was handed in, in a quiz that asks for it: an attempt used up, without a result."""


class AttemptExtended(AttemptEvent, frozen=True, kw_only=True):
    """One person has more time for this attempt, or until another closing moment; the last one counts.

    ``extra_minutes`` beyond the quiz's limit; ``closes`` instead of the quiz's own, None = the quiz's own.
    """

    extra_minutes: int
    closes: dt.datetime | None = None

    identity: ClassVar[tuple[str, ...]] = ("attempt", "at", "extra_minutes", "closes")


class ResponseGraded(AttemptEvent, frozen=True, kw_only=True):
    """A person, the actor, graded one response that no rule can score.

    ``levels``: for each criterion of the rubric the number of the level, from 0. ``points``: what that earns.
    ``settled``: the points that stand for the response from now on, None while another person has still to grade it.
    """

    course: str
    activity: str
    item: str
    levels: tuple[int, ...]
    points: Decimal
    settled: Decimal | None = None

    identity: ClassVar[tuple[str, ...]] = ("attempt", "item", "actor")


class AttemptGraded(AttemptEvent, frozen=True, kw_only=True):
    """The last response that waited for people is graded, and with it the attempt. Fields as in the submission."""

    course: str
    activity: str
    raw: Decimal
    maximum: Decimal
    scaled: Decimal
    passed: bool
    duration_seconds: int
    grade: Decimal | None = None
    satisfies: bool | None = None


class AttemptRegraded(AttemptEvent, frozen=True, kw_only=True):
    """A mended key changed the score of a finished attempt; the old score stays in the submission.

    ``old_…``: the score that stood until now. ``reason`` is a code. ``course_digest`` is the course version whose key
    counts from now on, empty = the attempt's own. ``grade`` and ``satisfies`` as in the submission.
    """

    quiz_digest: str
    raw: Decimal
    maximum: Decimal
    scaled: Decimal
    passed: bool
    course: str = ""
    activity: str = ""
    course_digest: str = ""
    reason: str = ""
    old_raw: Decimal | None = None
    old_maximum: Decimal | None = None
    old_scaled: Decimal | None = None
    old_passed: bool | None = None
    grade: Decimal | None = None
    satisfies: bool | None = None

    identity: ClassVar[tuple[str, ...]] = ("attempt", "quiz_digest", "at")


class AttemptVoided(AttemptEvent, frozen=True, kw_only=True):
    """The attempt does not count any more, for a reason code."""

    reason: str


class RegistrationEvent(Event, frozen=True, kw_only=True):
    """A step of one person's registration in one version of one course."""

    registration: UUID
    course: str

    identity: ClassVar[tuple[str, ...]] = ("registration",)


class RegistrationOpened(RegistrationEvent, frozen=True, kw_only=True):
    """A person is registered in a course version; the digest says which. ``nth`` counts from 1 per course."""

    course_digest: str
    nth: int = 1


class RegistrationWithdrawn(RegistrationEvent, frozen=True, kw_only=True):
    """The registration was given up before completion."""


class Assigned(RegistrationEvent, frozen=True, kw_only=True):
    """A rule or a person made the course due; ``rule`` names the rule."""

    rule: str
    due: dt.date | None = None

    identity: ClassVar[tuple[str, ...]] = ("registration", "rule")


class DueDateMoved(RegistrationEvent, frozen=True, kw_only=True):
    """The due date changed."""

    due: dt.date | None

    identity: ClassVar[tuple[str, ...]] = ("registration", "due", "at")


class ExtensionGranted(RegistrationEvent, frozen=True, kw_only=True):
    """A person may take a quiz under other terms: more minutes, more attempts, another closing moment.

    ``activity`` is a quiz of the course. The last one for it counts, and zeros and None take the extension back.
    ``reason`` is a code; what lies behind it is nobody's business here.
    """

    activity: str
    extra_minutes: int
    extra_attempts: int
    closes: dt.datetime | None = None
    reason: str = ""

    identity: ClassVar[tuple[str, ...]] = ("registration", "activity", "at", "extra_minutes", "extra_attempts")


class ActivityCompleted(RegistrationEvent, frozen=True, kw_only=True):
    """An activity is satisfied; ``criterion`` says by what (``read``, ``mastery``). ``scaled`` is 0..1 or none."""

    activity: str
    criterion: str
    scaled: Decimal | None = None

    identity: ClassVar[tuple[str, ...]] = ("registration", "activity")


class CourseCompleted(RegistrationEvent, frozen=True, kw_only=True):
    """Every required activity of the registration's course version is satisfied."""

    scaled: Decimal | None = None
    criterion: str = "all-required"


class EvidenceAccepted(Event, frozen=True, kw_only=True):
    """A skill is held for a reason outside the courses here.

    ``reason`` is ``prior-training`` (みなし修了), ``practice-report``, ``qualification`` or ``external-course``;
    ``actor`` is the granter; ``on`` is the date that the evidence bears; ``reference`` is a short document number.
    """

    skill: str
    reason: str
    on: dt.date
    reference: str = ""

    identity: ClassVar[tuple[str, ...]] = ("person", "skill", "reason", "on", "reference")


class LeaderAppointed(Event, frozen=True, kw_only=True):
    """A person is a DX leader (指名) in a fiscal year; ``actor`` nominated."""

    fiscal_year: int
    org_unit: str

    identity: ClassVar[tuple[str, ...]] = ("person", "fiscal_year", "org_unit", "at")


class AppointmentEnded(Event, frozen=True, kw_only=True):
    """An appointment ended before its year did."""

    fiscal_year: int

    identity: ClassVar[tuple[str, ...]] = ("person", "fiscal_year", "at")


class DutySkillDeclared(Event, frozen=True, kw_only=True):
    """A ★ skill became required for one person, because the section's work demands it."""

    skill: str

    identity: ClassVar[tuple[str, ...]] = ("person", "skill")


class CellAttained(Event, frozen=True, kw_only=True):
    """A person holds a skill of the map (到達). ``sources`` are the ids of the events that show it."""

    skill: str
    map_id: str
    map_digest: str
    sources: tuple[UUID, ...] = ()

    identity: ClassVar[tuple[str, ...]] = ("person", "skill", "map_id")


class LevelConferred(Event, frozen=True, kw_only=True):
    """A level was certified (認定). ``nth`` grows when a withdrawn level is conferred again."""

    level: int
    map_id: str
    map_digest: str
    nth: int = 1
    sources: tuple[UUID, ...] = ()

    identity: ClassVar[tuple[str, ...]] = ("person", "level", "map_id", "nth")


class LevelWithdrawn(Event, frozen=True, kw_only=True):
    """A certified level was taken back by a person, for a reason code."""

    level: int
    map_id: str
    nth: int
    reason: str

    identity: ClassVar[tuple[str, ...]] = ("person", "level", "map_id", "nth")


class CertificateIssued(Event, frozen=True, kw_only=True):
    """A certificate was issued: its serial, its design, and the digest of its facts. The PDF does not exist yet.

    ``document`` is ``level``, ``course``, ``transcript`` or ``skill``; ``level`` is 0 but for the first. ``subject`` is
    the id of the course or skill.
    """

    certificate: UUID
    serial: str
    level: int
    nth: int
    design: str
    facts_digest: str
    issued_on: dt.date
    document: str = "level"
    subject: str = ""

    identity: ClassVar[tuple[str, ...]] = ("certificate",)


class CertificateRevoked(Event, frozen=True, kw_only=True):
    """A certificate no longer counts; ``reason`` is a code (``error``, ``withdrawn``, ``superseded``)."""

    certificate: UUID
    reason: str

    identity: ClassVar[tuple[str, ...]] = ("certificate",)


def _leaves(base: type[Event]) -> list[type[Event]]:
    found: list[type[Event]] = []
    for sub in base.__subclasses__():
        below = _leaves(sub)
        found.extend(below if below else [sub])
    return found


KINDS: dict[str, type[Event]] = {cls.__name__: cls for cls in _leaves(Event)}
"""Every event by name."""


def encode(event: Event) -> bytes:
    """The event as canonical JSON: sorted keys, so that equal events are equal bytes."""
    return msgspec.json.encode(event, order="sorted")


def decode(kind: str, payload: bytes | str) -> Event:
    """The event that ``encode`` wrote.

    Raises ``KeyError`` for an unknown kind and ``msgspec.ValidationError`` for a payload that does not fit it.
    """
    return msgspec.json.decode(payload, type=KINDS[kind])
