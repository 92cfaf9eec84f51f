"""The cells of one sheet of an XLSX file (ECMA-376 part 1, chapter 18), read as text with what Excel made of them."""

from __future__ import annotations

import math
import posixpath
import re
from dataclasses import dataclass
from decimal import Decimal

from quizzes.formats.archive import Archive, read_archive
from quizzes.formats.workbook.columns import SHEET
from quizzes.formats.xmltree import Node, parse_xml
from quizzes.report import Report

MOST_ROWS, MOST_COLUMNS = 10_000, 200

TEXT, NUMBER, DATE, PERCENT, ERROR = "text", "number", "date", "percent", "error"

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENTS = frozenset({9, 10})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text and what Excel holds it for: ``text``, ``number``, ``date``, ``percent``, ``error``."""

    text: str
    kind: str = TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells by row and column, both from 1; empty cells are not there."""

    name: str
    rows: dict[int, dict[int, Cell]]


def column_letters(number: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A -> 1, AA -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def read_sheet(data: bytes, report: Report) -> Sheet | None:
    """The sheet named 設問, else the first one; None when there is none, which the report then says."""
    archive = read_archive(data, report)
    if archive is None:
        return None
    book = _Book(archive, report)
    root = book.part("xl/workbook.xml")
    if root is None:
        if not report.count:
            report.add(0, "workbook-not-one")
        return None
    listed = [node for node in root.walk() if node.name == "sheet"]
    chosen = next((node for node in listed if node.attributes.get("name") == SHEET), next(iter(listed), None))
    targets = book.targets("xl/workbook.xml")
    page = book.part(targets.get(chosen.attributes.get("id", ""), "")) if chosen is not None else None
    if chosen is None or page is None:
        if not report.count:
            report.add(0, "workbook-not-one")
        return None
    return Sheet(chosen.attributes.get("name", ""), book.cells(page))


class _Book:
    def __init__(self, archive: Archive, report: Report) -> None:
        self.archive, self.report = archive, report
        self.strings = self._strings()
        self.styles = self._styles()

    def part(self, name: str) -> Node | None:
        data = self.archive.read(name) if name else None
        return None if data is None else parse_xml(data, self.report)

    def targets(self, name: str) -> dict[str, str]:
        """Relation id -> the part that it leads to, inside the archive."""
        folder, file = posixpath.split(name)
        root = self.part(f"{folder}/_rels/{file}.rels")
        return {
            one.attributes.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, one.attributes["Target"]))[1:]
            for one in (root.nodes("Relationship") if root is not None else ())
            if "Target" in one.attributes and one.attributes.get("TargetMode") != "External"
        }

    def _strings(self) -> list[str]:
        root = self.part("xl/sharedStrings.xml")
        return [_string(node) for node in root.nodes("si")] if root is not None else []

    def _styles(self) -> list[str]:
        """What each cell style makes of a number."""
        root = self.part("xl/styles.xml")
        if root is None:
            return []
        codes = {
            node.attributes.get("numFmtId", ""): node.attributes.get("formatCode", "")
            for part in root.nodes("numFmts")
            for node in part.nodes("numFmt")
        }
        used = [node.attributes.get("numFmtId", "0") for part in root.nodes("cellXfs") for node in part.nodes("xf")]
        return [_number_kind(number, codes.get(number, "")) for number in used]

    def cells(self, page: Node) -> dict[int, dict[int, Cell]]:
        """The cells that hold something; places that a sheet does not name follow the one before."""
        rows: dict[int, dict[int, Cell]] = {}
        number = 0
        for row in (one for data in page.nodes("sheetData") for one in data.nodes("row")):
            place = row.attributes.get("r", "")
            number = int(place) if re.fullmatch(r"[1-9]\d{0,6}", place, re.ASCII) else number + 1
            if number > MOST_ROWS:
                self.report.add(number, "workbook-too-many-rows", most=MOST_ROWS)
                break
            column = 0
            for one in row.nodes("c"):
                found = _REFERENCE.fullmatch(one.attributes.get("r", ""))
                column = column_number(found[1]) if found else column + 1
                cell = self._cell(one) if column <= MOST_COLUMNS else None
                if cell is not None:
                    rows.setdefault(number, {})[column] = cell
        return rows

    def _cell(self, node: Node) -> Cell | None:
        kind = node.attributes.get("t", "n")
        value = node.first("v")
        source = value.text() if value is not None else ""
        inline = node.first("is")
        if kind == "inlineStr" and inline is not None:
            source = _string(inline)
        elif kind == "s":
            source = self.strings[int(source)] if source.isdecimal() and int(source) < len(self.strings) else ""
        elif kind == "n":
            return self._number(source, node.attributes.get("s", "0")) if source.strip() else None
        elif kind == "b":
            source = "TRUE" if source.strip() == "1" else "FALSE"
        elif kind == "str":
            source = _unescape(source)
        if not source.strip():
            return None
        return Cell(source, {"e": ERROR, "d": DATE}.get(kind, TEXT))

    def _number(self, source: str, style: str) -> Cell:
        try:
            value = float(source)
        except ValueError:
            return Cell(source.strip(), ERROR)
        if not math.isfinite(value):
            return Cell(source.strip(), ERROR)
        kind = self.styles[int(style)] if style.isdecimal() and int(style) < len(self.styles) else NUMBER
        # Excel writes 0.1 as 0.10000000000000001; the shortest text of the same number is what was typed.
        text = format(Decimal(repr(value)), "f")
        return Cell(text.removesuffix(".0"), kind)


def _string(node: Node) -> str:
    """A string without the readings that Japanese Excel keeps beside it."""
    runs = [[part] if part.name == "t" else part.nodes("t") for part in node.nodes("t", "r")]
    return _unescape("".join(text.text() for run in runs for text in run))


def _unescape(text: str) -> str:
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.replace("\r\n", "\n").replace("\r", "\n")


def _number_kind(number: str, code: str) -> str:
    plain = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code).lower()
    if "%" in plain or (number.isdecimal() and int(number) in _PERCENTS):
        return PERCENT
    if re.search(r"[ymdhsge年月日]", plain.replace("general", "")) or (number.isdecimal() and int(number) in _DATES):
        return DATE
    return NUMBER
