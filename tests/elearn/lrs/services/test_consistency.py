"""What a reader is told while somebody writes, on both databases."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from elearn.lrs.services import find_consistent_moment, lock_store, store_statements
from tests.elearn.lrs.house import AUTHORITY, NOON, House, body, statement

LATER = NOON + dt.timedelta(minutes=5)


def ask(engine: Engine, begun: dt.datetime = LATER) -> dt.datetime:
    with Session(engine) as reader:
        return find_consistent_moment(reader, begun)


def store_one(engine: Engine) -> None:
    with Session(engine) as session:
        store_statements(session, [body(statement())], AUTHORITY, NOON)
        session.commit()


def test_an_idle_store_is_consistent_through_now(engine: Engine) -> None:
    assert ask(engine) == LATER
    store_one(engine)
    assert ask(engine) == LATER


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_while_somebody_writes_the_last_committed_moment_counts(engine: Engine, end: str) -> None:
    store_one(engine)
    with Session(engine) as writer:
        lock_store(writer)
        assert ask(engine) == NOON
        store_statements(writer, [body(statement())], AUTHORITY, LATER)
        assert ask(engine) == NOON
        getattr(writer, end)()
        assert ask(engine) == LATER


def test_while_somebody_writes_the_first_statement_nothing_is_sure(engine: Engine) -> None:
    with Session(engine) as writer:
        lock_store(writer)
        assert ask(engine) == dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    assert ask(engine) == LATER


def test_locking_twice_is_locking_once(engine: Engine) -> None:
    with Session(engine) as writer:
        lock_store(writer)
        lock_store(writer)
        writer.rollback()
        assert ask(engine) == LATER


def test_a_session_may_write_again_and_again(engine: Engine) -> None:
    with Session(engine) as writer:
        for _ in range(3):
            lock_store(writer)
            assert ask(engine) < LATER
            writer.commit()
            assert ask(engine) == LATER


def test_a_moment_before_the_last_statement_is_told_as_it_is(engine: Engine) -> None:
    store_one(engine)
    early = NOON - dt.timedelta(days=1)
    with Session(engine) as writer:
        lock_store(writer)
        assert ask(engine, early) == early
        writer.rollback()


def test_a_savepoint_inside_does_not_end_the_writing(engine: Engine) -> None:
    store_one(engine)
    with Session(engine) as writer:
        lock_store(writer)
        with writer.begin_nested():
            pass
        assert ask(engine) == NOON
        writer.commit()
    assert ask(engine) == LATER


def test_a_second_writer_waits_for_the_first(engine: Engine) -> None:
    order: list[str] = []
    waiting = threading.Event()

    def follow() -> None:
        with Session(engine) as second:
            waiting.set()
            lock_store(second)
            order.append("second")
            second.commit()

    with Session(engine) as first:
        lock_store(first)
        thread = threading.Thread(target=follow)
        thread.start()
        waiting.wait(5)
        order.append("first")
        first.commit()
    thread.join()
    assert order == ["first", "second"]


def test_readers_over_http_are_told(any_house: House) -> None:
    any_house.post(statement())
    any_house.clock.advance(300)
    with Session(any_house.engine) as writer:
        lock_store(writer)
        busy = any_house.get().headers["X-Experience-API-Consistent-Through"]
        writer.rollback()
    idle = any_house.get().headers["X-Experience-API-Consistent-Through"]
    assert (busy, idle) == ("2026-11-22T03:00:00.000000Z", "2026-11-22T03:05:00.000000Z")
