"""The embedded worker: a thread that looks into the outbox after commits and delivers what is due."""

from __future__ import annotations

import logging
import os
import threading

from elearn.records import relay
from elearn.wiring.house import House
from elearn.wiring.warming import warm_house

log = logging.getLogger("elearn.relay")


def deliver_all(house: House, holder: str, rounds: int = 1_000_000, batch: int = relay.BATCH) -> int:
    """Deliver what is due at every sink until nothing more goes now; returns how many statements were accepted.

    A larger ``batch`` suits a long backlog while nobody waits for the database: each one costs some commits.
    """
    total = 0
    for sink in house.sinks:
        for _ in range(rounds):
            with house.sessions() as session:
                done = relay.deliver_due(session, sink, holder, house.now(), batch)
            total += done.accepted
            if not done.moved:
                break
    return total


class RelayWorker:
    """One daemon thread per process, started at the first request so that a fork before it does no harm."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._pid = 0
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread unless it runs in this process already, or the relay is switched off."""
        if self._pid == os.getpid() or self.house.settings.relay_seconds <= 0:
            return
        with self._lock:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                self._stopped = threading.Event()
                self._thread = threading.Thread(
                    target=self._run, args=(self._stopped,), name="elearn-relay", daemon=True
                )
                self._thread.start()

    def stop(self) -> None:
        """End the thread after the delivery that it is at, and wait for it; ``start`` starts it anew."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        self._pid = 0

    def _run(self, stopped: threading.Event) -> None:
        holder = f"{os.uname().nodename}:{os.getpid()}"
        warm_house(self.house)
        while not stopped.is_set():
            try:
                deliver_all(self.house, holder)
            except Exception:  # the thread must outlive a database that is away for a while
                log.exception("relay failed; trying again")
            stopped.wait(self.house.settings.relay_seconds)
