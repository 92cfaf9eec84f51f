"""A load generator on one thread: some kept connections, each sending its next request when the last is answered."""

from __future__ import annotations

import json
import os
import random
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from uuid import UUID

from benchmarks.report import Figure
from tests.conformance.lrs_server import Server, make_headers

ACTORS, VERBS, ACTIVITIES = 2438, 7, 500
BASE = "https://elearn.example.jp/"


@dataclass
class Load:
    """What a run of the generator saw: seconds each, statuses beside 2xx, and bytes of the smallest answer."""

    seconds: float = 0.0
    delays: list[float] = field(default_factory=list)
    faults: int = 0
    smallest: int = 1 << 60

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return (len(self.delays) - self.faults) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds that this share of the requests stayed below."""
        return sorted(self.delays)[min(len(self.delays) - 1, int(len(self.delays) * share))] * 1000


def make_statement(rng: random.Random) -> dict[str, object]:
    """A statement of about 1.3 KB as this house sends them, in Japanese, with an id of its own."""
    what = rng.randrange(ACTIVITIES)
    return {
        "id": str(UUID(int=rng.getrandbits(128), version=4)),
        "actor": {"objectType": "Agent", "account": {"homePage": BASE, "name": f"p-{rng.randrange(ACTORS)}"}},
        "verb": {
            "id": f"http://adlnet.gov/expapi/verbs/v{rng.randrange(VERBS)}",
            "display": {"ja": "合格した", "en": "passed"},
        },
        "object": {
            "objectType": "Activity",
            "id": f"{BASE}courses/dx-basics/items/{what}",
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/assessment",
                "name": {"ja": f"なぜ自治体にDXが必要か　練習問題 {what}", "en": f"Why a municipality needs DX {what}"},
            },
        },
        "result": {"score": {"scaled": 0.85, "raw": 17, "min": 0, "max": 20}, "success": True, "duration": "PT7M30S"},
        "context": {
            "registration": str(UUID(int=what, version=4)),
            "contextActivities": {
                "parent": [{"objectType": "Activity", "id": f"{BASE}courses/dx-basics/01-why-dx"}],
                "grouping": [{"objectType": "Activity", "id": f"{BASE}courses/dx-basics"}],
                "category": [{"objectType": "Activity", "id": f"{BASE}profiles/elearn/v1"}],
            },
            "revision": "1.0.0",
            "extensions": {f"{BASE}extensions/attempt": str(UUID(int=rng.getrandbits(128), version=4))},
        },
        "timestamp": f"2026-11-22T{rng.randrange(24):02}:{rng.randrange(60):02}:07.123456Z",
        "version": "1.0.3",
    }


def make_bodies(count: int, size: int, seed: int) -> list[bytes]:
    """Bodies of POSTs: one statement each, or a batch of ``size``."""
    rng = random.Random(seed)
    batches = ([make_statement(rng) for _ in range(size)] for _ in range(count))
    return [json.dumps(one if size > 1 else one[0], ensure_ascii=False).encode("utf-8") for one in batches]


def write_request(method: str, path: str, body: bytes = b"", version: str = "1.0.3") -> bytes:
    """A request's bytes."""
    headers = {"Host": "127.0.0.1", **make_headers(version), "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("ascii") + body


def run_load(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> Load:
    """Send requests for so long, or until there are no more."""
    load, begun = Load(), time.perf_counter()
    with selectors.DefaultSelector() as selector:
        links = [_Link(port) for _ in range(connections)]
        for link in links:
            selector.register(link.socket, selectors.EVENT_READ, link)
        busy = sum(link.send(requests) for link in links)
        while busy:
            for key, _ in selector.select():
                link = key.data
                if link.receive(load):
                    over = time.perf_counter() - begun > seconds
                    busy -= 0 if not over and link.send(requests) else 1
        load.seconds = time.perf_counter() - begun
        for link in links:
            link.socket.close()
    return load


@dataclass
class Cost:
    """CPU seconds of a server's processes, and what they answered for them."""

    server: Server
    seconds: float = 0.0
    answers: int = 0

    def add(self, run: Callable[[], Load]) -> Load:
        """Count one run of the generator."""
        before = self._read()
        load = run()
        self.seconds += self._read() - before
        self.answers += len(load.delays)
        return load

    @property
    def each(self) -> float:
        """Microseconds an answer."""
        return self.seconds / self.answers * 1e6

    def _read(self) -> float:
        """The server leads a session of its own, so its processes are those of that session (proc(5), stat)."""
        ticks = 0
        session = str(self.server.process.pid) if self.server.process else ""
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has ended meanwhile
            if fields[3] == session:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def compare_costs(name: str, cost: Cost, idle: Cost) -> Figure:
    """How many of the idle server's answers cost as much CPU as one of ours: the share that is left of its rate."""
    return Figure(
        f"{name}, CPU", cost.each, "us an answer", idle.each / cost.each, f"no-op's rate ({idle.each:.0f} us)"
    )


class _Link:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.pieces: list[bytes] = []
        self.missing = -1
        self.length = 0
        self.sent = 0.0

    def send(self, requests: Iterator[bytes]) -> bool:
        request = next(requests, None)
        if request is None:
            return False
        self.sent = time.perf_counter()
        self.socket.sendall(request)
        return True

    def receive(self, load: Load) -> bool:
        """Whether the answer is whole now."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise ConnectionError("the server hung up")
        self.pieces.append(piece)
        if self.missing < 0:
            # Only what is needed is looked at, so that the generator leaves the machine to the server.
            head, blank, body = b"".join(self.pieces).partition(b"\r\n\r\n")
            if not blank:
                return False
            mark = head.lower().find(b"content-length:")
            self.length = int(head[mark + 15 :].split(b"\r\n", 1)[0]) if mark >= 0 else 0
            self.missing = self.length - len(body)
        else:
            self.missing -= len(piece)
        if self.missing > 0:
            return False
        load.delays.append(time.perf_counter() - self.sent)
        load.faults += not self.pieces[0].startswith(b"HTTP/1.1 2")
        load.smallest = min(load.smallest, self.length)
        self.pieces, self.missing = [], -1
        return True


def measure_pairs(reference: Callable[[], float], measured: Callable[[], float], times: int = 3) -> tuple[float, ...]:
    """Rate, reference and the ratios' median, least and greatest; the reference right before and after each run."""
    before, rates, references, ratios = reference(), [], [], []
    for _ in range(times):
        rate, after = measured(), reference()
        rates.append(rate)
        references.append((before + after) / 2)
        ratios.append(rate / references[-1])
        before = after
    return median(rates), median(references), median(ratios), min(ratios), max(ratios)
