"""Texts as a search compares them: width, case, kana and loose marks folded, each sign traceable to where it stood."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

_ATTACHED = "\u0300-\u036f\u200b-\u200d\u3099\u309a\ufe00-\ufe0f\uff9e\uff9f\U000e0100-\U000e01ef"
_CLUSTER = re.compile(f"[^{_ATTACHED}]?[{_ATTACHED}]*", re.DOTALL)
_LOOSE = re.compile(f"[{_ATTACHED}]")
"""Marks that belong to the sign before them: half-width voiced marks, accents, variation selectors."""

_SILENT = re.compile("[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
"""Signs that nobody sees and nobody types."""

_KANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}
_DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
_FOLDS: dict[int, int | str] = {**_KANA, **_DASHES, 0x301C: "~"}

CODE_LENGTH = 3
"""Letters that stand for one sign in ``encode_text``: an index over runs of three letters then finds single signs."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CODES = len(_DIGITS) ** CODE_LENGTH


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. The sign at ``i`` comes from ``original[starts[i]:ends[i]]``."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original the folded signs from ``start`` to before ``end`` stand (at least one sign)."""
        return self.starts[start], self.ends[end - 1]


@functools.lru_cache(maxsize=20_000)
def _fold_sign(sign: str) -> str:
    """One sign with its marks: NFKC, case folded, katakana as hiragana, dashes and blanks alike."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", sign).casefold())
    plain = _SILENT.sub("", plain).translate(_FOLDS)
    return " " if plain.isspace() else plain


def fold_text(text: str) -> str:
    """The text as a search compares it: 「ＤＸ」 is ``dx``, 「ﾃﾞｼﾞﾀﾙ」 and 「デジタル」 are 「でじたる」."""
    return "".join(map(_fold_sign, _signs(text)))


def fold_places(text: str) -> Folded:
    """As ``fold_text``, with the place of every sign in the original."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place = 0
    for sign in _signs(text):
        after = place + len(sign)
        part = _fold_sign(sign)
        parts.append(part)
        starts.extend([place] * len(part))
        ends.extend([after] * len(part))
        place = after
    return Folded("".join(parts), tuple(starts), tuple(ends))


def _signs(text: str) -> str | list[str]:
    """The signs of a text, marks with the sign that they belong to; most texts hold none."""
    return [one for one in _CLUSTER.findall(text) if one] if _LOOSE.search(text) else text


@functools.lru_cache(maxsize=20_000)
def _encode_sign(sign: str) -> str:
    number = ord(sign) % _CODES
    return _DIGITS[number // 1296] + _DIGITS[number // 36 % 36] + _DIGITS[number % 36]


def encode_text(folded: str) -> str:
    """Three letters of ``0-9a-z`` for every sign, so that a text's code holds the code of every part of the text.

    An index over runs of three letters (trigrams) so finds words of one and two signs, and needs no locale that knows
    Japanese letters. Seldom two signs share a code: what an index finds is compared with the text itself.
    """
    return "".join(map(_encode_sign, folded))
