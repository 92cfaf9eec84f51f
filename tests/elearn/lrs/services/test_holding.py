"""One transaction at a time that writes statements: kept or undone, on a connection that a process keeps for it."""

from __future__ import annotations

import gc
import multiprocessing
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any
from weakref import ref

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from elearn.db import prepare_engine
from elearn.lrs.services import holding, lock_store
from elearn.lrs.services.consistency import WRITERS, name_database
from elearn.lrs.services.driver import Driver, Target
from elearn.lrs.services.holding import hold_store

TABLE = "elearn_lrs_term"
TARGET = Target(TABLE, ("kind", "text"), ("digest", "bytea"), ("key", "bytea"))


def put(driver: Driver, *numbers: int) -> None:
    driver.insert(TARGET, [("verb", b"%032d" % number, b"key") for number in numbers])


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {TABLE}")) or 0


def store(engine: Engine, *numbers: int) -> Any:
    """The driver's own connection on which it was done."""
    with hold_store(engine) as driver:
        put(driver, *numbers)
        return driver._raw


def store_and_fail(engine: Engine, fault: Exception, *numbers: int) -> None:
    with hold_store(engine) as driver:
        put(driver, *numbers)
        raise fault


def test_what_is_done_is_kept_and_what_fails_is_undone(engine: Engine) -> None:
    store(engine, 1, 2)
    with pytest.raises(RuntimeError, match="odd"):
        store_and_fail(engine, RuntimeError("odd"), 3)
    with pytest.raises(IntegrityError):
        store(engine, 4, 1)
    store(engine, 5)
    assert count(engine) == 3


def test_the_store_is_busy_just_as_long_as_it_is_held(engine: Engine) -> None:
    place = name_database(engine)
    with hold_store(engine):
        assert WRITERS.busy(place)
    assert not WRITERS.busy(place)
    with pytest.raises(RuntimeError):
        store_and_fail(engine, RuntimeError())
    assert not WRITERS.busy(place)


def test_threads_hold_it_one_after_the_other(engine: Engine) -> None:
    inside, most = list[int](), list[int]()

    def run(number: int) -> None:
        with hold_store(engine) as driver:
            inside.append(number)
            most.append(len(inside))
            put(driver, number)
            inside.remove(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert count(engine) == 12
    assert max(most) == 1


def test_the_pool_gets_back_what_it_lent(engine: Engine) -> None:
    store(engine, 1)
    with pytest.raises(RuntimeError):
        store_and_fail(engine, RuntimeError())
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # a queue, as every engine here has


@pytest.fixture
def file(sqlite_url: str) -> Engine:
    engine = create_engine(sqlite_url, pool_size=2, max_overflow=0, pool_timeout=5)
    prepare_engine(engine)
    return engine


def test_a_file_is_written_on_one_connection_that_the_pool_does_not_miss(file: Engine) -> None:
    first = store(file, 1)
    with file.connect(), file.connect():  # all that the pool may lend
        assert store(file, 2) is first
    with pytest.raises(RuntimeError):
        store_and_fail(file, RuntimeError(), 3)
    assert store(file, 4) is first
    file.dispose()
    assert store(file, 5) is first
    assert count(file) == 4


def test_the_kept_connection_is_as_durable_as_the_others(file: Engine) -> None:
    with hold_store(file) as driver:
        told = [driver.all(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "wal_autocheckpoint")]
    assert told == ["wal", 2, 8000]


def test_nothing_is_left_open_between_transactions(file: Engine) -> None:
    """A snapshot that stayed open would keep the log from being copied back."""
    assert not store(file, 1).in_transaction
    with closing(sqlite3.connect(str(file.url.database))) as other:
        assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)
    assert count(file) == 1


def test_a_connection_that_cannot_even_undo_is_replaced(file: Engine) -> None:
    first = store(file, 1)

    def lose() -> None:
        with hold_store(file) as driver:
            put(driver, 2)
            driver._raw.close()
            put(driver, 3)

    with pytest.raises(DBAPIError):
        lose()
    assert not WRITERS.busy(name_database(file))
    assert store(file, 4) is not first
    assert count(file) == 2


def test_a_connection_that_was_closed_between_fails_once(file: Engine) -> None:
    store(file, 1).close()
    with pytest.raises(DBAPIError):
        store(file, 2)
    store(file, 3)
    assert count(file) == 2


def test_who_waits_too_long_for_a_stranger_is_told_and_the_next_may_write(file: Engine) -> None:
    first = store(file, 1)
    first.execute("PRAGMA busy_timeout=50")
    with Session(file) as stranger:
        lock_store(stranger)
        with pytest.raises(OperationalError, match="locked"):
            store(file, 2)
        assert WRITERS.busy(name_database(file))
        stranger.rollback()
    assert store(file, 3) is first
    assert not WRITERS.busy(name_database(file))
    assert count(file) == 2


def test_a_fault_at_the_end_undoes_and_is_told(file: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    store(file, 1)

    def fail(_: Driver) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk full"))

    with monkeypatch.context() as patched:
        patched.setattr(Driver, "keep", fail)
        with pytest.raises(OperationalError, match="disk full"):
            store(file, 2)
    store(file, 3)
    assert count(file) == 2


def test_the_connection_ends_with_its_engine(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/store.sqlite3")
    with hold_store(engine) as driver:
        raw = driver._raw
    gone = ref(engine)
    del engine
    gc.collect()
    assert gone() is None
    with pytest.raises(Exception, match="closed"):
        raw.execute("SELECT 1")


def test_a_child_after_a_fork_opens_its_own(file: Engine) -> None:
    first = store(file, 1)
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe()

    def run() -> None:
        file.dispose(close=False)
        theirs.send((not holding._known, store(file, 2) is first))

    child = context.Process(target=run)
    child.start()
    assert mine.poll(20)
    assert mine.recv() == (True, False)
    child.join(20)
    assert child.exitcode == 0
    assert store(file, 3) is first
    assert count(file) == 3


@pytest.mark.filterwarnings("ignore:Selection of the SingletonThreadPool")
def test_a_database_in_memory_is_written_on_the_connection_that_has_it() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {TABLE} (kind TEXT, digest BLOB, key BLOB)"))
        there = connection.connection.dbapi_connection
    assert store(engine, 1) is there
    assert count(engine) == 1
