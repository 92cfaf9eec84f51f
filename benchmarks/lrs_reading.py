"""Pages of 100 by verb, agent and both from a filled store, against a no-op of Flask on the same kind of server."""

from __future__ import annotations

import argparse
import itertools
import json
import random
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.house import scratch_folder
from benchmarks.lrs_fill import fill_store
from benchmarks.lrs_load import (
    ACTORS,
    BASE,
    VERBS,
    Cost,
    Load,
    compare_costs,
    measure_pairs,
    run_load,
    write_request,
)
from benchmarks.lrs_stream import measure_streams
from benchmarks.report import Figure, Report, run
from tests.conformance.lrs_server import Server, run_server
from tests.databases import fresh_postgres, run_postgres

GOAL, PATIENCE = 0.35, 30.0
FIRST_ROUND = 120.0
"""Seconds that the first round of all requests may take."""


def measure(options: argparse.Namespace) -> Report:
    """Pages of 100 by verb, by agent and by both."""
    report = Report("lrs_reading")
    with scratch_folder() as folder:
        if options.database == "postgresql":
            with run_postgres(folder / "cluster") as base, fresh_postgres(base) as url:
                _compare(report, url, folder, options)
        else:
            _compare(report, f"sqlite:///{folder}/store.sqlite3", folder, options)
    return report


def _compare(report: Report, url: str, folder: Path, options: argparse.Namespace) -> None:
    (folder / "noop").mkdir()
    noop = Server("", folder / "noop", options.workers, application="benchmarks.lrs_noop:app")
    idle = write_request("GET", "/noop")
    with run_server(url, folder / "lrs", options.workers) as server:
        fill_store(url, options.statements)
        noop.start()
        try:
            for name in ("verb", "agent", "both"):
                loads: list[Load] = []
                cost, rest = Cost(server), Cost(noop)
                requests = [_ask(name, random.Random(seed), options) for seed in range(500)]

                def serve(loads: list[Load] = loads, requests: list[bytes] = requests, cost: Cost = cost) -> float:
                    run = partial(run_load, server.port, itertools.cycle(requests), 4, options.seconds)
                    loads.append(cost.add(run))
                    return loads[-1].rate

                def wait(rest: Cost = rest) -> float:
                    return rest.add(partial(run_load, noop.port, itertools.repeat(idle), 4, options.seconds)).rate

                # What lies on the disk only is read once, by itself: the rates below are the store's, not the disk's.
                first = run_load(server.port, iter(requests), 4, FIRST_ROUND)
                figures = measure_pairs(wait, serve, options.repeats)
                title = f"page by {name}, {options.statements} statements, {options.database}"
                report.figures.append(Figure(f"{title}, each for the first time, p99", first.percentile(0.99), "ms"))
                _tell(report, title, figures, loads)
                report.figures.append(compare_costs(title, cost, rest))
            if options.stream:
                measure_streams(report, server, url)
        finally:
            noop.stop()


def _tell(report: Report, name: str, figures: tuple[float, ...], loads: list[Load]) -> None:
    if any(load.faults or load.smallest < 1000 for load in loads):
        raise RuntimeError("refused requests or empty pages")
    rate, reference, ratio, _, _ = figures
    report.figures.append(Figure(f"{name} (goal {GOAL})", rate, "pages/s", ratio, f"Flask no-op ({reference:.0f}/s)"))
    slow = max(load.percentile(0.99) for load in loads)
    report.figures.append(Figure(f"{name}, p99", slow, "ms", limit=PATIENCE))


def _ask(name: str, rng: random.Random, options: argparse.Namespace) -> bytes:
    parameters = {"limit": str(options.limit)}
    if name in ("verb", "both"):
        parameters["verb"] = f"http://adlnet.gov/expapi/verbs/v{rng.randrange(VERBS)}"
    if name in ("agent", "both"):
        parameters["agent"] = json.dumps({"account": {"homePage": BASE, "name": f"p-{rng.randrange(ACTORS)}"}})
    return write_request("GET", f"/xapi/statements?{urlencode(parameters)}")


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--stream", action="store_true", help="read everything out as well (SQLite only)")
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--repeats", type=int, default=3)


if __name__ == "__main__":
    run("lrs_reading", measure, _add)
