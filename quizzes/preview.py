"""What a typed key would match: for authors, before learners type. Each sample says which folds made it match."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from quizzes.folding import fold
from quizzes.kinds.patterns import fold_pattern, matches, show_pattern

ANY = "〇〇"
"""Stands for a run of signs in the samples of a pattern with a wildcard."""

_TO_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


@dataclass(frozen=True, slots=True)
class Sample:
    """A text that somebody might type. ``folds``: those without which it would not match; empty where it matches as it
    stands, or not at all."""

    text: str
    matches: bool
    folds: tuple[str, ...] = ()


def preview_pattern(pattern: str, folds: frozenset[str]) -> tuple[Sample, ...]:
    """The pattern's own text first, then other ways of typing it, each once; those that match before the others."""
    plain = show_pattern(pattern).replace("…", ANY) if "*" in pattern else show_pattern(pattern)
    samples = [_try(text, pattern, folds) for text in dict.fromkeys([plain, *_variants(plain)])]
    return tuple(sorted(samples, key=lambda sample: not sample.matches))


def _variants(text: str) -> Iterator[str]:
    """Other widths, cases, kana, blanks and hyphens; then texts that say more or less."""
    yield text.translate(_TO_WIDE)
    yield unicodedata.normalize("NFKC", text)
    yield from (text.lower(), text.upper())
    yield from (text.translate(_TO_HIRAGANA), text.translate(_TO_KATAKANA))
    yield f"　{text} "
    yield text.replace(" ", "  ")
    yield text.replace("-", "−")
    yield f"{text}など"
    if len(text) > 1:
        yield text[:-1]


def _try(text: str, pattern: str, folds: frozenset[str]) -> Sample:
    if not _is_match(text, pattern, folds):
        return Sample(text, False)
    return Sample(text, True, tuple(sorted(one for one in folds if not _is_match(text, pattern, folds - {one}))))


def _is_match(text: str, pattern: str, folds: frozenset[str]) -> bool:
    return matches(fold_pattern(pattern, folds), fold(text, folds))
