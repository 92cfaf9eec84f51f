"""Group commit: who comes together is stored together, and nobody pays for another's fault."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.incoming import read_batch
from elearn.lrs.services import GroupWriter, Job, grouping
from elearn.lrs.tables import StatementRow
from tests.elearn.lrs.house import AUTHORITY, Clock, body, new_id, statement


def job(*values: dict[str, Any]) -> Job:
    return Job(read_batch(body(list(values)), "1.0.3"), AUTHORITY, "1.0.3")


def count(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(StatementRow)) or 0


def run_all(*calls: Callable[[], Any]) -> list[Any]:
    """All at the same time; results and faults in order."""
    results: list[Any] = [None] * len(calls)

    def run(place: int) -> None:
        try:
            results[place] = calls[place]()
        except Exception as fault:
            results[place] = fault

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@contextmanager
def slow_hold(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[list[int], threading.Event]]:
    """The first group waits for a signal; counts the transactions."""
    hold, go, groups = grouping.hold_store, threading.Event(), list[int]()

    @contextmanager
    def wait(engine: Engine) -> Iterator[Any]:
        groups.append(1)
        with hold(engine) as connection:
            go.wait(20)
            yield connection

    monkeypatch.setattr(grouping, "hold_store", wait)
    yield groups, go


def test_a_job_is_stored_and_its_ids_told(engine: Engine) -> None:
    writer, given = GroupWriter(engine, Clock().now), new_id()
    ids = writer.submit(job(statement(id=given), statement()))
    assert ids[0] == UUID(given)
    assert len(set(ids)) == count(engine) == 2
    assert writer.submit(job()) == []


def test_who_comes_meanwhile_shares_a_transaction(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = GroupWriter(engine, Clock().now)
    with slow_hold(monkeypatch) as (groups, go):
        first = threading.Thread(target=writer.submit, args=(job(statement()),))
        first.start()
        while not groups:
            pass
        threading.Timer(0.5, go.set).start()
        results = run_all(*[lambda: writer.submit(job(statement(), statement())) for _ in range(10)])
        first.join()
    assert all(len(one) == 2 for one in results)
    assert count(engine) == 21
    assert len(groups) <= 3


def test_a_conflict_drops_its_own_job_only(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    writer, taken = GroupWriter(engine, Clock().now), new_id()
    writer.submit(job(statement(id=taken)))
    with slow_hold(monkeypatch) as (groups, go):
        first = threading.Thread(target=writer.submit, args=(job(statement()),))
        first.start()
        while not groups:
            pass
        threading.Timer(0.5, go.set).start()
        results = run_all(
            lambda: writer.submit(job(statement())),
            lambda: writer.submit(job(statement(), statement(who="p-2", id=taken))),
            lambda: writer.submit(job(statement(id=taken))),
        )
        first.join()
    assert [type(one) for one in results] == [list, LrsFault, list]
    assert results[1].status == 409
    assert count(engine) == 3


def test_a_fault_of_the_database_hits_only_the_job_that_makes_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, store = GroupWriter(engine, Clock().now), grouping.store_group
    bad = job(statement())

    def fail(driver: Any, jobs: Any, *rest: Any) -> Any:
        if any(one is bad for one in jobs):
            store(driver, jobs, *rest)
            raise OperationalError("INSERT", {}, Exception("disk full"))
        return store(driver, jobs, *rest)

    monkeypatch.setattr(grouping, "store_group", fail)
    with slow_hold(monkeypatch) as (groups, go):
        first = threading.Thread(target=writer.submit, args=(job(statement()),))
        first.start()
        while not groups:
            pass
        threading.Timer(0.5, go.set).start()
        results = run_all(*[lambda one=one: writer.submit(one) for one in (job(statement()), bad, job(statement()))])
        first.join()
    assert [isinstance(one, DBAPIError) for one in results] == [False, True, False]
    assert count(engine) == 3
    assert len(writer.submit(job(statement()))) == 1


def test_an_unexpected_fault_leaves_nobody_waiting(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = GroupWriter(engine, Clock().now)

    def fail(*_: Any) -> Any:
        raise RuntimeError("odd")

    monkeypatch.setattr(grouping, "store_group", fail)
    results = run_all(*[lambda: writer.submit(job(statement())) for _ in range(6)])
    assert {str(one) for one in results} == {"odd"}
    monkeypatch.undo()
    assert len(writer.submit(job(statement()))) == 1
    assert count(engine) == 1


def test_many_threads_get_moments_that_grow(engine: Engine) -> None:
    writer = GroupWriter(engine, Clock().now)
    results = run_all(*[lambda: [writer.submit(job(statement())) for _ in range(10)] for _ in range(8)])
    assert all(len(one) == 10 for one in results)
    with Session(engine) as session:
        moments = list(session.scalars(select(StatementRow.stored).order_by(StatementRow.seq)))
    assert moments == sorted(set(moments))
    assert len(moments) == 80


def test_what_was_rolled_back_is_not_remembered(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids of terms that were never committed must not be used by the next statement."""
    writer, store = GroupWriter(engine, Clock().now), grouping.store_group

    def fail(*arguments: Any) -> Any:
        store(*arguments)
        raise OperationalError("COMMIT", {}, Exception("disk full"))

    monkeypatch.setattr(grouping, "store_group", fail)
    with pytest.raises(OperationalError):
        writer.submit(job(statement(who="new", what="https://x.example.jp/new")))
    monkeypatch.undo()
    assert len(writer.submit(job(statement(who="new", what="https://x.example.jp/new")))) == 1
    assert count(engine) == 1


