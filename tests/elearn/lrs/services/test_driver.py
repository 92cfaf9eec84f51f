"""SQL straight to the driver, the same words on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError

from elearn.lrs.services.driver import CHUNK, Driver, split_chunks
from elearn.lrs.tables import TermRow

TABLE = "elearn_lrs_term"
COLUMNS = (("kind", "text"), ("digest", "bytea"), ("key", "bytea"))


@pytest.fixture
def driver(engine: Engine) -> Iterator[Driver]:
    with engine.connect() as connection, connection.begin() as transaction:
        yield Driver(connection)
        transaction.rollback()


def rows(count: int) -> list[tuple[str, bytes, bytes]]:
    return [("verb", b"%032d" % number, b"\x00\xff%d" % number) for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, CHUNK, CHUNK + 1])
def test_chunks_hold_everything_once_in_order(count: int) -> None:
    chunks = list(split_chunks(range(count)))
    assert [one for chunk in chunks for one in chunk] == list(range(count))
    assert all(0 < len(chunk) <= CHUNK for chunk in chunks)


def test_rows_go_in_and_come_out(driver: Driver) -> None:
    driver.insert(TABLE, COLUMNS, rows(3))
    found = driver.all("SELECT kind, key FROM elearn_lrs_term WHERE digest = ?", b"%032d" % 1)
    assert [(kind, bytes(key)) for kind, key in found] == [("verb", b"\x00\xff1")]
    assert driver.all("SELECT 1 FROM elearn_lrs_term WHERE digest = ?", b"x") == []


def test_nothing_is_inserted_for_nothing(driver: Driver) -> None:
    driver.insert(TABLE, COLUMNS, [])
    assert driver.all("SELECT count(*) FROM elearn_lrs_term") == [(0,)]


def test_among_asks_for_any_number_of_values(driver: Driver) -> None:
    driver.insert(TABLE, COLUMNS, rows(CHUNK + 7))
    wanted = [digest for _, digest, _ in rows(CHUNK + 7)]
    found = driver.among("SELECT digest FROM elearn_lrs_term WHERE digest", [*wanted, b"unknown"])
    assert sorted(bytes(digest) for (digest,) in found) == wanted
    assert list(driver.among("SELECT digest FROM elearn_lrs_term WHERE digest", [])) == []


def test_a_conflict_clause_is_taken(driver: Driver) -> None:
    driver.insert(TABLE, COLUMNS, rows(1))
    change = " ON CONFLICT (digest) DO UPDATE SET kind = excluded.kind"
    driver.insert(TABLE, COLUMNS, [("agent", *rows(1)[0][1:])], change)
    assert driver.all("SELECT kind FROM elearn_lrs_term") == [("agent",)]


def test_faults_are_those_of_sqlalchemy(driver: Driver) -> None:
    driver.insert(TABLE, COLUMNS, rows(1))
    with pytest.raises(IntegrityError):
        driver.insert(TABLE, COLUMNS, rows(1))


def test_the_session_sees_the_same_transaction(driver: Driver) -> None:
    driver.insert(TABLE, COLUMNS, rows(2))
    assert driver.session.scalar(select(func.count()).select_from(TermRow)) == 2
    assert driver.session is driver.session
