"""The skill room's rows are the fold of its facts."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Base
from elearn.events import (
    AppointmentEnded,
    CellAttained,
    CourseCompleted,
    DutySkillDeclared,
    Event,
    EvidenceAccepted,
    LeaderAppointed,
    LevelConferred,
    LevelWithdrawn,
)
from elearn.records.ledger import read_person
from elearn.records.projections import fold_all
from elearn.records.reactor import Recorder, rebuild
from elearn.skills.projector import SkillReaction, project
from elearn.skills.rules.attain import REASONS, SkillState
from elearn.skills.services.maps import load_map
from elearn.skills.tables import AppointmentRow, CellRow, DutyRow, EvidenceRow, LevelRow
from tests.elearn.skills import plan

MAP = load_map("hirakata-r7")
REACTION = SkillReaction(MAP)
HANAKO, TARO = "5f0f6e0e-0000-4000-8000-000000000001", "5f0f6e0e-0000-4000-8000-000000000002"
NOON = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
MODELS: tuple[type[Base], ...] = (CellRow, LevelRow, EvidenceRow, DutyRow, AppointmentRow)


def later(minutes: float) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minutes)


def evidence(skill: str, person: str = HANAKO, minutes: float = 0, reason: str = "prior-training") -> EvidenceAccepted:
    return EvidenceAccepted(
        person=person,
        at=later(minutes),
        actor="office",
        skill=skill,
        reason=reason,
        on=dt.date(2025, 3, 31),
        reference="令和6年度DX研修",
    )


def duty(skill: str, person: str = HANAKO) -> DutySkillDeclared:
    return DutySkillDeclared(person=person, at=NOON, actor="head", skill=skill)


def withdrawn(level: int, minutes: float = 60) -> LevelWithdrawn:
    return LevelWithdrawn(
        person=HANAKO, at=later(minutes), actor="office", level=level, map_id=MAP.id, nth=1, reason="registration-error"
    )


def appointed(minutes: float = 0, unit: str = "0100", year: int = 2026) -> LeaderAppointed:
    return LeaderAppointed(person=HANAKO, at=later(minutes), actor="head", fiscal_year=year, org_unit=unit)


def ended(minutes: float) -> AppointmentEnded:
    return AppointmentEnded(person=HANAKO, at=later(minutes), actor="head", fiscal_year=2026)


def record(session: Session, *events: Event) -> list[Event]:
    fresh = Recorder(session, NOON, [REACTION], lambda event: [], []).record(*events)
    session.commit()
    return fresh


def all_rows(session: Session) -> list[tuple[str, dict[str, Any]]]:
    session.expire_all()
    found = [
        (model.__tablename__, {name: value for name, value in vars(one).items() if not name.startswith("_")})
        for model in MODELS
        for one in session.scalars(select(model))
    ]
    return sorted(found, key=str)


def test_evidence_its_cell_and_its_level_are_shown(session: Session) -> None:
    record(session, *(evidence(skill) for skill in sorted(plan.LEVEL_1)))
    session.expire_all()
    row = session.scalars(select(EvidenceRow).where(EvidenceRow.skill == "leadership")).one()
    assert (row.reason, row.on, row.reference, row.granter) == (
        "prior-training",
        dt.date(2025, 3, 31),
        "令和6年度DX研修",
        "office",
    )
    cell = session.get_one(CellRow, (HANAKO, MAP.id, "leadership"))
    assert (cell.attained_at, cell.map_digest, cell.source) == (NOON, MAP.digest, row.event_id)
    level = session.get_one(LevelRow, (HANAKO, MAP.id, 1, 1))
    assert (level.conferred_at, level.withdrawn_at, level.map_digest) == (NOON, None, MAP.digest)
    assert session.get(LevelRow, (HANAKO, MAP.id, 2, 1)) is None


def test_a_withdrawn_level_keeps_its_row_with_the_reason(session: Session) -> None:
    record(session, *(evidence(skill) for skill in sorted(plan.LEVEL_1)))
    record(session, withdrawn(1))
    session.expire_all()
    level = session.get_one(LevelRow, (HANAKO, MAP.id, 1, 1))
    assert (level.conferred_at, level.withdrawn_at, level.withdrawn_reason) == (NOON, later(60), "registration-error")
    assert REACTION.load(session, HANAKO).levels == {1: False}


def test_an_appointment_lasts_until_it_is_ended_and_can_begin_again(session: Session) -> None:
    record(session, appointed())
    assert session.get_one(AppointmentRow, (HANAKO, 2026)).ended_at is None
    record(session, ended(5))
    session.expire_all()
    assert session.get_one(AppointmentRow, (HANAKO, 2026)).ended_at == later(5)
    record(session, appointed(10, "0200"))
    session.expire_all()
    row = session.get_one(AppointmentRow, (HANAKO, 2026))
    assert (row.org_unit, row.appointed_at, row.ended_at, row.nominated_by) == ("0200", later(10), None, "head")


def test_a_duty_says_who_declared_it(session: Session) -> None:
    record(session, duty("nocode-build"))
    row = session.get_one(DutyRow, (HANAKO, "nocode-build"))
    assert (row.declared_at, row.declared_by) == (NOON, "head")


def test_the_state_is_one_persons_and_one_maps(session: Session) -> None:
    record(session, evidence("leadership"), evidence("ict-basics", TARO), duty("nocode-build"))
    other = CellAttained(person=HANAKO, at=NOON, skill="genai-use", map_id="another", map_digest="x")
    level = LevelConferred(person=HANAKO, at=NOON, level=1, map_id="another", map_digest="x")
    record(session, other, level)
    assert REACTION.load(session, HANAKO) == SkillState(MAP, frozenset({"leadership"}), {}, frozenset({"nocode-build"}))
    assert REACTION.load(session, TARO).cells == {"ict-basics"}
    assert REACTION.load(session, "nobody") == SkillState(MAP)


def test_facts_of_other_rooms_show_nothing_here() -> None:
    completed = CourseCompleted(person=HANAKO, at=NOON, registration=UUID(int=1), course="dx-basics")
    assert list(project(completed)) == []


@pytest.mark.parametrize("event", [evidence("leadership"), duty("nocode-build"), appointed(), withdrawn(1)])
def test_rows_depend_on_the_event_alone(event: Event) -> None:
    puts = list(project(event))
    assert puts == list(project(event))
    assert {put.table.name for put in puts} <= {table.name for table in REACTION.tables}


def a_history(dice: random.Random) -> list[list[Event]]:
    """Acts of a year: evidence in a random order, duties, appointments, now and then a withdrawal at the end."""
    acts: list[list[Event]] = [[evidence(skill, minutes=dice.randrange(50))] for skill, _, _ in plan.ROWS]
    acts += [[evidence(skill, minutes=51, reason=dice.choice(REASONS))] for skill in ("genai-use", "leadership")]
    acts += [[duty(skill)] for skill in sorted(plan.STARS) if dice.random() < 0.5]
    acts += [[appointed()], [appointed(year=2027)]]
    dice.shuffle(acts)
    acts += [[ended(70)], [appointed(80, "0300")]]
    return acts[: dice.randrange(8, len(acts) + 1)]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_loaded_is_the_fold_of_the_ledger(session: Session, seed: int) -> None:
    dice = random.Random(seed)
    for act in a_history(dice):
        record(session, *act)
    if REACTION.load(session, HANAKO).levels.get(1) and seed % 2:
        record(session, withdrawn(1))
    folded = fold_all(REACTION, SkillState(MAP), read_person(session, HANAKO))
    assert REACTION.load(session, HANAKO) == folded


@pytest.mark.parametrize("seed", range(3))
def test_a_rebuild_gives_the_same_rows(session: Session, seed: int) -> None:
    for act in a_history(random.Random(seed)):
        record(session, *act)
    before = all_rows(session)
    rebuild(session, [REACTION])
    session.commit()
    assert all_rows(session) == before
    assert before


def test_telling_everything_again_adds_nothing(session: Session) -> None:
    history = a_history(random.Random(5))
    for act in history:
        record(session, *act)
    before = all_rows(session)
    assert [record(session, *act) for act in history] == [[] for _ in history]
    assert all_rows(session) == before
