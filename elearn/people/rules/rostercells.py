"""The cells of one roster row, each read as what its column holds; faults and warnings are collected on the way."""

from __future__ import annotations

import datetime as dt
import re

from elearn.people.rules.bands import POST_BANDS, band_of
from elearn.people.rules.eras import OutsideEraError, read_date
from elearn.people.rules.names import find_controls, find_lost_marks, find_private_use
from elearn.people.rules.problems import Problem
from elearn.people.rules.roles import LEARNER, ROLES, SECTION_HEAD, Grant, order_grants, role_of
from elearn.people.rules.rosterrow import Row

LONGEST_TEXT = 100
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,19}")


class RowReader:
    """Reads the cells of one row after the other; ``problems`` is the caller's list, ``warnings`` its own."""

    def __init__(self, header: tuple[str, ...], problems: list[Problem]) -> None:
        self.problems = problems
        self.warnings: list[Problem] = []
        self._header = header
        self._line = 0
        self._cells: dict[str, str] = {}

    def begin(self, row: Row) -> bool:
        """Turn to a row; false, and a problem, when it has not as many cells as the header has."""
        self._line = row.line
        self._cells = dict(zip(self._header, row.cells, strict=False))
        if len(row.cells) != len(self._header):
            self.complain("", "cell-count", expected=str(len(self._header)), found=str(len(row.cells)))
            return False
        return True

    def complain(self, column: str, code: str, /, **params: str) -> None:
        """Report a fault of this row."""
        self.problems.append(Problem(column, self._line, code, params))

    def is_blank(self, *columns: str) -> bool:
        """Whether all these cells are empty."""
        return not any(self._cells[column].strip() for column in columns)

    def code(self, column: str, required: bool = True) -> str:
        """A number or code, blanks around it off; empty when there is none or it cannot be one."""
        text = self._cells.get(column, "").strip()
        if not text:
            if required:
                self.complain(column, "value-missing", column=column)
            return ""
        if not _CODE.fullmatch(text):
            self.complain(column, "code-form", column=column, value=text)
            return ""
        return text

    def text(self, column: str, required: bool = True) -> str:
        """A text exactly as given; its odd characters are reported."""
        text = self._cells[column]
        if not text.strip():
            if required:
                self.complain(column, "value-missing", column=column)
            else:
                self._warn(column, "value-empty", column=column)
            return ""
        if len(text) > LONGEST_TEXT:
            self.complain(column, "value-too-long", column=column, limit=str(LONGEST_TEXT), length=str(len(text)))
        if controls := find_controls(text):
            self.complain(column, "control-character", column=column, characters=" ".join(controls))
        if gaiji := find_private_use(text):
            self._warn(column, "private-use-character", column=column, characters=" ".join(gaiji), value=text)
        if lost := find_lost_marks(text):
            self._warn(column, "lost-character", column=column, characters=" ".join(lost), value=text)
        return text

    def date(self, column: str) -> dt.date | None:
        """A day; none when the cell is empty or unreadable."""
        text = self._cells.get(column, "").strip()
        if not text:
            return None
        try:
            return read_date(text)
        except OutsideEraError:
            self.complain(column, "date-outside-era", column=column, value=text)
        except ValueError:
            self.complain(column, "date-unreadable", column=column, value=text)
        return None

    def title(self, column: str) -> tuple[str, str]:
        """The title as given and the id of its band."""
        text = self._cells[column].strip()
        if not text:
            self.complain(column, "value-missing", column=column)
            return "", ""
        band = band_of(text)
        if band is None:
            known = "、".join(title for each in POST_BANDS for title in each.titles)
            self.complain(column, "post-unknown", value=text, known=known)
        return text, band or ""

    def roles(self, column: str, org_unit: str) -> tuple[Grant, ...] | None:
        """The roles granted by the row; none when the file has no column of roles."""
        if column not in self._cells:
            return None
        grants: set[Grant] = set()
        for part in re.split(r"[;；、]", self._cells[column]):
            word, _, unit = (piece.strip() for piece in part.partition("@"))
            role = role_of(word)
            if not word or role == LEARNER:
                continue
            if role is None:
                known = "、".join(label for role, label in ROLES.items() if role != LEARNER)
                self.complain(column, "role-unknown", value=word, known=known)
            elif role == SECTION_HEAD:
                grants.add(Grant(role, unit or org_unit))
            elif unit:
                self.complain(column, "role-takes-no-unit", value=word)
            else:
                grants.add(Grant(role))
        return order_grants(grants)

    def _warn(self, column: str, code: str, /, **params: str) -> None:
        self.warnings.append(Problem(column, self._line, code, params))
