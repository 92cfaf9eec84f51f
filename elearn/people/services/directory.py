"""Who is who on a day: the signed-in person, the tree of org units, the people of a unit, names, and search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, case, func, literal, or_, select
from sqlalchemy.orm import Session

from elearn.people.rules.names import fold_name
from elearn.people.rules.org import Unit, list_subtree, order_tree
from elearn.people.rules.roles import LEARNER, Grant, Sight, see
from elearn.people.tables import AccountRow, OrgUnitRow, PersonRow, PostRow, RoleGrantRow
from elearn.web.dates import jst

CHUNK = 5000
"""Names asked for in one statement; SQLite takes at most 32,766 parameters."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in person as one request needs them. ``epoch`` must equal the epoch in the session's cookie."""

    uuid: str
    staff_number: str
    name: str
    org_unit: str
    org_unit_name: str
    post_band: str
    grants: frozenset[Grant]
    epoch: int
    must_change: bool
    language: str = ""

    @property
    def roles(self) -> frozenset[str]:
        """The roles held, wherever they hold; everybody is a learner."""
        return frozenset(grant.role for grant in self.grants) | {LEARNER}


@dataclass(frozen=True, slots=True)
class Member:
    """A person with the unit, title and band they have on the day that was asked for (empty without a post)."""

    uuid: str
    staff_number: str
    name: str
    kana: str
    org_unit: str
    org_unit_name: str
    title: str
    post_band: str
    hired_on: dt.date | None
    left_on: dt.date | None


Dated = type[OrgUnitRow] | type[PostRow] | type[RoleGrantRow]


def holds_on(table: Dated, on: dt.date | ColumnElement[dt.date]) -> ColumnElement[bool]:
    """The condition that a dated row holds on a day."""
    return and_(table.valid_from <= on, or_(table.valid_until.is_(None), table.valid_until > on))


def serves_on(on: dt.date | ColumnElement[dt.date]) -> ColumnElement[bool]:
    """The condition that a person is in service on a day."""
    return and_(
        or_(PersonRow.hired_on.is_(None), PersonRow.hired_on <= on),
        or_(PersonRow.left_on.is_(None), PersonRow.left_on >= on),
    )


def identity_of(session: Session, person: str, now: dt.datetime) -> Identity | None:
    """The person behind a uuid with roles and unit of today, by one statement; none when they may not be here."""
    rows = session.connection().execute(_IDENTITY, {"person": person, "on": jst(now).date()}).all()
    if not rows:
        return None
    first = rows[0]
    return Identity(
        uuid=person,
        staff_number=first.staff_number,
        name=first.name,
        org_unit=first.org_unit or "",
        org_unit_name=first.org_unit_name or "",
        post_band=first.post_band or "",
        grants=frozenset(Grant(row.role, row.role_unit) for row in rows if row.role),
        epoch=first.session_epoch or 0,
        must_change=bool(first.must_change),
        language=first.language,
    )


def _select_identity() -> Select[*tuple[Any, ...]]:
    on = bindparam("on", type_=Date())
    return (
        select(
            PersonRow.staff_number,
            PersonRow.name,
            PersonRow.language,
            PostRow.org_unit,
            PostRow.post_band,
            OrgUnitRow.name.label("org_unit_name"),
            AccountRow.session_epoch,
            AccountRow.must_change,
            RoleGrantRow.role,
            RoleGrantRow.org_unit.label("role_unit"),
        )
        .outerjoin(AccountRow, AccountRow.person == PersonRow.uuid)
        .outerjoin(PostRow, and_(PostRow.person == PersonRow.uuid, holds_on(PostRow, on)))
        .outerjoin(OrgUnitRow, and_(OrgUnitRow.code == PostRow.org_unit, holds_on(OrgUnitRow, on)))
        .outerjoin(RoleGrantRow, and_(RoleGrantRow.person == PersonRow.uuid, holds_on(RoleGrantRow, on)))
        .where(PersonRow.uuid == bindparam("person"), PersonRow.active.is_(True), serves_on(on))
        .order_by(PostRow.id, RoleGrantRow.id)
    )


_IDENTITY = _select_identity()
"""Asked by every request, so it is made once: making it costs more than running it."""


def list_units(session: Session, on: dt.date) -> list[Unit]:
    """The org units that exist on a day, by code."""
    statement = select(OrgUnitRow.code, OrgUnitRow.name, OrgUnitRow.parent_code).where(holds_on(OrgUnitRow, on))
    return [Unit(row.code, row.name, row.parent_code) for row in session.execute(statement.order_by(OrgUnitRow.code))]


def org_tree(session: Session, on: dt.date) -> list[tuple[int, Unit]]:
    """The tree of a day as an indented list of (depth, unit)."""
    return order_tree(list_units(session, on))


