"""What a roster would change: the difference between what is known on a day and what the file says. Pure.

Nobody is removed for not being in the file: leaving has a column of its own (退職日). Who is missing is only listed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from elearn.people.rules.org import Unit, find_cycles
from elearn.people.rules.problems import Problem, order_problems
from elearn.people.rules.roles import Grant, order_grants
from elearn.people.rules.roster import Entry, Roster


@dataclass(frozen=True, slots=True)
class PostHeld:
    """The newest post of a person: the unit's code, the band, the title as given, and its first day."""

    org_unit: str
    post_band: str
    title: str
    valid_from: dt.date


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as stored. ``posts`` counts all posts there ever were; ``roles`` are those that came from a roster."""

    uuid: str
    staff_number: str
    name: str
    kana: str
    hired_on: dt.date | None
    left_on: dt.date | None
    post: PostHeld | None = None
    posts: int = 0
    roles: Mapping[Grant, dt.date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """The newest version of an org unit, and its first day."""

    unit: Unit
    valid_from: dt.date


@dataclass(frozen=True, slots=True)
class Current:
    """Everything that is known: people by staff number, units by code."""

    people: Mapping[str, KnownPerson]
    units: Mapping[str, KnownUnit]


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit is new (``before`` is none), or has another name or another unit above it."""

    before: KnownUnit | None
    after: Unit


@dataclass(frozen=True, slots=True)
class PersonChange:
    """A person is new (``before`` is none) or has another name, kana or date of service."""

    before: KnownPerson | None
    after: Entry


@dataclass(frozen=True, slots=True)
class PostChange:
    """A person's post from a day on. ``in_place``: the post before begins on that day too, and is put right."""

    staff_number: str
    name: str
    before: PostHeld | None
    after: PostHeld
    in_place: bool


@dataclass(frozen=True, slots=True)
class RoleChange:
    """A role begins (``granted``) or ends on a day."""

    staff_number: str
    name: str
    grant: Grant
    on: dt.date
    granted: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """The whole difference, from the day ``on``; empty lists when the roster says nothing new."""

    on: dt.date
    digest: str
    units: tuple[UnitChange, ...]
    people: tuple[PersonChange, ...]
    posts: tuple[PostChange, ...]
    roles: tuple[RoleChange, ...]
    missing: tuple[KnownPerson, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def count(self) -> int:
        """How many rows would change; people who are only missing are not among them."""
        return len(self.units) + len(self.people) + len(self.posts) + len(self.roles)


def plan_import(current: Current, roster: Roster, on: dt.date) -> Changes:
    """The difference from the day ``on``. With ``problems``, nothing of it may be applied.

    A post, a unit or a role that begins after ``on`` is later history: changing what came before it is refused. The one
    exception is a new hire's first post, which may begin on a hiring date still to come.
    """
    problems: list[Problem] = []
    units = _compare_units(current, roster, on, problems)
    people: list[PersonChange] = []
    posts: list[PostChange] = []
    roles: list[RoleChange] = []
    for entry in roster.entries:
        known = current.people.get(entry.staff_number)
        if known is None or _facts(known) != _facts(entry):
            people.append(PersonChange(known, entry))
        if entry.left_on is not None and entry.left_on < on:
            continue
        start = max(on, entry.hired_on or on)
        post = _compare_post(known, entry, on, start, problems)
        if post:
            posts.append(post)
        roles += _compare_roles(known, entry, start)
    problems += _check_units(current, roster)
    listed = {entry.staff_number for entry in roster.entries}
    missing = [
        person
        for number, person in current.people.items()
        if number not in listed and (person.left_on is None or person.left_on >= on)
    ]
    return Changes(
        on=on,
        digest=roster.digest,
        units=tuple(units),
        people=tuple(people),
        posts=tuple(posts),
        roles=tuple(roles),
        missing=tuple(sorted(missing, key=lambda person: person.staff_number)),
        problems=order_problems(problems),
    )


def _facts(person: KnownPerson | Entry) -> tuple[object, ...]:
    return person.name, person.kana, person.hired_on, person.left_on


def _compare_units(current: Current, roster: Roster, on: dt.date, problems: list[Problem]) -> list[UnitChange]:
    changes = []
    for code, unit in sorted(roster.units.items()):
        known = current.units.get(code)
        after = unit
        if known is not None and not roster.has_tree:
            after = Unit(code, unit.name, known.unit.parent)
        if known is not None and known.valid_from > on:
            params = {"code": code, "date": known.valid_from.isoformat()}
            problems.append(Problem("所属コード", 0, "unit-later-history", params))
        elif known is not None and known.unit == after:
            continue
        changes.append(UnitChange(known, after))
    return changes


def _compare_post(
    known: KnownPerson | None, entry: Entry, on: dt.date, start: dt.date, problems: list[Problem]
) -> PostChange | None:
    after = PostHeld(entry.org_unit, entry.post_band, entry.title, start)
    before = known.post if known else None
    if known is None or before is None:
        return PostChange(entry.staff_number, entry.name, None, after, in_place=False)
    same = (before.org_unit, before.post_band, before.title) == (after.org_unit, after.post_band, after.title)
    if before.valid_from > on:
        if known.posts > 1 or before.valid_from != known.hired_on:
            params = {"number": entry.staff_number, "date": before.valid_from.isoformat()}
            problems.append(Problem("職員番号", entry.line, "post-later-history", params))
            return None
        if same and before.valid_from == start:
            return None
        return PostChange(entry.staff_number, entry.name, before, after, in_place=True)
    if same:
        return None
    return PostChange(entry.staff_number, entry.name, before, after, in_place=before.valid_from == start)


def _compare_roles(known: KnownPerson | None, entry: Entry, start: dt.date) -> list[RoleChange]:
    if entry.roles is None:
        return []
    held = known.roles if known else {}
    granted = [
        RoleChange(entry.staff_number, entry.name, grant, start, granted=True)
        for grant in entry.roles
        if grant not in held
    ]
    ended = [
        RoleChange(entry.staff_number, entry.name, grant, max(start, held[grant]), granted=False)
        for grant in order_grants(held)
        if grant not in entry.roles
    ]
    return granted + ended


def _check_units(current: Current, roster: Roster) -> list[Problem]:
    """Faults that only show when file and stored tree are laid over each other."""
    parents = {code: known.unit.parent for code, known in current.units.items()}
    parents |= {code: unit.parent for code, unit in roster.units.items() if roster.has_tree or code not in parents}
    problems = [
        Problem("上位所属コード", 0, "unit-parent-unknown", {"code": code, "parent": unit.parent})
        for code, unit in sorted(roster.units.items())
        if unit.parent is not None and unit.parent not in parents
    ]
    problems += [
        Problem("上位所属コード", 0, "unit-cycle", {"path": " → ".join((*cycle, cycle[0]))})
        for cycle in find_cycles(parents)
    ]
    problems += [
        Problem("役割", entry.line, "role-unit-unknown", {"code": grant.org_unit})
        for entry in roster.entries
        for grant in entry.roles or ()
        if grant.org_unit is not None and grant.org_unit not in parents
    ]
    return problems
