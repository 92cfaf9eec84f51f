"""Roles given by hand, beside those that the roster brings."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from elearn.people.rules.roles import LEARNER, ROLES, SECTION_HEAD, Grant
from elearn.people.services.directory import holds_on
from elearn.people.tables import RoleGrantRow
from elearn.web.dates import jst

MANUAL = "manual"
ROSTER = "roster"


def grant_role(
    session: Session, person: str, role: str, actor: str, now: dt.datetime, org_unit: str | None = None
) -> bool:
    """Give a role from today on; false when the person holds it already.

    Raises ``ValueError`` for a role that is unknown, is everybody's, or lacks (or must not have) an org unit.
    """
    if role not in ROLES or role == LEARNER or (role == SECTION_HEAD) != (org_unit is not None):
        raise ValueError(f"{role} for {org_unit} cannot be granted")
    if Grant(role, org_unit) in grants_of(session, person, jst(now).date()):
        return False
    session.add(
        RoleGrantRow(
            person=person, role=role, org_unit=org_unit, valid_from=jst(now).date(), source=MANUAL, granted_by=actor
        )
    )
    session.flush()
    return True


def end_role(session: Session, person: str, role: str, now: dt.datetime, org_unit: str | None = None) -> int:
    """End a role as of today, wherever it came from; how many grants ended."""
    on = jst(now).date()
    same_unit = RoleGrantRow.org_unit == org_unit if org_unit else RoleGrantRow.org_unit.is_(None)
    open_still = or_(RoleGrantRow.valid_until.is_(None), RoleGrantRow.valid_until > on)
    wanted = (RoleGrantRow.person == person, RoleGrantRow.role == role, same_unit, open_still)
    ids = session.scalars(select(RoleGrantRow.id).where(*wanted)).all()
    session.execute(update(RoleGrantRow).where(RoleGrantRow.id.in_(ids)).values(valid_until=on))
    return len(ids)


def grants_of(session: Session, person: str, on: dt.date) -> frozenset[Grant]:
    """The roles a person holds on a day."""
    statement = select(RoleGrantRow.role, RoleGrantRow.org_unit).where(
        RoleGrantRow.person == person, holds_on(RoleGrantRow, on)
    )
    return frozenset(Grant(row.role, row.org_unit) for row in session.execute(statement))


def people_with(session: Session, role: str, on: dt.date) -> list[str]:
    """The uuids of the people who hold a role on a day."""
    statement = select(RoleGrantRow.person).where(RoleGrantRow.role == role, holds_on(RoleGrantRow, on))
    return sorted(set(session.scalars(statement)))
