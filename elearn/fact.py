"""What every fact of the house is: the shape that all events share, whatever room they come from."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from uuid import UUID, uuid5

import msgspec

NAMESPACE = UUID("6f1d6c0e-3f52-5b0a-9d59-6a1a2c7a1e25")
"""Name space of every derived event id (RFC 9562, version 5)."""

SYSTEM = "system"
"""The actor of what a rule concluded."""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="event"):
    """What every fact carries: whom it is about, when (aware, UTC), who did it, and which event caused it."""

    person: str
    at: dt.datetime
    actor: str = SYSTEM
    cause: UUID | None = None

    identity: ClassVar[tuple[str, ...]] = ("person", "at")

    @property
    def kind(self) -> str:
        """The event's name as the ledger stores it."""
        return type(self).__name__

    @property
    def stream(self) -> str:
        """The history this event belongs to: an attempt's uuid for attempts, else the person's uuid."""
        return self.person

    @property
    def id(self) -> UUID:
        """The same fact always has the same id."""
        parts = [self.kind, *(_identity_text(getattr(self, name)) for name in self.identity)]
        return uuid5(NAMESPACE, "\x1f".join(parts))


def _identity_text(value: object) -> str:
    """A part of an identity as text; a moment in UTC, for that is how the ledger gives it back."""
    return str(value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value)
