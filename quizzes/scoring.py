"""Scoring: what responses are worth. The only place that says ``passed`` for an attempt.

Shares are exact (``fractions.Fraction``) throughout. Decimals are rounded once, at the very end, to 4 places, half up;
so the rounded points of three thirds may not add up to the rounded sum, which is the one that counts. ``passed``
looks at the exact share: 0.79996 is shown as 0.8000 and does not pass at 0.8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from quizzes.delivery import Form
from quizzes.kinds.contract import Line
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import Item, Quiz

PLACES = 4

RIGHT, PARTIAL, WRONG, BLANK = "right", "partial", "wrong", "blank"


@dataclass(frozen=True, slots=True)
class ItemScore:
    """``fraction`` (0..1), ``points`` and ``maximum`` rounded; ``exact`` is the fraction before rounding.

    ``state``: ``right``, ``partial``, ``wrong`` or ``blank``. ``lines`` explain the score.
    """

    fraction: Decimal
    points: Decimal
    maximum: Decimal
    state: str
    lines: tuple[Line, ...]
    exact: Fraction


@dataclass(frozen=True, slots=True)
class SectionScore:
    """One section's share; ``passed`` is True where the section asks for nothing of its own."""

    title: str
    raw: Decimal
    maximum: Decimal
    scaled: Decimal
    mastery: Decimal | None
    passed: bool


@dataclass(frozen=True, slots=True)
class AttemptScore:
    """``raw`` of ``maximum`` points; ``scaled`` is their share (0..1); ``items`` by item id in the form's order."""

    raw: Decimal
    maximum: Decimal
    scaled: Decimal
    passed: bool
    items: dict[str, ItemScore]
    sections: tuple[SectionScore, ...]


def to_decimal(value: Fraction) -> Decimal:
    """The value (not below 0) rounded half up to 4 places."""
    scale = 10**PLACES
    whole = (2 * value.numerator * scale + value.denominator) // (2 * value.denominator)
    return Decimal(whole).scaleb(-PLACES)


def score_item(item: Item, response: Any, kinds: Kinds = KINDS) -> ItemScore:
    """What one response is worth; ``response`` is the JSON value of ``quizzes.response`` or None."""
    points = Fraction(item.points)
    maximum = to_decimal(points)
    if response is None:
        return ItemScore(_ZERO, _ZERO, maximum, BLANK, (Line("blank"),), Fraction(0))
    mark = kinds[item.kind].score(item.body, response)
    exact = mark.fraction
    state = RIGHT if exact == 1 else PARTIAL if exact else WRONG
    return ItemScore(to_decimal(exact), to_decimal(exact * points), maximum, state, mark.lines, exact)


def score_attempt(quiz: Quiz, form: Form, responses: Mapping[str, Any], kinds: Kinds = KINDS) -> AttemptScore:
    """The score of one form. Responses to items that the form does not hold count for nothing.

    ``passed``: the exact share reaches the quiz's mastery and every section's share reaches that section's own.
    """
    by_id = quiz.items()
    items = {ident: score_item(by_id[ident], responses.get(ident), kinds) for ident in form.item_ids}
    sections: list[SectionScore] = []
    raw = maximum = Fraction(0)
    for section, ids in zip(quiz.sections, form.sections, strict=True):
        earned = sum((items[ident].exact * Fraction(by_id[ident].points) for ident in ids), Fraction(0))
        most = sum((Fraction(by_id[ident].points) for ident in ids), Fraction(0))
        share = _share(earned, most)
        passed = section.mastery is None or share >= Fraction(section.mastery)
        sections.append(
            SectionScore(
                section.title, to_decimal(earned), to_decimal(most), to_decimal(share), section.mastery, passed
            )
        )
        raw, maximum = raw + earned, maximum + most
    share = _share(raw, maximum)
    passed = bool(items) and share >= Fraction(quiz.mastery) and all(part.passed for part in sections)
    return AttemptScore(to_decimal(raw), to_decimal(maximum), to_decimal(share), passed, items, tuple(sections))


def _share(earned: Fraction, most: Fraction) -> Fraction:
    return earned / most if most else Fraction(0)


_ZERO = to_decimal(Fraction(0))
