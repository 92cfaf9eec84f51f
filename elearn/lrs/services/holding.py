"""Being the only writer of statements, for the length of one transaction.

On an SQLite file a process keeps one connection for this. The pool would hand out another each time, and a connection
that has not written last must read again what it knew of the file; this one has the ends of all lists at hand.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from weakref import WeakKeyDictionary, finalize, ref

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from elearn.lrs.services.consistency import LOCK, WRITERS, name_database
from elearn.lrs.services.driver import Driver
from elearn.lrs.services.turns import has_turns, take_turn

_LOCK = f"SELECT pg_advisory_xact_lock({LOCK})"
_BEGIN = "BEGIN IMMEDIATE"
_SPARE = "PRAGMA wal_autocheckpoint=8000"
"""Let the log grow to some 32 MiB before it is copied back: statements write the same pages over and over (the ends of
their terms' lists), and each is copied once for all those times."""


def hold_store(engine: Engine) -> AbstractContextManager[Driver]:
    """``with`` it: be the only writer, in a transaction that is kept unless something is raised.

    Raises ``DBAPIError`` where the database is not to be had.
    """
    if engine not in _known:
        _known[engine] = _Seat(engine) if has_turns(engine) else None
    return _known[engine] or _borrow(engine)


@contextmanager
def _borrow(engine: Engine) -> Iterator[Driver]:
    """On a connection of the pool."""
    postgres = engine.dialect.name == "postgresql"
    place = name_database(engine)
    WRITERS.count(place, 1)
    try:
        with Driver.open(engine, _LOCK if postgres else _BEGIN) as driver:
            yield driver
    finally:
        WRITERS.count(place, -1)


class _Seat:
    """The place of an SQLite file's writer. Whose turn it is sits here alone, so what it notes is one thread's."""

    def __init__(self, engine: Engine) -> None:
        self._engine = ref(engine)  # who holds the store holds the engine
        self._turn, self._place = take_turn(engine), name_database(engine)
        self._driver: Driver | None = None
        self._closing: Callable[[], object]

    def __enter__(self) -> Driver:
        self._turn.__enter__()
        WRITERS.count(self._place, 1)
        try:
            driver = self._driver or self._connect()
            driver.begin(_BEGIN)
        except BaseException:
            self._undo()
            raise
        return driver

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._driver:
            try:
                self._driver.keep()
            except BaseException:
                self._undo()
                raise
            self._leave()
        else:
            self._undo()

    def _connect(self) -> Driver:
        engine = self._engine()
        if engine is None:
            raise RuntimeError("the engine is gone")
        held = engine.raw_connection()
        held.detach()  # from now on it is ours, and the pool is as large as it was
        self._driver = driver = Driver.on(held.dbapi_connection, engine.dialect)
        self._closing = closing = finalize(engine, _close, driver, os.getpid())
        closing.atexit = False
        driver.begin(_SPARE)
        return driver

    def _undo(self) -> None:
        try:
            if self._driver:
                self._driver.undo()
        except DBAPIError:  # it cannot even undo; the next writer begins with another
            self._driver = None
            with suppress(DBAPIError):
                self._closing()
        finally:
            self._leave()

    def _leave(self) -> None:
        WRITERS.count(self._place, -1)
        self._turn.__exit__(None, None, None)


def _close(driver: Driver, process: int) -> None:
    """Not in a child: what was opened before the fork is its parent's."""
    if os.getpid() == process:
        driver.close()


_known: WeakKeyDictionary[Engine, _Seat | None] = WeakKeyDictionary()
_left: list[_Seat | None] = []


def _leave_to_parent() -> None:
    """A child must not even let go of a connection that was opened before the fork: its parent is using it."""
    _left.extend(_known.values())
    _known.clear()


os.register_at_fork(after_in_child=_leave_to_parent)
