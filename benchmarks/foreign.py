"""Files of strangers: how many our readers take, what they refuse and why, and that none of them makes a reader raise.

Bring the files yourself, from wherever they are public: nothing of them belongs into this tree.
"""

from __future__ import annotations

import argparse
import resource
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import quizzes
from benchmarks.report import Figure, Report, run
from quizzes.formats.contract import Reading
from quizzes.formats.registry import guess_format

MEMORY_MB, SECONDS = 1024, 10.0
WHOLE, LOSSY, PARTLY, REFUSED, CRASHED = "read whole", "read with losses", "read in part", "refused", "crashed"
FATES = (WHOLE, LOSSY, PARTLY, REFUSED, CRASHED)
UNKNOWN = "no format"


@dataclass
class Tally:
    """What became of the files of one format."""

    fates: Counter[str] = field(default_factory=Counter)
    items: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    slowest: float = 0.0


def find_files(folder: Path) -> Iterator[Path]:
    """Every file below, in order."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def judge(reading: Reading) -> str:
    """What a reading amounts to."""
    if not reading.items:
        return REFUSED
    if reading.problems:
        return PARTLY
    return LOSSY if reading.losses else WHOLE


def import_files(folder: Path) -> dict[str, Tally]:
    """Read every file below a folder as its ending and its bytes say: format -> what became of its files."""
    tallies: dict[str, Tally] = {}
    for path in find_files(folder):
        data = path.read_bytes()
        found = guess_format(path.name, data)
        tally = tallies.setdefault(found.name if found else UNKNOWN, Tally())
        begin = time.perf_counter()
        try:
            reading = quizzes.read_file(data, path.name)
            quizzes.score(reading.items, {})
        except Exception:  # whatever it is, a reader must not raise it
            tally.fates[CRASHED] += 1
            _reason(tally, traceback.format_exc().strip().splitlines()[-1], path)
            continue
        tally.slowest = max(tally.slowest, time.perf_counter() - begin)
        tally.fates[judge(reading)] += 1
        tally.items += len(reading.items)
        for code in {_name(problem) for problem in (*reading.problems, *reading.losses)}:
            _reason(tally, code, path)
    return tallies


def _name(problem: quizzes.Problem) -> str:
    more = problem.params.get("detail") or problem.params.get("name") or problem.params.get("kind") or ""
    return f"{problem.code} {more[:60]}".strip()


def _reason(tally: Tally, reason: str, path: Path) -> None:
    tally.reasons[reason] += 1
    tally.examples.setdefault(reason, path.name)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The command line's options."""
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reasons", type=int, default=15, help="how many reasons are told for each format")


def measure(options: argparse.Namespace) -> Report:
    """Files of strangers by what became of them, and why."""
    tallies = import_files(options.folder)
    report = Report("foreign")
    report.tables["files"] = (
        ("format", "files", *FATES, "items", "slowest ms"),
        [
            (
                name,
                one.fates.total(),
                *(one.fates[fate] for fate in FATES),
                one.items,
                round(one.slowest * 1000),
            )
            for name, one in sorted(tallies.items())
        ],
    )
    for name, one in sorted(tallies.items()):
        rows = [(why, many, one.examples[why]) for why, many in one.reasons.most_common(options.reasons)]
        report.tables[f"{name}: why"] = (("reason", "files", "for example"), rows)
    files = sum(one.fates.total() for one in tallies.values())
    told = sum(one.fates[fate] for one in tallies.values() for fate in (WHOLE, LOSSY, PARTLY))
    report.figures += [
        Figure("files", files, ""),
        Figure("files read, whole or in part", told, "", told / files if files else None, "all files"),
        Figure("items read", sum(one.items for one in tallies.values()), ""),
        Figure("crashed", sum(one.fates[CRASHED] for one in tallies.values()), "", limit=0),
        Figure("slowest file", max((one.slowest for one in tallies.values()), default=0.0), "s", limit=SECONDS),
        Figure("peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB", limit=MEMORY_MB),
    ]
    return report


if __name__ == "__main__":
    run("foreign", measure, add_options)
