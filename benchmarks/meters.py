"""What a figure is measured with: CPU time of this process and of a database server, and the statements sent."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import sysconf
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine, event

TICKS = sysconf("SC_CLK_TCK")


def own_cpu() -> float:
    """CPU seconds of this process so far, all threads, in user and kernel mode."""
    return time.process_time()


class ServerCpu:
    """CPU seconds of a PostgreSQL cluster so far: its first process and everything that this one has started.

    The living are read to the nanosecond (``schedstat``), those that have ended from what their parent keeps of them.
    """

    def __init__(self, data: Path) -> None:
        self.postmaster = int((data / "postmaster.pid").read_text(encoding="ascii").split()[0])

    def __call__(self) -> float:
        pids = [self.postmaster, *_children(self.postmaster)]
        fields = Path(f"/proc/{self.postmaster}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ended = (int(fields[13]) + int(fields[14])) / TICKS
        return ended + sum(map(_living, pids))


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(one) for one in text.split()]


def _living(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9
    except FileNotFoundError:  # it ended since we asked for the list
        return 0.0


@dataclass
class Counts:
    """Statements sent to a database. ``begins`` and ``ends`` (commits, rollbacks) are counted beside them."""

    statements: int = 0
    begins: int = 0
    ends: int = 0

    def __sub__(self, other: Counts) -> Counts:
        return Counts(self.statements - other.statements, self.begins - other.begins, self.ends - other.ends)

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.statements + other.statements, self.begins + other.begins, self.ends + other.ends)

    def copy(self) -> Counts:
        """The counts as they are now."""
        return Counts(self.statements, self.begins, self.ends)


@contextmanager
def count_statements(engine: Engine) -> Iterator[Counts]:
    """Counts what an engine sends. A BEGIN counts once a transaction, whether SQLite is told it or the driver does."""
    counts = Counts()

    def note_statement(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        counts.statements += not text.startswith("BEGIN")

    def note_begin(_connection: Any) -> None:
        counts.begins += 1

    def note_end(_connection: Any) -> None:
        counts.ends += 1

    listeners: list[tuple[str, Callable[..., None]]] = [
        ("before_cursor_execute", note_statement),
        ("begin", note_begin),
        ("commit", note_end),
        ("rollback", note_end),
    ]
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        yield counts
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)


@dataclass(frozen=True)
class Timing:
    """Medians of one repeated act: CPU seconds of this process and seconds on the wall."""

    cpu: float
    wall: float


def time_together(acts: dict[str, Callable[[], object]], repeats: int, warm_ups: int = 2) -> dict[str, Timing]:
    """Repeat several acts in turns, so that a busy minute of the machine falls on all of them; their medians."""
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in acts}
    gc.collect()
    gc.freeze()  # what lay there before is looked through once, not before every act
    try:
        for number in range(repeats + warm_ups):
            for name, act in acts.items():
                gc.collect()  # nobody pays for what the one before left lying
                wall, cpu = time.perf_counter(), own_cpu()
                act()
                cpu, wall = own_cpu() - cpu, time.perf_counter() - wall
                if number >= warm_ups:
                    spent[name].append((cpu, wall))
    finally:
        gc.unfreeze()
    return {
        name: Timing(median(cpu for cpu, _ in pairs), median(wall for _, wall in pairs))
        for name, pairs in spent.items()
    }
