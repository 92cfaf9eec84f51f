"""SQL straight to the driver, the same words on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from elearn.lrs.services.driver import CHUNK, EXACT_ROWS, MOST_ROWS, Driver, Target, split_chunks

TABLE = "elearn_lrs_term"
TARGET = Target(TABLE, ("kind", "text"), ("digest", "bytea"), ("key", "bytea"))


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
    driver.insert(TARGET, rows(3))
    found = driver.all("SELECT kind, key FROM elearn_lrs_term WHERE digest = ?", b"%032d" % 1)
    assert [(kind, bytes(key)) for kind, key in found] == [("verb", b"\x00\xff1")]
    assert driver.all("SELECT 1 FROM elearn_lrs_term WHERE digest = ?", b"x") == []


def test_nothing_is_inserted_for_nothing(driver: Driver) -> None:
    driver.insert(TARGET, [])
    assert driver.all("SELECT count(*) FROM elearn_lrs_term") == [(0,)]


def test_among_asks_for_any_number_of_values(driver: Driver) -> None:
    driver.insert(TARGET, rows(CHUNK + 7))
    wanted = [digest for _, digest, _ in rows(CHUNK + 7)]
    found = driver.among("SELECT digest FROM elearn_lrs_term WHERE digest", [*wanted, b"unknown"])
    assert sorted(bytes(digest) for (digest,) in found) == wanted
    assert list(driver.among("SELECT digest FROM elearn_lrs_term WHERE digest", [])) == []


def test_a_conflict_clause_is_taken(driver: Driver) -> None:
    driver.insert(TARGET, rows(1))
    change = " ON CONFLICT (digest) DO UPDATE SET kind = excluded.kind"
    driver.insert(TARGET, [("agent", *rows(1)[0][1:])], change)
    assert driver.all("SELECT kind FROM elearn_lrs_term") == [("agent",)]


@pytest.mark.parametrize("count", [1, EXACT_ROWS, EXACT_ROWS + 1, MOST_ROWS + EXACT_ROWS + 3])
def test_what_rows_were_given_is_returned_whatever_their_number(driver: Driver, count: int) -> None:
    made = driver.insert(TARGET, rows(count), " RETURNING digest, id")
    there = driver.all("SELECT digest, id FROM elearn_lrs_term")
    assert len(made) == count
    assert sorted((bytes(digest), number) for digest, number in made) == sorted(
        (bytes(digest), number) for digest, number in there
    )
    assert driver.insert(TARGET, [], " RETURNING digest, id") == []


def test_faults_are_those_of_sqlalchemy(driver: Driver) -> None:
    driver.insert(TARGET, rows(1))
    with pytest.raises(IntegrityError):
        driver.insert(TARGET, rows(1))


def test_a_condition_may_stand_twice(driver: Driver) -> None:
    driver.insert(TARGET, rows(5))
    table = "FROM elearn_lrs_term WHERE"
    twice = f"SELECT kind {table} digest {{among}} UNION ALL SELECT 'x' {table} key {{among}}"
    wanted = [rows(1)[0][1], rows(2)[1][1], rows(3)[2][2]]
    assert sorted(kind for (kind,) in driver.among(twice, wanted)) == ["verb", "verb", "x"]


@pytest.mark.parametrize("count", [1, 2, 3, MOST_ROWS - 1, MOST_ROWS, MOST_ROWS + 3, 3 * MOST_ROWS])
def test_any_number_of_rows_goes_in_whole(driver: Driver, count: int) -> None:
    driver.insert(TARGET, rows(count))
    found = driver.all("SELECT kind, digest, key FROM elearn_lrs_term ORDER BY digest")
    assert [(kind, bytes(digest), bytes(key)) for kind, digest, key in found] == sorted(
        rows(count), key=lambda one: one[1]
    )


BEGIN = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT 1"}


def test_a_transaction_of_its_own_is_kept_or_undone(engine: Engine) -> None:
    begin = BEGIN[engine.dialect.name]
    with Driver.open(engine, begin) as one:
        one.insert(TARGET, rows(2))

    def fail() -> None:
        with Driver.open(engine, begin) as one:
            one.insert(TARGET, rows(5)[3:])
            one.insert(TARGET, rows(1))

    with pytest.raises(IntegrityError):
        fail()
    with Driver.open(engine, begin) as one:
        assert one.all("SELECT count(*) FROM elearn_lrs_term") == [(2,)]
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # a queue, as every engine here has


def test_a_broken_connection_is_not_used_again(engine: Engine) -> None:
    def lose() -> None:
        with Driver.open(engine, BEGIN[engine.dialect.name]) as one:
            one._raw.close()
            one.all("SELECT 1")

    with pytest.raises(DBAPIError):
        lose()
    with Driver.open(engine, BEGIN[engine.dialect.name]) as one:
        assert one.all("SELECT 1") == [(1,)]
