"""The roster: what is known, what a file would change, and applying it, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from elearn.db import Base, begin_write, table_of
from elearn.people.rules.changelines import ChangeLine, describe_changes, digest_changes
from elearn.people.rules.changes import Changes, Current, KnownPerson, KnownUnit, PostHeld, plan_import
from elearn.people.rules.names import fold_name
from elearn.people.rules.org import Unit
from elearn.people.rules.roles import Grant
from elearn.people.rules.roster import Reading, Roster, read_roster
from elearn.people.services.roles import ROSTER
from elearn.people.tables import OrgUnitRow, PersonRow, PostRow, RoleGrantRow, RosterImportRow
from elearn.records.ledger import lock_key

__all__ = [
    "ChangeLine",
    "Changes",
    "Reading",
    "Roster",
    "apply_import",
    "describe_changes",
    "digest_changes",
    "list_imports",
    "lock_roster",
    "plan_roster",
    "read_current",
    "read_roster",
]


def read_current(session: Session) -> Current:
    """Everything that is known of people and org units: of each the newest post or version."""
    posts: dict[str, tuple[PostHeld, int]] = {}
    for row in session.execute(
        select(PostRow.person, PostRow.org_unit, PostRow.post_band, PostRow.title, PostRow.valid_from).order_by(
            PostRow.valid_from, PostRow.id
        )
    ):
        _, count = posts.get(row.person, (None, 0))
        posts[row.person] = PostHeld(row.org_unit, row.post_band, row.title, row.valid_from), count + 1
    roles: dict[str, dict[Grant, dt.date]] = {}
    for grant in session.execute(
        select(RoleGrantRow.person, RoleGrantRow.role, RoleGrantRow.org_unit, RoleGrantRow.valid_from).where(
            RoleGrantRow.source == ROSTER, RoleGrantRow.valid_until.is_(None)
        )
    ):
        roles.setdefault(grant.person, {})[Grant(grant.role, grant.org_unit)] = grant.valid_from
    people = {}
    for person in session.execute(
        select(
            PersonRow.uuid,
            PersonRow.staff_number,
            PersonRow.name,
            PersonRow.kana,
            PersonRow.hired_on,
            PersonRow.left_on,
        )
    ):
        post, count = posts.get(person.uuid, (None, 0))
        people[person.staff_number] = KnownPerson(*person, post, count, roles.get(person.uuid, {}))
    units = {
        unit.code: KnownUnit(Unit(unit.code, unit.name, unit.parent_code), unit.valid_from)
        for unit in session.execute(
            select(OrgUnitRow.code, OrgUnitRow.name, OrgUnitRow.parent_code, OrgUnitRow.valid_from).order_by(
                OrgUnitRow.valid_from
            )
        )
    }
    return Current(people, units)


def lock_roster(session: Session) -> None:
    """Keep other imports out until the commit: what is read from now on is still true when it is applied."""
    begin_write(session)
    lock_key(session, "roster")


def plan_roster(session: Session, roster: Roster, on: dt.date) -> Changes:
    """The dry run: what the roster would change from the day ``on``; nothing is written."""
    return plan_import(read_current(session), roster, on)


def apply_import(session: Session, changes: Changes, actor: str, now: dt.datetime) -> int:
    """Write the changes and return how many rows they were; 0 writes nothing at all.

    The caller planned them in the same transaction (after ``lock_roster``, where others may import) and commits.
    Raises ``ValueError`` when the plan has problems.
    """
    if changes.problems:
        raise ValueError("a plan with problems may not be applied")
    if not changes.count:
        return 0
    _write_units(session, changes)
    uuids = _write_people(session, changes, now)
    _write_posts(session, changes, uuids)
    _write_roles(session, changes, uuids, actor)
    session.add(
        RosterImportRow(
            digest=changes.digest,
            at=now,
            actor=actor,
            holds_from=changes.on,
            people_changed=len(changes.people),
            posts_changed=len(changes.posts),
            units_changed=len(changes.units),
            roles_changed=len(changes.roles),
        )
    )
    session.flush()
    session.expire_all()
    return changes.count


def list_imports(session: Session, limit: int = 20) -> list[RosterImportRow]:
    """The latest imports, newest first."""
    return list(session.scalars(select(RosterImportRow).order_by(RosterImportRow.id.desc()).limit(limit)))


def _write_units(session: Session, changes: Changes) -> None:
    close: list[dict[str, Any]] = []
    mend: list[dict[str, Any]] = []
    fresh: list[dict[str, Any]] = []
    for change in changes.units:
        after = change.after
        if change.before is not None and change.before.valid_from == changes.on:
            key = {"key_code": after.code, "key_valid_from": changes.on}
            mend.append(key | {"name": after.name, "parent_code": after.parent})
            continue
        if change.before is not None:
            key = {"key_code": after.code, "key_valid_from": change.before.valid_from}
            close.append(key | {"valid_until": changes.on})
        fresh.append({"code": after.code, "name": after.name, "parent_code": after.parent, "valid_from": changes.on})
    _update(session, OrgUnitRow, close)
    _update(session, OrgUnitRow, mend)
    _insert(session, OrgUnitRow, fresh)


def _write_people(session: Session, changes: Changes, now: dt.datetime) -> dict[str, str]:
    """Staff number -> uuid of everybody, the new ones included."""
    uuids = {row.staff_number: row.uuid for row in session.execute(select(PersonRow.staff_number, PersonRow.uuid))}
    fresh: list[dict[str, Any]] = []
    mend: list[dict[str, Any]] = []
    for change in changes.people:
        entry = change.after
        values: dict[str, Any] = {
            "name": entry.name,
            "kana": entry.kana,
            "folded": f"{fold_name(entry.name)} {fold_name(entry.kana)} {fold_name(entry.staff_number)}",
            "hired_on": entry.hired_on,
            "left_on": entry.left_on,
        }
        if change.before is not None:
            mend.append({"key_uuid": change.before.uuid} | values)
            continue
        uuids[entry.staff_number] = str(uuid4())
        identity = {"uuid": uuids[entry.staff_number], "staff_number": entry.staff_number}
        fresh.append(identity | values | {"active": True, "created_at": now})
    _insert(session, PersonRow, fresh)
    _update(session, PersonRow, mend)
    return uuids


def _write_posts(session: Session, changes: Changes, uuids: dict[str, str]) -> None:
    close: list[dict[str, Any]] = []
    mend: list[dict[str, Any]] = []
    fresh: list[dict[str, Any]] = []
    for change in changes.posts:
        person = uuids[change.staff_number]
        after = change.after
        values: dict[str, Any] = {
            "org_unit": after.org_unit,
            "post_band": after.post_band,
            "title": after.title,
            "valid_from": after.valid_from,
        }
        if change.before is not None:
            key = {"key_person": person, "key_valid_from": change.before.valid_from}
            if change.in_place:
                mend.append(key | values)
                continue
            close.append(key | {"valid_until": after.valid_from})
        fresh.append({"person": person} | values)
    _update(session, PostRow, close)
    _update(session, PostRow, mend)
    _insert(session, PostRow, fresh)


def _write_roles(session: Session, changes: Changes, uuids: dict[str, str], actor: str) -> None:
    fresh: list[dict[str, Any]] = []
    for change in changes.roles:
        person, grant = uuids[change.staff_number], change.grant
        if change.granted:
            held = {"person": person, "role": grant.role, "org_unit": grant.org_unit, "valid_from": change.on}
            fresh.append(held | {"source": ROSTER, "granted_by": actor})
            continue
        same_unit = RoleGrantRow.org_unit == grant.org_unit if grant.org_unit else RoleGrantRow.org_unit.is_(None)
        session.execute(
            update(RoleGrantRow)
            .where(RoleGrantRow.person == person, RoleGrantRow.role == grant.role, same_unit)
            .where(RoleGrantRow.source == ROSTER, RoleGrantRow.valid_until.is_(None))
            .values(valid_until=change.on)
        )
    _insert(session, RoleGrantRow, fresh)


def _insert(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(insert(table_of(model)), rows)


def _update(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Many updates of one shape: the ``key_`` parameters choose the row, the others are written."""
    if not rows:
        return
    table = table_of(model)
    statement = update(table)
    for name in _keys(rows[0]):
        statement = statement.where(table.c[name.removeprefix("key_")] == bindparam(name))
    values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if not name.startswith("key_")}
    session.connection().execute(statement.values(values), rows)


def _keys(row: Iterable[str]) -> list[str]:
    return [name for name in row if name.startswith("key_")]
