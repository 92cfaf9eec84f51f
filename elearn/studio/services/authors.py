"""Who writes which course. The role opens the desk; only a course that was given to a person can be written."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from elearn.people.rules.roles import AUTHOR
from elearn.people.services.roles import end_role, grant_role
from elearn.studio.tables import AuthorRow
from elearn.web.dates import jst

EVERY = ""
"""In place of a course: all of them, and new ones."""


def grant_author(session: Session, course: str, person: str, actor: str, now: dt.datetime) -> bool:
    """Let a person write a course (or ``EVERY``) from today on; false when that is so already."""
    on = jst(now).date()
    if course in courses_of_author(session, person, on):
        return False
    session.add(AuthorRow(course=course, person=person, valid_from=on, granted_by=actor))
    session.flush()
    grant_role(session, person, AUTHOR, actor, now)
    return True


def end_author(session: Session, course: str, person: str, now: dt.datetime) -> bool:
    """End it as of today; false when there was nothing to end. With the last course the role ends, too."""
    on = jst(now).date()
    wanted = (AuthorRow.course == course, AuthorRow.person == person)
    open_still = or_(AuthorRow.valid_until.is_(None), AuthorRow.valid_until > on)
    ids = session.scalars(select(AuthorRow.id).where(*wanted, open_still)).all()
    session.execute(update(AuthorRow).where(AuthorRow.id.in_(ids)).values(valid_until=on))
    if ids and not courses_of_author(session, person, on):
        end_role(session, person, AUTHOR, now)
    return bool(ids)


def courses_of_author(session: Session, person: str, on: dt.date) -> frozenset[str]:
    """The courses that a person writes on a day; ``EVERY`` among them: all. One statement."""
    return frozenset(row.course for row in session.execute(_holding(on).where(AuthorRow.person == person)))


def may_write(session: Session, person: str, course: str, on: dt.date) -> bool:
    """Whether a person may hand in drafts of a course on a day."""
    return not courses_of_author(session, person, on).isdisjoint({course, EVERY})


def authors_of_courses(session: Session, on: dt.date) -> dict[str, list[str]]:
    """Course (or ``EVERY``) -> who writes it on a day, in the order in which they were named. One statement."""
    found: dict[str, list[str]] = {}
    for row in session.execute(_holding(on).order_by(AuthorRow.course, AuthorRow.id)):
        found.setdefault(row.course, []).append(row.person)
    return found


def _holding(on: dt.date) -> Select[str, str]:
    return select(AuthorRow.course, AuthorRow.person).where(
        AuthorRow.valid_from <= on, or_(AuthorRow.valid_until.is_(None), AuthorRow.valid_until > on)
    )
