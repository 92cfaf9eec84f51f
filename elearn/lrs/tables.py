"""The store's tables: a dictionary of terms, statements in one order, what mentions what, documents, credentials."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db import Base, UTCDateTime

# SQLite numbers rows by itself only in a column that is INTEGER to the letter.
_Number = BigInteger().with_variant(Integer(), "sqlite")
_REFERS = text("target IS NOT NULL")


class TermRow(Base):
    """An agent, verb, activity or registration, once. ``key`` is UTF-8 (bytes, for an account name may hold NUL)."""

    __tablename__ = "elearn_lrs_term"

    id: Mapped[int] = mapped_column(_Number, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)


class StatementRow(Base):
    """A statement: ``seq`` is the order of storing, ``body`` the final bytes, times are microseconds since 1970.

    ``target`` is the statement that a StatementRef names, ``voids`` tells that this one voids it, ``voided`` that
    this one was voided. ``fingerprint`` is empty where the body still tells it.
    """

    __tablename__ = "elearn_lrs_statement"
    __table_args__ = (
        Index("ix_elearn_lrs_statement_stored", "stored"),
        Index("ix_elearn_lrs_statement_target", "target", sqlite_where=_REFERS, postgresql_where=_REFERS),
    )

    seq: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=False)
    uuid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    stored: Mapped[int] = mapped_column(BigInteger)
    timestamp: Mapped[int] = mapped_column(BigInteger)
    target: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    voids: Mapped[bool]
    voided: Mapped[bool]
    authority: Mapped[bytes] = mapped_column(LargeBinary(32))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class MentionRow(Base):
    """A term that a statement can be found by; ``main`` where a plain filter meets it, not only a related one.

    The one writer has just written both rows that it names: two more look-ups for each would tell nothing. ``verb`` is
    the term of the statement's verb where no other will ever find it; None where one may (a reference takes over those
    of its targets), and in rows from before this was noted.
    """

    __tablename__ = "elearn_lrs_mention"
    __table_args__ = ({"sqlite_with_rowid": False},)

    term_id: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=False)
    main: Mapped[bool]
    verb: Mapped[int | None] = mapped_column(_Number)


class DocumentRow(Base):
    """A document of the state or profile resources, found by the digest of its place and ``name`` (UTF-8).

    ``activity`` and ``agent`` are digests of terms, empty where the resource has none; ``registration`` is empty where
    none was given; ``updated`` is in microseconds.
    """

    __tablename__ = "elearn_lrs_document"
    __table_args__ = (
        Index("ix_elearn_lrs_document_agent", "agent"),
        Index("ix_elearn_lrs_document_place", "activity", "agent", "kind"),
    )

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    activity: Mapped[bytes] = mapped_column(LargeBinary(32))
    agent: Mapped[bytes] = mapped_column(LargeBinary(32))
    registration: Mapped[bytes] = mapped_column(LargeBinary(16))
    name: Mapped[bytes] = mapped_column(LargeBinary)
    content_type: Mapped[str] = mapped_column(String(255))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    etag: Mapped[str] = mapped_column(String(40))
    updated: Mapped[int] = mapped_column(BigInteger)


class AttachmentRow(Base):
    """The content of an attachment, once, by its SHA-256; what it is called and its type stand in the statements."""

    __tablename__ = "elearn_lrs_attachment"

    sha2: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    stored: Mapped[int] = mapped_column(BigInteger)


class ActivityRow(Base):
    """What is known of an activity (by its term's digest): all definitions that were sent, merged, as JSON."""

    __tablename__ = "elearn_lrs_activity"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    definition: Mapped[bytes] = mapped_column(LargeBinary)


class CredentialRow(Base):
    """A Basic credential: the digest of its secret, never the secret. ``scopes`` are words with blanks between."""

    __tablename__ = "elearn_lrs_credential"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    scopes: Mapped[str] = mapped_column(String(200))
    label: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)


class ForwardRow(Base):
    """A rule by which statements of this store go on to another: where to, which of them, and how far it has come.

    ``verb``, ``activity`` and ``registration`` narrow it where they are not empty; ``secret`` is sealed with the key of
    the installation; ``after`` is the number of the last statement that was looked at.
    """

    __tablename__ = "elearn_lrs_forward"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    endpoint: Mapped[str] = mapped_column(String(400))
    key: Mapped[str] = mapped_column(String(200))
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[str] = mapped_column(String(8))
    verb: Mapped[str] = mapped_column(String(400))
    activity: Mapped[str] = mapped_column(String(400))
    registration: Mapped[str] = mapped_column(String(36))
    after: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    paused_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
