"""The ledger, the outbox and the relay's lease. Only the ledger and the relay may import this."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db import Base, UTCDateTime

BIG = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite gives row ids only to a column that is exactly INTEGER."""


class LedgerRow(Base):
    """One fact. Database triggers refuse UPDATE and DELETE; ``digest`` covers the row and the one before it."""

    __tablename__ = "elearn_ledger"
    __table_args__ = (
        Index("ix_elearn_ledger_stream", "stream", "seq"),
        Index("ix_elearn_ledger_person", "person", "seq"),
    )

    seq: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    event_id: Mapped[str] = mapped_column(String(36), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    person: Mapped[str] = mapped_column(String(36))
    stream: Mapped[str] = mapped_column(String(36))
    recorded_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    payload: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class OutboxRow(Base):
    """One statement that is due at one target; ``statement_id`` is the idempotency key."""

    __tablename__ = "elearn_outbox"
    __table_args__ = (Index("ix_elearn_outbox_due", "target", "delivered_at", "id"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=True)
    target: Mapped[str] = mapped_column(String(40))
    statement_id: Mapped[str] = mapped_column(String(36))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    delivered_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)
    last_error: Mapped[str] = mapped_column(String(500), default="")
    refused: Mapped[bool] = mapped_column(default=False)


class LeaseRow(Base):
    """Who may deliver to a target at the moment, so that order is kept with many processes."""

    __tablename__ = "elearn_lease"

    target: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[dt.datetime] = mapped_column(UTCDateTime)
