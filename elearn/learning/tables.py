"""Tables of the learning room: published course versions, and the projections of registrations and attempts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Boolean, Date, Index, Integer, LargeBinary, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db import Base, UTCDateTime


class CourseVersionRow(Base):
    """A published version of a course. Not a projection: content is published, not derived from facts."""

    __tablename__ = "elearn_course_version"
    __table_args__ = (Index("ix_elearn_course_version_course", "course", "published_at"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    course: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    retired_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)


class CourseFileRow(Base):
    """One file of a published version, so that a learner can finish the version that was started."""

    __tablename__ = "elearn_course_file"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    path: Mapped[str] = mapped_column(String(300), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class RegistrationRow(Base):
    """One person in one version of a course."""

    __tablename__ = "elearn_registration"
    __table_args__ = (
        Index("ix_elearn_registration_person", "person", "course"),
        Index("ix_elearn_registration_course", "course", "completed_at"),
    )

    registration: Mapped[str] = mapped_column(String(36), primary_key=True)
    person: Mapped[str] = mapped_column(String(36))
    course: Mapped[str] = mapped_column(String(64))
    course_digest: Mapped[str] = mapped_column(String(64))
    nth: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    assigned_by_rule: Mapped[str] = mapped_column(String(64), default="")
    due: Mapped[dt.date | None] = mapped_column(Date, default=None)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)
    last_active_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)
    completed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)
    scaled: Mapped[Decimal | None] = mapped_column(Numeric(5, 4), default=None)


class ActivityRow(Base):
    """An activity that is satisfied in a registration."""

    __tablename__ = "elearn_activity"

    registration: Mapped[str] = mapped_column(String(36), primary_key=True)
    activity: Mapped[str] = mapped_column(String(160), primary_key=True)
    completed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    criterion: Mapped[str] = mapped_column(String(32))
    scaled: Mapped[Decimal | None] = mapped_column(Numeric(5, 4), default=None)


class AttemptRow(Base):
    """The head of an attempt; its steps stand in the ledger."""

    __tablename__ = "elearn_attempt"
    __table_args__ = (Index("ix_elearn_attempt_registration", "registration", "activity", "number"),)

    attempt: Mapped[str] = mapped_column(String(36), primary_key=True)
    registration: Mapped[str] = mapped_column(String(36))
    person: Mapped[str] = mapped_column(String(36))
    course: Mapped[str] = mapped_column(String(64))
    activity: Mapped[str] = mapped_column(String(160))
    number: Mapped[int] = mapped_column(Integer)
    seed: Mapped[int] = mapped_column(Integer)
    quiz_digest: Mapped[str] = mapped_column(String(64))
    avoid: Mapped[str] = mapped_column(Text, default="[]")
    started_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)
    raw: Mapped[Decimal | None] = mapped_column(Numeric(12, 4), default=None)
    maximum: Mapped[Decimal | None] = mapped_column(Numeric(12, 4), default=None)
    scaled: Mapped[Decimal | None] = mapped_column(Numeric(5, 4), default=None)
    passed: Mapped[bool | None] = mapped_column(Boolean, default=None)
