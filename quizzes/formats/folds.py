"""Folds of a text's key as a label: ``kana, -width`` says how they differ from the usual ones."""

from __future__ import annotations

from quizzes.folding import DEFAULT_FOLDS, FOLDS


def write_folds(folds: frozenset[str]) -> str:
    """The difference from the usual folds; empty when there is none."""
    return " ".join([*sorted(folds - DEFAULT_FOLDS), *(f"-{name}" for name in sorted(DEFAULT_FOLDS - folds))])


def read_folds(text: str) -> frozenset[str] | None:
    """The folds that a label names; None when it names none, or one that does not exist."""
    words = text.split()
    if not words or not {word.removeprefix("-") for word in words} <= FOLDS:
        return None
    plus = {word for word in words if not word.startswith("-")}
    return (DEFAULT_FOLDS | plus) - {word[1:] for word in words if word.startswith("-")}
