"""A learning record store that does everything wrong, on the loopback address; and what it got to see."""

from __future__ import annotations

import http.server
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Step = Callable[["Handler", list[Any]], None]
"""One answer of the store, given the statements that were posted."""


@dataclass
class HostileStore:
    """Answers as told, in turn, then as an honest store does. ``kept`` is what it holds, by statement id."""

    url: str = ""
    steps: list[Step] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    bad_ids: set[str] = field(default_factory=set)
    get_steps: list[Step] = field(default_factory=list)
    lines: int = 0
    effects: list[str] = field(default_factory=list)


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection to the store."""

    protocol_version = "HTTP/1.1"
    timeout = 5

    def setup(self) -> None:
        super().setup()
        self.server.store.lines += 1  # type: ignore[attr-defined]  # set below

    def do_POST(self) -> None:
        store: HostileStore = self.server.store  # type: ignore[attr-defined]  # set below
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        store.asked.append({"path": self.path, "body": raw.decode(), **dict(self.headers)})
        statements = json.loads(raw)
        step = store.steps.pop(0) if store.steps else keep
        step(self, statements)

    def do_GET(self) -> None:
        """What an honest store has under an id."""
        store: HostileStore = self.server.store  # type: ignore[attr-defined]  # set below
        store.asked.append({"path": self.path, "body": "", **dict(self.headers)})
        if store.get_steps:
            store.get_steps.pop(0)(self, [])
            return
        found = store.kept.get(self.path.partition("?statementId=")[2])
        self.answer(200, json.dumps(found).encode()) if found else self.answer(404)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def keep(handler: Handler, statements: list[Any]) -> None:
    """An honest store: refuses a batch with a bad statement, knows repeats, answers with the ids."""
    store: HostileStore = handler.server.store  # type: ignore[attr-defined]  # set below
    ids = [one["id"] for one in statements]
    if store.bad_ids & set(ids):
        handler.answer(400, b"bad statement")
        return
    take(store, statements)
    handler.answer(200, json.dumps(ids).encode())


def take(store: HostileStore, statements: list[Any]) -> None:
    """Keep what is new; ``effects`` are the ids in the order in which they became known."""
    store.effects += [one["id"] for one in statements if one["id"] not in store.kept]
    store.kept.update({one["id"]: one for one in statements})


def say(status: int, body: bytes = b"", **headers: str) -> Step:
    """Answer with a status and do nothing else."""
    return lambda handler, _: handler.answer(status, body, **headers)


def hang_up(handler: Handler, _: list[Any]) -> None:
    """Close the connection without a word."""
    handler.close_connection = True
    handler.connection.shutdown(2)


def keep_and_hang_up(handler: Handler, statements: list[Any]) -> None:
    """Take everything, then lose the answer."""
    store: HostileStore = handler.server.store  # type: ignore[attr-defined]  # set below
    if not store.bad_ids & {one["id"] for one in statements}:
        take(store, statements)
    hang_up(handler, statements)


def babble(handler: Handler, _: list[Any]) -> None:
    """Speak something that is no HTTP."""
    handler.wfile.write(b"HELO what?\r\n\r\n")
    handler.close_connection = True


def break_off(handler: Handler, _: list[Any]) -> None:
    """Promise a long answer and stop in the middle."""
    handler.wfile.write(b"HTTP/1.1 500 Oops\r\nContent-Length: 1000\r\n\r\nhalf")
    handler.close_connection = True


def flood(handler: Handler, statements: list[Any]) -> None:
    """Take everything and answer with ten megabytes."""
    store: HostileStore = handler.server.store  # type: ignore[attr-defined]  # set below
    take(store, statements)
    handler.close_connection = True
    try:
        handler.answer(200, b"x" * 10_000_000)
    except OSError:  # nobody listens to the end
        return


def keep_half(handler: Handler, statements: list[Any]) -> None:
    """Take the first half of a batch, against all rules, and fail."""
    store: HostileStore = handler.server.store  # type: ignore[attr-defined]  # set below
    if not store.bad_ids & {one["id"] for one in statements}:
        take(store, statements[: len(statements) // 2])
    handler.answer(500, b"disk full")


def keep_and_break_off(handler: Handler, statements: list[Any]) -> None:
    """Take everything and send half of the answer."""
    store: HostileStore = handler.server.store  # type: ignore[attr-defined]  # set below
    if store.bad_ids & {one["id"] for one in statements}:
        handler.answer(400)
        return
    take(store, statements)
    ids = json.dumps([one["id"] for one in statements]).encode()
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(ids) + ids[: len(ids) // 2])
    handler.close_connection = True


def reset(handler: Handler, _: list[Any]) -> None:
    """Cut the connection hard, as a failing router does."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def keep_and_go(handler: Handler, statements: list[Any]) -> None:
    """An honest store that ends the line afterwards without saying so."""
    keep(handler, statements)
    handler.close_connection = True


def drip(seconds: float) -> Step:
    """Send an answer a byte at a time, each in good time, for ever."""

    def trickle(handler: Handler, _: list[Any]) -> None:
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                handler.wfile.write(b"H")
                time.sleep(0.02)
        except OSError:  # the other side has had enough
            return
        handler.close_connection = True

    return trickle


def dawdle(seconds: float) -> Step:
    """Keep silent for a while, then hang up."""

    def wait(handler: Handler, statements: list[Any]) -> None:
        time.sleep(seconds)
        hang_up(handler, statements)

    return wait


@contextmanager
def run_hostile(*steps: Step) -> Iterator[HostileStore]:
    """The store on a free port of the loopback address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    store = HostileStore(f"http://127.0.0.1:{server.server_port}/lrs", list(steps))
    server.store = store  # type: ignore[attr-defined]  # handlers find it there
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # broken pipes are what is wanted
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
