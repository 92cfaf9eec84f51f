"""A learning record store that does everything wrong, on the loopback address; and what it got to see."""

from __future__ import annotations

import http.server
import json
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


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection to the store."""

    protocol_version = "HTTP/1.1"
    timeout = 5

    def do_POST(self) -> None:
        store: HostileStore = self.server.store  # type: ignore[attr-defined]  # set below
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        store.asked.append({"path": self.path, "body": raw.decode(), **dict(self.headers)})
        statements = json.loads(raw)
        step = store.steps.pop(0) if store.steps else keep
        step(self, statements)

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
    store.kept.update(zip(ids, statements, strict=True))
    handler.answer(200, json.dumps(ids).encode())


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
        store.kept.update({one["id"]: one for one in statements})
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
    store.kept.update({one["id"]: one for one in statements})
    handler.close_connection = True
    try:
        handler.answer(200, b"x" * 10_000_000)
    except OSError:  # nobody listens to the end
        return


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
