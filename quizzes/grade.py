"""The grade of a quiz over several attempts: the best, the last, the first, or the average of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from quizzes.model import Quiz
from quizzes.scoring import to_decimal
from quizzes.terms import AVERAGE, BEST, FIRST


@dataclass(frozen=True, slots=True)
class Outcome:
    """A handed-in attempt that counts: its number, its points as they stand, and whether it passed."""

    number: int
    raw: Decimal
    maximum: Decimal
    passed: bool

    @property
    def share(self) -> Fraction:
        """The points earned of the points that there were."""
        return Fraction(self.raw) / Fraction(self.maximum) if self.maximum else Fraction(0)


@dataclass(frozen=True, slots=True)
class Grade:
    """``scaled`` (0..1) and whether the quiz is passed by it; ``number`` is the attempt that counts, 0 for an average.

    ``passed`` is what completes an activity. A completion once reached stays, whatever a later attempt makes of it.
    """

    scaled: Decimal
    passed: bool
    number: int


def grade_quiz(quiz: Quiz, outcomes: Sequence[Outcome]) -> Grade | None:
    """The grade of these attempts under the quiz's terms; None without any.

    An average passes when it reaches the mastery; the mastery of single sections is asked of every attempt on its own,
    so an average needs one attempt at least that reached it.
    """
    if not outcomes:
        return None
    ordered = sorted(outcomes, key=lambda one: one.number)
    how = quiz.terms.grade
    if how == AVERAGE:
        mean = sum((one.share for one in ordered), Fraction(0)) / len(ordered)
        sections = all(section.mastery is None for section in quiz.sections) or any(one.passed for one in ordered)
        return Grade(to_decimal(mean), mean >= Fraction(quiz.mastery) and sections, 0)
    if how == BEST:
        chosen = max(ordered, key=lambda one: (one.passed, one.share, -one.number))
    else:
        chosen = ordered[0] if how == FIRST else ordered[-1]
    return Grade(to_decimal(chosen.share), chosen.passed, chosen.number)
