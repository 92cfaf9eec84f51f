"""Tables of the award room: two projections, what is kept beside the facts because it names a person, and work."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Date, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db import Base, UTCDateTime


class CertificateRow(Base):
    """A certificate was issued, and perhaps revoked. A projection."""

    __tablename__ = "elearn_certificate"
    __table_args__ = (Index("ix_elearn_certificate_person", "person", "level"),)

    uuid: Mapped[str] = mapped_column(String(36), primary_key=True)
    serial: Mapped[str] = mapped_column(String(20), unique=True)
    person: Mapped[str] = mapped_column(String(36))
    level: Mapped[int] = mapped_column(Integer)
    nth: Mapped[int] = mapped_column(Integer)
    issued_on: Mapped[dt.date] = mapped_column(Date)
    issued_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    facts_digest: Mapped[str] = mapped_column(String(64))
    design: Mapped[str] = mapped_column(String(64))
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)
    revoked_reason: Mapped[str] = mapped_column(String(40), default="")
    document: Mapped[str] = mapped_column(String(16), default="level", server_default="level")
    subject: Mapped[str] = mapped_column(String(64), default="", server_default=text("''"))


class SerialRow(Base):
    """The last number given out for a fiscal year and series. A projection; taking a number moves it ahead.

    ``level`` is the series as ``certificates.serial`` counts them: a level, or one of those that are none.
    """

    __tablename__ = "elearn_certificate_serial"

    fiscal_year: Mapped[int] = mapped_column(Integer, primary_key=True)
    level: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class FactsRow(Base):
    """What a certificate's paper shows, as canonical JSON with the name. No projection: kept at issue, erasable.

    ``entries`` is what a transcript lists besides; empty for other papers.
    """

    __tablename__ = "elearn_certificate_facts"
    __table_args__ = (Index("ix_elearn_certificate_facts_person", "person"),)

    certificate: Mapped[str] = mapped_column(String(36), primary_key=True)
    person: Mapped[str] = mapped_column(String(36))
    facts: Mapped[str] = mapped_column(Text)
    entries: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))


class FileRow(Base):
    """The PDF as it was drawn at its first download, by the digest of its facts, with the SHA-256 of the bytes."""

    __tablename__ = "elearn_certificate_file"

    facts_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class BatchRow(Base):
    """Work on all papers of a fiscal year, asked for once: how far it is, and which process is at it until when."""

    __tablename__ = "elearn_certificate_batch"
    __table_args__ = (Index("ix_elearn_certificate_batch_step", "step"),)

    uuid: Mapped[str] = mapped_column(String(36), primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(Integer)
    renewing: Mapped[bool] = mapped_column(Boolean)
    asked_by: Mapped[str] = mapped_column(String(36))
    asked_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    step: Mapped[str] = mapped_column(String(16))
    issued: Mapped[int] = mapped_column(Integer, default=0)
    drawn: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    fault: Mapped[str] = mapped_column(String(200), default="")
    holder: Mapped[str] = mapped_column(String(80), default="")
    held_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)


class RefusalRow(Base):
    """A person for whom a batch could issue nothing, and why (a code)."""

    __tablename__ = "elearn_certificate_refusal"

    batch: Mapped[str] = mapped_column(String(36), primary_key=True)
    person: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str] = mapped_column(String(40))


class RequestRow(Base):
    """A holder asks that a certificate be issued anew under the name of today, and what an office decided."""

    __tablename__ = "elearn_certificate_request"
    __table_args__ = (Index("ix_elearn_certificate_request_state", "state", "asked_at"),)

    uuid: Mapped[str] = mapped_column(String(36), primary_key=True)
    certificate: Mapped[str] = mapped_column(String(36))
    person: Mapped[str] = mapped_column(String(36))
    asked_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(16))
    decided_by: Mapped[str] = mapped_column(String(36), default="")
    decided_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)
    renewed_as: Mapped[str] = mapped_column(String(36), default="")


class TimeRow(Base):
    """A paper's signature has its time stamp: the moment that was proven, and who proves it."""

    __tablename__ = "elearn_certificate_time"

    facts_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    stamped_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    authority: Mapped[str] = mapped_column(Text)
