"""The bytes of a roster file as rows of text: encodings, line ends, quoting, size. Not what the cells mean."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass

from elearn.people.rules.cells import restore_cell
from elearn.people.rules.problems import Problem
from elearn.people.rules.rosterbook import BOOK_START, read_book
from elearn.people.rules.rosterrow import MAX_ROWS, Row

MAX_BYTES = 10 * 1024 * 1024

_STRAY = re.compile("[\x80\uf8f0-\uf8f3]")
"""What the single bytes 80, A0, FD, FE and FF become; no Japanese system writes them, so the file is damaged."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as rows, the header among them. ``encoding``: ``utf-8``, ``cp932``, ``xlsx``; empty when unreadable."""

    encoding: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_table(data: bytes) -> Table:
    """The rows of a CSV file (UTF-8 with or without BOM, or CP932; CRLF or LF) or of an Excel workbook's first sheet.

    Rows with nothing in them are left out. Every fault of the file as a file is reported, with its line; a file without
    any row is a fault.
    """
    table = _read(data)
    return table if table.rows or table.problems else _refuse("file-empty")


def _read(data: bytes) -> Table:
    if len(data) > MAX_BYTES:
        return _refuse("file-too-large", limit=str(MAX_BYTES // 1024 // 1024), size=f"{len(data) / 1024 / 1024:.1f}")
    if data.startswith(BOOK_START):
        rows, problems = read_book(data)
        return Table("xlsx", rows, problems)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _refuse("encoding-utf16")
    if b"\x00" in data:
        return Table("", (), (Problem("", data.count(b"\n", 0, data.index(b"\x00")) + 1, "nul-byte"),))
    decoded = _decode(data)
    if isinstance(decoded, Problem):
        return Table("", (), (decoded,))
    encoding, text = decoded
    rows, problems = _split(text)
    return Table(encoding, rows, problems)


def _refuse(code: str, **params: str) -> Table:
    return Table("", (), (Problem("", 0, code, params),))


def _decode(data: bytes) -> tuple[str, str] | Problem:
    """The encoding's name and the text. UTF-8 is tried first: a header in CP932 is never valid UTF-8."""
    marked = data.startswith(codecs.BOM_UTF8)
    body = data[len(codecs.BOM_UTF8) :] if marked else data
    try:
        return "utf-8", body.decode("utf-8")
    except UnicodeDecodeError as utf8:
        fault_at = utf8.start
    older_fault_at = 0
    if not marked:
        try:
            text = body.decode("cp932")
        except UnicodeDecodeError as cp932:
            older_fault_at = cp932.start
        else:
            stray = _STRAY.search(text)
            if stray is None:
                return "cp932", text
            older_fault_at = len(text[: stray.start()].encode("cp932"))
    # The reading that got further is more likely the file's own encoding.
    name, at = ("UTF-8", fault_at) if fault_at >= older_fault_at else ("Shift_JIS (CP932)", older_fault_at)
    return Problem("", body.count(b"\n", 0, at) + 1, "encoding-broken", {"encoding": name})


def _split(text: str) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(line, tuple(restore_cell(cell) for cell in cells)))
            if len(rows) > MAX_ROWS + 1:
                return tuple(rows), (Problem("", line, "too-many-rows", {"limit": str(MAX_ROWS)}),)
            line = reader.line_num + 1
    except csv.Error:
        return tuple(rows), (Problem("", line, "csv-broken"),)
    return tuple(rows), ()
