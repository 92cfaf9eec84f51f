"""The demo city, built by the command as anybody would: 2,438 staff, a year of history, everything delivered."""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.house import CATALOG, scratch_folder
from benchmarks.meters import Timing, own_cpu
from benchmarks.report import Figure, Report, run

LIMIT = 120
"""Seconds in which the demo must stand."""

ROOT = Path(__file__).parents[1]


def build(folder: Path) -> Timing:
    """Run the commands in processes of their own; what they took."""
    environment = {**os.environ, "ELEARN_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    wall, cpu = time.perf_counter(), _children_cpu()
    for command in (["db-upgrade"], ["demo", str(CATALOG)]):
        subprocess.run(
            [sys.executable, "-m", "elearn", *command], check=True, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL
        )
    return Timing(_children_cpu() - cpu, time.perf_counter() - wall)


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def copy_raw(path: Path, target: Path) -> tuple[Timing, int, int]:
    """Insert the finished ledger and statements into bare tables; what that took, how many facts and statements."""
    source, copy = sqlite3.connect(path), sqlite3.connect(target)
    facts = source.execute("SELECT seq, event_id, kind, person, payload FROM elearn_ledger ORDER BY seq").fetchall()
    statements = source.execute("SELECT id, body FROM elearn_outbox WHERE delivered_at IS NOT NULL").fetchall()
    copy.execute("CREATE TABLE fact (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, kind TEXT, person TEXT, payload TEXT)")
    copy.execute("CREATE TABLE statement (id INTEGER PRIMARY KEY, body BLOB)")
    wall, cpu = time.perf_counter(), own_cpu()
    copy.executemany("INSERT INTO fact VALUES (?, ?, ?, ?, ?)", facts)
    copy.executemany("INSERT INTO statement VALUES (?, ?)", statements)
    copy.commit()
    took = Timing(own_cpu() - cpu, time.perf_counter() - wall)
    source.close()
    copy.close()
    return took, len(facts), len(statements)


def measure(_options: argparse.Namespace) -> Report:
    """Seconds of the demo build."""
    with scratch_folder() as folder:
        ours = build(folder)
        raw, facts, statements = copy_raw(folder / "elearn.sqlite3", folder / "copy.sqlite3")
        size = (folder / "elearn.sqlite3").stat().st_size
    reference = "raw inserts of its facts and statements"
    return Report(
        "demo_build",
        [
            Figure("demo build: wall", ours.wall, "s", ours.wall / raw.wall, reference, LIMIT),
            Figure("demo build: CPU", ours.cpu, "s", ours.cpu / raw.cpu, reference),
            Figure("facts in the ledger", facts, ""),
            Figure("statements delivered", statements, ""),
            Figure("CPU of a fact with all that follows", ours.cpu / facts * 1000, "ms"),
            Figure("database", size / 1e6, "MB"),
        ],
    )


if __name__ == "__main__":
    run("demo_build", measure)
