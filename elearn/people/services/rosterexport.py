"""The roster as it stands on a day, in the columns of the file it is read from."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.people.rules.changelines import show_grant
from elearn.people.rules.roles import Grant, order_grants
from elearn.people.rules.roster import COLUMNS
from elearn.people.services.directory import holds_on, list_units, members_on
from elearn.people.services.roles import ROSTER
from elearn.people.tables import RoleGrantRow

__all__ = ["COLUMNS", "roster_rows"]


def roster_rows(session: Session, on: dt.date) -> list[tuple[str | dt.date | None, ...]]:
    """A row per person who has, or had on their last day, a post; by staff number. Importing it again changes nothing.

    Roles given by hand are left out: an import would otherwise begin to own them.
    """
    parents = {unit.code: unit.parent for unit in list_units(session, on)}
    grants: dict[str, list[Grant]] = {}
    statement = select(RoleGrantRow.person, RoleGrantRow.role, RoleGrantRow.org_unit)
    for row in session.execute(statement.where(RoleGrantRow.source == ROSTER, holds_on(RoleGrantRow, on))):
        grants.setdefault(row.person, []).append(Grant(row.role, row.org_unit))
    members = sorted(members_on(session, on), key=lambda member: member.staff_number)
    return [
        (
            member.staff_number,
            member.name,
            member.kana,
            member.org_unit,
            member.org_unit_name,
            parents.get(member.org_unit) or "",
            member.title,
            member.hired_on,
            member.left_on,
            ";".join(show_grant(grant, member.org_unit) for grant in order_grants(grants.get(member.uuid, []))),
        )
        for member in members
        if member.org_unit
    ]
