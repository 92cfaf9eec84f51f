"""Stacked bars lying on their side: how the parts of several wholes stand, a whole a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from elearn.pictures.letters import width_of
from elearn.pictures.marks import NARROWEST, SMALL, Tone, area, legend, pair, rule, write
from elearn.pictures.picture import Caption, Picture

THICK, GAP = 26.0, 14.0


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of part that every bar has: its words, a sign that stands for it where there is little room, its tone."""

    words: str
    sign: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Bar:
    """A whole: its name, the number of each part in their order, its sum in words, and the language of its name."""

    name: str
    values: tuple[int, ...]
    total: str
    lang: str = ""


def draw_bars(caption: Caption, parts: Sequence[Part], bars: Sequence[Bar], *, by_share: bool = True) -> Picture:
    """A bar for each whole: all as long as the picture (``by_share``), else as long as they are large.

    A number stands in its part where it fits at any width; the sum stands above, and all numbers in the table beside.
    Raises ``ValueError`` when a bar has not one number for every part, or a number below zero.
    """
    for bar in bars:
        if len(bar.values) != len(parts) or min(bar.values, default=0) < 0:
            raise ValueError(f"{bar.name}: {bar.values} for {len(parts)} parts")
    drawn, y = legend(caption.key, [(part.tone, f"{part.sign} {part.words}") for part in parts], 0)
    body = [drawn]
    y += GAP
    largest = max((sum(bar.values) for bar in bars), default=0)
    for bar in bars:
        title, y = pair(bar.name, bar.total, y, bold=True, lang=bar.lang)
        whole = sum(bar.values) if by_share else largest
        body += [title, _segments(caption.key, parts, bar, whole, y)]
        y += THICK + GAP
    return Picture(caption, y, "".join(body))


def _segments(key: str, parts: Sequence[Part], bar: Bar, whole: int, y: float) -> str:
    if not sum(bar.values):
        return rule(0, y + THICK, 1, y + THICK, "rule", 2)
    drawn, done = [], 0
    for part, value in zip(parts, bar.values, strict=True):
        if not value:
            continue
        start, width = done / whole, value / whole
        drawn.append(area(key, part.tone, start, y, width, THICK))
        words = f"{part.sign} {value:,}"
        if width_of(words, SMALL) + 10 <= width * NARROWEST:
            solid = part.tone is Tone.SOLID
            look = "on" if solid else "ink"
            drawn.append(
                write(words, start + width / 2, y + 17.5, size=SMALL, anchor="middle", look=look, plate=not solid)
            )
        done += value
    return "".join(drawn)
