"""The embedded worker: it looks into the outbox after commits and delivers to every store at that store's own pace."""

from __future__ import annotations

import datetime as dt
import logging
import os
import threading
from collections.abc import Sequence

from elearn.learning.services.overdue import Settled, settle_overdue
from elearn.records import relay
from elearn.records.relay import Sink
from elearn.wiring.bearer import refresh_keys
from elearn.wiring.house import House
from elearn.wiring.warming import warm_house

log = logging.getLogger("elearn.relay")

KEPT = dt.timedelta(days=30)
"""How long the outbox remembers what was delivered."""

SETTLED_EVERY = 60.0
"""Seconds between two looks for attempts whose time is over."""


def deliver_all(house: House, holder: str, rounds: int = 1_000_000, batch: int = relay.BATCH) -> int:
    """Deliver what is due at every sink until nothing more goes now; returns how many statements were accepted.

    A larger ``batch`` suits a long backlog while nobody waits for the database: each one costs some commits.
    """
    try:
        return sum(deliver_to(house, sink, holder, rounds, batch) for sink in list_sinks(house))
    finally:
        _give_back(house, holder)


def _give_back(house: House, holder: str) -> None:
    with house.sessions() as session:
        relay.release_leases(session, holder)


def settle_attempts(house: House) -> Settled:
    """Settle the attempts whose time is over, whether or not their learners come back."""
    return settle_overdue(house.sessions, house.recorder, house.catalog, house.now())


def list_sinks(house: House) -> Sequence[Sink]:
    """Where statements go now: the house's own sinks, then what forwarding rules name."""
    return [*house.sinks, *house.forwards()]


def deliver_to(house: House, sink: Sink, holder: str, rounds: int = 1_000_000, batch: int = relay.BATCH) -> int:
    """Deliver what is due at one sink until nothing more goes now; returns how many statements were accepted."""
    total = 0
    for _ in range(rounds):
        with house.sessions() as session:
            done = relay.deliver_due(session, sink, holder, house.now(), batch)
        total += done.accepted
        if not done.moved:
            break
    return total


class RelayWorker:
    """One daemon thread per process, started at the first request so that a fork before it does no harm.

    A sink that may keep one waiting (``remote``) is served by a thread of its own while it has something due.
    """

    def __init__(self, house: House) -> None:
        self.house = house
        self._pid = 0
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._couriers: dict[str, threading.Thread] = {}

    def start(self) -> None:
        """Start the thread unless it runs in this process already, or the relay is switched off."""
        if self._pid == os.getpid() or self.house.settings.relay_seconds <= 0:
            return
        with self._lock:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                self._stopped = threading.Event()
                self._couriers = {}
                self._thread = threading.Thread(
                    target=self._run, args=(self._stopped,), name="elearn-relay", daemon=True
                )
                self._thread.start()

    def stop(self) -> None:
        """End the thread after the deliveries that it is at, and wait for it; ``start`` starts it anew."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        for courier in list(self._couriers.values()):
            courier.join()
        self._pid = 0

    def _run(self, stopped: threading.Event) -> None:
        holder = f"{os.uname().nodename}:{os.getpid()}"
        warm_house(self.house)
        tidied = settled = 0.0
        while not stopped.is_set():
            try:
                for sink in list_sinks(self.house):
                    self._serve(sink, holder, stopped)
                if self.house.now().timestamp() - settled > SETTLED_EVERY:
                    settled = self.house.now().timestamp()
                    settle_attempts(self.house)
                if self.house.now().timestamp() - tidied > 3600:
                    tidied = self.house.now().timestamp()
                    self._tidy()
                    refresh_keys(self.house.settings)
            except Exception:  # the thread must outlive a database that is away for a while
                log.exception("relay failed; trying again")
            stopped.wait(self.house.settings.relay_seconds)
        for courier in list(self._couriers.values()):
            courier.join()
        try:
            _give_back(self.house, holder)
        except Exception:  # a database that is away keeps the lease, which runs out by itself
            log.exception("the leases were not given back")

    def _serve(self, sink: Sink, holder: str, stopped: threading.Event) -> None:
        if not getattr(sink, "remote", False):
            deliver_to(self.house, sink, holder)
            return
        before = self._couriers.get(sink.target)
        if before is None or not before.is_alive():
            courier = threading.Thread(
                target=self._carry, args=(sink, holder, stopped), name=f"elearn-relay-{sink.target}", daemon=True
            )
            self._couriers[sink.target] = courier
            courier.start()

    def _carry(self, sink: Sink, holder: str, stopped: threading.Event) -> None:
        try:
            while not stopped.is_set() and deliver_to(self.house, sink, holder, rounds=1):
                continue
        except Exception:  # as above; the next look starts a new thread
            log.exception("relay failed; trying again")

    def _tidy(self) -> None:
        with self.house.sessions() as session:
            relay.tidy_outbox(session, self.house.now() - KEPT)
            session.commit()
