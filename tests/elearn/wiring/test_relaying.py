"""The embedded worker: everything that is due reaches the stores, from the first request on, until it is stopped."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from elearn.learning.services.attempts import start_attempt
from elearn.learning.services.overdue import Settled
from elearn.learning.services.registrations import register
from elearn.lrs.services import create_credential
from elearn.lrs.tables import StatementRow
from elearn.records.relay import ACCEPTED, Backlog, Delivery, backlog, enqueue, take_lease
from elearn.records.remote import RemoteSink
from elearn.records.tables import OutboxRow
from elearn.wiring.house import House
from elearn.wiring.relaying import RelayWorker, deliver_all, settle_attempts
from tests.builders import TEST, add_person, complete_course, publish, write_course
from tests.conftest import MOMENT, Clock
from tests.elearn.records.samples import LATER, Picky, Store


def fill(house: House, count: int, *targets: str) -> list[bytes]:
    bodies = [f'{{"id":{number}}}'.encode() for number in range(count)]
    with house.sessions() as session:
        enqueue(session, [(str(n), body) for n, body in enumerate(bodies)], targets or ["near"], MOMENT)
        session.commit()
    return bodies


def waiting(house: House) -> list[Backlog]:
    with house.sessions() as session:
        return backlog(session)


def test_everything_that_is_due_goes_in_one_run(house: House) -> None:
    bodies = fill(house, 120)
    house.sinks = [store := Store()]
    assert deliver_all(house, "me") == 120
    assert store.accepted == bodies
    assert [len(part) for part in store.offered] == [50, 50, 20]
    assert deliver_all(house, "me") == 0


def test_a_store_that_is_away_holds_up_no_other(lite: House) -> None:
    bodies = fill(lite, 3, "away", "near")
    lite.sinks = [Store(LATER, target="away"), near := Store()]
    assert deliver_all(lite, "me") == 3
    assert near.accepted == bodies
    assert [one.target for one in waiting(lite)] == ["away"]


def test_refused_statements_do_not_end_the_run(lite: House) -> None:
    """A whole batch of statements that the store will never take, and good ones behind it."""
    bodies = fill(lite, 60)
    lite.sinks = [store := Picky(*bodies[:50])]
    assert deliver_all(lite, "me") == 10
    assert store.accepted == bodies[50:]
    assert waiting(lite) == [Backlog("near", 0, 50, None)]


def test_a_run_ends_where_somebody_else_delivers(lite: House) -> None:
    fill(lite, 3)
    with lite.sessions() as session:
        take_lease(session, "near", "somebody else", MOMENT)
    lite.sinks = [store := Store()]
    assert deliver_all(lite, "me") == 0
    assert store.offered == []


def test_the_next_one_need_not_wait_for_who_is_done(lite: House) -> None:
    """A command delivers while the site is starting: the site goes on at once, not when the command's lease is over."""
    bodies = fill(lite, 2)
    lite.sinks = [store := Store()]
    assert deliver_all(lite, "a command") == 2
    bodies += fill(lite, 1)
    assert deliver_all(lite, "the site") == 1
    assert store.accepted == bodies


def test_who_fails_gives_its_leases_back_too(lite: House) -> None:
    class Broken(Store):
        def deliver(self, bodies: Sequence[bytes]) -> Delivery:
            raise RuntimeError("a fault of our own")

    fill(lite, 1)
    lite.sinks = [Broken()]
    with pytest.raises(RuntimeError, match="a fault of our own"):
        deliver_all(lite, "a command")
    lite.sinks = [Store()]
    assert deliver_all(lite, "the site") == 1


def test_the_clock_of_the_house_decides_what_is_due(lite: House, clock: Clock) -> None:
    fill(lite, 1)
    lite.sinks = [Store(LATER)]
    assert deliver_all(lite, "me") == 0
    assert deliver_all(lite, "me") == 0
    clock.pass_time(seconds=5)
    assert deliver_all(lite, "me") == 1


# The whole way


@pytest.fixture
def lived(house: House, tmp_path: Path) -> House:
    """A house where somebody completed a course; its statements wait."""
    with house.sessions() as session:
        publish(house, session, write_course(tmp_path / "packages"))
        complete_course(house, session, add_person(session))
    return house


def stored(house: House) -> int:
    with house.sessions() as session:
        return session.scalar(select(func.count()).select_from(StatementRow)) or 0


