"""An attempt: the fold of its events, and the decisions about what may happen next.

Decisions are pure: they take the attempt and the time and give the event to record, or a refusal, or nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from quizzes.delivery import Form
from quizzes.events import Abandoned, Event, Expired, Extended, Graded, Responses, Saved, Started, Submitted, Voided
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import Quiz
from quizzes.scoring import AttemptScore, score_attempt
from quizzes.terms import ABANDON, NO_EXTENSION, SUBMIT, Extension
from quizzes.work import NO_WORK, Check, Work

NO_CERTAINTY: Mapping[str, int] = MappingProxyType({})

GRACE = timedelta(seconds=30)
"""A save that was under way when the time ran out still counts."""

OPEN, EXPIRED, SUBMITTED, VOIDED, ABANDONED = "open", "expired", "submitted", "voided", "abandoned"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not happen: a code for the learner and its parameters."""

    code: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Where an attempt stands. ``responses`` are merged over all saves; one that was taken back is left out.

    ``time_limit`` and ``closes`` are the quiz's, None = none; ``extended``: what the person was granted beyond them.
    ``work``: checks and certainty. ``grades``: item id -> the points that people agreed on.
    """

    started: Started
    time_limit: timedelta | None = None
    saves: tuple[Saved, ...] = ()
    responses: Mapping[str, Any] = field(default_factory=dict)
    expired: Expired | None = None
    submitted: Submitted | None = None
    voided: Voided | None = None
    closes: datetime | None = None
    extended: Extended | None = None
    abandoned: Abandoned | None = None
    work: Work = NO_WORK
    grades: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """``voided``, ``submitted``, ``abandoned``, ``expired`` or ``open``: the first of these that is so counts."""
        if self.voided:
            return VOIDED
        if self.submitted:
            return SUBMITTED
        if self.abandoned:
            return ABANDONED
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
        """When the time is over, None without a limit: the end of the time or of the quiz, whatever comes first.

        A person's own closing moment stands instead of the quiz's, and extra time comes on top of either.
        """
        granted = self.extended
        closes = granted.closes if granted is not None and granted.closes is not None else self.closes
        ends = [] if closes is None else [closes]
        if self.time_limit is not None:
            ends.append(self.started.at + self.time_limit)
        return min(ends) + (granted.extra if granted is not None else timedelta(0)) if ends else None

    def time_left(self, now: datetime) -> timedelta | None:
        """What is left until the deadline, never below zero; None without a limit."""
        return max(self.deadline - now, timedelta(0)) if self.deadline is not None else None

    def may_save(self, now: datetime) -> bool:
        """Whether a save is still taken: until the deadline and a short grace, and before the submission."""
        return self.state == OPEN and (self.deadline is None or now <= self.deadline + GRACE)

    def score(self, quiz: Quiz, form: Form, kinds: Kinds = KINDS) -> AttemptScore:
        """What was saved is worth this, grades, tries and certainty included."""
        return score_attempt(quiz, form, self.responses, kinds, self.grades, self.work)

    def responses_at(self, sequence: int, tab: str = "") -> dict[str, Any]:
        """The merged responses as they stood after the save of this number, with what a shown page sent since then."""
        return _merge({}, (saved.responses for saved in self._known(sequence, tab)))

    def certainty_at(self, sequence: int, tab: str = "") -> dict[str, int]:
        """The same for how sure the learner said to be."""
        return {item: level for saved in self._known(sequence, tab) for item, level in saved.certainty.items()}

    def _known(self, sequence: int, tab: str) -> Iterator[Saved]:
        return (saved for saved in self.saves if saved.sequence <= sequence or (tab and saved.tab == tab))


@dataclass(frozen=True, slots=True)
class AttemptSummary:
    """What counts of an earlier attempt when another one is wanted."""

    started_at: datetime
    submitted_at: datetime | None = None
    passed: bool = False
    voided: bool = False
    abandoned: bool = False


def _merge(into: dict[str, Any], saves: Iterable[Responses]) -> dict[str, Any]:
    for responses in saves:
        for ident, response in responses.items():
            if response is None:
                into.pop(ident, None)
            else:
                into[ident] = response
    return into


def fold_attempt(
    events: Iterable[Event], time_limit: timedelta | None = None, closes: datetime | None = None
) -> Attempt:
    """The attempt after these events. Raises ``ValueError`` when the first is not ``Started``.

    Histories written by several processes are taken as they are: the first submission counts, and a save that came
    in after it changes nothing.
    """
    steps = iter(events)
    first = next(steps, None)
    if not isinstance(first, Started):
        raise ValueError("the history of an attempt begins with Started")
    attempt = Attempt(first, time_limit, closes=closes)
    for event in steps:
        attempt = apply(attempt, event)
    return attempt


def apply(attempt: Attempt, event: Event) -> Attempt:
    """The attempt after one more event. Raises ``ValueError`` for a second ``Started``."""
    if isinstance(event, Saved):
        if attempt.submitted or event.sequence <= attempt.sequence:
            return attempt
        merged = _merge(dict(attempt.responses), (event.responses,))
        work = _work(attempt.work, event, merged) if event.checked or event.certainty else attempt.work
        return replace(attempt, saves=(*attempt.saves, event), responses=merged, work=work)
    if isinstance(event, Submitted):
        return attempt if attempt.submitted else replace(attempt, submitted=event)
    if isinstance(event, Expired):
        return attempt if attempt.expired else replace(attempt, expired=event)
    if isinstance(event, Voided):
        return attempt if attempt.voided else replace(attempt, voided=event)
    if isinstance(event, Abandoned):
        return attempt if attempt.abandoned else replace(attempt, abandoned=event)
    if isinstance(event, Graded):
        return replace(attempt, grades={**attempt.grades, event.item: event.points})
    if isinstance(event, Extended):
        return replace(attempt, extended=event)
    raise ValueError("an attempt starts only once")


def _work(work: Work, event: Saved, responses: Responses) -> Work:
    certainty = {**work.certainty, **event.certainty}
    checks = dict(work.checks)
    for item in event.checked:
        checks[item] = (*checks.get(item, ()), Check(responses.get(item), event.at, certainty.get(item)))
    return Work(checks, certainty)


def save(
    attempt: Attempt,
    responses: Responses,
    now: datetime,
    base: int | None = None,
    *,
    checked: Collection[str] = (),
    certainty: Mapping[str, int] = NO_CERTAINTY,
    locked: Collection[str] = (),
    tab: str = "",
) -> Saved | Refusal | None:
    """Save responses: the event to record, None when nothing changed, or a refusal.

    ``base`` is the sequence that the learner's page was made from. A page that has fallen behind another tab still
    carries the old responses; those that it did not change itself do not overwrite newer ones. ``tab`` names that
    page: when the reply to its first save was lost, it takes back what it sent itself.
    ``now`` is when the responses came in: what the same page sent after that stays, for these were overtaken.
    ``checked``: items to check now, where there is a response that was not checked just before; ``certainty``: item id
    -> 1 to 3. ``locked``: items whose response is given for good (see ``quizzes.tries``): nothing of them changes.
    Refusals: ``attempt-submitted``, ``attempt-voided``, ``attempt-abandoned``, ``time-over``.
    """
    if attempt.state in (SUBMITTED, VOIDED, ABANDONED):
        return Refusal(f"attempt-{attempt.state}")
    if not attempt.may_save(now):
        return Refusal("time-over")
    current = attempt.responses
    later = (saved for saved in attempt.saves if tab and saved.tab == tab and saved.at > now)
    kept = {*locked, *(ident for saved in later for ident in saved.responses)}
    behind = base is not None and base < attempt.sequence
    seen = attempt.responses_at(base or 0, tab) if behind else current
    changed = {
        ident: response
        for ident, response in responses.items()
        if response != seen.get(ident)
        and ident not in kept
        # What another page happened to send, too, is noted as this page's own: it may take it back later.
        and (response != current.get(ident) or (behind and tab))
    }
    sure_now, sure_then = attempt.work.certainty, attempt.certainty_at(base or 0, tab) if behind else {}
    sure = {
        ident: level
        for ident, level in certainty.items()
        if ident not in kept and level not in (sure_now.get(ident), sure_then.get(ident))
    }
    tried = tuple(
        ident
        for ident in dict.fromkeys(checked)
        if ident not in kept and _is_new(attempt, ident, changed.get(ident, current.get(ident)))
    )
    return Saved(attempt.sequence + 1, changed, now, tried, sure, tab) if changed or sure or tried else None


def _is_new(attempt: Attempt, item: str, response: Any) -> bool:
    """Whether checking this response is a try: there is one, and it is not the one that was checked last."""
    checks = attempt.work.checks.get(item, ())
    return response is not None and not (checks and checks[-1].response == response)


def expire(attempt: Attempt, now: datetime) -> Expired | None:
    """The event that the time ran out; None while it has not, or when that is known or of no matter any more."""
    if attempt.state != OPEN or attempt.deadline is None or now <= attempt.deadline + GRACE:
        return None
    return Expired(now)


def must_abandon(attempt: Attempt, quiz: Quiz, now: datetime) -> bool:
    """Whether it is too late for handing in, so that the attempt counts as abandoned."""
    how, deadline = quiz.terms.overdue, attempt.deadline
    if how == SUBMIT or deadline is None or attempt.state not in (OPEN, EXPIRED):
        return False
    return now > deadline + GRACE + (timedelta(0) if how == ABANDON else quiz.terms.grace)


def submit(attempt: Attempt, quiz: Quiz, form: Form, now: datetime, kinds: Kinds = KINDS) -> Submitted | Refusal:
    """Hand in what was saved. A second submission gives the first one back, so every caller sees the same result.

    Refusals: ``attempt-voided``; ``attempt-abandoned`` when it is too late even for handing in; ``quiz-changed`` when
    ``quiz`` is not the version that the attempt started with.
    """
    if attempt.voided:
        return Refusal("attempt-voided")
    if attempt.submitted:
        return attempt.submitted
    if attempt.abandoned or must_abandon(attempt, quiz, now):
        return Refusal("attempt-abandoned")
    if quiz.digest != attempt.started.digest:
        return Refusal("quiz-changed")
    return Submitted(now, attempt.score(quiz, form, kinds))


def may_start(
    quiz: Quiz, previous: Sequence[AttemptSummary], now: datetime, granted: Extension = NO_EXTENSION
) -> Refusal | None:
    """None when another attempt may start, else why not. Voided attempts do not count, abandoned ones do.

    ``granted``: what this person was granted beyond the quiz's terms.
    Refusals: ``attempt-open`` (go on with that one), ``quiz-not-open`` and ``retake-wait`` (until, as ISO 8601 with its
    offset), ``quiz-closed`` (since), ``attempts-used-up`` (allowed).
    """
    counted = [summary for summary in previous if not summary.voided]
    if any(summary.submitted_at is None and not summary.abandoned for summary in counted):
        return Refusal("attempt-open")
    opens, closes = quiz.terms.opens, granted.closes or quiz.terms.closes
    if opens is not None and now < opens:
        return Refusal("quiz-not-open", {"until": opens.isoformat()})
    if closes is not None and now >= closes + granted.time:
        return Refusal("quiz-closed", {"since": (closes + granted.time).isoformat()})
    if quiz.attempts is not None and len(counted) >= quiz.attempts + granted.attempts:
        return Refusal("attempts-used-up", {"allowed": str(quiz.attempts + granted.attempts)})
    ends = [summary.submitted_at for summary in counted if summary.submitted_at is not None]
    if ends and now < max(ends) + quiz.retake_wait:
        return Refusal("retake-wait", {"until": (max(ends) + quiz.retake_wait).isoformat()})
    return None
