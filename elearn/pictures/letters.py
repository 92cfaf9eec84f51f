"""How wide words are, and where a line of them may end. An estimate on the safe side: no font is asked."""

from __future__ import annotations

import unicodedata

WIDE = 1.0
_WIDTHS = {
    **dict.fromkeys("mwMW@%&", 0.98),
    **dict.fromkeys("ABCDEFGHIJKLNOPQRSTUVXYZ0123456789", 0.78),
    **dict.fromkeys("abcdefghijklnopqrstuvxyz", 0.66),
    **dict.fromkeys(" -/,.:;!'|()[]{}", 0.5),
}
"""In em, of the widest of the terminals' fonts (BIZ UDPGothic): its figures are wider than those of most."""

NARROW = 0.78
"""Any other letter that is not as wide as high."""

_NEVER_FIRST = "、。，．・：；？！）］｝」』】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)]}/"
_AFTER = " ・／/-"
_NEVER_LAST = "（［｛「『【〈《([{"


def width_of(text: str, size: float) -> float:
    """The width of one line, in the unit of ``size``."""
    return sum(_em(letter) for letter in text) * size


def _em(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Cf"}:
        return 0.0
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    wide = unicodedata.east_asian_width(letter) in "FWA" or unicodedata.category(letter).startswith("S")
    return WIDE if wide else NARROW


def wrap(text: str, width: float, size: float) -> list[str]:
    """The text in lines no wider than ``width``; at least one line, and at least one letter in each.

    Lines end at a blank where there is one, else between any two letters but those that Japanese keeps together.
    """
    lines: list[str] = []
    rest = text.strip()
    while rest:
        cut = _longest(rest, width, size)
        if cut < len(rest):
            cut = _good_end(rest, cut)
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return lines or [""]


def _longest(text: str, width: float, size: float) -> int:
    used = 0.0
    for place, letter in enumerate(text):
        used += _em(letter) * size
        if used > width and place:
            return place
    return len(text)


def _good_end(text: str, cut: int) -> int:
    """The best place to end the line at or before ``cut``: after a blank or a middle dot, else where one may."""
    inside = _in_word(text, cut)
    for place in range(cut, 0 if inside else max(cut // 2, 1) - 1, -1):
        if text[place] == " " or text[place - 1] in _AFTER:
            return place
    for place in range(cut, max(cut - 3, 0), -1):
        if text[place] not in _NEVER_FIRST and text[place - 1] not in _NEVER_LAST and not _in_word(text, place):
            return place
    return cut


def _in_word(text: str, place: int) -> bool:
    return text[place].isascii() and text[place].isalnum() and text[place - 1].isascii() and text[place - 1].isalnum()


def wrap_evenly(text: str, width: float, size: float) -> list[str]:
    """As ``wrap``, with lines about as long as one another: no letter is left alone on the last."""
    lines = wrap(text, width, size)
    while len(lines) > 1:
        width -= size / 2
        closer = wrap(text, width, size)
        if len(closer) > len(lines) or any(width_of(line, size) > width for line in closer):
            return lines
        lines = closer
    return lines
