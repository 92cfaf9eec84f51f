"""How the skill room takes part in recording: its rules, where their state is read, and how facts are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Integer, String, bindparam, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from elearn.db import Put, table_of
from elearn.events import (
    AppointmentEnded,
    CellAttained,
    DutySkillDeclared,
    Event,
    EvidenceAccepted,
    LeaderAppointed,
    LevelConferred,
    LevelWithdrawn,
)
from elearn.skills.rules import attain
from elearn.skills.rules.attain import SkillState
from elearn.skills.rules.skillmap import SkillMap
from elearn.skills.tables import AppointmentRow, CellRow, DutyRow, EvidenceRow, LevelRow

CELL, LEVEL, EVIDENCE = table_of(CellRow), table_of(LevelRow), table_of(EvidenceRow)
DUTY, APPOINTMENT = table_of(DutyRow), table_of(AppointmentRow)
NONE = cast(null(), Integer)
"""A typed NULL: PostgreSQL matches the columns of a union pair by pair."""


def _select_state() -> CompoundSelect[*tuple[Any, ...]]:
    person, map_id = bindparam("person", type_=String()), bindparam("map", type_=String())
    cells = select(literal("cell"), CELL.c.skill, NONE, NONE).where(CELL.c.person == person, CELL.c.map_id == map_id)
    duties = select(literal("duty"), DUTY.c.skill, NONE, NONE).where(DUTY.c.person == person)
    levels = select(literal("level"), literal(""), LEVEL.c.level, LEVEL.c.nth).where(
        LEVEL.c.person == person, LEVEL.c.map_id == map_id, LEVEL.c.withdrawn_at.is_(None)
    )
    gone = select(literal("gone"), literal(""), LEVEL.c.level, LEVEL.c.nth).where(
        LEVEL.c.person == person, LEVEL.c.map_id == map_id, LEVEL.c.withdrawn_at.is_not(None)
    )
    return union_all(cells, duties, levels, gone)


_STATE = _select_state()
"""Made once: making it costs more than running it."""


class SkillReaction:
    """The skill room's reaction, under one map in force."""

    name = "skills"
    kinds = attain.KINDS
    tables = (CELL, LEVEL, EVIDENCE, DUTY, APPOINTMENT)

    def __init__(self, skill_map: SkillMap) -> None:
        self.map = skill_map

    def load(self, session: Session, person: str) -> SkillState:
        """Cells, levels and duties of a person, in one statement."""
        rows: Sequence[Any] = session.connection().execute(_STATE, {"person": person, "map": self.map.id}).all()
        held = {row[2]: False for row in rows if row[0] == "gone"} | {row[2]: True for row in rows if row[0] == "level"}
        return SkillState(
            map=self.map,
            cells=frozenset(row[1] for row in rows if row[0] == "cell"),
            duties=frozenset(row[1] for row in rows if row[0] == "duty"),
            levels=held,
        )

    def fold(self, state: SkillState, event: Event) -> SkillState:
        """See ``attain.fold``."""
        return attain.fold(state, event)

    def react(self, state: SkillState, event: Event) -> Iterable[Event]:
        """See ``attain.react``."""
        return attain.react(state, event)

    def project(self, event: Event) -> Iterable[Put]:
        """The rows that show an event."""
        return project(event)

    def keep(self, session: Session, events: Sequence[Event]) -> None:
        """Nothing beside the facts."""


def project(event: Event) -> Iterable[Put]:
    """The rows of this room that show an event."""
    match event:
        case CellAttained():
            values = {
                "person": event.person,
                "map_id": event.map_id,
                "skill": event.skill,
                "attained_at": event.at,
                "map_digest": event.map_digest,
                "source": str(event.sources[0]) if event.sources else "",
            }
            return [Put(CELL, values)]
        case LevelConferred():
            return [Put(LEVEL, _level_values(event))]
        case LevelWithdrawn():
            key = {"person": event.person, "map_id": event.map_id, "level": event.level, "nth": event.nth}
            return [Put(LEVEL, {"withdrawn_at": event.at, "withdrawn_reason": event.reason}, key)]
        case EvidenceAccepted():
            return [Put(EVIDENCE, _evidence_values(event))]
        case DutySkillDeclared():
            values = {"person": event.person, "skill": event.skill}
            return [Put(DUTY, values | {"declared_at": event.at, "declared_by": event.actor})]
        case LeaderAppointed():
            return [Put(APPOINTMENT, _appointment_values(event))]
        case AppointmentEnded():
            key = {"person": event.person, "fiscal_year": event.fiscal_year}
            return [Put(APPOINTMENT, {"ended_at": event.at}, key)]
    return ()


def _level_values(event: LevelConferred) -> dict[str, object]:
    return {
        "person": event.person,
        "map_id": event.map_id,
        "level": event.level,
        "nth": event.nth,
        "conferred_at": event.at,
        "map_digest": event.map_digest,
        "withdrawn_at": None,
        "withdrawn_reason": "",
    }


def _evidence_values(event: EvidenceAccepted) -> dict[str, object]:
    return {
        "event_id": str(event.id),
        "person": event.person,
        "skill": event.skill,
        "reason": event.reason,
        "on": event.on,
        "reference": event.reference,
        "granter": event.actor,
        "accepted_at": event.at,
    }


def _appointment_values(event: LeaderAppointed) -> dict[str, object]:
    return {
        "person": event.person,
        "fiscal_year": event.fiscal_year,
        "org_unit": event.org_unit,
        "appointed_at": event.at,
        "nominated_by": event.actor,
        "ended_at": None,
    }
