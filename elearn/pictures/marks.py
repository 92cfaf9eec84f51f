"""Elements of SVG as text. Widths are shares of the whole (per cent), heights and letters are in pixels.

A picture is as wide as its place and its letters keep their size: at 320 pixels and on a wide screen they read alike.
Every colour is a presentation attribute for paper and a class for the style sheet, which knows dark mode and forced
colours; there is no ``style``, so that a strict content policy holds.
"""

from __future__ import annotations

import re
from enum import StrEnum
from xml.sax.saxutils import escape, quoteattr

from elearn.pictures.letters import width_of, wrap

NARROWEST = 252.0
"""The narrowest place that a picture is laid out for, in pixels: a screen of 320 with the page's and frame's edges."""

SIZE, SMALL, SMALLEST = 14.0, 12.0, 11.0
LINE = 20.0
"""The height of a line of words."""

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INK, _SOFT, _LINE, _PAPER, _ACCENT, _BAD = "#1a1a1c", "#55565c", "#d9dbe3", "#ffffff", "#0017c1", "#b80000"


class Tone(StrEnum):
    """How an area looks: each differs from the others without any colour."""

    SOLID = "solid"
    STRIPED = "striped"
    BLANK = "blank"
    CROSSED = "crossed"


_FILLS = {Tone.SOLID: _ACCENT, Tone.STRIPED: "#edf2ff", Tone.BLANK: _PAPER, Tone.CROSSED: "#fdeeee"}
_STROKES = {Tone.SOLID: _ACCENT, Tone.STRIPED: _ACCENT, Tone.BLANK: "#767881", Tone.CROSSED: _BAD}
_PATTERNS = {Tone.STRIPED: "M-2 10L10 -2M4 10L10 4M-2 4L4 -2", Tone.CROSSED: "M0 0L8 8M8 0L0 8"}


def mark(tag: str, *inside: str, **attributes: str | float) -> str:
    """An element. ``inside`` is markup; a name ending in ``_`` loses it, other ``_`` become hyphens."""
    said = "".join(f" {_name(name)}={quoteattr(clean(_show(value)))}" for name, value in attributes.items())
    return f"<{tag}{said}>{''.join(inside)}</{tag}>"


def _name(name: str) -> str:
    return "viewBox" if name == "view_box" else name.rstrip("_").replace("_", "-")


def _show(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.3f}".rstrip("0").rstrip(".")


