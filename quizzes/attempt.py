"""An attempt: the fold of its events, and the decisions about what may happen next.

Decisions are pure: they take the attempt and the time and give the event to record, or a refusal, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from quizzes.delivery import Form
from quizzes.events import Event, Expired, Responses, Saved, Started, Submitted, Voided
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import Quiz
from quizzes.scoring import score_attempt

GRACE = timedelta(seconds=30)
"""A save that was under way when the time ran out still counts."""

OPEN, EXPIRED, SUBMITTED, VOIDED = "open", "expired", "submitted", "voided"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not happen: a code for the learner and its parameters."""

    code: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Where an attempt stands. ``responses`` are merged over all saves; one that was taken back is left out.

    ``time_limit`` is the quiz's, or what a person was granted instead; None = none.
    """

    started: Started
    time_limit: timedelta | None = None
    saves: tuple[Saved, ...] = ()
    responses: Mapping[str, Any] = field(default_factory=dict)
    expired: Expired | None = None
    submitted: Submitted | None = None
    voided: Voided | None = None

    @property
    def state(self) -> str:
        """``voided``, ``submitted``, ``expired`` or ``open``: the first of these that happened to it counts."""
        if self.voided:
            return VOIDED
        if self.submitted:
            return SUBMITTED
        return EXPIRED if self.expired else OPEN

    @property
    def is_open(self) -> bool:
        """Whether it still waits to be handed in, by the learner or by the clock."""
        return self.state in (OPEN, EXPIRED)

    @property
    def sequence(self) -> int:
        """The number of the last save, 0 before the first."""
        return self.saves[-1].sequence if self.saves else 0

    @property
    def deadline(self) -> datetime | None:
        """When the time is over, None without a limit."""
        return self.started.at + self.time_limit if self.time_limit is not None else None

    def time_left(self, now: datetime) -> timedelta | None:
        """What is left until the deadline, never below zero; None without a limit."""
        return max(self.deadline - now, timedelta(0)) if self.deadline is not None else None

    def may_save(self, now: datetime) -> bool:
        """Whether a save is still taken: until the deadline and a short grace, and before the submission."""
        return self.state == OPEN and (self.deadline is None or now <= self.deadline + GRACE)

    def responses_at(self, sequence: int) -> dict[str, Any]:
        """The merged responses as they stood after the save of this number."""
        return _merge({}, (saved.responses for saved in self.saves if saved.sequence <= sequence))


@dataclass(frozen=True, slots=True)
class AttemptSummary:
    """What counts of an earlier attempt when another one is wanted."""

    started_at: datetime
    submitted_at: datetime | None = None
    passed: bool = False
    voided: bool = False


def _merge(into: dict[str, Any], saves: Iterable[Responses]) -> dict[str, Any]:
    for responses in saves:
        for ident, response in responses.items():
            if response is None:
                into.pop(ident, None)
            else:
                into[ident] = response
    return into


def fold_attempt(events: Iterable[Event], time_limit: timedelta | None = None) -> Attempt:
    """The attempt after these events. Raises ``ValueError`` when the first is not ``Started``.

    Histories written by several processes are taken as they are: the first submission counts, and a save that came
    in after it changes nothing.
    """
    steps = iter(events)
    first = next(steps, None)
    if not isinstance(first, Started):
        raise ValueError("the history of an attempt begins with Started")
    attempt = Attempt(first, time_limit)
    for event in steps:
        attempt = apply(attempt, event)
    return attempt


def apply(attempt: Attempt, event: Event) -> Attempt:
    """The attempt after one more event. Raises ``ValueError`` for a second ``Started``."""
    if isinstance(event, Saved):
        if attempt.submitted or event.sequence <= attempt.sequence:
            return attempt
        merged = _merge(dict(attempt.responses), (event.responses,))
        return replace(attempt, saves=(*attempt.saves, event), responses=merged)
    if isinstance(event, Submitted):
        return attempt if attempt.submitted else replace(attempt, submitted=event)
    if isinstance(event, Expired):
        return attempt if attempt.expired else replace(attempt, expired=event)
    if isinstance(event, Voided):
        return attempt if attempt.voided else replace(attempt, voided=event)
    raise ValueError("an attempt starts only once")


def save(attempt: Attempt, responses: Responses, now: datetime, base: int | None = None) -> Saved | Refusal | None:
    """Save responses: the event to record, None when nothing changed, or a refusal.

    ``base`` is the sequence that the learner's page was made from. A page that has fallen behind another tab still
    carries the old responses; those that it did not change itself do not overwrite newer ones.
    Refusals: ``attempt-submitted``, ``attempt-voided``, ``time-over``.
    """
    if attempt.state in (SUBMITTED, VOIDED):
        return Refusal(f"attempt-{attempt.state}")
    if not attempt.may_save(now):
        return Refusal("time-over")
    current = attempt.responses
    behind = base is not None and base < attempt.sequence
    seen = attempt.responses_at(base or 0) if behind else current
    changed = {
        ident: response
        for ident, response in responses.items()
        if response != current.get(ident) and response != seen.get(ident)
    }
    return Saved(attempt.sequence + 1, changed, now) if changed else None


def expire(attempt: Attempt, now: datetime) -> Expired | None:
    """The event that the time ran out; None while it has not, or when that is known or of no matter any more."""
    if attempt.state != OPEN or attempt.deadline is None or now <= attempt.deadline + GRACE:
        return None
    return Expired(now)


def submit(attempt: Attempt, quiz: Quiz, form: Form, now: datetime, kinds: Kinds = KINDS) -> Submitted | Refusal:
    """Hand in what was saved. A second submission gives the first one back, so every caller sees the same result.

    Refusals: ``attempt-voided``; ``quiz-changed`` when ``quiz`` is not the version that the attempt started with.
    """
    if attempt.voided:
        return Refusal("attempt-voided")
    if attempt.submitted:
        return attempt.submitted
    if quiz.digest != attempt.started.digest:
        return Refusal("quiz-changed")
    return Submitted(now, score_attempt(quiz, form, attempt.responses, kinds))


def may_start(quiz: Quiz, previous: Sequence[AttemptSummary], now: datetime) -> Refusal | None:
    """None when another attempt may start, else why not. Voided attempts do not count.

    Refusals: ``attempt-open`` (go on with that one), ``attempts-used-up`` (allowed), ``retake-wait`` (until, as ISO
    8601 with its offset).
    """
    counted = [summary for summary in previous if not summary.voided]
    if any(summary.submitted_at is None for summary in counted):
        return Refusal("attempt-open")
    if quiz.attempts is not None and len(counted) >= quiz.attempts:
        return Refusal("attempts-used-up", {"allowed": str(quiz.attempts)})
    ends = [summary.submitted_at for summary in counted if summary.submitted_at is not None]
    if ends and now < max(ends) + quiz.retake_wait:
        return Refusal("retake-wait", {"until": (max(ends) + quiz.retake_wait).isoformat()})
    return None
