"""A database with the tables of the people room, empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from elearn.db import Base, prepare_engine, sqlite_url, table_of
from elearn.people import tables

MODELS = (
    tables.PersonRow,
    tables.OrgUnitRow,
    tables.PostRow,
    tables.RoleGrantRow,
    tables.AccountRow,
    tables.SignInGuardRow,
    tables.AccessLogRow,
    tables.RosterImportRow,
    tables.RosterDraftRow,
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A session on an SQLite file, prepared as the application prepares it."""
    engine = create_engine(sqlite_url(tmp_path / "people.sqlite3"))
    prepare_engine(engine)
    Base.metadata.create_all(engine, tables=[table_of(model) for model in MODELS])
    with Session(engine) as opened:
        yield opened
    engine.dispose()
