"""Patterns of accepted texts: literal pieces with wildcards between, compared after folding."""

from __future__ import annotations

from functools import lru_cache

from quizzes.folding import DEFAULT_FOLDS, FOLDS, fold
from quizzes.kinds.contract import KeySource
from quizzes.report import Report


def read_folds(source: KeySource, report: Report) -> frozenset[str]:
    """The ``fold`` metadata: ``kana`` adds a fold to the usual ones, ``-width`` takes one away."""
    line, value = source.metadata.get("fold", (source.line, ""))
    folds = set(DEFAULT_FOLDS)
    for word in (part.strip() for part in value.split(",")):
        name = word.removeprefix("-")
        if not word:
            continue
        if name not in FOLDS:
            report.add(line, "metadata-value-unknown", key="fold", value=word, allowed=", ".join(sorted(FOLDS)))
        elif word.startswith("-"):
            folds.discard(name)
        else:
            folds.add(name)
    return frozenset(folds)


def write_folds(folds: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """The metadata line for folds that differ from the usual ones; none when they do not."""
    words = [*sorted(folds - DEFAULT_FOLDS), *(f"-{name}" for name in sorted(DEFAULT_FOLDS - folds))]
    return (("fold", ", ".join(words)),) if words else ()


@lru_cache(maxsize=4096)
def fold_pattern(pattern: str, folds: frozenset[str] = DEFAULT_FOLDS) -> tuple[str, ...]:
    """The literal pieces between the wildcards, folded. Wildcards are read before folding: a full-width asterisk
    folds to a plain one and must not become a wildcard by that."""
    pieces = _split_pattern(pattern)
    last = len(pieces) - 1
    return tuple(_fold_piece(piece, folds, place > 0, place < last) for place, piece in enumerate(pieces))


def _split_pattern(pattern: str) -> list[str]:
    pieces = [""]
    signs = iter(pattern)
    for sign in signs:
        if sign == "*":
            pieces.append("")
        elif sign == "\\":
            following = next(signs, "\\")
            pieces[-1] += following if following in "*\\" else sign + following
        else:
            pieces[-1] += sign
    return pieces


def show_pattern(pattern: str) -> str:
    """The pattern as a learner can read it: ``デジタル*`` is shown as デジタル…, an escaped asterisk as itself."""
    return "…".join(_split_pattern(pattern))


def _fold_piece(piece: str, folds: frozenset[str], open_left: bool, open_right: bool) -> str:
    """Fold, but keep one blank beside a wildcard: there it parts words, at the pattern's ends it does not."""
    folded = fold(piece, folds)
    if "space" not in folds:
        return folded
    if not folded:
        return " " if piece and open_left and open_right else ""
    left = " " if open_left and piece[0].isspace() else ""
    right = " " if open_right and piece[-1].isspace() else ""
    return f"{left}{folded}{right}"


def matches(pieces: tuple[str, ...], text: str) -> bool:
    """Whether the text is the pieces in order with any runs between them. Takes time linear in the text."""
    first, *more = pieces
    if not more:
        return text == first
    last = more.pop()
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    start, end = len(first), len(text) - len(last)
    for piece in more:
        found = text.find(piece, start, end)
        if found < 0:
            return False
        start = found + len(piece)
    return True
