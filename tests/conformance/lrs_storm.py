"""Many writers, overlapping batches, a served store that is killed at random: python -m tests.conformance.lrs_storm.

Every writer sends batches in which some statements are other writers' too, and repeats what got no answer. Afterwards
everything that was acknowledged must be there, once, and ``stored`` must grow in the order of the store.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.conformance.lrs_server import Server, make_headers, run_server
from tests.databases import fresh_postgres, run_postgres

SHARED = 4000
"""Statements that several writers may send; each is made of its number, so all of them send the same."""


@dataclass
class Storm:
    """What the writers saw."""

    server: Server
    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: set[str] = field(default_factory=set)
    broken: int = 0
    kills: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def note(self, status: int, ids: list[str]) -> None:
        with self.guard:
            self.statuses[status] += 1
            if status == 200:
                self.acknowledged.update(ids)


def make_shared(number: int) -> dict[str, Any]:
    """Always the same statement for a number; those of a prime-like share refer to another one."""
    target: dict[str, Any] = {"id": f"https://x.example.jp/things/{number % 37}"}
    if number % 11 == 0:
        target = {"objectType": "StatementRef", "id": str(UUID(int=number + 1, version=4))}
    return {
        "id": str(UUID(int=number, version=4)),
        "actor": {"mbox": f"mailto:p{number % 53}@example.com"},
        "verb": {"id": f"https://x.example.jp/verbs/{number % 7}"},
        "object": target,
        "timestamp": "2026-11-22T03:00:00Z",
    }


def _write(storm: Storm, seed: int) -> None:
    rng = random.Random(seed)
    connection: HTTPConnection | None = None
    waiting: list[dict[str, Any]] = []
    while not storm.over.is_set():
        if not waiting:
            waiting = [make_shared(number) for number in rng.sample(range(1, SHARED), rng.randint(1, 12))]
            waiting.append(make_shared(rng.getrandbits(64) + SHARED))
        connection = connection or HTTPConnection("127.0.0.1", storm.server.port, timeout=30)
        try:
            connection.request("POST", "/xapi/statements", json.dumps(waiting), make_headers())
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException):
            connection.close()
            connection = None
            storm.broken += 1
            time.sleep(0.05)
            continue
        storm.note(answer.status, [one["id"] for one in waiting])
        waiting = []
    if connection:
        connection.close()


def raise_storm(server: Server, writers: int, calm: float, kills: int = 0, seconds: float = 0.0) -> Storm:
    """Let the writers write, and kill the server about every ``calm`` seconds: so many times, or for so long."""
    storm, rng, end = Storm(server), random.Random(7), time.monotonic() + seconds
    threads = [threading.Thread(target=_write, args=(storm, seed)) for seed in range(writers)]
    for thread in threads:
        thread.start()
    try:
        while storm.kills < kills or time.monotonic() < end:
            time.sleep(rng.uniform(calm / 2, calm * 1.5))
            server.kill()
            server.start()
            storm.kills += 1
        time.sleep(calm)
    finally:
        storm.over.set()
        for thread in threads:
            thread.join()
    return storm


def walk_store(server: Server) -> Iterator[dict[str, Any]]:
    """Every statement, in the order of storing."""
    path = "/xapi/statements?ascending=true&limit=500"
    while path:
        status, body = server.ask("GET", path)
        assert status == 200, body
        page = json.loads(body)
        yield from page["statements"]
        path = page["more"]


def find_faults(storm: Storm) -> list[str]:
    """Everything that went wrong; an empty list is the proof."""
    found = list(walk_store(storm.server))
    ids, moments = [one["id"] for one in found], [one["stored"] for one in found]
    faults = []
    if lost := storm.acknowledged - set(ids):
        faults.append(f"{len(lost)} acknowledged statements lost")
    if len(set(ids)) < len(ids):
        faults.append(f"{len(ids) - len(set(ids))} statements twice")
    if any(one >= other for one, other in pairwise(moments)):
        faults.append("stored does not grow")
    if set(storm.statuses) - {200}:
        faults.append(f"answers {dict(storm.statuses)}")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writers", type=int, default=32)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    told = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o711)
        url = f"sqlite:///{folder}/store.sqlite3"
        if told.database == "postgresql":
            url = stack.enter_context(fresh_postgres(stack.enter_context(run_postgres(folder / "cluster"))))
        server = stack.enter_context(run_server(url, folder / "server", told.workers))
        storm = raise_storm(server, told.writers, 8.0, seconds=told.minutes * 60)
        faults = find_faults(storm)
    print(f"{dict(storm.statuses)} answers, {storm.broken} broken, {storm.kills} kills, {len(storm.acknowledged)} kept")
    print("\n".join(faults) or "no faults")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
