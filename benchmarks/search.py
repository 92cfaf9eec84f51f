"""The search over ten times the shipped courses, on SQLite, against reading every section for the same words."""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

import courses
from benchmarks.meters import time_together
from benchmarks.report import Figure, Report, run
from courses.folding import fold_text
from elearn.db import prepare_engine
from elearn.learning.services.glossary import load_glossary
from elearn.learning.services.search import search
from elearn.learning.services.searchindex import ENTRY, count_entries, index_course
from elearn.migrations.run import upgrade_database

CATALOG = Path(__file__).parents[1] / "courses" / "catalog"
QUERIES = {"one sign": "窓", "two signs": "予算", "a word": "ﾊﾟｽﾜｰﾄﾞ", "two words": "生成AI 確認", "nothing": "縄文土器"}
LIMIT = 0.020
"""CPU seconds of a search: what a whole page may take."""


def measure(options: argparse.Namespace) -> Report:
    """CPU seconds of a search, indexed, and of the same by reading all."""
    report = Report("search")
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/search.sqlite3")
        prepare_engine(engine)
        with engine.begin() as connection:
            upgrade_database(connection)
        with Session(engine) as session:
            _fill(session, options.copies)
            sections = count_entries(session)
            for name, query in QUERIES.items():
                spent = time_together(
                    {
                        "index": lambda query=query: search(session, load_glossary(), query),  # type: ignore[misc]
                        "reading": lambda query=query: _read_all(session, query),  # type: ignore[misc]
                    },
                    options.repeats,
                )
                ratio = spent["index"].cpu / max(spent["reading"].cpu, 1e-9)
                reference = f"reading and folding all {sections:,} sections"
                report.figures.append(Figure(name, spent["index"].cpu, "CPU-s", ratio, reference, LIMIT))
        engine.dispose()
    return report


def _fill(session: Session, copies: int) -> None:
    for folder in sorted(CATALOG.iterdir()):
        course = courses.load_course(folder)
        for number in range(copies):
            index_course(session, replace(course, id=f"{course.id}-{number}"))
    session.commit()


def _read_all(session: Session, query: str) -> int:
    """How many sections hold every word, found without any index: what a page would have to do."""
    words = fold_text(query).split()
    rows = session.execute(select(ENTRY.c.title, ENTRY.c.heading, ENTRY.c.body)).all()
    return sum(all(word in fold_text("\n".join(row)) for word in words) for row in rows)


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--repeats", type=int, default=5)


if __name__ == "__main__":
    run("search", measure, _add)
