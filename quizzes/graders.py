"""Graders: whether another person has still to grade a response, who may, and what stands in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from quizzes.attempt import Refusal
from quizzes.kinds.essay import EssayBody, rubric_share
from quizzes.model import Grading, Item
from quizzes.scoring import to_decimal


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person said of a response. ``levels``: a level's number for each criterion; ``points``: what they earn
    of the item's points."""

    grader: str
    levels: tuple[int, ...]
    points: Decimal


def earn_points(item: Item, levels: Sequence[int]) -> Decimal:
    """The points of an item that the levels of its rubric earn, to 4 places.

    Raises ``ValueError`` for an item without a rubric, and for levels that there are not.
    """
    if not isinstance(item.body, EssayBody):
        raise ValueError(f"{item.id} has no rubric")
    return to_decimal(rubric_share(item.body, tuple(levels)) * Fraction(item.points))


def settle_points(opinions: Sequence[Opinion], item: Item, grading: Grading) -> Decimal | None:
    """The points that stand after these opinions, in their order; None while another person is needed.

    One grader: the first opinion. Two: their mean, or, where they differ by more than the limit, what a third says.
    """
    if len(opinions) < grading.graders:
        return None
    if grading.graders == 1:
        return opinions[0].points
    first, second = (Fraction(one.points) for one in opinions[:2])
    if abs(first - second) <= Fraction(grading.limit) * Fraction(item.points):
        return to_decimal((first + second) / 2)
    return opinions[2].points if len(opinions) > 2 else None


def may_grade(opinions: Sequence[Opinion], item: Item, grading: Grading, grader: str, learner: str) -> Refusal | None:
    """None when this person may grade the response now, else why not.

    Refusals: ``grader-is-learner``, ``graded-already`` (by this person), ``grade-settled`` (nobody is needed any more).
    """
    if grader == learner:
        return Refusal("grader-is-learner")
    if any(one.grader == grader for one in opinions):
        return Refusal("graded-already")
    if settle_points(opinions, item, grading) is not None:
        return Refusal("grade-settled")
    return None


def is_deciding(opinions: Sequence[Opinion], grading: Grading) -> bool:
    """Whether whoever grades next decides between two who differ."""
    return grading.graders == 2 and len(opinions) == 2
