"""What the learning room's tables hold, and what they refuse."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from elearn.db import Base, table_of
from elearn.learning.projector import LearningReaction
from elearn.learning.tables import (
    ActivityRow,
    AttemptRow,
    CourseFileRow,
    CourseVersionRow,
    ExtensionRow,
    GradeCommentRow,
    GradeRow,
    GraderRow,
    NoteRow,
    PlaceRow,
    RegistrationRow,
    WaitingRow,
)

NOON = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
MODELS = (CourseVersionRow, CourseFileRow, RegistrationRow, ActivityRow, AttemptRow, NoteRow, PlaceRow)


def a_row(model: type[Base], **changes: Any) -> Base:
    values: dict[type[Base], dict[str, Any]] = {
        CourseVersionRow: {
            "digest": "d" * 64,
            "course": "dx-basics",
            "version": "1.0.0",
            "title": "DX基礎",
            "published_at": NOON,
        },
        CourseFileRow: {"digest": "d" * 64, "path": "01-why/module.md", "content": b"\x00\xff# \xe9\xab\x99"},
        RegistrationRow: {
            "registration": "r" * 36,
            "person": "p" * 36,
            "course": "dx-basics",
            "course_digest": "d" * 64,
            "nth": 1,
            "opened_at": NOON,
        },
        ActivityRow: {"registration": "r" * 36, "activity": "01-why/read", "completed_at": NOON, "criterion": "read"},
        AttemptRow: {
            "attempt": "a" * 36,
            "registration": "r" * 36,
            "person": "p" * 36,
            "course": "dx-basics",
            "activity": "90-test/test",
            "number": 1,
            "seed": 2**31 - 1,
            "quiz_digest": "q" * 64,
            "started_at": NOON,
        },
        NoteRow: {
            "person": "p" * 36,
            "course": "dx-basics",
            "module": "01-why",
            "text": "髙い\n𠮷",
            "revision": 1,
            "changed_at": NOON,
        },
        PlaceRow: {
            "registration": "r" * 36,
            "activity": "01-why/read",
            "person": "p" * 36,
            "place": "p-12",
            "kept_at": NOON,
        },
    }
    return model(**(values[model] | changes))


@pytest.mark.parametrize("model", MODELS)
def test_every_table_stands_in_the_migrated_database(session: Session, model: type[Base]) -> None:
    name = table_of(model).name
    assert name.startswith("elearn_")
    there = {column["name"] for column in inspect(session.get_bind()).get_columns(name)}
    assert there == set(table_of(model).columns.keys())


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


def test_scores_keep_four_places(session: Session) -> None:
    session.add(a_row(RegistrationRow, scaled=Decimal("0.6667"), completed_at=NOON))
    session.add(a_row(AttemptRow, raw=Decimal("12345678.1234"), maximum=Decimal(12345679), scaled=Decimal("0.9999")))
    session.commit()
    session.expunge_all()
    assert session.get_one(RegistrationRow, "r" * 36).scaled == Decimal("0.6667")
    head = session.get_one(AttemptRow, "a" * 36)
    assert (head.raw, head.scaled) == (Decimal("12345678.1234"), Decimal("0.9999"))


def test_a_time_without_its_zone_is_refused(session: Session) -> None:
    session.add(a_row(RegistrationRow, opened_at=dt.datetime(2026, 11, 20, 3, 0)))  # noqa: DTZ001  # the point
    with pytest.raises(StatementError, match="naive"):
        session.flush()
    session.rollback()


def test_names_and_free_text_have_no_place_here() -> None:
    for model in (RegistrationRow, ActivityRow, AttemptRow, WaitingRow, GradeRow, GraderRow):
        assert not {"name", "kana", "responses", "text"} & set(table_of(model).columns.keys())


def test_content_is_no_projection() -> None:
    """A rebuild empties the projections; what was published must survive it."""
    dropped = {table.name for table in LearningReaction.tables}
    shown = (RegistrationRow, ActivityRow, AttemptRow, ExtensionRow, WaitingRow, GradeRow)
    kept = (CourseVersionRow, CourseFileRow, NoteRow, PlaceRow, GradeCommentRow, GraderRow)
    assert dropped == {table_of(model).name for model in shown}
    assert not dropped & {table_of(model).name for model in kept}
