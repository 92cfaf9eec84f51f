"""What the skill room's tables hold, and what they refuse."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.db import Base, table_of
from elearn.skills.projector import SkillReaction
from elearn.skills.tables import AppointmentRow, CellRow, DutyRow, EvidenceRow, LevelRow

NOON = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
PERSON = "p" * 36
MODELS = (CellRow, LevelRow, EvidenceRow, DutyRow, AppointmentRow)


def a_row(model: type[Base], **changes: Any) -> Base:
    values: dict[type[Base], dict[str, Any]] = {
        CellRow: {"map_id": "m", "skill": "s", "attained_at": NOON, "map_digest": "d" * 64, "source": "e" * 36},
        LevelRow: {"map_id": "m", "level": 1, "nth": 1, "conferred_at": NOON, "map_digest": "d" * 64},
        EvidenceRow: {
            "event_id": "e" * 36,
            "skill": "s",
            "reason": "prior-training",
            "on": dt.date(2025, 3, 31),
            "reference": "令和6年度DX研修",
            "granter": "g" * 36,
            "accepted_at": NOON,
        },
        DutyRow: {"skill": "s", "declared_at": NOON, "declared_by": "h" * 36},
        AppointmentRow: {"fiscal_year": 2026, "org_unit": "0100", "appointed_at": NOON, "nominated_by": "h" * 36},
    }
    return model(**({"person": PERSON} | values[model] | changes))


@pytest.mark.parametrize("model", MODELS)
def test_every_table_stands_in_the_migrated_database(session: Session, model: type[Base]) -> None:
    table = table_of(model)
    assert table.name.startswith("elearn_")
    columns = {column["name"]: column["nullable"] for column in inspect(session.get_bind()).get_columns(table.name)}
    assert columns == {column.name: column.nullable for column in table.columns}


@pytest.mark.parametrize("model", MODELS)
def test_a_row_comes_back_as_it_was_put(session: Session, model: type[Base]) -> None:
    row = a_row(model)
    names = [column.name for column in table_of(model).columns]
    wanted = {name: getattr(row, name) for name in names if getattr(row, name) is not None}
    session.add(row)
    session.commit()
    session.expunge_all()
    [found] = session.query(model).all()
    assert {name: getattr(found, name) for name in wanted} == wanted


@pytest.mark.parametrize("model", MODELS)
def test_the_same_key_stands_once(session: Session, model: type[Base]) -> None:
    session.add(a_row(model))
    session.commit()
    session.expunge_all()
    session.add(a_row(model))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (CellRow, {"map_id": "another"}),
        (CellRow, {"skill": "another"}),
        (LevelRow, {"nth": 2}),
        (LevelRow, {"level": 2}),
        (DutyRow, {"skill": "another"}),
        (AppointmentRow, {"fiscal_year": 2027}),
        (AppointmentRow, {"person": "q" * 36}),
    ],
)
def test_what_is_different_stands_beside(session: Session, model: type[Base], changes: dict[str, Any]) -> None:
    session.add_all([a_row(model), a_row(model, **changes)])
    session.commit()
    assert session.query(model).count() == 2


def test_a_level_begins_in_force_and_an_appointment_too(session: Session) -> None:
    session.add_all([a_row(LevelRow), a_row(AppointmentRow)])
    session.commit()
    level, appointment = session.query(LevelRow).one(), session.query(AppointmentRow).one()
    assert (level.withdrawn_at, level.withdrawn_reason, appointment.ended_at) == (None, "", None)


def test_every_table_is_a_projection_and_none_names_a_person() -> None:
    assert {table.name for table in SkillReaction.tables} == {table_of(model).name for model in MODELS}
    for model in MODELS:
        assert not {"name", "kana", "staff_number"} & {column.name for column in table_of(model).columns}
