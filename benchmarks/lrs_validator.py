"""Reading and checking statements against tincan's reading of the same bytes, on one core."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence

import tincan

from benchmarks.lrs_load import make_bodies, measure_pairs
from benchmarks.report import Figure, Report, run
from elearn.lrs.rules.bodies import parse_json
from elearn.lrs.rules.incoming import read_batch
from elearn.xapi.check import check_statement
from elearn.xapi.shapes import read_shape

GOAL, RATIO = 40_000, 15


def measure(options: argparse.Namespace) -> Report:
    """CPU time of the rules alone, of strict reading with the rules, and of all that happens before the lock."""
    bodies = make_bodies(1000, 1, 5)
    values = [parse_json(body) for body in bodies]
    if any(read_shape(body, "1.0.3") is None for body in bodies):
        raise RuntimeError("a statement of everyday life was left to the slow way")
    report = Report("lrs_validator")
    steps: dict[str, Callable[[], object]] = {
        "rules alone": lambda: [check_statement(value, "1.0.3") for value in values],
        "strict JSON and rules": lambda: [read_shape(body, "1.0.3") for body in bodies],
        "all before the lock": lambda: [read_batch(body, "1.0.3") for body in bodies],
    }
    texts = [body.decode() for body in bodies[:100]]
    for name, step in steps.items():
        rate, reference, ratio, least, most = measure_pairs(
            lambda: _rate(texts, lambda: [tincan.Statement.from_json(text) for text in texts]),
            lambda step=step: _rate(bodies, step),  # type: ignore[misc]
            options.repeats,
        )
        reference_name = f"tincan from_json ({reference:.0f}/s; {least:.1f} to {most:.1f})"
        report.figures.append(Figure(name, rate, f"statements/s (goal {GOAL})", ratio, reference_name))
    return report


def _rate(items: Sequence[object], step: Callable[[], object], rounds: int = 3) -> float:
    best = 0.0
    for _ in range(rounds):
        begun = time.process_time()
        step()
        best = max(best, len(items) / (time.process_time() - begun))
    return best


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--repeats", type=int, default=3)


if __name__ == "__main__":
    run("lrs_validator", measure, _add)
