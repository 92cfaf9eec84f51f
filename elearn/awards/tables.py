"""Tables of the award room: two projections, and what is kept beside the facts because it names a person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, Index, Integer, LargeBinary, String, Text
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


class SerialRow(Base):
    """The last number given out for a fiscal year and level. A projection; taking a number moves it ahead."""

    __tablename__ = "elearn_certificate_serial"

    fiscal_year: Mapped[int] = mapped_column(Integer, primary_key=True)
    level: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class FactsRow(Base):
    """What a certificate's paper shows, as canonical JSON with the name. No projection: kept at issue, erasable."""

    __tablename__ = "elearn_certificate_facts"
    __table_args__ = (Index("ix_elearn_certificate_facts_person", "person"),)

    certificate: Mapped[str] = mapped_column(String(36), primary_key=True)
    person: Mapped[str] = mapped_column(String(36))
    facts: Mapped[str] = mapped_column(Text)


class FileRow(Base):
    """The PDF as it was drawn at its first download, by the digest of its facts, with the SHA-256 of the bytes."""

    __tablename__ = "elearn_certificate_file"

    facts_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
