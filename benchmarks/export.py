"""The completion record of 2,438 people as CSV and as a workbook, as HR downloads it."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
from collections.abc import Callable, Sequence

from benchmarks.house import Site, open_site, publish_catalog, settle_city
from benchmarks.meters import count_statements, time_together
from benchmarks.report import Figure, Report, run
from elearn.hr.csvfile import write_csv
from elearn.hr.rules import COLUMNS, Cell
from elearn.hr.services import Record, Wanted, completion_rows, table_cells
from elearn.hr.workbook import write_book
from elearn.learning.services.registrations import assign
from elearn.people.services.directory import Member
from elearn.web.dates import fiscal_year, jst

CSV_LIMIT, XLSX_LIMIT = 0.20, 0.57
"""Seconds that the deepest free engine needed for its completion files of as many people."""


def assign_all(site: Site, members: Sequence[Member]) -> None:
    """Make a course due for everybody, so that everybody is in the record."""
    house = site.house
    with house.sessions() as session:
        due = dt.date(2027, 1, 31)
        for member in members:
            assign(house.recorder(session), house.catalog, member.uuid, "security-basics", "all", due, "system")
        session.commit()


def read_record(site: Site, wanted: Wanted) -> Record:
    """The record, read from the database."""
    with site.house.sessions() as session:
        return completion_rows(session, wanted, site.clock())


def write_raw(cells: Sequence[Sequence[Cell]]) -> bytes:
    """The same cells written by the standard library and nothing else."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS, *cells])
    return text.getvalue().encode("utf-8-sig")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The command line's options."""
    parser.add_argument("--repeats", type=int, default=9, help="how often each file is made")


def measure(options: argparse.Namespace) -> Report:
    """Seconds of the completion files of 2,438 people."""
    with open_site("sqlite") as site:
        publish_catalog(site)
        assign_all(site, settle_city(site))
        wanted = Wanted(fiscal_year=fiscal_year(jst(site.clock())))
        with count_statements(site.engine) as counts:
            record = read_record(site, wanted)
        cells = table_cells(record, wanted.fiscal_year)

        def make(write: Callable[[Sequence[Sequence[Cell]]], bytes]) -> Callable[[], bytes]:
            return lambda: write(table_cells(read_record(site, wanted), wanted.fiscal_year))

        took = time_together(
            {
                "csv": make(lambda rows: write_csv(COLUMNS, rows)),
                "xlsx": make(lambda rows: write_book("修了記録", COLUMNS, rows, record.as_of)),
                "read": lambda: read_record(site, wanted),
                "raw": lambda: write_raw(cells),
            },
            options.repeats,
        )
    reference, raw = "writing the same cells raw with csv", took["raw"].cpu
    return Report(
        "export",
        [
            Figure(
                "CSV, from the request to the bytes: CPU",
                took["csv"].cpu,
                "s",
                took["csv"].cpu / raw,
                reference,
                CSV_LIMIT,
            ),
            Figure("XLSX: CPU", took["xlsx"].cpu, "s", took["xlsx"].cpu / raw, reference, XLSX_LIMIT),
            Figure("of that, reading the record: CPU", took["read"].cpu, "s", took["read"].cpu / raw, reference),
            Figure("CSV: wall", took["csv"].wall, "s"),
            Figure("XLSX: wall", took["xlsx"].wall, "s"),
            Figure("SQL statements", counts.statements, ""),
            Figure("rows", len(cells), ""),
        ],
    )


if __name__ == "__main__":
    run("export", measure, add_options)
