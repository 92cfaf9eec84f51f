"""The workbook in both directions, and the empty one with samples that authors start from."""

from __future__ import annotations

import re

from quizzes.formats.contract import Reading, Writing
from quizzes.formats.draft import Draft
from quizzes.formats.markdown import load_bank
from quizzes.formats.workbook.columns import NOTE, PART, PARTS, SAMPLE, make_columns
from quizzes.formats.workbook.page import make_workbook
from quizzes.formats.workbook.read import read_rows
from quizzes.formats.workbook.sheet import read_sheet
from quizzes.formats.workbook.write import Row, write_row
from quizzes.kinds.registry import KINDS
from quizzes.model import Bank


class WorkbookFormat:
    """Every kind of ours and everything of an item; gaps are allowed, ``check`` names them."""

    name = "workbook"
    suffixes: tuple[str, ...] = (".xlsx",)

    def recognises(self, data: bytes) -> bool:
        """A ZIP archive with a workbook in it."""
        return data.startswith(b"PK") and b"xl/workbook.xml" in data

    def read(self, data: bytes, path: str) -> Reading:
        """Items in the order of the rows; rows marked as samples are not read."""
        draft = Draft(path)
        sheet = read_sheet(data, draft.report)
        if sheet is not None:
            read_rows(sheet, path, draft)
        return draft.reading()

    def write(self, bank: Bank) -> Writing:
        """One row an item."""
        draft = Draft("")
        rows = [row for item in bank.items if (row := write_row(item, draft)) is not None]
        return Writing(_make(rows), tuple(draft.report.problems), draft.losses.all())


def write_template() -> bytes:
    """A workbook with one sample of every kind, each marked so that it is not read."""
    samples = [load_bank("", kind.examples()[0].text).items[0] for kind in KINDS.values()]
    rows = [row for item in samples if (row := write_row(item, Draft(""))) is not None]
    return _make([{SAMPLE: SAMPLE, **row} for row in rows], samples=len(rows))


def _make(rows: list[Row], samples: int = 0) -> bytes:
    numbers = [
        int(found[1]) for row in rows for name in row if (found := re.fullmatch(f"(?:{PART}|{NOTE})(\\d+)", name))
    ]
    columns = make_columns(max([PARTS, *numbers]))
    return make_workbook(columns, [[row.get(column.name, "") for column in columns] for row in rows], samples)
