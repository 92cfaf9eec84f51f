"""Several processes that draw papers, each small: none of them knows the database, the pages or the command line.

A pool of the standard library would not do: its processes import what the parent was started with, which is the whole
house, and take twice the memory. What goes through the pipes is a length of four bytes and that many bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO

PROGRAM = "elearn.awards.services.drawing"
_LENGTH = struct.Struct(">I")
_MOST = 1 << 26
DRAWN, FAILED = b"+", b"-"


class DrawingFailed(RuntimeError):
    """A paper could not be drawn, or the process that drew it ended; says why."""


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next piece of a pipe; none at its end. Raises ``EOFError`` when it breaks off in between."""
    head = stream.read(_LENGTH.size)
    if not head:
        return None
    if len(head) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        data = stream.read(length) if length <= _MOST else b""
        if len(data) == length:
            return data
    raise EOFError("the pipe broke off")


def write_frame(stream: IO[bytes], data: bytes) -> None:
    """Put a piece into a pipe."""
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


class _Drawer:
    """One process and the two ends of its pipes."""

    def __init__(self, order: bytes) -> None:
        places = os.pathsep.join(place for place in sys.path if place)
        self.process = subprocess.Popen(  # noqa: S603 - our own program, and no word of it comes from outside
            [sys.executable, "-P", "-m", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": places},
        )
        if self.process.stdin is None or self.process.stdout is None:
            raise DrawingFailed("without pipes")
        self.hand, self.tray = self.process.stdin, self.process.stdout
        write_frame(self.hand, order)

    def draw(self, facts: str) -> bytes:
        try:
            write_frame(self.hand, facts.encode("ascii"))
            told = read_frame(self.tray)
        except (OSError, EOFError) as fault:
            raise DrawingFailed(str(fault)) from fault
        if told is None:
            raise DrawingFailed(f"the process ended with status {self.process.wait()}")
        if told[:1] != DRAWN:
            raise DrawingFailed(told[1:].decode())
        return told[1:]

    def close(self) -> None:
        with suppress(OSError):  # it had ended before
            self.hand.close()
        self.tray.close()
        self.process.wait()


class Drawers:
    """The processes. ``draw`` hands a paper to the next free one."""

    def __init__(self, drawers: Sequence[_Drawer], pool: ThreadPoolExecutor) -> None:
        self._pool, self._free = pool, SimpleQueue[_Drawer]()
        self.pids = tuple(one.process.pid for one in drawers)
        for one in drawers:
            self._free.put(one)

    def draw(self, facts: str) -> Future[bytes]:
        """The paper of these facts (``certificates.model.dump_facts``), some time. It fails with ``DrawingFailed``."""
        return self._pool.submit(self._draw, facts)

    def _draw(self, facts: str) -> bytes:
        drawer = self._free.get()
        try:
            return drawer.draw(facts)
        finally:
            self._free.put(drawer)


@contextmanager
def open_drawers(
    fonts: Sequence[Path],
    folder: Path,
    base_url: str,
    now: dt.datetime,
    workers: int,
    pictures: Path | None = None,
) -> Iterator[Drawers]:
    """So many drawing processes, ended with the block; what was not begun by then is not drawn."""
    order = {
        "fonts": [str(one) for one in fonts],
        "keys": str(folder),
        "base_url": base_url,
        "now": now.isoformat(),
        "pictures": str(pictures or ""),
    }
    drawers: list[_Drawer] = []
    pool = ThreadPoolExecutor(workers)
    try:
        drawers.extend(_Drawer(json.dumps(order).encode("ascii")) for _ in range(workers))
        yield Drawers(drawers, pool)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        for one in drawers:
            one.close()
