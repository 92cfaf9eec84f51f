"""The skill map as a picture: a line for each skill, a column for each level, in the order of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from elearn.pictures.letters import wrap
from elearn.pictures.marks import LINE, NARROWEST, SMALL, Tone, area, legend, mark, rule, write
from elearn.pictures.picture import Caption, Picture

NAMES = 0.44
"""The share of the width that the names take."""

PAD = 8.0


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the map: the plan's sign (empty where nothing is asked), and whether it is attained or counts."""

    sign: str
    attained: bool = False
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A skill: its name, its places from the left, what a link on it says, and where it leads (empty: no link)."""

    name: str
    places: tuple[Place, ...]
    spoken: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """The words of the key: attained, still to come, not counted for this person."""

    attained: str
    open: str
    other: str


_TICK = "✓"


def draw_grid(caption: Caption, columns: Sequence[str], lines: Sequence[Line], keys: Keys) -> Picture:
    """Attained places are solid with a tick; what is still to come has an edge; the rest has only its sign.

    Raises ``ValueError`` when a line has not one place for every column.
    """
    for line in lines:
        if len(line.places) != len(columns):
            raise ValueError(f"{line.name}: {len(line.places)} places for {len(columns)} columns")
    entries = [(Tone.SOLID, f"{_TICK} {keys.attained}"), (Tone.BLANK, keys.open), (Tone.STRIPED, keys.other)]
    if all(place.counts for line in lines for place in line.places):
        entries.pop()
    drawn, y = legend(caption.key, entries, 0)
    body = [drawn]
    y += PAD
    wide = (1 - NAMES) / max(len(columns), 1)
    for place, column in enumerate(columns):
        middle = NAMES + wide * (place + 0.5)
        for row, words in enumerate(wrap(column, wide * NARROWEST - 1, SMALL)):
            body.append(write(words, middle, y + 15 + row * LINE, size=SMALL, anchor="middle", look="soft"))
    y += max((len(wrap(column, wide * NARROWEST - 1, SMALL)) for column in columns), default=0) * LINE + 4
    for line in lines:
        drawn, y = _draw_line(caption.key, line, wide, y)
        body.append(drawn)
    return Picture(caption, y, "".join(body), links=any(line.address for line in lines))


def _draw_line(key: str, line: Line, wide: float, y: float) -> tuple[str, float]:
    names = wrap(line.name, NAMES * NARROWEST - PAD / 2, SMALL)
    high = len(names) * LINE + 6
    body = [rule(0, y, 1, y)]
    body += [write(name, 0, y + 18 + row * LINE, size=SMALL) for row, name in enumerate(names)]
    for number, place in enumerate(line.places):
        if place.sign:
            body.append(_draw_place(key, place, NAMES + wide * number, y + 3, wide, high - 6))
    if not line.address:
        return "".join(body), y + high
    # A link needs a face of its own to be pressed anywhere on the line; it is drawn first and is not seen.
    face = mark("rect", class_="pic-face", x=0, y=y, width="100%", height=high, fill="none", pointer_events="all")
    return mark("a", face, *body, href=line.address, aria_label=line.spoken or line.name), y + high


def _draw_place(key: str, place: Place, x: float, y: float, wide: float, high: float) -> str:
    middle, base = x + wide / 2, y + high / 2 + 4.5
    inset, width = x + wide * 0.06, wide * 0.88
    if place.attained:
        shown = write(f"{place.sign}{_TICK}", middle, base, size=SMALL, anchor="middle", look="on", bold=True)
        return area(key, Tone.SOLID, inset, y, width, high) + shown
    tone = Tone.BLANK if place.counts else Tone.STRIPED
    words = write(place.sign, middle, base, size=SMALL, anchor="middle", plate=not place.counts)
    return area(key, tone, inset, y, width, high) + words
