"""One writer at a time, and what a reader may be told meanwhile: up to which moment it has seen everything.

A writer reads its clock only after it has become the one writer. So a reader that first reads the clock, then sees
that nobody is writing, and then searches, has missed nothing that was stored up to its moment.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session, SessionTransaction

from elearn.db import begin_write
from elearn.lrs.rules.moments import read_microseconds
from elearn.lrs.services.driver import Driver

LOCK = 0x656C_6561_726E_6C72
"""Number of PostgreSQL's advisory lock: the letters "elearnlr"."""

DOCUMENTS_LOCK = LOCK + 1
"""The one for documents, which wait for no statement."""

_HELD = f"SELECT CASE WHEN pg_try_advisory_lock_shared({LOCK}) THEN NOT pg_advisory_unlock_shared({LOCK}) ELSE TRUE END"
"""Whether somebody is writing: whoever gets a share of the lock (and gives it back at once) knows that nobody is."""


_PLACE = "elearn_lrs_writes_to"
"""Note on a session: the database that it is writing into; empty when it has done so before."""


class _Writers:
    """The writers of this process by database; SQLite has no place where another connection could see its writer."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._count: Counter[str] = Counter()

    def enter(self, session: Session) -> None:
        """Note a writer until its transaction ends, however it ends."""
        if session.info.get(_PLACE):
            return
        if _PLACE not in session.info:
            event.listen(session, "after_transaction_end", self._leave)
        session.info[_PLACE] = place = name_database(session.get_bind().engine)
        self.count(place, 1)

    def _leave(self, session: Session, transaction: SessionTransaction) -> None:
        place = session.info.get(_PLACE)
        if place and transaction.parent is None:
            session.info[_PLACE] = ""
            self.count(place, -1)

    def count(self, place: str, step: int) -> None:
        """Note that a writer comes (1) or goes (-1)."""
        with self._guard:
            self._count[place] += step

    def busy(self, place: str) -> bool:
        """Whether this process is writing into the database."""
        with self._guard:
            return self._count[place] > 0


WRITERS = _Writers()


_names: WeakKeyDictionary[Engine, str] = WeakKeyDictionary()


def name_database(engine: Engine) -> str:
    """What writers of one database have in common."""
    name = _names.get(engine)
    if name is None:
        name = _names[engine] = str(engine.url)
    return name


def lock_store(session: Session) -> None:
    """Become the only writer until the transaction ends; once more does no harm.

    Whoever reads the clock after this is sure that no reader was told of a later moment without what comes now.
    """
    begin_write(session)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    else:
        WRITERS.enter(session)


def lock_documents(session: Session) -> None:
    """Become the only writer of documents until the transaction ends."""
    begin_write(session)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(DOCUMENTS_LOCK)))


def find_consistent_moment(session: Session, begun: dt.datetime) -> dt.datetime:
    """As ``judge_moment``, for a session."""
    connection = session.connection()
    return judge_moment(Driver(connection), connection.engine, begun)


def judge_moment(driver: Driver, engine: Engine, begun: dt.datetime) -> dt.datetime:
    """Up to which moment a search that starts after this call sees everything: ``begun`` where nobody is writing,
    else the moment of the last statement that was committed.

    On SQLite only the writers of this process are seen; another process's writer may go unnoticed for the
    milliseconds of its transaction.
    """
    busy = driver.all(_HELD)[0][0] if driver.postgres else WRITERS.busy(name_database(engine))
    if not busy:
        return begun
    last = driver.all("SELECT stored FROM elearn_lrs_statement ORDER BY seq DESC LIMIT 1")
    return min(begun, read_microseconds(last[0][0] if last else 0))
