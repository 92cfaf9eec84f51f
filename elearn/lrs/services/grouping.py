"""Group commit: requests that arrive while one is being committed are committed together by one of them.

No thread of its own, so nothing to start after a fork or to stop. Whoever finds nobody leading leads: it takes what is
waiting, stores it in one transaction, wakes the others, and hands the lead to the first that came meanwhile.

Whoever leads waits first until as many have come as were busy last time, though no longer than the last transaction
took. Clients that send one statement after the other then meet in every transaction, and nobody takes the interpreter
from the one who is writing. A client alone never waits.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from elearn.lrs.services.holding import hold_store
from elearn.lrs.services.memory import Memory
from elearn.lrs.services.writing import Job, Outcome, store_group

MAX_GROUP = 64
"""Requests in one transaction."""

MOST_PATIENCE = 0.005
"""Seconds that a leader waits for others at most."""


def _make_shut() -> threading.Lock:
    """A lock that is held; any thread may release it, once."""
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(slots=True)
class _Ticket:
    """A job on its way; ``called`` is shut until there is an outcome, or the lead to take."""

    read: Callable[[], Job]
    job: Job | None = None
    called: threading.Lock = field(default_factory=_make_shut)
    outcome: Outcome | BaseException | None = None


class GroupWriter:
    """Stores jobs of many threads, a group per transaction."""

    def __init__(self, engine: Engine, now: Callable[[], dt.datetime]) -> None:
        self._engine, self._now = engine, now
        self._guard = threading.Lock()
        self._waiting: deque[_Ticket] = deque()
        self._led = False
        self._expected, self._patience = 1, 0.0
        self._full: threading.Lock | None = None
        self._memory = Memory()

    def submit(self, job: Job) -> list[UUID]:
        """Store a job durably and give its ids. Raises ``LrsFault`` (409), or what the database raised."""
        return self.submit_unread(lambda: job)

    def submit_unread(self, read: Callable[[], Job]) -> list[UUID]:
        """As ``submit``, for a job that is still to be read and checked: ``read`` gives it, in whichever thread.

        Who leads a group reads all its jobs, one right after the other, which costs half of what it would cost every
        thread by itself. Others wait meanwhile, so this is for small ones. Raises what ``read`` raises, too.
        """
        ticket = _Ticket(read)
        with self._guard:
            self._waiting.append(ticket)
            leads, self._led = not self._led, True
            if self._full and len(self._waiting) >= self._expected:
                self._full.release()
                self._full = None
        if not leads:
            ticket.called.acquire()
        if ticket.outcome is None:
            self._lead()
        if isinstance(ticket.outcome, list):
            return ticket.outcome
        raise ticket.outcome or RuntimeError("a job without an outcome")

    def _gather(self) -> None:
        with self._guard:
            full = self._full = _make_shut() if len(self._waiting) < self._expected else None
        if full:
            full.acquire(timeout=self._patience)

    def _lead(self) -> None:
        self._gather()
        begun = perf_counter()
        with self._guard:
            self._full = None
            group = [self._waiting.popleft() for _ in range(min(len(self._waiting), MAX_GROUP))]
        try:
            self._store([ticket for ticket in group if _open(ticket)])
        except BaseException as fault:
            for ticket in group:
                ticket.outcome = ticket.outcome or fault
            raise
        finally:
            with self._guard:
                heir = self._waiting[0] if self._waiting else None
                self._led = heir is not None
                self._expected = min(len(group) + len(self._waiting), MAX_GROUP)
                self._patience = min(perf_counter() - begun, MOST_PATIENCE)
            for ticket in group[1:]:
                ticket.called.release()
            if heir:
                heir.called.release()

    def _store(self, group: Sequence[_Ticket]) -> None:
        if not group:
            return
        try:
            self._store_together(group)
        except DBAPIError as fault:
            if len(group) == 1:
                group[0].outcome = fault
                return
            for ticket in group:  # one of them is at fault; the others must not suffer for it
                self._store([ticket])

    def _store_together(self, group: Sequence[_Ticket]) -> None:
        self._memory.forget()
        with hold_store(self._engine) as driver:
            # The clock is read behind the lock: what is stored later must not look older.
            jobs = [ticket.job for ticket in group if ticket.job]
            outcomes = store_group(driver, jobs, self._now(), self._memory)
        self._memory.keep()
        for ticket, outcome in zip(group, outcomes, strict=True):
            ticket.outcome = outcome


def _open(ticket: _Ticket) -> bool:
    """Whether there is something to store; else the ticket has its outcome."""
    try:
        ticket.job = ticket.read()
    except Exception as fault:
        ticket.outcome = fault
        return False
    return True
