"""A table as a CSV file that a Japanese Excel opens.

UTF-8 with BOM, CRLF, quotes only where RFC 4180 needs them, days as ``2026-04-01``, nothing that a spreadsheet would
run. A staff number is written as it is (``0012345``): tricks that keep its zeros when the file is double-clicked
(``="0012345"``) are formulas and break every other program, so for double-clicking there is the workbook. A second
encoding, CP932, is for older systems; what it cannot write is told before anything is written.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from elearn.hr.rules import Cell
from elearn.people.services.cells import neutralise_cell

LOST = "〓"
"""Stands for a character that CP932 does not have, as printers' geta have since metal type."""


@dataclass(frozen=True, slots=True)
class Unwritable:
    """A cell that CP932 cannot hold as it is: its line in the file, column, text, and the characters at fault.

    ``private`` says that the characters can be written but are 外字: another machine draws something else.
    """

    line: int
    column: str
    text: str
    characters: tuple[str, ...]
    private: bool

    @property
    def codes(self) -> str:
        """The characters as ``U+20BB7``, blanks between."""
        return " ".join(f"U+{ord(char):04X}" for char in self.characters)


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file in UTF-8 with BOM. Equal tables give equal bytes."""
    return _lines(header, rows).encode("utf-8-sig")


def write_cp932(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file in CP932; variation selectors are dropped and each other missing character becomes ``〓``."""
    return "".join(_replace(char) for char in _lines(header, rows)).encode("cp932")


def find_unwritable(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[Unwritable]:
    """Every cell that does not pass through CP932 as it is, by line; the header is line 1."""
    found = []
    for line, row in enumerate(rows, start=2):
        for column, cell in zip(header, row, strict=True):
            text = _show(cell)
            if text.isascii():
                continue
            missing = tuple(dict.fromkeys(char for char in text if not _is_writable(char)))
            private = tuple(dict.fromkeys(char for char in text if unicodedata.category(char) == "Co"))
            if missing or private:
                found.append(Unwritable(line, column, text, missing or private, private=not missing))
    return found


def _lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([neutralise_cell(name) for name in header])
    writer.writerows([_write(cell) for cell in row] for row in rows)
    return text.getvalue()


def _write(cell: Cell) -> str:
    # Only text can carry a formula: a number below zero keeps its sign.
    return neutralise_cell(cell) if isinstance(cell, str) else _show(cell)


def _show(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def _is_writable(char: str) -> bool:
    try:
        return char.encode("cp932").decode("cp932") == char
    except UnicodeEncodeError:
        return False


def _replace(char: str) -> str:
    if char.isascii() or _is_writable(char):
        return char
    is_selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return "" if is_selector else LOST
