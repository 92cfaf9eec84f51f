"""Which items of an attempt are settled: their response is given for good, and cannot change any more."""

from __future__ import annotations

from dataclasses import dataclass

from quizzes.attempt import Attempt
from quizzes.feedback import INTERACTIVE, POLICIES
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import Item, Quiz
from quizzes.scoring import RIGHT, score_item


@dataclass(frozen=True, slots=True)
class Tries:
    """Where an item stands. ``used`` tries of ``allowed``; ``settled``: no further one; ``hints``: those to be shown.

    ``pending``: the last try was not right, and another one may follow.
    """

    used: int
    allowed: int
    settled: bool
    hints: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        """How many further tries there are."""
        return 0 if self.settled else self.allowed - self.used

    @property
    def pending(self) -> bool:
        """Whether it was tried and may be tried again."""
        return self.used > 0 and not self.settled


def count_tries(item: Item, attempt: Attempt, quiz: Quiz, kinds: Kinds = KINDS) -> Tries:
    """Where an item of the attempt stands; a quiz that checks nothing leaves every item open."""
    checks = attempt.work.checks.get(item.id, ())
    if quiz.feedback != INTERACTIVE:
        return Tries(len(checks), 1, bool(checks) and POLICIES[quiz.feedback].checks)
    allowed = max(quiz.terms.tries, 1)
    used = len(checks)
    settled = used >= allowed or (used > 0 and score_item(item, checks[-1].response, kinds).state == RIGHT)
    return Tries(used, allowed, settled, () if settled else item.hints[:used])


def settled_items(attempt: Attempt, quiz: Quiz, kinds: Kinds = KINDS) -> frozenset[str]:
    """The items whose response is given for good."""
    if not attempt.work.checks:
        return frozenset()
    items = quiz.items()
    return frozenset(
        ident
        for ident in attempt.work.checks
        if ident in items and count_tries(items[ident], attempt, quiz, kinds).settled
    )
