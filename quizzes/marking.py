"""How a feedback policy changes what a response is worth: tries, and certainty. Exact fractions throughout.

| certainty | right (times the share earned) | wrong | sensible when as sure as |
|---|---|---|---|
| 1 | 1/3 | 0 | below 67 % |
| 2 | 2/3 | -2/3 | 67 to 80 % |
| 3 | 1 | -2 | above 80 % |

These are the marks 1, 2, 3 and 0, -2, -6 of certainty-based marking, scaled so that a right and certain response earns
the item's points (Gardner-Medwin, "Certainty-Based Marking").
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from quizzes.kinds.contract import Line, Mark
from quizzes.terms import Terms

CERTAINTIES = (1, 2, 3)
LOWEST = 1
"""What counts when a learner did not say how sure a response is."""

WHEN_RIGHT: Mapping[int, Fraction] = MappingProxyType({1: Fraction(1, 3), 2: Fraction(2, 3), 3: Fraction(1)})
WHEN_WRONG: Mapping[int, Fraction] = MappingProxyType({1: Fraction(0), 2: Fraction(-2, 3), 3: Fraction(-2)})


def weigh_certainty(mark: Mark, certainty: int | None) -> Mark:
    """The mark of a response that somebody was so sure of; wrong is what earned nothing or less."""
    level = certainty if certainty in CERTAINTIES else LOWEST
    worth = mark.fraction * WHEN_RIGHT[level] if mark.fraction > 0 else WHEN_WRONG[level]
    code = "line-certainty-right" if mark.fraction > 0 else "line-certainty-wrong"
    said = Line(code, {"certainty": str(level), "share": _percent(worth)})
    return Mark(worth, (*mark.lines, said))


def charge_tries(mark: Mark, earlier: int, terms: Terms) -> Mark:
    """The mark after so many earlier tries: each takes its penalty, and nothing goes below 0."""
    if earlier <= 0:
        return mark
    lost = Fraction(terms.penalty) * earlier
    worth = max(mark.fraction - lost, Fraction(0))
    said = Line("line-tries", {"tries": str(earlier + 1), "penalty": _percent(min(lost, Fraction(1)))})
    return Mark(worth, (*mark.lines, said))


def _percent(share: Fraction) -> str:
    """A share as whole or rounded percent for the explanation: ``66.7``, ``-200``."""
    sign, tenths = ("-" if share < 0 else ""), (abs(share) * 2000 + 1) // 2
    whole, part = divmod(int(tenths), 10)
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"
