"""Folding: two texts that a Japanese reader takes for the same become the same string, for comparing only.

What a learner typed is stored and shown as typed. Each fold has a name and can be switched on or off for an item;
``FOLDING_VERSION`` changes whenever a fold's outcome does, so that an old score can be explained.

| fold | does |
|---|---|
| width | Unicode NFKC: full-width letters and digits, half-width kana with their marks, U+3000 |
| case | full case folding |
| space | outer blanks off, inner runs to one blank |
| hyphen | U+2010..U+2015, U+2212, U+FE63, U+FF0D -> "-" (never ー, which is a letter) |
| wave | 〜 U+301C and ～ -> "~" |
| quote | typographic quotation marks -> ' and " |
| kana | hiragana -> katakana |
| small-ke | ヵ ヶ -> カ ケ |
| selector | variation selectors off (Unicode 17, chapter 23.4) |
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

FOLDING_VERSION = "1"

DEFAULT_FOLDS = frozenset({"width", "case", "space", "hyphen", "wave", "quote"})
FOLDS = DEFAULT_FOLDS | {"kana", "small-ke", "selector"}

_SIGNS: dict[str, dict[int, str] | dict[int, None]] = {
    "hyphen": dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE63, 0xFF0D), "-"),
    "wave": {0x301C: "~", 0xFF5E: "~"},
    "quote": {0x2018: "'", 0x2019: "'", 0x201A: "'", 0x201C: '"', 0x201D: '"', 0x201E: '"', 0xFF02: '"', 0xFF07: "'"},
    "kana": {code: chr(code + 0x60) for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)},
    "small-ke": {0x30F5: "カ", 0x30F6: "ケ"},
    "selector": dict.fromkeys((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x180B, 0x180E)), None),
}
_TABLES: dict[frozenset[str], dict[int, str | None]] = {}


def _table(folds: frozenset[str]) -> dict[int, str | None]:
    table = _TABLES.get(folds)
    if table is None:
        table = {}
        for name in sorted(folds & _SIGNS.keys()):
            table.update(_SIGNS[name])
        if "kana" in folds and "small-ke" in folds:
            # Small hiragana ゕ ゖ become ヵ ヶ first: both folds together must take them all the way.
            table.update({0x3095: "カ", 0x3096: "ケ"})
        _TABLES[folds] = table
    return table


def _pass(text: str, folds: frozenset[str]) -> str:
    if "width" in folds:
        text = unicodedata.normalize("NFKC", text)
    if "case" in folds:
        text = text.casefold()
    text = text.translate(_table(folds))
    if "space" in folds:
        text = " ".join(text.split())
    return text


def fold(text: str, folds: Iterable[str] = DEFAULT_FOLDS) -> str:
    """The text folded by the named folds. Folding twice changes nothing more.

    Raises ``ValueError`` for a name that is no fold.
    """
    names = frozenset(folds)
    if not names <= FOLDS:
        raise ValueError(f"unknown folds: {sorted(names - FOLDS)}")
    # Case folding can undo normalisation and the other way round; for real text the second pass changes nothing.
    for _ in range(4):
        folded = _pass(text, names)
        if folded == text:
            break
        text = folded
    return text
