"""Sessions: ``session`` on SQLite for what depends on no database, ``either`` on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from elearn.db import prepare_engine


@pytest.fixture
def session(sqlite_url: str) -> Iterator[Session]:
    """A session on a fresh SQLite database."""
    engine = create_engine(sqlite_url)
    prepare_engine(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def either(engine: Engine) -> Iterator[Session]:
    """A session on a fresh database of either kind."""
    with Session(engine) as opened:
        yield opened
