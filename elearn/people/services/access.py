"""The record of who looked at or exported whose record, and what for. Nothing here ever changes or removes a row."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, insert, or_, select
from sqlalchemy.orm import Session

from elearn.db import begin_write
from elearn.people.tables import AccessLogRow

PAGE = 50
LONGEST_PURPOSE = 200


@dataclass(frozen=True, slots=True)
class Access:
    """One row of the log: moment (UTC), who, whose record (none: many people's), what was done, why, where."""

    id: int
    at: dt.datetime
    actor: str
    subject: str | None
    action: str
    purpose: str
    path: str
    detail: str


@dataclass(frozen=True, slots=True)
class AccessPage:
    """A page of the log, newest first, and how many rows match in all."""

    rows: tuple[Access, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def log_access(
    session: Session,
    actor: str,
    subject: str | None,
    action: str,
    purpose: str,
    now: dt.datetime,
    detail: str = "",
    path: str = "",
) -> None:
    """Note an access, in the transaction of the access itself.

    ``action`` is a kebab-case code (``view-person``, ``export-csv``, ``refused``); ``detail`` holds filters and counts,
    never names. What was read before in the session is let go (see ``begin_write``), so read first, then log.
    """
    begin_write(session)
    session.execute(
        insert(AccessLogRow).values(
            at=now,
            actor=actor,
            subject=subject,
            action=action,
            purpose=purpose.strip()[:LONGEST_PURPOSE],
            path=path[:400],
            detail=detail,
        )
    )


def accesses_to(session: Session, subject: str, detail: str, limit: int = 200) -> list[Access]:
    """What was done with one thing of a person, which ``detail`` names, newest first."""
    wanted = AccessLogRow.subject == subject, AccessLogRow.detail == detail
    rows = session.scalars(select(AccessLogRow).where(*wanted).order_by(AccessLogRow.id.desc()).limit(limit))
    return [
        Access(row.id, row.at, row.actor, row.subject, row.action, row.purpose, row.path, row.detail) for row in rows
    ]


def access_log_page(
    session: Session,
    page: int = 1,
    person: str | None = None,
    action: str | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> AccessPage:
    """A page of the log, newest first; of one person's accesses and accesses to them, of one action, of a time."""
    wanted: list[ColumnElement[bool]] = []
    if person:
        wanted.append(or_(AccessLogRow.actor == person, AccessLogRow.subject == person))
    if action:
        wanted.append(AccessLogRow.action == action)
    if since:
        wanted.append(AccessLogRow.at >= since)
    if until:
        wanted.append(AccessLogRow.at < until)
    total = session.scalar(select(func.count()).select_from(AccessLogRow).where(*wanted)) or 0
    page = min(max(page, 1), max(1, -(-total // PAGE)))  # beyond the end: the last one
    statement = select(AccessLogRow).where(*wanted).order_by(AccessLogRow.id.desc())
    found = session.scalars(statement.limit(PAGE).offset((page - 1) * PAGE))
    rows = tuple(
        Access(row.id, row.at, row.actor, row.subject, row.action, row.purpose, row.path, row.detail) for row in found
    )
    return AccessPage(rows, total, page)
