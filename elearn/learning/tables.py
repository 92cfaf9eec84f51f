"""Tables of the learning room.

Published course versions, the projections of registrations, attempts and grades, what a reader keeps for oneself.
"""

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
    abandoned_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)
    regraded_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)


class ExtensionRow(Base):
    """What a person was granted for one quiz beyond its terms: the last that was said about it."""

    __tablename__ = "elearn_quiz_extension"
    __table_args__ = (Index("ix_elearn_quiz_extension_person", "person"),)

    registration: Mapped[str] = mapped_column(String(36), primary_key=True)
    activity: Mapped[str] = mapped_column(String(160), primary_key=True)
    person: Mapped[str] = mapped_column(String(36))
    extra_minutes: Mapped[int] = mapped_column(Integer)
    extra_attempts: Mapped[int] = mapped_column(Integer)
    closes_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)
    reason: Mapped[str] = mapped_column(String(32))
    granted_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    granted_by: Mapped[str] = mapped_column(String(36))


class WaitingRow(Base):
    """A response that people grade: it waits until ``settled_at``, and ``points`` are what stands from then on."""

    __tablename__ = "elearn_waiting"
    __table_args__ = (Index("ix_elearn_waiting_course", "course", "settled_at", "submitted_at"),)

    attempt: Mapped[str] = mapped_column(String(36), primary_key=True)
    item: Mapped[str] = mapped_column(String(160), primary_key=True)
    person: Mapped[str] = mapped_column(String(36))
    course: Mapped[str] = mapped_column(String(64))
    activity: Mapped[str] = mapped_column(String(160))
    submitted_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    points: Mapped[Decimal | None] = mapped_column(Numeric(12, 4), default=None)
    settled_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, default=None)


class GradeRow(Base):
    """What one grader said of a response: the number of each criterion's level (JSON), and the points."""

    __tablename__ = "elearn_grade"
    __table_args__ = (Index("ix_elearn_grade_grader", "grader", "graded_at"),)

    attempt: Mapped[str] = mapped_column(String(36), primary_key=True)
    item: Mapped[str] = mapped_column(String(160), primary_key=True)
    grader: Mapped[str] = mapped_column(String(36), primary_key=True)
    points: Mapped[Decimal] = mapped_column(Numeric(12, 4))
    levels: Mapped[str] = mapped_column(Text)
    graded_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class GradeCommentRow(Base):
    """What a grader wrote to the learner. Free text about a person: no fact, and it can be erased."""

    __tablename__ = "elearn_grade_comment"
    __table_args__ = (Index("ix_elearn_grade_comment_person", "person"),)

    attempt: Mapped[str] = mapped_column(String(36), primary_key=True)
    item: Mapped[str] = mapped_column(String(160), primary_key=True)
    grader: Mapped[str] = mapped_column(String(36), primary_key=True)
    person: Mapped[str] = mapped_column(String(36))
    text: Mapped[str] = mapped_column(Text)


class GraderRow(Base):
    """A person who grades the responses of a course, from a day until the day before ``valid_until``."""

    __tablename__ = "elearn_grader"
    __table_args__ = (Index("ix_elearn_grader_course", "course", "person"), Index("ix_elearn_grader_person", "person"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    course: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(36))
    valid_from: Mapped[dt.date] = mapped_column(Date)
    valid_until: Mapped[dt.date | None] = mapped_column(Date, default=None)
    granted_by: Mapped[str] = mapped_column(String(36))


class FlagRow(Base):
    """An item that a learner means to look at again. A note and no fact: it leaves when the learner takes it off."""

    __tablename__ = "elearn_flag"

    attempt: Mapped[str] = mapped_column(String(36), primary_key=True)
    item: Mapped[str] = mapped_column(String(160), primary_key=True)


class ReceiptRow(Base):
    """What was answered to a browser that sends its kept responses: who asks again gets the same receipt.

    ``client`` is the browser's own name of the sending, ``<device>:<number>``; ``sequence`` the last save after it, and
    ``recorded`` whether that save is its own; ``older`` (JSON) the items whose newer response was left in place.
    """

    __tablename__ = "elearn_receipt"

    attempt: Mapped[str] = mapped_column(String(36), primary_key=True)
    client: Mapped[str] = mapped_column(String(64), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer)
    saved_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    recorded: Mapped[bool] = mapped_column(Boolean)
    older: Mapped[str] = mapped_column(Text, default="[]")


class SearchEntryRow(Base):
    """One section of a published version, for the search: a copy of its text, as it is shown and as it is compared.

    ``codes`` stands behind the trigram index of the database (see ``courses.folding.encode_text``). An entry without
    ``activity`` is the course itself.
    """

    __tablename__ = "elearn_search_entry"
    __table_args__ = (Index("ix_elearn_search_entry_course", "course"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    course: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    place: Mapped[int] = mapped_column(Integer)
    activity: Mapped[str] = mapped_column(String(160), default="")
    anchor: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text)
    heading: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    folded_title: Mapped[str] = mapped_column(Text)
    folded_heading: Mapped[str] = mapped_column(Text, default="")
    folded_body: Mapped[str] = mapped_column(Text, default="")
    codes: Mapped[str] = mapped_column(Text)


class NoteRow(Base):
    """A person's own words about a module. No fact, no projection: nobody else reads them, and they can be erased."""

    __tablename__ = "elearn_learning_note"

    person: Mapped[str] = mapped_column(String(36), primary_key=True)
    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    module: Mapped[str] = mapped_column(String(160), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(Integer)
    changed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class PlaceRow(Base):
    """Where a person stopped reading a page: the id of a paragraph. Kept until the page is read; no fact, either."""

    __tablename__ = "elearn_learning_place"
    __table_args__ = (Index("ix_elearn_learning_place_person", "person"),)

    registration: Mapped[str] = mapped_column(String(36), primary_key=True)
    activity: Mapped[str] = mapped_column(String(160), primary_key=True)
    person: Mapped[str] = mapped_column(String(36))
    place: Mapped[str] = mapped_column(String(16))
    kept_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
