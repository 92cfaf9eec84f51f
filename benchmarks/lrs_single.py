"""Single POSTs on kept connections against a no-op POST of Flask on the same kind of server."""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator
from pathlib import Path

from benchmarks.house import scratch_folder
from benchmarks.lrs_load import Cost, compare_costs, make_bodies, measure_pairs, run_load, write_request
from benchmarks.report import Figure, Report, run
from tests.conformance.lrs_server import Server, run_server
from tests.databases import fresh_postgres, run_postgres

GOAL = 0.55


def measure(options: argparse.Namespace) -> Report:
    """Single POSTs of whole statements: durable, fully checked."""
    report = Report("lrs_single")
    with scratch_folder() as folder:
        if options.database == "postgresql":
            with run_postgres(folder / "cluster") as base, fresh_postgres(base) as url:
                _compare(report, url, folder, options)
        else:
            _compare(report, f"sqlite:///{folder}/store.sqlite3", folder, options)
    return report


def _compare(report: Report, url: str, folder: Path, options: argparse.Namespace) -> None:
    requests = _requests(options.seconds)
    noop_folder = folder / "noop"
    noop_folder.mkdir()
    noop = Server("", noop_folder, options.workers, application="benchmarks.lrs_noop:app")
    idle = write_request("POST", "/noop", make_bodies(1, 1, 1)[0])
    with run_server(url, folder / "lrs", options.workers) as server:
        noop.start()
        cost, rest = Cost(server), Cost(noop)
        try:
            rate, reference, ratio, least, most = measure_pairs(
                lambda: _run(rest, itertools.repeat(idle), options),
                lambda: _run(cost, requests, options),
                options.repeats,
            )
        finally:
            noop.stop()
    name = f"single POST, {options.connections} connections, {options.workers} worker(s), {options.database}"
    report.figures.append(Figure(name, rate, "statements/s", ratio, f"Flask no-op POST ({reference:.0f}/s)"))
    report.figures.append(Figure("ratio, least and greatest", least, f"to {most:.3f} (goal {GOAL})"))
    report.figures.append(compare_costs("single POST", cost, rest))


def _requests(seconds: float) -> Iterator[bytes]:
    for seed in itertools.count():
        for body in make_bodies(2000, 1, seed):
            yield write_request("POST", "/xapi/statements", body)


def _run(cost: Cost, requests: Iterator[bytes], options: argparse.Namespace) -> float:
    ready = itertools.chain(list(itertools.islice(requests, int(2500 * options.seconds))), requests)
    load = cost.add(lambda: run_load(cost.server.port, ready, options.connections, options.seconds))
    if load.faults:
        raise RuntimeError(f"{load.faults} requests were refused")
    return load.rate


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--repeats", type=int, default=3)


if __name__ == "__main__":
    run("lrs_single", measure, _add)
