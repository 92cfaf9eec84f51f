"""Whose turn it is to write into an SQLite file, among the processes that serve one store.

SQLite lets those who come while another writes sleep for longer and longer, and asks now and then. Here they wait in
the system's own line, and the next goes on at once. The lock that counts is still SQLite's: who does not take turns
(another program, a transaction that began otherwise) does no harm.
"""

from __future__ import annotations

import fcntl
import os
import threading
from contextlib import AbstractContextManager, nullcontext
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

ENDING = "-turns"
"""What the name of the file beside the database ends with; it stays empty."""


class _Turns:
    """The line before one database; ``with`` it is one's turn."""

    def __init__(self, path: str) -> None:
        self._guard = threading.Lock()
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            self._file = -1  # whoever cannot line up waits as SQLite has it

    def __enter__(self) -> None:
        self._guard.acquire()  # a second lock through the same file would count as the first
        try:
            if self._file >= 0:
                fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._guard.release()
            raise

    def __exit__(self, *_: object) -> None:
        if self._file >= 0:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._guard.release()

    def __del__(self) -> None:
        if self._file >= 0:
            os.close(self._file)


_known: WeakKeyDictionary[Engine, _Turns | None] = WeakKeyDictionary()

# A file opened before a fork would be one lock for both processes.
os.register_at_fork(after_in_child=_known.clear)


def take_turn(engine: Engine) -> AbstractContextManager[None]:
    """``with`` it: wait until nobody else who takes turns is writing; others wait until it ends.

    Where there is no file (a database in memory, PostgreSQL) nobody waits.
    """
    if engine not in _known:
        _known[engine] = _make(engine)
    return _known[engine] or nullcontext()


def has_turns(engine: Engine) -> bool:
    """Whether writers of this database are one at a time in this process: there is a file to take turns at."""
    return not isinstance(take_turn(engine), nullcontext)


def _make(engine: Engine) -> _Turns | None:
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:" or path.startswith("file:"):
        return None
    return _Turns(path + ENDING)