def sent(house: House) -> list[OutboxRow]:
    with house.sessions() as session:
        return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))


def test_what_people_do_reaches_our_own_store(lived: House) -> None:
    rows = sent(lived)
    assert len(rows) > 4
    assert deliver_all(lived, "me") == len(rows) == stored(lived)
    assert waiting(lived) == []
    assert all(row.delivered_at == MOMENT for row in sent(lived))


def test_what_was_delivered_and_forgotten_is_delivered_again_harmlessly(lived: House) -> None:
    """A process dies between the store's yes and our note of it."""
    deliver_all(lived, "me")
    count = stored(lived)
    with lived.sessions() as session:
        session.query(OutboxRow).update({"delivered_at": None})
        session.commit()
    assert deliver_all(lived, "me") == count
    assert stored(lived) == count


@pytest.fixture
def far(make_app: Callable[..., Any], sqlite_url: str, tmp_path: Path) -> Iterator[tuple[str, House, Any]]:
    """Another installation of ours with its store on the loopback address: URL, house, credential."""
    copy = tmp_path / "far.sqlite3"
    copy.write_bytes(Path(sqlite_url.removeprefix("sqlite:///")).read_bytes())
    app = make_app(f"sqlite:///{copy}", data_dir=tmp_path / "far")
    house: House = app.extensions["elearn"]
    with house.sessions() as session:
        credential = create_credential(session, "near house", MOMENT)
        session.commit()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.port}/xapi", house, credential
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_people_do_reaches_a_store_over_http(
    lite: House, far: tuple[str, House, Any], tmp_path: Path, clock: Clock
) -> None:
    url, there, credential = far
    with lite.sessions() as session:
        publish(lite, session, write_course(tmp_path / "packages"))
        lite.sinks = [RemoteSink(url, credential.key, credential.secret)]  # a fact is meant for the stores of its day
        complete_course(lite, session, add_person(session, name="髙﨑\u3000𠮷男"))
    lite.sinks = [RemoteSink(url, credential.key, "wrong")]
    assert deliver_all(lite, "me") == 0
    assert stored(there) == 0
    lite.sinks = [RemoteSink(url, credential.key, credential.secret)]
    clock.pass_time(minutes=1)
    rows = sent(lite)
    assert deliver_all(lite, "me") == len(rows) == stored(there)
    with lite.sessions() as session:
        session.query(OutboxRow).update({"delivered_at": None})
        session.commit()
    assert deliver_all(lite, "me") == len(rows)
    assert stored(there) == len(rows), "statements carry their ids"


# The thread


@pytest.fixture
def awake(lite: House) -> Iterator[RelayWorker]:
    """A worker that looks often."""
    lite.settings = replace(lite.settings, relay_seconds=0.01)
    worker = RelayWorker(lite)
    yield worker
    worker.stop()


def eventually(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def relay_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "elearn-relay"]


def test_the_worker_delivers_what_comes_in_while_it_runs(awake: RelayWorker) -> None:
    awake.house.sinks = [store := Store()]
    awake.start()
    bodies = fill(awake.house, 2)
    assert eventually(lambda: store.accepted == bodies)


def test_a_store_that_keeps_one_waiting_holds_up_no_other(awake: RelayWorker) -> None:
    """A remote store gets a thread of its own, and one at a time."""
    hold, calls = threading.Event(), []

    def linger(_: object) -> Delivery:
        calls.append(1)
        hold.wait(10)
        return ACCEPTED

    slow, quick = Store(linger, target="slow"), Store(target="quick")
    slow.remote = True  # type: ignore[attr-defined]  # as a remote sink says of itself
    awake.house.sinks, awake.house.forwards = [slow], lambda: [quick]
    bodies = fill(awake.house, 2, "slow", "quick")
    awake.start()
    assert eventually(lambda: quick.accepted == bodies)
    more = fill(awake.house, 3, "quick")
    assert eventually(lambda: quick.accepted == bodies + more)
    assert calls == [1], "the slow one is still at its first batch"
    hold.set()
    assert eventually(lambda: slow.accepted == bodies)
    awake.stop()
    assert not [one for one in threading.enumerate() if one.name == "elearn-relay-slow"]


