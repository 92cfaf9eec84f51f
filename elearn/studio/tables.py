"""Tables of the studio: who writes which course, the content of drafts, and where each draft stands."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db import Base, UTCDateTime


class AuthorRow(Base):
    """A person who may hand in drafts of a course, from a day until the day before ``valid_until``.

    An empty ``course`` stands for every course, new ones included.
    """

    __tablename__ = "elearn_author"
    __table_args__ = (Index("ix_elearn_author_course", "course", "person"), Index("ix_elearn_author_person", "person"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    course: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(36))
    valid_from: Mapped[dt.date] = mapped_column(Date)
    valid_until: Mapped[dt.date | None] = mapped_column(Date, default=None)
    granted_by: Mapped[str] = mapped_column(String(36))


class DraftRow(Base):
    """Where a draft stands: a projection of its facts."""

    __tablename__ = "elearn_draft"
    __table_args__ = (Index("ix_elearn_draft_course", "course", "changed_at"),)

    draft: Mapped[str] = mapped_column(String(36), primary_key=True)
    course: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(36))
    number: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    base_digest: Mapped[str] = mapped_column(String(64))
    problems: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))
    changed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class HandInRow(Base):
    """One thing that was handed in for a draft, as it came, with everything that is wrong with it (JSON).

    Content like a published version, and no projection. ``digest`` names the course's files, empty = none were read.
    """

    __tablename__ = "elearn_draft_hand_in"

    draft: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    activity: Mapped[str] = mapped_column(String(160))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    title: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    problems: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class DraftFileRow(Base):
    """One file of a draft's course, by the digest of the whole."""

    __tablename__ = "elearn_draft_file"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    path: Mapped[str] = mapped_column(String(300), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class DraftCommentRow(Base):
    """What was said with a step of a draft. Free text: no fact, and it can be erased. ``event`` is the fact's id."""

    __tablename__ = "elearn_draft_comment"
    __table_args__ = (Index("ix_elearn_draft_comment_draft", "draft"),)

    event: Mapped[str] = mapped_column(String(36), primary_key=True)
    draft: Mapped[str] = mapped_column(String(36))
    person: Mapped[str] = mapped_column(String(36))
    text: Mapped[str] = mapped_column(Text)
