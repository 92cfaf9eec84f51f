"""Writing lines of a log: at once while there are few, a few times a second while there are many.

A write of one line lets another thread take the interpreter, and getting it back costs a busy server more than the line
itself. So a line that comes soon after a write waits with those behind it, for ``pause`` at the longest. What tells of
a fault waits for nothing. Whoever kills the process without a farewell loses what still waited.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

PAUSE = 0.2
"""Seconds for which a line waits at most."""

MOST_BYTES = 4000
"""Of one write. Several processes write to one pipe, and up to 4,096 bytes (``PIPE_BUF``) stay together there."""


Line = str | Callable[[], str]
"""A line, or what tells it."""


class LineWriter(logging.StreamHandler[TextIO]):
    """A handler that gathers lines while many come. No thread before the first line that waits."""

    def __init__(self, stream: TextIO | None = None, pause: float = PAUSE) -> None:
        super().__init__(stream)
        self._pause = pause
        self._begin()

    def _begin(self) -> None:
        """Anew in a child after a fork: what waited is its parent's to write, and the thread stayed there."""
        self._process = os.getpid()
        self._lines: list[Line] = []
        self._written = 0.0
        self._waiting = threading.Event()
        self._thread: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line, or let it wait."""
        try:
            self._take(self.format(record), hurry=record.levelno >= logging.WARNING)
        except Exception:  # as every handler: who logs must not suffer for the log
            self.handleError(record)

    def put(self, line: Callable[[], str]) -> None:
        """As a record of level INFO, without making one. What the line says is told when it is written, with those
        around it: one right after the other they cost a fraction.
        """
        self.acquire()
        try:
            self._take(line, hurry=False)
        except Exception:  # a fault is told with a record
            self.handleError(logging.LogRecord("", logging.INFO, "", 0, "", None, None))
        finally:
            self.release()

    def takes_everything(self) -> bool:
        """Whether no level or filter keeps an ordinary line out."""
        return self.level <= logging.INFO and not self.filters

    def _take(self, line: Line, *, hurry: bool) -> None:
        if self._process != os.getpid():
            self._begin()
        self._lines.append(line)
        if hurry or time.monotonic() - self._written >= self._pause:
            self._write()
        elif not self._waiting.is_set():
            self._wait()

    def flush(self) -> None:
        """Write what waits."""
        self.acquire()
        try:
            if self._process == os.getpid():
                self._write()
        finally:
            self.release()

    def _write(self) -> None:
        lines, self._lines = self._lines, []
        self._written = time.monotonic()
        texts = (line if isinstance(line, str) else line() for line in lines)
        for piece in _join(text + self.terminator for text in texts):
            self.stream.write(piece)
            self.stream.flush()

    def _wait(self) -> None:
        self._waiting.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, args=(self._waiting,), name="log", daemon=True)
            self._thread.start()

    def _run(self, waiting: threading.Event) -> None:
        while waiting.wait():
            time.sleep(self._pause)
            waiting.clear()
            try:
                self.flush()
            except (OSError, ValueError):  # nobody reads any more; the next line tells it to who writes it
                continue


def _join(lines: Iterable[str]) -> Iterator[str]:
    """Lines in pieces of at most ``MOST_BYTES``, if no single one is longer."""
    piece, size = list[str](), 0
    for line in lines:
        length = len(line.encode("utf-8", "replace"))
        if piece and size + length > MOST_BYTES:
            yield "".join(piece)
            piece, size = [], 0
        piece.append(line)
        size += length
    if piece:
        yield "".join(piece)
