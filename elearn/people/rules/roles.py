"""Roles, and how much of another person's record each of them may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from elearn.people.rules.org import walk_up
from elearn.wording import noted

LEARNER = "learner"
SECTION_HEAD = "section-head"
DX_OFFICE = "dx-office"
HR = "hr"
AUDITOR = "auditor"
AUTHOR = "author"
GRADER = "grader"
ADMINISTRATOR = "administrator"
KEEPER = "keeper"

ROLES: dict[str, str] = {
    LEARNER: noted("受講者"),
    SECTION_HEAD: noted("所属長"),
    DX_OFFICE: noted("DX推進課"),
    HR: noted("人事課"),
    AUDITOR: noted("監査"),
    AUTHOR: noted("教材担当"),
    GRADER: noted("採点者"),
    ADMINISTRATOR: noted("システム管理"),
    KEEPER: noted("学習記録担当"),
}
"""Role id -> the label of the roster and of the screens. Everybody is a learner; it is never granted."""

OVERSEERS = frozenset({DX_OFFICE, HR, AUDITOR})
"""They see every person's completion and scores."""

_BY_WORD = {word: role for role, label in ROLES.items() for word in (role, label)}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held, for one org unit and all below it (``section-head``) or for the whole organisation (none)."""

    role: str
    org_unit: str | None = None


class Sight(IntEnum):
    """How much may be seen, each step including the ones before it."""

    NOTHING = 0
    NAME = 1
    COMPLETION = 2
    SCORES = 3
    RESPONSES = 4


def role_of(word: str) -> str | None:
    """The role that an id or a Japanese label names; none when no role has it."""
    return _BY_WORD.get(word.strip())


def order_grants(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """In a fixed order: by role, then unit."""
    return tuple(sorted(grants, key=lambda grant: (grant.role, grant.org_unit or "")))


def see(
    viewer: str,
    grants: Iterable[Grant],
    subject: str,
    subject_units: Iterable[str],
    parents: Mapping[str, str | None],
) -> Sight:
    """How much the viewer may see of the subject's record.

    ``viewer`` and ``subject`` are person uuids; ``grants`` are those that the viewer holds on the day,
    ``subject_units`` the codes of the units the subject belongs to on that day, ``parents`` the tree of that day.
    Nobody sees another person's responses.
    """
    if viewer == subject:
        return Sight.RESPONSES
    above = {code for unit in subject_units for code in walk_up(parents, unit)}
    sight = Sight.NOTHING
    for grant in grants:
        if grant.role in OVERSEERS:
            sight = max(sight, Sight.SCORES)
        elif grant.role == SECTION_HEAD and grant.org_unit in above:
            sight = max(sight, Sight.COMPLETION)
        elif grant.role == ADMINISTRATOR:
            sight = max(sight, Sight.NAME)
    return sight