def units_below(session: Session, org_unit: str, on: dt.date) -> frozenset[str]:
    """The codes of a unit and of all units below it on a day; empty for an unknown code."""
    return list_subtree({unit.code: unit.parent for unit in list_units(session, on)}, org_unit)


def people_in(session: Session, org_unit: str, on: dt.date) -> list[Member]:
    """Everybody in service in a unit or below it on a day, by kana."""
    codes = units_below(session, org_unit, on)
    return _read_members(session, _members(on).where(serves_on(on), PostRow.org_unit.in_(sorted(codes))))


def members_on(session: Session, on: dt.date, people: Sequence[str] | None = None) -> list[Member]:
    """Everybody known, or these people, with the unit they belong to on a day, by kana.

    For a person who had left by then it is the unit of their last day, so that they stay countable.
    """
    if people is None:
        return _read_members(session, _members(on))
    found: list[Member] = []
    for start in range(0, len(people), CHUNK):
        found += _read_members(session, _members(on).where(PersonRow.uuid.in_(people[start : start + CHUNK])))
    return sorted(found, key=_kana_order)


def names_of(session: Session, people: Iterable[str]) -> dict[str, str]:
    """Person uuid -> name exactly as stored; unknown uuids are left out."""
    wanted = sorted(set(people))
    names: dict[str, str] = {}
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        statement = select(PersonRow.uuid, PersonRow.name).where(PersonRow.uuid.in_(part))
        names |= {row.uuid: row.name for row in session.execute(statement)}
    return names


def find_people(session: Session, text: str, on: dt.date, limit: int = 50, offset: int = 0) -> tuple[list[Member], int]:
    """A page of the people whose name, kana or staff number holds the text, by kana, and how many there are in all.

    The search folds variants: 高崎 finds 髙﨑. An empty text finds everybody. An offset beyond the end gives the last
    page.
    """
    found = PersonRow.folded.contains(fold_name(text), autoescape=True)
    total = session.scalar(select(func.count()).select_from(PersonRow).where(found)) or 0
    start = min(offset, max(0, total - 1) // limit * limit)
    page = _members(on).where(found).limit(limit).offset(start)
    return _read_members(session, page), total


def person_by_number(session: Session, staff_number: str) -> str | None:
    """The uuid of the person with a staff number, whether or not in service; none when nobody has it."""
    return session.scalar(select(PersonRow.uuid).where(PersonRow.staff_number == staff_number))


def sight_of(session: Session, viewer: Identity, subject: str, now: dt.datetime) -> Sight:
    """How much a signed-in person may see of another's record today. An unknown subject shows nothing."""
    if viewer.uuid == subject:
        return Sight.RESPONSES
    on = jst(now).date()
    if session.get(PersonRow, subject) is None:
        return Sight.NOTHING
    posts = select(PostRow.org_unit).join(PersonRow, PersonRow.uuid == PostRow.person)
    units = session.scalars(posts.where(PostRow.person == subject, holds_on(PostRow, on), serves_on(on))).all()
    parents = {unit.code: unit.parent for unit in list_units(session, on)}
    return see(viewer.uuid, viewer.grants, subject, units, parents)


def _members(on: dt.date) -> Select[*tuple[Any, ...]]:
    placed_on = case((PersonRow.left_on < on, PersonRow.left_on), else_=literal(on))
    return (
        select(
            PersonRow.uuid,
            PersonRow.staff_number,
            PersonRow.name,
            PersonRow.kana,
            PersonRow.hired_on,
            PersonRow.left_on,
            PostRow.org_unit,
            PostRow.title,
            PostRow.post_band,
            OrgUnitRow.name.label("org_unit_name"),
        )
        .outerjoin(PostRow, and_(PostRow.person == PersonRow.uuid, holds_on(PostRow, placed_on)))
        .outerjoin(OrgUnitRow, and_(OrgUnitRow.code == PostRow.org_unit, holds_on(OrgUnitRow, placed_on)))
        .order_by(PersonRow.kana, PersonRow.staff_number, PostRow.id)
    )


def _read_members(session: Session, statement: Select[*tuple[Any, ...]]) -> list[Member]:
    """One member per person: of two posts held at once the older one counts."""
    members: dict[str, Member] = {}
    for row in session.execute(statement):
        members.setdefault(
            row.uuid,
            Member(
                uuid=row.uuid,
                staff_number=row.staff_number,
                name=row.name,
                kana=row.kana,
                org_unit=row.org_unit or "",
                org_unit_name=row.org_unit_name or "",
                title=row.title or "",
                post_band=row.post_band or "",
                hired_on=row.hired_on,
                left_on=row.left_on,
            ),
        )
    # The database's collation may differ between SQLite and PostgreSQL; a list must not.
    return sorted(members.values(), key=_kana_order)


def _kana_order(member: Member) -> tuple[str, str]:
    return member.kana, member.staff_number