def clean(text: str) -> str:
    """The text without what XML cannot hold (control characters), each shown as U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text)


def plain(text: str) -> str:
    """Text as markup."""
    return escape(clean(text))


def share(part: float) -> str:
    """0.375 as 37.5%: a length or place across."""
    return f"{_show(part * 100)}%"


def write(
    text: str,
    x: float,
    y: float,
    *,
    dx: float = 0.0,
    size: float = SIZE,
    anchor: str = "start",
    look: str = "ink",
    bold: bool = False,
    plate: bool = False,
    lang: str = "",
) -> str:
    """A line of words: ``x`` a share from the left plus ``dx`` pixels, ``y`` its baseline.

    ``look``: ink, soft, or on (upon a solid area). ``plate``: a plain ground that keeps it readable upon a pattern.
    ``lang``: the language of the words where it is not the page's.
    """
    fill = {"ink": _INK, "soft": _SOFT, "on": _PAPER}[look]
    more: dict[str, str | float] = {}
    if dx:
        more["dx"] = dx
    if anchor != "start":
        more["text_anchor"] = anchor
    if lang:
        more["lang"] = lang
    if bold:
        more["font_weight"] = "700"
    words = mark("text", plain(text), x=share(x), y=y, class_=f"pic-{look}", fill=fill, font_size=size, **more)
    return _ground(text, x, y, dx, size, anchor) + words if plate else words


def _ground(text: str, x: float, y: float, dx: float, size: float, anchor: str) -> str:
    """A plain box behind a line of words. A share moved by pixels needs ``transform``: there is no other way."""
    wide = width_of(text, size) + 4
    move = dx - {"start": 2.0, "middle": wide / 2, "end": wide - 2}[anchor]
    box: dict[str, str | float] = {"y": y - size * 0.9, "width": wide, "height": size * 1.2, "rx": 2}
    return mark("rect", class_="pic-plate", fill=_PAPER, x=share(x), transform=f"translate({_show(move)} 0)", **box)


def pair(
    left: str, right: str, y: float, *, size: float = SIZE, bold: bool = False, lang: str = ""
) -> tuple[str, float]:
    """Words from the left with a short sum at the right end, below one another where there is no room for both.

    The markup, and where it ends. ``lang``: the language of the words on the left.
    """
    room = NARROWEST - width_of(right, SMALL) - size
    tight = room < 6 * size
    lines = wrap(left, NARROWEST if tight else room, size)
    drawn = [write(line, 0, y + 15 + place * LINE, size=size, bold=bold, lang=lang) for place, line in enumerate(lines)]
    for place, line in enumerate(wrap(right, NARROWEST, SMALL) if right else []):
        row = place + (len(lines) if tight else 0)
        drawn.append(write(line, 1, y + 15 + row * LINE, size=SMALL, anchor="end", look="soft"))
    return "".join(drawn), y + len(drawn if tight else lines) * LINE + 2


def area(key: str, tone: Tone, x: float, y: float, width: float, height: float) -> str:
    """A box in a tone; ``x`` and ``width`` are shares. Patterns are those of ``patterns(key)``."""
    box: dict[str, str | float] = {"x": share(x), "y": y, "width": share(width), "height": height}
    drawn = mark("rect", class_=f"pic-{tone} pic-edge-{tone}", fill=_FILLS[tone], stroke=_STROKES[tone], **box)
    if tone in _PATTERNS:
        drawn += mark("rect", fill=f"url(#{key}-{tone})", **box)
    return drawn


def swatch(key: str, tone: Tone, x: float, y: float) -> str:
    """A small square in a tone, for a legend; ``x`` in pixels."""
    box: dict[str, str | float] = {"x": x, "y": y, "width": 14, "height": 14}
    drawn = mark("rect", class_=f"pic-{tone} pic-edge-{tone}", fill=_FILLS[tone], stroke=_STROKES[tone], **box)
    if tone in _PATTERNS:
        drawn += mark("rect", fill=f"url(#{key}-{tone})", **box)
    return drawn


def patterns(key: str) -> str:
    """The patterns of a picture; ``key`` keeps them apart from another picture's on the same page."""
    drawn = [
        mark(
            "pattern",
            mark("path", d=path, class_=f"pic-edge-{tone}", stroke=_STROKES[tone], stroke_width=1.5, fill="none"),
            id=f"{key}-{tone}",
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
        )
        for tone, path in _PATTERNS.items()
    ]
    return mark("defs", *drawn)


def rule(x1: float, y1: float, x2: float, y2: float, look: str = "rule", width: float = 1.0, dashes: str = "") -> str:
    """A line; ``look``: rule (pale), ink, or accent."""
    stroke = {"rule": _LINE, "ink": _INK, "accent": _ACCENT}[look]
    more: dict[str, str | float] = {"stroke_linecap": "square"} if look == "accent" else {}
    if dashes:
        more["stroke_dasharray"] = dashes
    places: dict[str, str | float] = {"x1": share(x1), "y1": y1, "x2": share(x2), "y2": y2}
    return mark("line", class_=f"pic-line-{look}", stroke=stroke, stroke_width=width, **places, **more)


def legend(key: str, entries: list[tuple[Tone, str]], y: float) -> tuple[str, float]:
    """Swatches with their words, as many a line as fit the narrowest place; the markup, and where it ends."""
    drawn, x = [], 0.0
    for tone, words in entries:
        wide = 20 + width_of(words, SMALL)
        if x and x + wide > NARROWEST:
            x, y = 0.0, y + LINE
        drawn += [swatch(key, tone, x + 0.5, y + 3.5), write(words, 0, y + 15, dx=x + 20, size=SMALL)]
        x += wide + 16
    return "".join(drawn), y + LINE
