"""A table as an Excel workbook: text stays text, days are days, and equal tables give equal bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from elearn.hr.rules import Cell

_HEAD = Font(bold=True)
_HEAD_FILL = PatternFill("solid", fgColor="FFE8EEF7")
_TEXT = "@"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold (section 2.2): one of them would cost everybody the whole file."""

_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_book(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], made_on: dt.date) -> bytes:
    """The workbook with one sheet. ``made_on`` is the only date that stands in its properties.

    The head is bold, fixed and has filters. A text is a text cell even when it looks like a number, formula or error.
    """
    book = Workbook(write_only=True)
    book.properties.creator = ""
    book.properties.created = dt.datetime.combine(made_on, dt.time(), dt.UTC)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for index, name in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = max(10, 2 * len(name) + 4)
    sheet.append([_head(sheet, name) for name in header])
    lines = 1
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        lines += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{lines}"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        ExcelWriter(book, archive).save()
    return _settle(packed.getvalue(), made_on)


def _head(sheet: Any, name: str) -> Any:
    cell = WriteOnlyCell(sheet, name)
    cell.font = _HEAD
    cell.fill = _HEAD_FILL
    return cell


def _cell(sheet: Any, value: Cell) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if not isinstance(value, str):
        return value
    text = _ESCAPE.sub("_x005F_", _IMPOSSIBLE.sub("\ufffd", value))
    if text[:1] not in "=#+-@＝＋－＠'\t\r":
        return text
    # openpyxl makes a formula of '=...' and an error of '#N/A'; a person's name is neither. With the text format it
    # also stays text when somebody edits the cell in Excel.
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.number_format = _TEXT
    return cell


def _settle(packed: bytes, made_on: dt.date) -> bytes:
    """The same archive without the moment of its making."""
    settled = io.BytesIO()
    stamp = f"{made_on.isoformat()}T00:00:00Z".encode()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for part in sorted(source.infolist(), key=lambda part: part.filename != "[Content_Types].xml"):
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(part.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return settled.getvalue()
