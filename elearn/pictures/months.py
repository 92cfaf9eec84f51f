"""A fiscal year month by month: a column for each month, and the sum so far as a step above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from elearn.pictures.letters import width_of, wrap
from elearn.pictures.marks import LINE, NARROWEST, SMALL, SMALLEST, Tone, area, legend, rule, write
from elearn.pictures.picture import Caption, Picture
from elearn.pictures.scale import choose_ticks

HIGH = 170.0
"""The height of the plot in pixels."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its short name for the axis, and how many; none for a month that is still to come."""

    name: str
    count: int | None


def draw_months(caption: Caption, months: Sequence[Month], count_words: str, sum_words: str) -> Picture:
    """Columns and step on one scale, for they count the same thing. ``sum_words`` bears the sum itself.

    Months to come stay empty. Raises ``ValueError`` for no month at all, or a number below zero.
    """
    if not months or any(month.count is not None and month.count < 0 for month in months):
        raise ValueError(f"nothing to draw: {months}")
    ticks = choose_ticks(sum(month.count or 0 for month in months))
    tall = HIGH / (ticks[-1] or 1)
    left = (max(width_of(f"{tick:,}", SMALL) for tick in ticks) + 8) / NARROWEST
    slot = (1 - left) / len(months)
    body, top = _heads(caption.key, count_words, sum_words)
    foot = top + HIGH
    for tick in ticks:
        body.append(rule(left, foot - tick * tall, 1, foot - tick * tall, "rule" if tick else "ink"))
        body.append(write(f"{tick:,}", left, foot - tick * tall + 4, dx=-6, size=SMALL, anchor="end", look="soft"))
    so_far = before = 0
    for place, month in enumerate(months):
        start = left + slot * place
        # Every name has its room at the narrowest; where it has not, every second one keeps to the table.
        if place % _every(months, slot) == 0:
            body.append(write(month.name, start + slot / 2, foot + 18, size=SMALLEST, anchor="middle", look="soft"))
        if month.count is None:
            continue
        if month.count:
            body.append(
                area(
                    caption.key,
                    Tone.STRIPED,
                    start + slot * 0.2,
                    foot - month.count * tall,
                    slot * 0.6,
                    month.count * tall,
                )
            )
        so_far += month.count
        if so_far != before and place:
            body.append(rule(start, foot - before * tall, start, foot - so_far * tall, "accent", 3))
        body.append(rule(start, foot - so_far * tall, start + slot, foot - so_far * tall, "accent", 3))
        before = so_far
    return Picture(caption, foot + 26, "".join(body))


def _every(months: Sequence[Month], slot: float) -> int:
    widest = max(width_of(month.name, SMALLEST) for month in months)
    return max(1, int(-(-widest // (slot * NARROWEST))))


def _heads(key: str, count_words: str, sum_words: str) -> tuple[list[str], float]:
    """The two kinds of drawing with their words: the key of the picture, and the sum."""
    drawn, y = legend(key, [(Tone.STRIPED, count_words)], 0)
    body = [drawn, rule(0, y + 10.5, 14 / NARROWEST / 4, y + 10.5, "accent", 3)]
    for line in wrap(sum_words, NARROWEST - 20, SMALL):
        body.append(write(line, 0, y + 15, dx=20, size=SMALL, bold=True))
        y += LINE
    return body, y + 16
