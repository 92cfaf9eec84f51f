"""The first sheet of an Excel workbook as rows of text: what the personnel section saves when it does not save CSV."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from elearn.people.rules.problems import Problem
from elearn.people.rules.rosterrow import MAX_ROWS, Row

BOOK_START = b"PK\x03\x04"
"""A workbook is a zip archive; no CSV begins so."""

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes; an archive that promises more is not a roster."""

MAX_MARKS, MAX_MARKS_AROUND, MAX_MARKS_IN_ROW = 4_000_000, 200_000, 200_000
"""XML marks (``<``) in all parts (50,000 full rows need 3 million), in the parts that hold no rows, and in one row.

A few kilobytes of the same mark over and over unpack to millions of elements, for each of which a parser takes some
400 bytes of memory: counting them first costs nothing.
"""

_ROW = re.compile(rb"<(?:\w+:)?(?:row|si)\b")

MAX_COLUMNS = 50


def read_book(data: bytes) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """The rows of the first sheet, and what is wrong with its cells.

    Dates become ``2026-04-01``. A formula, and a number whose leading zeros Excel may have eaten, are problems: both
    were something else when the personnel section typed them.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED or _has_too_many_marks(archive):
                return (), (Problem("", 0, "workbook-too-large"),)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about styles and extensions that no roster needs
            return _read_sheet(openpyxl.load_workbook(io.BytesIO(data), read_only=True))
    except Exception:  # a damaged archive fails in openpyxl in some twenty ways; for the sender they are one
        return (), (Problem("", 0, "workbook-broken"),)


def _has_too_many_marks(archive: zipfile.ZipFile) -> bool:
    total = around = 0
    for part in archive.infolist():
        holds_rows = part.filename.startswith(("xl/worksheets/", "xl/sharedStrings"))
        in_row = 0
        with archive.open(part) as stream:
            while chunk := stream.read(1 << 16):
                marks = chunk.count(b"<")
                total += marks
                around += 0 if holds_rows else marks
                in_row = marks if _ROW.search(chunk) else in_row + marks
                if total > MAX_MARKS or around > MAX_MARKS_AROUND or in_row > MAX_MARKS_IN_ROW:
                    return True
    return False


def _read_sheet(book: Any) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    sheet = book.worksheets[0]
    # The size that the file states may be wrong; without it, the rows that are there are read.
    sheet.reset_dimensions()
    for line, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        if line > MAX_ROWS + 1:
            problems.append(Problem("", line, "too-many-rows", {"limit": str(MAX_ROWS)}))
            break
        texts = [_read_cell(cell, line, problems) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            rows.append(Row(line, tuple(texts)))
    width = len(rows[0].cells) if rows else 0
    return tuple(Row(row.line, row.cells + ("",) * (width - len(row.cells))) for row in rows), tuple(problems)


def _read_cell(cell: Any, line: int, problems: list[Problem]) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str) and cell.data_type != "f":
        return value
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%Y-%m-%d")
    code = "cell-formula" if cell.data_type == "f" else "cell-number"
    problems.append(Problem(get_column_letter(cell.column), line, code, {"value": str(value)}))
    return str(value)
