"""The store in a tiny application: on SQLite for what HTTP decides, on both databases for what a database decides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine

from elearn.db import prepare_engine
from tests.elearn.lrs.house import House


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    engine = create_engine(sqlite_url)
    prepare_engine(engine)
    built = House(engine)
    yield built
    built.close()
    engine.dispose()


@pytest.fixture
def any_house(engine: Engine) -> Iterator[House]:
    built = House(engine)
    yield built
    built.close()
