"""Projections of the skill room: cells, levels, evidence, duties, appointments."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db import Base, UTCDateTime


class CellRow(Base):
    """A person holds a skill."""

    __tablename__ = "elearn_cell"

    person: Mapped[str] = mapped_column(String(36), primary_key=True)
    map_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    skill: Mapped[str] = mapped_column(String(64), primary_key=True)
    attained_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    map_digest: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(36))


class LevelRow(Base):
    """A level was conferred on a person, and perhaps withdrawn."""

    __tablename__ = "elearn_level"

    person: Mapped[str] = mapped_column(String(36), primary_key=True)
    map_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    level: Mapped[int] = mapped_column(Integer, primary_key=True)
    nth: Mapped[int] = mapped_column(Integer, primary_key=True)
    conferred_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    map_digest: Mapped[str] = mapped_column(String(64))
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)
    withdrawn_reason: Mapped[str] = mapped_column(String(40), default="")


class EvidenceRow(Base):
    """Evidence for a skill that people accepted."""

    __tablename__ = "elearn_evidence"
    __table_args__ = (Index("ix_elearn_evidence_person", "person", "skill"),)

    event_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person: Mapped[str] = mapped_column(String(36))
    skill: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(40))
    on: Mapped[dt.date] = mapped_column(Date)
    reference: Mapped[str] = mapped_column(String(80))
    granter: Mapped[str] = mapped_column(String(36))
    accepted_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class DutyRow(Base):
    """A ★ skill that a person's work demands."""

    __tablename__ = "elearn_duty"

    person: Mapped[str] = mapped_column(String(36), primary_key=True)
    skill: Mapped[str] = mapped_column(String(64), primary_key=True)
    declared_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    declared_by: Mapped[str] = mapped_column(String(36))


class AppointmentRow(Base):
    """A person is a DX leader in a fiscal year."""

    __tablename__ = "elearn_appointment"
    __table_args__ = (Index("ix_elearn_appointment_year", "fiscal_year", "org_unit"),)

    person: Mapped[str] = mapped_column(String(36), primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(Integer, primary_key=True)
    org_unit: Mapped[str] = mapped_column(String(40))
    appointed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    nominated_by: Mapped[str] = mapped_column(String(36))
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)
