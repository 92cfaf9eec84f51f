"""Tables of the people room. Dated rows hold from ``valid_from`` up to, not including, ``valid_until``."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db import Base, UTCDateTime

BIG = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite gives row ids only to a column that is exactly INTEGER."""

PERSON = "elearn_person.uuid"


class PersonRow(Base):
    """A member of staff. ``name`` and ``kana`` stand exactly as given; ``folded`` is only ever searched.

    ``left_on`` is the last day of service. ``active`` is the administrator's switch, apart from the dates of service.
    ``language`` is the person's own choice for the pages; empty as long as none was made.
    """

    __tablename__ = "elearn_person"

    uuid: Mapped[str] = mapped_column(String(36), primary_key=True)
    staff_number: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    kana: Mapped[str] = mapped_column(String(100), default="")
    folded: Mapped[str] = mapped_column(Text)
    hired_on: Mapped[dt.date | None] = mapped_column(Date, default=None)
    left_on: Mapped[dt.date | None] = mapped_column(Date, default=None)
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(String(8), default="", server_default=text("''"))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class OrgUnitRow(Base):
    """One version of an org unit: a new name or a new unit above it is a new row with the same code."""

    __tablename__ = "elearn_org_unit"
    __table_args__ = (UniqueConstraint("code", "valid_from"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    parent_code: Mapped[str | None] = mapped_column(String(20), default=None)
    valid_from: Mapped[dt.date] = mapped_column(Date)
    valid_until: Mapped[dt.date | None] = mapped_column(Date, default=None)


class PostRow(Base):
    """A person's dated membership of an org unit, with the title as given and its band."""

    __tablename__ = "elearn_post"
    __table_args__ = (
        Index("ix_elearn_post_person", "person", "valid_from"),
        Index("ix_elearn_post_org_unit", "org_unit", "valid_from"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=True)
    person: Mapped[str] = mapped_column(String(36), ForeignKey(PERSON))
    org_unit: Mapped[str] = mapped_column(String(20))
    post_band: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[dt.date] = mapped_column(Date)
    valid_until: Mapped[dt.date | None] = mapped_column(Date, default=None)


class RoleGrantRow(Base):
    """A dated role. ``source`` is ``roster`` or ``manual``: an import ends only what an import began."""

    __tablename__ = "elearn_role_grant"
    __table_args__ = (Index("ix_elearn_role_grant_person", "person", "valid_from"),)

    id: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=True)
    person: Mapped[str] = mapped_column(String(36), ForeignKey(PERSON))
    role: Mapped[str] = mapped_column(String(40))
    org_unit: Mapped[str | None] = mapped_column(String(20), default=None)
    valid_from: Mapped[dt.date] = mapped_column(Date)
    valid_until: Mapped[dt.date | None] = mapped_column(Date, default=None)
    source: Mapped[str] = mapped_column(String(10))
    granted_by: Mapped[str] = mapped_column(String(36))


class AccountRow(Base):
    """A way to sign in. ``session_epoch`` grows to end every session; no hash means single sign-on only."""

    __tablename__ = "elearn_account"

    person: Mapped[str] = mapped_column(String(36), ForeignKey(PERSON), primary_key=True)
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None)
    session_epoch: Mapped[int] = mapped_column(Integer, default=0)
    must_change: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class SignInGuardRow(Base):
    """Failed sign-ins of one staff number (known or not) or one network address; ``key`` is a sha256.

    It stands apart from the account so that a number nobody has is counted, delayed and answered like a real one.
    """

    __tablename__ = "elearn_sign_in_guard"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True)
    locked_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)


class AccessLogRow(Base):
    """Who looked at or exported whose record, when and what for. Triggers refuse UPDATE and DELETE."""

    __tablename__ = "elearn_access_log"
    __table_args__ = (
        Index("ix_elearn_access_log_actor", "actor", "id"),
        Index("ix_elearn_access_log_subject", "subject", "id"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    actor: Mapped[str] = mapped_column(String(36))
    subject: Mapped[str | None] = mapped_column(String(36), default=None)
    action: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(String(400))
    detail: Mapped[str] = mapped_column(Text, default="")


class RosterDraftRow(Base):
    """A roster that was uploaded and looked at, waiting for its confirmation; gone when applied or a day old."""

    __tablename__ = "elearn_roster_draft"

    uuid: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    actor: Mapped[str] = mapped_column(String(36))
    holds_from: Mapped[dt.date] = mapped_column(Date)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class RosterImportRow(Base):
    """One roster that was applied: the sha256 of the file, the day it holds from, who and when, what it changed."""

    __tablename__ = "elearn_roster_import"

    id: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=True)
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    actor: Mapped[str] = mapped_column(String(36))
    holds_from: Mapped[dt.date] = mapped_column(Date)
    people_changed: Mapped[int] = mapped_column(Integer)
    posts_changed: Mapped[int] = mapped_column(Integer)
    units_changed: Mapped[int] = mapped_column(Integer)
    roles_changed: Mapped[int] = mapped_column(Integer)
