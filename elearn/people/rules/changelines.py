"""The changes of an import as lines that a person can check, and the digest of what was shown to them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from elearn.people.rules.changes import Changes, PersonChange, PostHeld
from elearn.people.rules.roles import ROLES, Grant


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One line: kind (a code), the number and name it is about, the column, and its value before and after."""

    kind: str
    number: str
    name: str
    column: str
    before: str
    after: str


def describe_changes(changes: Changes) -> list[ChangeLine]:
    """Every change as lines: units, then people, posts and roles, each in the order of the plan."""
    return [*_units(changes), *_people(changes), *_posts(changes), *_roles(changes)]


def digest_changes(changes: Changes) -> str:
    """The sha256 of everything that ``describe_changes`` shows and of the day it holds from."""
    text = repr((changes.on.isoformat(), [astuple(line) for line in describe_changes(changes)]))
    return hashlib.sha256(text.encode()).hexdigest()


def _units(changes: Changes) -> Iterator[ChangeLine]:
    for change in changes.units:
        after = change.after
        if change.before is None:
            yield ChangeLine("unit-new", after.code, after.name, "所属名", "", after.name)
            continue
        before = change.before.unit
        if before.name != after.name:
            yield ChangeLine("unit-changed", after.code, after.name, "所属名", before.name, after.name)
        if before.parent != after.parent:
            yield ChangeLine(
                "unit-changed", after.code, after.name, "上位所属コード", before.parent or "", after.parent or ""
            )


def _people(changes: Changes) -> Iterator[ChangeLine]:
    for change in changes.people:
        entry = change.after
        if change.before is None:
            yield ChangeLine("person-new", entry.staff_number, entry.name, "氏名", "", entry.name)
            continue
        for column, before, after in _facts(change):
            if before != after:
                yield ChangeLine("person-changed", entry.staff_number, entry.name, column, before, after)


def _facts(change: PersonChange) -> Iterator[tuple[str, str, str]]:
    if change.before is not None:
        known, entry = change.before, change.after
        yield "氏名", known.name, entry.name
        yield "ふりがな", known.kana, entry.kana
        yield "採用日", _day(known.hired_on), _day(entry.hired_on)
        yield "退職日", _day(known.left_on), _day(entry.left_on)


def _posts(changes: Changes) -> Iterator[ChangeLine]:
    for change in changes.posts:
        kind = "post-new" if change.before is None else "post-changed"
        before = _post(change.before) if change.before else ""
        yield ChangeLine(kind, change.staff_number, change.name, "所属・職", before, _post(change.after))


def _post(post: PostHeld) -> str:
    return f"{post.org_unit} {post.title}（{_day(post.valid_from)}〜）"


def _roles(changes: Changes) -> Iterator[ChangeLine]:
    for change in changes.roles:
        text = f"{show_grant(change.grant)}（{_day(change.on)}）"
        before, after = ("", text) if change.granted else (text, "")
        kind = "role-granted" if change.granted else "role-ended"
        yield ChangeLine(kind, change.staff_number, change.name, "役割", before, after)


def show_grant(grant: Grant, own_unit: str = "") -> str:
    """A grant as the roster writes it: ``所属長``, or ``所属長@0100`` for a unit that is not one's own."""
    label = ROLES[grant.role]
    return f"{label}@{grant.org_unit}" if grant.org_unit and grant.org_unit != own_unit else label


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
