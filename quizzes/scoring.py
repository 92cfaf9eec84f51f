"""Scoring: what responses are worth. The only place that says ``passed`` for an attempt.

Shares are exact (``fractions.Fraction``) throughout. Decimals are rounded once, at the very end, to 4 places, half up;
so the rounded points of three thirds may not add up to the rounded sum, which is the one that counts. ``passed``
looks at the exact share: 0.79996 is shown as 0.8000 and does not pass at 0.8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from quizzes.delivery import Form
from quizzes.feedback import INTERACTIVE
from quizzes.kinds.contract import NOBODY, PEOPLE, Line, Mark
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.marking import charge_tries, weigh_certainty
from quizzes.model import Item, Quiz
from quizzes.work import NO_WORK, Work

PLACES = 4

RIGHT, PARTIAL, WRONG, BLANK = "right", "partial", "wrong", "blank"
WAITING, NOTED = "waiting", "noted"
"""A response that people have still to grade; one that nobody ever grades."""

NO_GRADES: Mapping[str, Decimal] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ItemScore:
    """``fraction`` (0..1), ``points`` and ``maximum`` rounded; ``exact`` is the fraction before rounding.

    ``state``: ``right``, ``partial``, ``wrong`` or ``blank``; ``waiting`` until people have graded it; ``noted`` for
    what is never scored, whose maximum is 0. ``lines`` explain the score.
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
    """``raw`` of ``maximum`` points; ``scaled`` is their share (0..1); ``items`` by item id in the form's order.

    ``waiting``: the items that people have still to grade. While there are any, ``raw`` is what is known so far, and
    ``passed`` is False because nobody can say yet.
    """

    raw: Decimal
    maximum: Decimal
    scaled: Decimal
    passed: bool
    items: dict[str, ItemScore]
    sections: tuple[SectionScore, ...]
    waiting: tuple[str, ...] = ()


def to_decimal(value: Fraction) -> Decimal:
    """The value rounded half up (half away from 0 below it) to 4 places."""
    scale = 10**PLACES
    whole = (2 * abs(value.numerator) * scale + value.denominator) // (2 * value.denominator)
    return Decimal(whole if value.numerator >= 0 else -whole).scaleb(-PLACES)


def weigh(item: Item, kinds: Kinds = KINDS) -> Fraction:
    """The most points that an item can earn: its own, or none where nobody ever scores it."""
    return Fraction(0) if kinds[item.kind].graded_by == NOBODY else Fraction(item.points)


def score_item(item: Item, response: Any, kinds: Kinds = KINDS, grade: Decimal | None = None) -> ItemScore:
    """What one response is worth; ``response`` is the JSON value of ``quizzes.response`` or None.

    ``grade``: the points that people gave; only kinds that people grade look at it.
    """
    points = weigh(item, kinds)
    maximum = to_decimal(points)
    if not points:
        return ItemScore(_ZERO, _ZERO, maximum, NOTED, (Line("noted"),), Fraction(0))
    if response is None:
        return ItemScore(_ZERO, _ZERO, maximum, BLANK, (Line("blank"),), Fraction(0))
    if kinds[item.kind].graded_by == PEOPLE:
        return _graded(points, maximum, grade)
    mark = kinds[item.kind].score(item.body, response)
    exact = mark.fraction
    state = RIGHT if exact == 1 else PARTIAL if exact > 0 else WRONG
    return ItemScore(to_decimal(exact), to_decimal(exact * points), maximum, state, mark.lines, exact)


def _graded(points: Fraction, maximum: Decimal, grade: Decimal | None) -> ItemScore:
    """The score of a response that people grade."""
    if grade is None:
        return ItemScore(_ZERO, _ZERO, maximum, WAITING, (Line("waiting"),), Fraction(0))
    exact = min(max(Fraction(grade) / points, Fraction(0)), Fraction(1))
    state = RIGHT if exact == 1 else PARTIAL if exact else WRONG
    return ItemScore(to_decimal(exact), to_decimal(exact * points), maximum, state, _GRADED, exact)


def score_attempt(
    quiz: Quiz,
    form: Form,
    responses: Mapping[str, Any],
    kinds: Kinds = KINDS,
    grades: Mapping[str, Decimal] = NO_GRADES,
    work: Work = NO_WORK,
) -> AttemptScore:
    """The score of one form. Responses to items that the form does not hold count for nothing.

    ``grades``: item id -> the points that people agreed on. ``work``: what else was done beside giving responses, which
    counts where the quiz's terms say so. A wrong response that was certain costs points; no section, and no attempt, is
    worth less than nothing.

    ``passed``: the exact share reaches the quiz's mastery and every section's share reaches that section's own.
    """
    by_id = quiz.items()
    items = {ident: score_item(by_id[ident], responses.get(ident), kinds, grades.get(ident)) for ident in form.item_ids}
    if quiz.terms.certainty or work.checks:
        items = {ident: settle_score(quiz, by_id[ident], one, responses, work) for ident, one in items.items()}
    sections: list[SectionScore] = []
    raw = maximum = Fraction(0)
    for section, ids in zip(quiz.sections, form.sections, strict=True):
        earned = max(sum((items[ident].exact * weigh(by_id[ident], kinds) for ident in ids), Fraction(0)), Fraction(0))
        most = sum((weigh(by_id[ident], kinds) for ident in ids), Fraction(0))
        share = _share(earned, most)
        passed = section.mastery is None or share >= Fraction(section.mastery)
        sections.append(
            SectionScore(
                section.title, to_decimal(earned), to_decimal(most), to_decimal(share), section.mastery, passed
            )
        )
        raw, maximum = raw + earned, maximum + most
    share = _share(raw, maximum)
    waiting = tuple(ident for ident, scored in items.items() if scored.state == WAITING)
    passed = bool(items) and not waiting and share >= Fraction(quiz.mastery) and all(part.passed for part in sections)
    return AttemptScore(
        to_decimal(raw), to_decimal(maximum), to_decimal(share), passed, items, tuple(sections), waiting
    )


def settle_score(quiz: Quiz, item: Item, scored: ItemScore, responses: Mapping[str, Any], work: Work) -> ItemScore:
    """The score under the quiz's terms: less for earlier tries, more or less for certainty. The state stays.

    What was left blank, what people grade and what nobody scores is not touched.
    """
    if scored.state not in (RIGHT, PARTIAL, WRONG) or scored.lines == _GRADED:
        return scored
    mark = Mark(scored.exact, scored.lines)
    if quiz.feedback == INTERACTIVE:
        mark = charge_tries(mark, work.earlier_tries(item.id, responses.get(item.id)), quiz.terms)
    if quiz.terms.certainty:
        mark = weigh_certainty(mark, work.certainty.get(item.id))
    points = to_decimal(mark.fraction * Fraction(item.points))
    return replace(scored, fraction=to_decimal(mark.fraction), points=points, lines=mark.lines, exact=mark.fraction)


def _share(earned: Fraction, most: Fraction) -> Fraction:
    return earned / most if most else Fraction(0)


_ZERO = to_decimal(Fraction(0))
_GRADED = (Line("graded"),)