def test_the_worker_lets_go_of_what_was_delivered_long_ago(awake: RelayWorker, clock: Clock) -> None:
    awake.house.sinks = [store := Store()]
    fill(awake.house, 2)
    assert deliver_all(awake.house, "me") == 2
    fill(awake.house, 1, "away")
    clock.pass_time(days=31)
    awake.start()
    assert eventually(lambda: [row.target for row in sent(awake.house)] == ["away"])
    assert len(store.accepted) == 2


def test_starting_twice_is_one_thread_and_stopping_ends_it(awake: RelayWorker) -> None:
    awake.house.sinks = []
    starters = [threading.Thread(target=awake.start) for _ in range(6)]
    for one in starters:
        one.start()
    for one in starters:
        one.join()
    assert len(relay_threads()) == 1
    assert relay_threads()[0].daemon, "it never keeps a process alive"
    awake.stop()
    assert relay_threads() == []
    awake.start()
    assert len(relay_threads()) == 1


def test_a_worker_that_is_stopped_leaves_the_stores_to_the_next(awake: RelayWorker) -> None:
    awake.house.sinks = [store := Store()]
    bodies = fill(awake.house, 2)
    awake.start()
    assert eventually(lambda: store.accepted == bodies)
    awake.stop()
    more = fill(awake.house, 1)
    assert deliver_all(awake.house, "the next") == 1
    assert store.accepted == bodies + more


def test_a_worker_stops_without_a_database_too(awake: RelayWorker, caplog: pytest.LogCaptureFixture) -> None:
    awake.house.sinks = [store := Store()]
    bodies = fill(awake.house, 1)
    awake.start()
    assert eventually(lambda: store.accepted == bodies)

    def gone() -> Session:
        raise ConnectionError("away")

    awake.house.sessions = gone
    with caplog.at_level(logging.ERROR, "elearn.relay"):
        awake.stop()
    assert "the leases were not given back" in [record.getMessage() for record in caplog.records]


def test_stopping_what_never_started_is_no_fault(lite: House) -> None:
    RelayWorker(lite).stop()


def test_a_forked_process_starts_a_thread_of_its_own(awake: RelayWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    awake.house.sinks = []
    awake.start()
    first, end_first = awake._thread, awake._stopped
    monkeypatch.setattr(os, "getpid", lambda: -1)
    awake.start()
    assert awake._thread is not first
    assert first is not None
    end_first.set()  # in a real fork this thread would not exist at all
    first.join()


def test_a_pause_of_zero_switches_the_worker_off(lite: House) -> None:
    assert lite.settings.relay_seconds == 0
    worker = RelayWorker(lite)
    worker.start()
    assert relay_threads() == []


def test_the_worker_outlives_a_database_that_is_away(awake: RelayWorker, caplog: pytest.LogCaptureFixture) -> None:
    awake.house.sinks = [store := Store()]
    bodies = fill(awake.house, 1)
    there, falls = awake.house.sessions, iter(range(3))

    def sessions() -> Session:
        if next(falls, None) is not None:
            raise ConnectionError("away")
        return there()

    awake.house.sessions = sessions
    with caplog.at_level(logging.ERROR, "elearn.relay"):
        awake.start()
        assert eventually(lambda: store.accepted == bodies)
    assert "relay failed; trying again" in [record.getMessage() for record in caplog.records]


def test_the_worker_outlives_a_store_that_raises(awake: RelayWorker) -> None:
    def burst(_: object) -> Delivery:
        raise RuntimeError("a fault in a plug-in's store")

    awake.house.sinks = [store := Store(burst)]
    bodies = fill(awake.house, 1)
    awake.start()
    assert eventually(lambda: store.accepted == bodies)


def test_the_worker_settles_attempts_whose_time_is_over(lite: House, clock: Clock, tmp_path: Path) -> None:
    with lite.sessions() as session:
        publish(lite, session, write_course(tmp_path / "packages", time_limit_minutes=10))
        person, pen = add_person(session), lite.recorder(session)
        registration = register(pen, lite.catalog, person, "dx-basics", person)
        attempt = start_attempt(pen, lite.catalog, person, registration, TEST, seed=1)
        session.commit()
    assert settle_attempts(lite) == Settled()
    clock.pass_time(minutes=11)
    assert settle_attempts(lite) == Settled((attempt,))
    clock.pass_time(minutes=11)
    assert settle_attempts(lite) == Settled()