def count_groups(monkeypatch: pytest.MonkeyPatch, seconds: float) -> list[int]:
    """Every transaction takes so long from now on; how many jobs each stored is noted in the list."""
    store, sizes = grouping.store_group, list[int]()

    def note(driver: Any, jobs: Any, *rest: Any) -> Any:
        sizes.append(len(jobs))
        time.sleep(seconds)
        return store(driver, jobs, *rest)

    monkeypatch.setattr(grouping, "store_group", note)
    return sizes


def test_who_sends_one_after_the_other_meets_the_others_in_every_transaction(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without waiting for one another one of four would go ahead, and three would follow, for ever."""
    writer, sizes = GroupWriter(engine, Clock().now), count_groups(monkeypatch, 0.05)
    monkeypatch.setattr(grouping, "MOST_PATIENCE", 1.0)
    run_all(*[lambda: [writer.submit(job(statement())) for _ in range(8)] for _ in range(4)])
    assert sum(sizes) == count(engine) == 32
    assert sizes.count(4) >= 5
    assert len(sizes) <= 13


def test_a_client_alone_waits_for_nobody(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    writer, sizes = GroupWriter(engine, Clock().now), count_groups(monkeypatch, 0.0)
    waited: list[float] = []
    gather = GroupWriter._gather

    def watch(self: GroupWriter) -> None:
        assert self._full is None
        gather(self)
        waited.append(self._full is not None)

    monkeypatch.setattr(GroupWriter, "_gather", watch)
    for _ in range(5):
        writer.submit(job(statement()))
    assert sizes == [1] * 5
    assert not any(waited)


def test_those_who_went_away_are_waited_for_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no longer than the last transaction took, or than anybody may be asked to wait."""
    writer, sizes = GroupWriter(engine, Clock().now), count_groups(monkeypatch, 0.05)
    monkeypatch.setattr(grouping, "MOST_PATIENCE", 0.2)
    run_all(*[lambda: [writer.submit(job(statement())) for _ in range(2)] for _ in range(4)])
    del sizes[:]
    assert writer._patience <= 0.2
    for _ in range(3):
        writer.submit(job(statement()))
    assert sizes == [1, 1, 1]
    assert writer._expected == 1


def refuse() -> Job:
    raise LrsFault(400, "invalid-statement")


def break_down() -> Job:
    raise ZeroDivisionError("odd")


def test_a_job_may_be_read_by_whoever_leads(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four clients in turn: nearly all reading is done by those who lead, and everyone gets the answer to its own."""
    writer, sizes = GroupWriter(engine, Clock().now), count_groups(monkeypatch, 0.05)
    monkeypatch.setattr(grouping, "MOST_PATIENCE", 1.0)
    ids = [[new_id() for _ in range(6)] for _ in range(4)]
    readers = set[tuple[int, int]]()

    def send(client: int) -> list[UUID]:
        def read(uuid: str) -> Job:
            readers.add((client, threading.get_ident()))
            return job(statement(id=uuid))

        return [writer.submit_unread(lambda uuid=uuid: read(uuid))[0] for uuid in ids[client]]  # type: ignore[misc]

    results = run_all(*[lambda client=client: send(client) for client in range(4)])
    assert results == [[UUID(one) for one in some] for some in ids]
    assert sum(sizes) == count(engine) == 24
    assert len(readers) > 4, "everybody has read its own"


def test_who_cannot_be_read_is_told_and_the_others_are_stored(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    writer, taken = GroupWriter(engine, Clock().now), new_id()
    with slow_hold(monkeypatch) as (groups, go):
        first = threading.Thread(target=writer.submit, args=(job(statement(id=taken)),))
        first.start()
        while not groups:
            pass
        threading.Timer(0.5, go.set).start()
        results = run_all(
            lambda: writer.submit_unread(refuse),
            lambda: writer.submit_unread(lambda: job(statement(), statement())),
            lambda: writer.submit_unread(break_down),
            lambda: writer.submit_unread(lambda: job(statement(who="p-2", id=taken))),
            lambda: writer.submit(job(statement())),
        )
        first.join()
    assert [getattr(one, "status", type(one)) for one in results] == [400, list, ZeroDivisionError, 409, list]
    assert count(engine) == 4
    assert len(groups) <= 3


@pytest.mark.parametrize("read", [refuse, break_down])
def test_where_nothing_can_be_read_no_transaction_is_begun(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, read: Callable[[], Job]
) -> None:
    writer = GroupWriter(engine, Clock().now)
    monkeypatch.setattr(grouping, "hold_store", lambda _: pytest.fail("begun"))
    results = run_all(*[lambda: writer.submit_unread(read)] * 5)
    assert len({str(one) for one in results}) == 1
    assert all(isinstance(one, LrsFault | ZeroDivisionError) for one in results)
    monkeypatch.undo()
    assert len(writer.submit(job(statement()))) == 1


@given(st.lists(st.integers(1, 4), min_size=1, max_size=5))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_many_come_everyone_gets_an_answer(engine: Engine, waves: list[int]) -> None:
    """Waves of clients, each of another size: nobody is left waiting for others who never come."""
    writer, before = GroupWriter(engine, Clock().now), count(engine)
    for wave in waves:
        results = run_all(*[lambda: [writer.submit(job(statement())) for _ in range(3)]] * wave)
        assert all(len(one) == 3 for one in results)
    assert count(engine) - before == 3 * sum(waves)
