"""What a person holds: the map page's cells with their evidence, and levels for lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.skills.projector import SkillReaction
from elearn.skills.rules.attain import is_reached
from elearn.skills.rules.skillmap import BY_DUTY, REQUIRED, Skill, SkillMap
from elearn.skills.tables import CellRow, DutyRow, EvidenceRow, LevelRow
from elearn.web.dates import day_in_japan


@dataclass(frozen=True, slots=True)
class EvidenceNote:
    """One piece of accepted evidence: reason code, the date it bears, who granted it (person uuid)."""

    reason: str
    on: dt.date
    reference: str
    granter: str
    accepted_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the map (skill x level): the plan's mark, and whether it counts for this person."""

    level: int
    mark: str
    needed: bool


@dataclass(frozen=True, slots=True)
class MapRow:
    """One skill for one person: its places in the plan's column order, when it was attained, and why."""

    skill: Skill
    places: tuple[Place, ...]
    attained_at: dt.datetime | None
    evidence: tuple[EvidenceNote, ...]
    duty: bool


@dataclass(frozen=True, slots=True)
class LevelNote:
    """A level for one person: how many of its needed skills are held, and when it was conferred."""

    level: int
    title: str
    description: str
    held: int
    needed: int
    reached: bool
    conferred_at: dt.datetime | None
    withdrawn_at: dt.datetime | None
    title_en: str = ""


def attained_skills(session: Session, skill_map: SkillMap, person: str) -> list[Skill]:
    """The skills that somebody has attained, in the plan's order. One statement."""
    held = set(session.scalars(select(CellRow.skill).where(CellRow.person == person, CellRow.map_id == skill_map.id)))
    return [skill for skill in skill_map.skills if skill.id in held]


def map_rows(session: Session, skill_map: SkillMap, person: str) -> list[MapRow]:
    """The 17 rows in the plan's order. Three statements."""
    cells = {
        row.skill: row.attained_at
        for row in session.execute(
            select(CellRow.skill, CellRow.attained_at).where(CellRow.person == person, CellRow.map_id == skill_map.id)
        )
    }
    duties = duties_of(session, person)
    notes: dict[str, list[EvidenceNote]] = {}
    for row in session.scalars(
        select(EvidenceRow).where(EvidenceRow.person == person).order_by(EvidenceRow.accepted_at, EvidenceRow.event_id)
    ):
        note = EvidenceNote(row.reason, row.on, row.reference, row.granter, row.accepted_at)
        notes.setdefault(row.skill, []).append(note)
    return [
        MapRow(
            skill=skill,
            places=tuple(_place(skill, level, duties) for level in skill_map.columns),
            attained_at=cells.get(skill.id),
            evidence=tuple(notes.get(skill.id, ())),
            duty=skill.id in duties,
        )
        for skill in skill_map.skills
    ]


def _place(skill: Skill, level: int, duties: frozenset[str]) -> Place:
    mark = skill.marks.get(level, "")
    return Place(level, mark, mark == REQUIRED or (mark == BY_DUTY and skill.id in duties))


def duties_of(session: Session, person: str) -> frozenset[str]:
    """The ★ skills that were declared a duty of one person. One statement."""
    return frozenset(session.scalars(select(DutyRow.skill).where(DutyRow.person == person)))


def level_notes(session: Session, skill_map: SkillMap, person: str) -> list[LevelNote]:
    """The three levels for one person, lowest first. Two statements."""
    state = SkillReaction(skill_map).load(session, person)
    rows = {
        row.level: row
        for row in session.scalars(
            select(LevelRow)
            .where(LevelRow.person == person, LevelRow.map_id == skill_map.id)
            .order_by(LevelRow.level, LevelRow.nth)
        )
    }
    notes = []
    for level in skill_map.levels:
        needed = skill_map.needed(level.level, state.duties)
        row = rows.get(level.level)
        notes.append(
            LevelNote(
                level=level.level,
                title=level.title,
                description=level.description,
                held=sum(skill.id in state.cells for skill in needed),
                needed=len(needed),
                reached=is_reached(state, level.level),
                conferred_at=row.conferred_at if row else None,
                withdrawn_at=row.withdrawn_at if row else None,
                title_en=level.title_en,
            )
        )
    return notes


def levels_of(session: Session, people: Iterable[str] | None = None) -> dict[str, int]:
    """Each person's highest level in force; people without one are left out. All people when none are named."""
    statement = select(LevelRow.person, LevelRow.level).where(LevelRow.withdrawn_at.is_(None))
    if people is not None:
        wanted: Sequence[str] = list(people)
        statement = statement.where(LevelRow.person.in_(wanted))
    highest: dict[str, int] = {}
    for person, level in session.execute(statement):
        highest[person] = max(level, highest.get(person, 0))
    return highest


def levels_on(session: Session, skill_map: SkillMap, on: dt.date) -> dict[str, int]:
    """Each person's highest level in force at the end of a day in Japan; people without one are left out."""
    statement = select(LevelRow.person, LevelRow.level, LevelRow.conferred_at, LevelRow.withdrawn_at).where(
        LevelRow.map_id == skill_map.id
    )
    highest: dict[str, int] = {}
    for person, level, conferred_at, withdrawn_at in session.execute(statement):
        held = day_in_japan(conferred_at) <= on and (withdrawn_at is None or day_in_japan(withdrawn_at) > on)
        if held:
            highest[person] = max(level, highest.get(person, 0))
    return highest
