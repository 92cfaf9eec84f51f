"""Everything out of a filled store, by its pages over HTTP and as JSON lines: rate, and whether memory stays flat."""

from __future__ import annotations

import argparse
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from benchmarks.house import scratch_folder
from benchmarks.lrs_fill import fill_store
from benchmarks.report import Figure, Report, run
from elearn.db import prepare_engine
from elearn.lrs.rules.queries import StatementQuery
from elearn.lrs.services import list_bodies, write_lines
from tests.conformance.lrs_server import Server, make_headers, run_server

GROWTH = 16.0
"""Megabytes that a process may grow by between the first tenth of the statements and the last."""


def measure(options: argparse.Namespace) -> Report:
    """All statements of a store on SQLite, out by both ways."""
    report = Report("lrs_stream")
    with scratch_folder() as folder:
        url = f"sqlite:///{folder}/store.sqlite3"
        with run_server(url, folder / "lrs") as server:
            fill_store(url, options.statements)
            measure_streams(report, server, url)
    return report


def measure_streams(report: Report, server: Server, url: str) -> None:
    """Both ways out of a filled store that is served, each against raw reading of the same rows."""
    reference, count = _read_raw(url)
    pages = Watch(lambda: sum(_read_resident(pid) for pid in list_processes(server)))
    lines = Watch(lambda: _read_resident(None))
    for name, watch, source in (
        ("pages of 500 over HTTP", pages, _follow_pages(server)),
        ("JSON lines", lines, _write_lines(url)),
    ):
        found = watch.run(source, count)
        if found < count:
            raise RuntimeError(f"{found} of {count} statements came out")
        title = f"{count} statements out, {name}"
        rate = found / watch.seconds
        report.figures.append(Figure(title, rate, "statements/s", rate / reference, f"raw rows ({reference:.0f}/s)"))
        report.figures.append(Figure(f"{title}: growth", max(watch.growth, 0.1), "MB", limit=GROWTH))


class Watch:
    """Runs a stream and looks at the memory of those who make it."""

    def __init__(self, look: Callable[[], float]) -> None:
        self._look = look
        self.seconds = 0.0
        self.growth = 0.0
        """Megabytes from the first tenth to the highest later on."""

    def run(self, source: Iterator[int], count: int) -> int:
        """How many statements came; the source tells how many came at each step."""
        found, seen, step = 0, list[float](), max(1, count // 100)
        begun = time.perf_counter()
        for number in source:
            found += number
            if found >= step * (len(seen) + 1):
                seen.append(self._look())
        self.seconds = time.perf_counter() - begun
        self.growth = max(seen[10:], default=0.0) - max(seen[:11], default=0.0)
        return found


def _follow_pages(server: Server) -> Iterator[int]:
    """Statements on each page of 500, oldest first, as a client follows them."""
    link = HTTPConnection("127.0.0.1", server.port, timeout=60)
    path = "/xapi/statements?ascending=true&limit=500"
    while path:
        link.request("GET", path, headers=make_headers())
        answer = link.getresponse()
        page = json.loads(answer.read())
        if answer.status != 200:
            raise RuntimeError(f"the store answered {answer.status}")
        yield len(page["statements"])
        path = page["more"]
    link.close()


def _write_lines(url: str) -> Iterator[int]:
    """Lines of each chunk of the export."""
    engine = create_engine(url)
    prepare_engine(engine)
    with Session(engine) as session:
        for chunk in write_lines(list_bodies(session, StatementQuery())):
            yield chunk.count(b"\n")
    engine.dispose()


def _read_raw(url: str) -> tuple[float, int]:
    """Rows a second that come out of the table alone, and how many there are."""
    connection = sqlite3.connect(str(make_url(url).database))
    begun, count = time.perf_counter(), 0
    cursor = connection.execute("SELECT body FROM elearn_lrs_statement ORDER BY seq")
    while rows := cursor.fetchmany(500):
        count += len(rows)
    seconds = time.perf_counter() - begun
    connection.close()
    return count / seconds, count


def list_processes(server: Server) -> list[int]:
    """The server's processes: they are a session of their own (proc(5), stat)."""
    session = str(server.process.pid) if server.process else ""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if fields[3] == session:
            found.append(int(path.parent.name))
    return found


def _read_resident(pid: int | None) -> float:
    """Megabytes of a process's own memory (proc(5), status: RssAnon); what is mapped from files is not its own."""
    for line in Path(f"/proc/{pid or 'self'}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--statements", type=int, default=1_000_000)


if __name__ == "__main__":
    run("lrs_stream", measure, _add)
