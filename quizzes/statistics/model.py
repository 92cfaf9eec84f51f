"""What goes into the statistics and what comes out. Shares are 0..1; a figure that cannot be told is None."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from quizzes.kinds.contract import Line


@dataclass(frozen=True, slots=True)
class Observation:
    """One attempt that counts. ``marks``: item id -> points earned, exact, in the order of the form's positions (a
    blank item earned 0). ``responses``: item id -> response, where there was one."""

    marks: Mapping[str, Fraction]
    responses: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """How one item, or one position of the form, did over ``count`` attempts.

    | field | definition (x = points here, T = all points of the attempt) | None when |
    |---|---|---|
    | facility | mean x / most points | nothing to earn, no attempts |
    | deviation | sample standard deviation of x | fewer than 2 attempts |
    | guess | what guessing earns on average, as a share | several picks, a position, an unknown kind |
    | intended_weight | most points here / most points of the quiz | an item reached by a draw |
    | effective_weight | sqrt(cov(x, T)) / the sum of these roots over the positions where cov >= 0 | cov < 0; a draw |
    | discrimination | cov(x, o) / sqrt(var x * var o), o = T - x | either does not vary |
    | efficiency | cov(x, o) / the largest covariance that the same values allow | that is 0 |

    For an item reached by a draw, o is the whole T. ``negative_covariance``: cov(x, T) < 0.
    """

    count: int
    facility: float | None = None
    deviation: float | None = None
    guess: float | None = None
    intended_weight: float | None = None
    effective_weight: float | None = None
    negative_covariance: bool = False
    discrimination: float | None = None
    efficiency: float | None = None


@dataclass(frozen=True, slots=True)
class PickRow:
    """How often one thing was picked or typed. ``group`` is what it was picked for (a left, an entry), else empty;
    ``text`` is empty for those who gave nothing. ``others_mean``: what these people earned elsewhere on average."""

    group: str
    text: str
    right: bool
    count: int
    share: float
    others_mean: float


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """One item. ``drawn``: not every attempt had it on the same place. ``advice``: codes with their parameters."""

    id: str
    kind: str
    drawn: bool
    figures: Figures
    picks: tuple[PickRow, ...] = ()
    advice: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class QuizStatistics:
    """The quiz over ``count`` attempts; points are as authored.

    ``consistency`` is Cronbach's alpha (it may be negative); ``error_ratio`` = sqrt(1 - alpha); ``standard_error`` =
    error ratio * deviation. ``suppressed``: the group is smaller than the least allowed, so nothing is told.
    ``maximum`` is None when the forms differ in it.
    """

    count: int
    suppressed: bool = False
    maximum: float | None = None
    mean: float | None = None
    median: float | None = None
    deviation: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None
    consistency: float | None = None
    error_ratio: float | None = None
    standard_error: float | None = None
    items: tuple[ItemStatistics, ...] = ()
    positions: tuple[Figures, ...] = ()
