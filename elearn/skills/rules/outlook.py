"""What still stands between a person and the next level, and about how long its study takes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from elearn.skills.rules.skillmap import Skill


class Activity(Protocol):
    """An activity of a course: only required ones take time here."""

    @property
    def key(self) -> str:
        """Its name within the course."""
        ...

    @property
    def required(self) -> bool:
        """Whether the course is not completed without it."""
        ...


class Module(Protocol):
    """A module of a course with its length."""

    @property
    def minutes(self) -> int:
        """About how long it takes."""
        ...

    @property
    def activities(self) -> Sequence[Activity]:
        """Its activities in order."""
        ...


STUDY, CONTINUE, WAIT, LATER = "study", "continue", "wait", "later"
"""What comes next for a skill: begin its course, go on with it, wait until evidence is accepted, or nothing yet."""


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """Where a person stands in the course of a skill; ``minutes`` are those still to study."""

    registered: bool
    completed: bool
    minutes: int


@dataclass(frozen=True, slots=True)
class Need:
    """A skill that a level still needs: what comes next for it, by which course, and the minutes of study left."""

    skill: Skill
    step: str
    course: str
    minutes: int


def count_minutes(modules: Iterable[Module], satisfied: Iterable[str]) -> int:
    """The minutes of all modules in which something required is still to be done."""
    done = set(satisfied)
    return sum(
        module.minutes for module in modules if any(one.required and one.key not in done for one in module.activities)
    )


def look_ahead(missing: Iterable[Skill], standings: Mapping[str, CourseStanding]) -> list[Need]:
    """What each missing skill needs next, what is begun first, then in the order of the plan.

    ``standings``: course id -> where the person stands, for every published course.
    """
    needs = [_need(skill, standings) for skill in missing]
    order = {CONTINUE: 0, STUDY: 1, WAIT: 2, LATER: 3}
    return sorted(needs, key=lambda need: order[need.step])


def _need(skill: Skill, standings: Mapping[str, CourseStanding]) -> Need:
    course = next((course for course in skill.courses if course in standings), "")
    if not course:
        return Need(skill, LATER, "", 0)
    standing = standings[course]
    if standing.completed:
        return Need(skill, WAIT, course, 0)
    return Need(skill, CONTINUE if standing.registered else STUDY, course, standing.minutes)
