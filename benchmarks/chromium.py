"""Chromium over its own pipe, with nothing in between.

A test driver puts scripts and worlds of its own into every page, and they would be measured with it. Here a page has
nothing in it but itself (Chrome DevTools Protocol, ``--remote-debugging-pipe``).
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.conftest import CHROMIUM, FLAGS

ANSWER_SECONDS = 60.0
_READS, _WRITES = 3, 4
"""The ends that Chromium expects: it reads commands from one and writes what happens to the other."""
_HIGH = 64
_SIP = 1 << 20
_OWN = ("--headless", "--remote-debugging-pipe", "--hide-scrollbars", "--mute-audio")

Told = dict[str, Any]


class Chromium:
    """A browser that is spoken to. Messages end with a zero byte."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads, self._writes = reads, writes
        self._number = 0
        self._rest = b""
        self._events: list[Told] = []

    def ask(self, method: str, session: str = "", **values: Any) -> Told:
        """Give a command and wait for its answer. Raises ``RuntimeError`` for a refusal, ``TimeoutError``."""
        self._number += 1
        message: Told = {"id": self._number, "method": method, "params": values}
        if session:
            message["sessionId"] = session
        os.write(self._writes, json.dumps(message).encode("utf-8") + b"\0")
        until = time.monotonic() + ANSWER_SECONDS
        while True:
            told = self._read(until, method)
            if told.get("id") != self._number:
                self._events.append(told)
            elif "error" in told:
                raise RuntimeError(f"{method}: {told['error']}")
            else:
                answer: Told = told["result"]
                return answer

    def forget(self) -> None:
        """What happened up to now is of no interest."""
        self._events.clear()

    def told(self) -> list[Told]:
        """What happened up to now and was not waited for."""
        return list(self._events)

    def await_event(self, name: str, session: str) -> Told:
        """What an event tells, which came already or comes now. Raises ``TimeoutError``."""
        until = time.monotonic() + ANSWER_SECONDS
        while True:
            for told in self._events:
                if (told.get("method"), told.get("sessionId")) == (name, session):
                    self._events.remove(told)
                    values: Told = told["params"]
                    return values
            self._events.append(self._read(until, name))

    def _read(self, until: float, wanted: str) -> Told:
        while b"\0" not in self._rest:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._reads], [], [], left)[0]:
                raise TimeoutError(f"the browser said nothing of {wanted}")
            part = os.read(self._reads, _SIP)
            if not part:
                raise RuntimeError("the browser has ended")
            self._rest += part
        message, _, self._rest = self._rest.partition(b"\0")
        told: Told = json.loads(message)
        return told


def _make_pipe() -> tuple[int, int]:
    """A pipe whose ends have numbers out of the way of those that Chromium expects."""
    pipe = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _HIGH) for end in pipe)
    for end in pipe:
        os.close(end)
    return high[0], high[1]


@contextmanager
def open_chromium(folder: Path) -> Iterator[Chromium]:
    """A browser whose profile lies in ``folder``; it ends with the block."""
    (its_reads, our_writes), (our_reads, its_writes) = _make_pipe(), _make_pipe()
    nothing = os.open(os.devnull, os.O_RDWR)
    process = os.posix_spawn(
        CHROMIUM,
        [str(CHROMIUM), *_OWN, f"--user-data-dir={folder}", *FLAGS],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, its_reads, _READS),
            (os.POSIX_SPAWN_DUP2, its_writes, _WRITES),
            (os.POSIX_SPAWN_DUP2, nothing, 2),
        ],
    )
    for end in (its_reads, its_writes, nothing):
        os.close(end)
    chromium = Chromium(our_reads, our_writes)
    try:
        yield chromium
    finally:
        chromium.ask("Browser.close")
        os.waitpid(process, 0)
        os.close(our_reads)
        os.close(our_writes)
