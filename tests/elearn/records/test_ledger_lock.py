"""The ledger's lock on PostgreSQL: asked for often, sent once a transaction, never thought held when it is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session, sessionmaker

from elearn.db import prepare_engine
from elearn.records.ledger import append, lock_ledger
from tests.databases import fresh_postgres
from tests.elearn.records.samples import AT, evidence
from tests.sqlcount import count_statements

pytestmark = pytest.mark.postgres

HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"


@pytest.fixture
def served(postgres_url: str) -> Iterator[Engine]:
    with fresh_postgres(postgres_url) as url:
        engine = create_engine(url)
        prepare_engine(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def writer(served: Engine) -> Iterator[Session]:
    with sessionmaker(served)() as session:
        yield session


def count_held(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(HELD)).scalar_one())


def test_it_is_sent_once_in_a_transaction(served: Engine, writer: Session) -> None:
    with count_statements(served) as sent:
        lock_ledger(writer)
        lock_ledger(writer)
        append(writer, [evidence(1)], AT)
        assert sum("advisory" in one for one in sent.texts) == 1
    assert count_held(served) == 1


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_the_next_transaction_takes_it_anew(served: Engine, writer: Session, end: str) -> None:
    lock_ledger(writer)
    getattr(writer, end)()
    assert count_held(served) == 0
    lock_ledger(writer)
    assert count_held(served) == 1


def test_a_savepoint_that_is_undone_frees_it_and_it_is_taken_again(served: Engine, writer: Session) -> None:
    writer.execute(text("SELECT 1"))
    savepoint = writer.begin_nested()
    lock_ledger(writer)
    savepoint.rollback()
    assert count_held(served) == 0
    lock_ledger(writer)
    assert count_held(served) == 1


def test_two_sessions_do_not_share_what_they_hold(served: Engine, writer: Session) -> None:
    lock_ledger(writer)
    writer.commit()
    with sessionmaker(served)() as other, count_statements(served) as sent:
        lock_ledger(other)
        assert sent.count == 1
