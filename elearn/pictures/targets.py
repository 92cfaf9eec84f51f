"""Numbers reached against numbers aimed at: for each aim one or more readings, each a bar below its own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from elearn.pictures.letters import wrap
from elearn.pictures.marks import LINE, NARROWEST, SMALL, Tone, area, pair, rule, write
from elearn.pictures.picture import Caption, Picture

THICK, GAP = 16.0, 20.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of counting what was reached: how it counts, the number, and the number in words."""

    words: str
    value: int
    shown: str


@dataclass(frozen=True, slots=True)
class Aim:
    """What is aimed at: its name, the number, the number in words, and the readings that it is held against."""

    name: str
    target: int
    shown: str
    readings: tuple[Reading, ...]


_TONES = (Tone.SOLID, Tone.STRIPED)

_ROOM = 0.98
"""How far the longest bar goes: the line of a target at its end keeps its room."""


def draw_targets(caption: Caption, aims: Sequence[Aim], line_words: str) -> Picture:
    """All bars on one scale; an upright line stands where the target is, and ``line_words`` say so.

    Raises ``ValueError`` for a number below zero, and for more than two readings: a third would look like the first.
    """
    for aim in aims:
        if len(aim.readings) > len(_TONES) or min([aim.target, *(one.value for one in aim.readings)]) < 0:
            raise ValueError(f"{aim.name}: {aim}")
    longest = max([1, *(max([aim.target, *(one.value for one in aim.readings)]) for aim in aims)])
    body = [rule(0.006, 2, 0.006, 18, "ink", 3)]
    y = 0.0
    for line in wrap(line_words, NARROWEST - 14, SMALL):
        body.append(write(line, 0, y + 15, dx=14, size=SMALL))
        y += LINE
    y += GAP / 2
    for aim in aims:
        drawn, y = _draw_aim(caption.key, aim, longest, y)
        body.append(drawn)
    return Picture(caption, y, "".join(body))


def _draw_aim(key: str, aim: Aim, longest: int, y: float) -> tuple[str, float]:
    head, y = pair(aim.name, aim.shown, y, bold=True)
    place = max(aim.target / longest * _ROOM, 0.006)
    body = [head]
    for reading, tone in zip(aim.readings, _TONES, strict=False):
        words, y = pair(reading.words, reading.shown, y, size=SMALL)
        body += [words, rule(0, y + THICK, _ROOM, y + THICK)]
        if reading.value:
            body.append(area(key, tone, 0, y, reading.value / longest * _ROOM, THICK))
        body.append(rule(place, y - 1, place, y + THICK + 4, "ink", 3))
        y += THICK + 8
    return "".join(body), y + GAP
