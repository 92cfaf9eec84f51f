"""What the figures of an item mean for its author: codes, whose plain words stand in the translations."""

from __future__ import annotations

from quizzes.kinds.choice import ChoiceBody
from quizzes.kinds.contract import Line
from quizzes.model import Item
from quizzes.statistics.model import Figures, PickRow

RELIABLE = 20
"""Fewer attempts than this say little about an item, so nothing but that is said."""
EASY, HARD, WEAK = 0.95, 0.2, 0.2
"""Facility from which an item tells people apart no more; discrimination below which it hardly does."""


def advise(item: Item, figures: Figures, picks: tuple[PickRow, ...]) -> tuple[Line, ...]:
    """What the author should look at, the weightiest first; empty when nothing stands out."""
    if figures.count < RELIABLE:
        return (Line("advice-few-attempts", {"count": str(figures.count), "least": str(RELIABLE)}),)
    lines = [*_key(figures, picks), *_difficulty(figures)]
    discrimination = figures.discrimination
    if discrimination is not None and 0 <= discrimination < WEAK and not lines:
        lines.append(Line("advice-hardly-discriminates", {"index": _percent(discrimination)}))
    if isinstance(item.body, ChoiceBody):
        lines += [Line("advice-choice-unused", {"text": row.text}) for row in picks if not row.right and not row.count]
    return tuple(lines)


def _key(figures: Figures, picks: tuple[PickRow, ...]) -> list[Line]:
    """Signs that the key is wrong: those who know more do worse, or prefer something else."""
    lines: list[Line] = []
    if figures.discrimination is not None and figures.discrimination < 0:
        lines.append(Line("advice-check-key", {"index": _percent(figures.discrimination)}))
    rights = [row for row in picks if row.right]
    for row in picks:
        if row.right or not row.text:
            continue
        rivals = [other for other in rights if other.group == row.group]
        if rivals and all(row.count > other.count and row.others_mean >= other.others_mean for other in rivals):
            lines.append(Line("advice-choice-preferred", {"text": row.text, "count": str(row.count)}))
    return lines


def _difficulty(figures: Figures) -> list[Line]:
    if figures.facility is None:
        return []
    share = {"facility": _percent(figures.facility)}
    if figures.guess and figures.facility <= figures.guess:
        return [Line("advice-guessing-level", {**share, "guess": _percent(figures.guess)})]
    if figures.facility >= EASY:
        return [Line("advice-too-easy", share)]
    return [Line("advice-too-hard", share)] if figures.facility <= HARD else []


def _percent(share: float) -> str:
    """As people read it: a whole number of hundredths, with its sign."""
    return f"{share * 100:.0f}%"
