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
    """The best place to end the line at or before ``cut``.

    After a blank or a middle dot; after a hyphen; where a Japanese word ends, as far as its letters show it (after
    hiragana, then where katakana or Chinese characters begin); else wherever one may.
    """
    first = 1 if _in_word(text, cut) else max(cut // 3, 1)
    for ends in (_after_blank, _after_hyphen, _after_hiragana, _between_scripts):
        for place in range(cut, first - 1, -1):
            if ends(text[place - 1], text[place]) and _may_end(text, place):
                return place
    return next((place for place in range(cut, max(cut - 3, 0), -1) if _may_end(text, place)), cut)


def _may_end(text: str, place: int) -> bool:
    if text[place] == " ":
        return True
    return text[place] not in _NEVER_FIRST and text[place - 1] not in _NEVER_LAST and not _in_word(text, place)


def _after_blank(before: str, after: str) -> bool:
    return after == " " or before in " ・／"


def _after_hyphen(before: str, _after: str) -> bool:
    return before in "-/"


def _after_hiragana(before: str, after: str) -> bool:
    return _script(before) == "HIRAGANA" != _script(after)


def _between_scripts(before: str, after: str) -> bool:
    return _script(before) != _script(after) and _script(after) != "HIRAGANA"


def _script(letter: str) -> str:
    return "KATAKANA" if letter == "ー" else unicodedata.name(letter, "").partition(" ")[0]


def _in_word(text: str, place: int) -> bool:
    return text[place].isascii() and text[place].isalnum() and text[place - 1].isascii() and text[place - 1].isalnum()
