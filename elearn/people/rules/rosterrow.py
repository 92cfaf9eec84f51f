"""One row of a roster file before anybody knows what it means."""

from __future__ import annotations

from dataclasses import dataclass

MAX_ROWS = 50_000
"""Rows under the header."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row as text, and the line on which it begins as an editor or Excel counts."""

    line: int
    cells: tuple[str, ...]
