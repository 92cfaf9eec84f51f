"""The way into the embedded learning record store: the same door as over HTTP, without HTTP."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.services import lock_store, store_statements
from elearn.records.relay import ACCEPTED, Delivery
from elearn.wiring.clock import Clock


class EmbeddedSink:
    """Stores statements in the embedded store, a batch per transaction; a repeat of the same statement is a no-op."""

    target = "embedded"

    def __init__(self, sessions: Callable[[], Session], home_page: str, clock: Clock) -> None:
        self.sessions, self.clock = sessions, clock
        self.authority = {"account": {"homePage": home_page, "name": "elearn"}, "objectType": "Agent"}

    def deliver(self, bodies: Sequence[bytes]) -> Delivery:
        """Store a batch whole, or say why it is refused."""
        with self.sessions() as session:
            lock_store(session)  # before the clock is read: what is stored later must not look older
            try:
                store_statements(session, bodies, authority=self.authority, now=self.clock())
            except LrsFault as fault:
                session.rollback()
                return Delivery("refused", str(fault))
            session.commit()
        return ACCEPTED
