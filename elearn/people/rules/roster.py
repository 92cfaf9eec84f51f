"""The roster file of the personnel section (職員名簿), read as people and org units with all its faults at once.

Columns, in any order; ``職員番号 氏名 ふりがな 所属コード 所属名 職`` must be there, the others may be:

========== ==============================================================================================
職員番号    letters, digits and hyphens, at most 20, kept with its leading zeros; each once
氏名        exactly as given, never normalised; at most 100 characters
ふりがな    exactly as given; lists are sorted by it
所属コード  letters, digits and hyphens, at most 20
所属名      the same for every row with the code
上位所属コード  the unit above; empty at the top
職          a title of the eight bands (``課長``), or a band's own label
採用日      ``R8.4.1``, ``令和8年4月1日``, ``2026/4/1`` or ``2026-04-01``
退職日      the last day of service
役割        labels with ``;`` between: ``所属長`` (of the row's unit), ``所属長@0100`` (of that unit), ``人事課`` ...
========== ==============================================================================================

A row with a unit but with neither number, name nor title only says that the unit exists. Characters that only one
machine can draw (外字, private use) are a warning: the row is taken over as it is, because refusing it would keep that
person out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from dataclasses import dataclass

from elearn.people.rules.org import Unit, find_cycles
from elearn.people.rules.problems import Problem, order_problems
from elearn.people.rules.roles import Grant
from elearn.people.rules.rostercells import RowReader
from elearn.people.rules.rosterfile import read_table
from elearn.people.rules.rosterrow import Row

REQUIRED = ("職員番号", "氏名", "ふりがな", "所属コード", "所属名", "職")
COLUMNS = ("職員番号", "氏名", "ふりがな", "所属コード", "所属名", "上位所属コード", "職", "採用日", "退職日", "役割")
"""In the order in which a roster is written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of the roster. ``roles`` is none when the file has no such column: then nobody's roles change."""

    line: int
    staff_number: str
    name: str
    kana: str
    org_unit: str
    title: str
    post_band: str
    hired_on: dt.date | None
    left_on: dt.date | None
    roles: tuple[Grant, ...] | None


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster without faults: its people in file order, its units by code, and the sha256 of the file.

    ``has_tree`` is false when the file has no column of units above: then nobody's place in the tree changes.
    """

    digest: str
    encoding: str
    entries: tuple[Entry, ...]
    units: dict[str, Unit]
    has_tree: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file: the roster, or none and every problem. Warnings do not stop an import."""

    roster: Roster | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read_roster(data: bytes) -> Reading:
    """The roster in a file's bytes: CSV (UTF-8 or CP932) or an Excel workbook."""
    table = read_table(data)
    if not table.rows:
        return Reading(None, table.problems, ())
    header = tuple(cell.strip() for cell in table.rows[0].cells)
    problems = [*table.problems, *_check_header(header, table.rows[0].line)]
    if problems and not set(REQUIRED) <= set(header):
        return Reading(None, order_problems(problems), ())
    reader = RowReader(header, problems)
    entries: list[Entry] = []
    units: dict[str, tuple[int, Unit]] = {}
    for row in table.rows[1:]:
        _read_row(reader, row, entries, units)
    problems += [*_find_twins(entries), *_check_tree(units)]
    warnings = [*reader.warnings, *_compare_lengths(entries)]
    roster = Roster(
        digest=hashlib.sha256(data).hexdigest(),
        encoding=table.encoding,
        entries=tuple(entries),
        units={code: unit for code, (_, unit) in units.items()},
        has_tree="上位所属コード" in header,
    )
    return Reading(None if problems else roster, order_problems(problems), order_problems(warnings))


def _check_header(header: tuple[str, ...], line: int) -> list[Problem]:
    problems = [Problem(name, line, "column-missing", {"column": name}) for name in REQUIRED if name not in header]
    for name, times in Counter(header).items():
        if name not in COLUMNS:
            problems.append(Problem(name, line, "column-unknown", {"column": name}))
        elif times > 1:
            problems.append(Problem(name, line, "column-twice", {"column": name}))
    return problems


def _read_row(reader: RowReader, row: Row, entries: list[Entry], units: dict[str, tuple[int, Unit]]) -> None:
    if not reader.begin(row):
        return
    unit = Unit(reader.code("所属コード"), reader.text("所属名"), reader.code("上位所属コード", required=False) or None)
    if unit.code:
        line, known = units.setdefault(unit.code, (row.line, unit))
        if known != unit:
            reader.complain("所属コード", "unit-contradicts", code=unit.code, other=str(line))
    if reader.is_blank("職員番号", "氏名", "職"):
        return
    hired_on, left_on = reader.date("採用日"), reader.date("退職日")
    if hired_on and left_on and left_on < hired_on:
        reader.complain("退職日", "left-before-hired")
    title, band = reader.title("職")
    entries.append(
        Entry(
            line=row.line,
            staff_number=reader.code("職員番号"),
            name=reader.text("氏名"),
            kana=reader.text("ふりがな", required=False),
            org_unit=unit.code,
            title=title,
            post_band=band,
            hired_on=hired_on,
            left_on=left_on,
            roles=reader.roles("役割", unit.code),
        )
    )


def _find_twins(entries: list[Entry]) -> list[Problem]:
    """A number that stands twice: each later row is reported with the first one's line."""
    first: dict[str, int] = {}
    problems = []
    for entry in entries:
        line = first.setdefault(entry.staff_number, entry.line)
        if entry.staff_number and line != entry.line:
            params = {"number": entry.staff_number, "other": str(line)}
            problems.append(Problem("職員番号", entry.line, "staff-number-twice", params))
    return problems


def _check_tree(units: dict[str, tuple[int, Unit]]) -> list[Problem]:
    parents = {code: unit.parent for code, (_, unit) in units.items()}
    return [
        Problem("上位所属コード", units[cycle[0]][0], "unit-cycle", {"path": " → ".join((*cycle, cycle[0]))})
        for cycle in find_cycles(parents)
    ]


def _compare_lengths(entries: list[Entry]) -> list[Problem]:
    """Numbers shorter than nearly all others: the sign of leading zeros that a spreadsheet has eaten."""
    lengths = Counter(len(entry.staff_number) for entry in entries)
    if not lengths:
        return []
    usual, times = lengths.most_common(1)[0]
    if times * 2 <= len(entries):
        return []
    return [
        Problem("職員番号", entry.line, "staff-number-short", {"number": entry.staff_number, "usual": str(usual)})
        for entry in entries
        if 0 < len(entry.staff_number) < usual
    ]
