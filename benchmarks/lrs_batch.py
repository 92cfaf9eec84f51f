"""Batches of 50 against raw rows with the same indexes in the same kind of database, 50 rows a transaction."""

from __future__ import annotations

import argparse
import itertools
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from benchmarks.house import scratch_folder
from benchmarks.lrs_load import ACTIVITIES, ACTORS, VERBS, make_bodies, measure_pairs, run_load, write_request
from benchmarks.report import Figure, Report, run
from tests.conformance.lrs_server import run_server
from tests.databases import fresh_postgres, run_postgres

SIZE = 50
GOALS = {"sqlite": 0.35, "postgresql": 0.30}
_TABLE = (
    "CREATE TABLE raw(seq INTEGER PRIMARY KEY, id {blob}, actor INTEGER, verb INTEGER, object INTEGER, body {blob})"
)
_INDEXES = (
    "CREATE UNIQUE INDEX raw_id ON raw(id)",
    *(f"CREATE INDEX raw_{one} ON raw({one}, seq)" for one in ("actor", "verb", "object")),
)

Row = tuple[int, bytes, int, int, int, bytes]


def measure(options: argparse.Namespace) -> Report:
    """Batches of 50 whole statements: durable, fully checked, against raw rows."""
    report = Report("lrs_batch")
    with scratch_folder() as folder:
        if options.database == "postgresql":
            with run_postgres(folder / "cluster") as base, fresh_postgres(base) as url:
                _compare(report, url, folder, lambda: _raw_postgres(url, options.seconds), options)
        else:
            url = f"sqlite:///{folder}/store.sqlite3"
            _compare(report, url, folder, lambda: _raw_sqlite(folder / "raw.sqlite3", options.seconds), options)
    return report


def _compare(
    report: Report, url: str, folder: Path, reference: Callable[[], float], options: argparse.Namespace
) -> None:
    requests = _requests()
    with run_server(url, folder / "lrs", options.workers) as server:
        rate, raw, ratio, least, most = measure_pairs(
            reference, lambda: _run(server.port, requests, options), options.repeats
        )
    name = f"batch of {SIZE}, {options.connections} connections, {options.workers} worker(s), {options.database}"
    report.figures.append(Figure(name, rate, "statements/s", ratio, f"raw indexed rows ({raw:.0f}/s)"))
    report.figures.append(Figure("ratio, least and greatest", least, f"to {most:.3f} (goal {GOALS[options.database]})"))


def _requests() -> Iterator[bytes]:
    for seed in itertools.count():
        for body in make_bodies(20, SIZE, seed):
            yield write_request("POST", "/xapi/statements", body)


def _run(port: int, requests: Iterator[bytes], options: argparse.Namespace) -> float:
    ready = itertools.chain(list(itertools.islice(requests, int(130 * options.seconds))), requests)
    load = run_load(port, ready, options.connections, options.seconds)
    if load.faults:
        raise RuntimeError(f"{load.faults} requests were refused")
    return load.rate * SIZE


def _rows(rng: random.Random, first: int) -> list[Row]:
    draw = rng.randrange
    return [
        (first + n, rng.randbytes(16), draw(ACTORS), draw(VERBS), draw(ACTIVITIES), rng.randbytes(1360))
        for n in range(SIZE)
    ]


def _raw_sqlite(path: Path, seconds: float) -> float:
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for line in (_TABLE.format(blob="BLOB"), *_INDEXES):
        connection.execute(line)
    rng, count, spent = random.Random(1), 0, 0.0
    while spent < seconds:
        rows = _rows(rng, count)
        begun = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO raw VALUES (?, ?, ?, ?, ?, ?)", rows)
        connection.execute("COMMIT")
        spent += time.perf_counter() - begun
        count += SIZE
    connection.close()
    return count / spent


def _raw_postgres(url: str, seconds: float, connections: int = 4) -> float:
    address = url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS raw")
        for line in (_TABLE.format(blob="BYTEA"), *_INDEXES):
            connection.execute(line)
    counts = [0] * connections

    def fill(place: int) -> None:
        rng = random.Random(place)
        with psycopg.connect(address) as own:
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                columns = [list(column) for column in zip(*_rows(rng, counts[place] + place * 10**8), strict=True)]
                own.execute(
                    "INSERT INTO raw SELECT * FROM unnest(%s::int[], %s::bytea[], %s::int[], %s::int[], %s::int[],"
                    " %s::bytea[])",
                    columns,
                )
                own.commit()
                counts[place] += SIZE

    threads = [threading.Thread(target=fill, args=(place,)) for place in range(connections)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begun)


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--repeats", type=int, default=3)


if __name__ == "__main__":
    run("lrs_batch", measure, _add)
