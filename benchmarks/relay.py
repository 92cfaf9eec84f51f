"""Statements delivered from the outbox into the embedded record store, in the batches of the relay."""

from __future__ import annotations

import argparse
import sqlite3
import time
from pathlib import Path
from uuid import UUID, uuid5

from benchmarks.house import Site, open_site, scratch_folder
from benchmarks.meters import Timing, count_statements, own_cpu
from benchmarks.report import Figure, Report, run
from elearn.events import NAMESPACE, ActivityCompleted, Event
from elearn.records import relay
from elearn.wiring.relaying import deliver_all


def make_facts(site: Site, first: int, number: int) -> list[Event]:
    """Pages read by people: what most statements of a real day are about."""
    return [
        ActivityCompleted(
            person=str(_uuid("person", place // 6)),
            at=site.clock(),
            registration=_uuid("registration", place // 6),
            course="dx-basics",
            activity=f"0{place % 6 + 1}-module/read",
            criterion="read",
        )
        for place in range(first, first + number)
    ]


def _uuid(kind: str, place: int) -> UUID:
    return uuid5(NAMESPACE, f"{kind}\x1f{place}")


def deliver(site: Site, first: int, number: int) -> tuple[Timing, int, list[tuple[str, bytes]]]:
    """Fill the outbox, deliver everything; what that took, how many SQL statements, and the statements."""
    bodies = [statement for fact in make_facts(site, first, number) for statement in site.house.statements(fact)]
    with site.house.sessions() as session:
        relay.enqueue(session, bodies, [sink.target for sink in site.house.sinks], site.clock())
        session.commit()
    with count_statements(site.engine) as counts:
        wall, cpu = time.perf_counter(), own_cpu()
        delivered = deliver_all(site.house, "benchmark")
        took = Timing(own_cpu() - cpu, time.perf_counter() - wall)
    if delivered != len(bodies):
        raise RuntimeError(f"{delivered} of {len(bodies)} statements were delivered")
    return took, counts.statements, bodies


def insert_raw(path: Path, bodies: list[tuple[str, bytes]]) -> Timing:
    """The same bytes into a bare SQLite table with the same pragmas, a transaction for each batch."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE statement (id TEXT PRIMARY KEY, body BLOB NOT NULL)")
    wall, cpu = time.perf_counter(), own_cpu()
    for start in range(0, len(bodies), relay.BATCH):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO statement VALUES (?, ?)", bodies[start : start + relay.BATCH])
        connection.execute("COMMIT")
    took = Timing(own_cpu() - cpu, time.perf_counter() - wall)
    connection.close()
    return took


def add_options(parser: argparse.ArgumentParser) -> None:
    """The command line's options."""
    parser.add_argument("--statements", type=int, default=3000, help="how many are delivered")


def measure(options: argparse.Namespace) -> Report:
    """Statements delivered per second into the embedded record store."""
    with open_site("sqlite") as site, scratch_folder() as folder:
        deliver(site, 0, relay.BATCH)  # warm
        ours, sent, bodies = deliver(site, relay.BATCH, options.statements)
        raw = insert_raw(folder / "raw.sqlite3", bodies)
    number = len(bodies)
    reference = "raw SQLite inserts of the same bytes"
    return Report(
        "relay",
        [
            Figure(
                "statements a second", number / ours.wall, "/s", ours.wall / raw.wall, f"the seconds of {reference}"
            ),
            Figure("CPU of a statement", ours.cpu / number * 1000, "ms", ours.cpu / raw.cpu, reference),
            Figure("SQL statements of a batch", sent / (number / relay.BATCH), ""),
        ],
    )


if __name__ == "__main__":
    run("relay", measure, add_options)
