"""When a cell is attained and a level conferred: the one place that says so.

A course completion is evidence for a *knowledge* skill only; judgement and performance are shown to people, whose
acceptance is ``EvidenceAccepted``. Levels are climbed one by one (レベル1から段階的に). A level once withdrawn is
never conferred again by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from elearn.events import (
    CellAttained,
    CourseCompleted,
    DutySkillDeclared,
    Event,
    EvidenceAccepted,
    LevelConferred,
    LevelWithdrawn,
)
from elearn.skills.rules.skillmap import SkillMap

KINDS: frozenset[type[Event]] = frozenset(
    {CourseCompleted, EvidenceAccepted, CellAttained, DutySkillDeclared, LevelConferred, LevelWithdrawn}
)

REASONS = ("prior-training", "practice-report", "qualification", "external-course")


@dataclass(frozen=True, slots=True)
class SkillState:
    """What the rules know of one person: skills held, levels (True = in force), duties declared."""

    map: SkillMap
    cells: frozenset[str] = frozenset()
    levels: dict[int, bool] = field(default_factory=dict)
    duties: frozenset[str] = frozenset()


def fold(state: SkillState, event: Event) -> SkillState:
    """The state after the event. Events of another map leave it as it is."""
    match event:
        case CellAttained(skill=skill, map_id=map_id) if map_id == state.map.id:
            return replace(state, cells=state.cells | {skill})
        case LevelConferred(level=level, map_id=map_id) if map_id == state.map.id:
            return replace(state, levels={**state.levels, level: True})
        case LevelWithdrawn(level=level, map_id=map_id) if map_id == state.map.id:
            return replace(state, levels={**state.levels, level: False})
        case DutySkillDeclared(skill=skill):
            return replace(state, duties=state.duties | {skill})
    return state


def react(state: SkillState, event: Event) -> Iterable[Event]:
    """What follows from the event: cells from evidence, then the next level from cells."""
    match event:
        case CourseCompleted(course=course):
            shown = [
                skill.id for skill in state.map.skills if course in skill.courses and skill.evidence == "knowledge"
            ]
            return _attain(state, event, shown)
        case EvidenceAccepted(skill=skill):
            return _attain(state, event, [skill])
        case CellAttained() | LevelConferred():
            return _confer(state, event)
    return ()


def _attain(state: SkillState, event: Event, skills: list[str]) -> list[Event]:
    return [
        CellAttained(
            person=event.person,
            at=event.at,
            cause=event.id,
            skill=skill,
            map_id=state.map.id,
            map_digest=state.map.digest,
            sources=(event.id,),
        )
        for skill in skills
        if skill not in state.cells and state.map.skill(skill) is not None
    ]


def _confer(state: SkillState, event: Event) -> list[Event]:
    level = next_level(state)
    if level is None or not is_reached(state, level):
        return []
    return [
        LevelConferred(
            person=event.person,
            at=event.at,
            cause=event.id,
            level=level,
            map_id=state.map.id,
            map_digest=state.map.digest,
        )
    ]


def next_level(state: SkillState) -> int | None:
    """The level to climb next: the lowest never conferred, if every level below is in force."""
    for level in sorted(one.level for one in state.map.levels):
        if level not in state.levels:
            return level
        if not state.levels[level]:
            return None
    return None


def is_reached(state: SkillState, level: int) -> bool:
    """Whether every skill that the level needs of this person is held."""
    return all(skill.id in state.cells for skill in state.map.needed(level, state.duties))
