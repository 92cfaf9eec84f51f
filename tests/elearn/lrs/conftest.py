"""The store in a tiny application: on SQLite for what HTTP decides, on both databases for what a database decides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from elearn.db import prepare_engine
from tests.databases import fresh_postgres
from tests.elearn.lrs.house import House

TABLES = (
    "elearn_lrs_mention, elearn_lrs_term, elearn_lrs_statement, elearn_lrs_credential, elearn_lrs_document,"
    " elearn_lrs_attachment, elearn_lrs_activity, elearn_lrs_forward"
)


def _open(url: str) -> Engine:
    engine = create_engine(url)
    prepare_engine(engine)
    return engine


@pytest.fixture(scope="session")
def lrs_postgres(postgres_url: str) -> Iterator[Engine]:
    """One PostgreSQL database for all tests of the store: emptying its tables is quicker than a new database."""
    with fresh_postgres(postgres_url) as url:
        engine = _open(url)
        yield engine
        engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty store on either database."""
    if request.param == "sqlite":
        made = _open(request.getfixturevalue("sqlite_url"))
        yield made
        made.dispose()
    else:
        shared: Engine = request.getfixturevalue("lrs_postgres")
        with shared.begin() as connection:
            connection.execute(text(f"TRUNCATE {TABLES}"))
        yield shared


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    engine = _open(sqlite_url)
    built = House(engine)
    yield built
    built.close()
    engine.dispose()


@pytest.fixture
def any_house(engine: Engine) -> Iterator[House]:
    built = House(engine)
    yield built
    built.close()
