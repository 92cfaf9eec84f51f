"""Who grades which course. The role opens the desk; only a course that was given to a person shows anything there."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from elearn.learning.tables import GraderRow
from elearn.people.rules.roles import GRADER
from elearn.people.services.roles import end_role, grant_role
from elearn.web.dates import jst


def grant_grader(session: Session, course: str, person: str, actor: str, now: dt.datetime) -> bool:
    """Let a person grade a course from today on; false when that is so already."""
    on = jst(now).date()
    if course in courses_of_grader(session, person, on):
        return False
    session.add(GraderRow(course=course, person=person, valid_from=on, granted_by=actor))
    session.flush()
    grant_role(session, person, GRADER, actor, now)
    return True


def end_grader(session: Session, course: str, person: str, now: dt.datetime) -> bool:
    """End it as of today; false when there was nothing to end. With the last course the role ends, too."""
    on = jst(now).date()
    wanted = (GraderRow.course == course, GraderRow.person == person)
    open_still = or_(GraderRow.valid_until.is_(None), GraderRow.valid_until > on)
    ids = session.scalars(select(GraderRow.id).where(*wanted, open_still)).all()
    session.execute(update(GraderRow).where(GraderRow.id.in_(ids)).values(valid_until=on))
    if ids and not courses_of_grader(session, person, on):
        end_role(session, person, GRADER, now)
    return bool(ids)


def courses_of_grader(session: Session, person: str, on: dt.date) -> frozenset[str]:
    """The courses whose responses a person grades on a day. One statement."""
    return frozenset(row.course for row in session.execute(_holding(on).where(GraderRow.person == person)))


def graders_of_courses(session: Session, on: dt.date) -> dict[str, list[str]]:
    """Course -> the people who grade it on a day, in the order in which they were named. One statement."""
    found: dict[str, list[str]] = {}
    for row in session.execute(_holding(on).order_by(GraderRow.course, GraderRow.id)):
        found.setdefault(row.course, []).append(row.person)
    return found


def _holding(on: dt.date) -> Select[str, str]:
    return select(GraderRow.course, GraderRow.person).where(
        GraderRow.valid_from <= on, or_(GraderRow.valid_until.is_(None), GraderRow.valid_until > on)
    )
