"""The way into our own store: the real tables, whole batches, and a repeat that changes nothing."""

from __future__ import annotations

import datetime as dt
import http.client
import json
from uuid import UUID, uuid5

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.events import NAMESPACE
from elearn.lrs.services import find_statement
from elearn.lrs.tables import StatementRow
from elearn.records.relay import ACCEPTED, Round, backlog, deliver_due, enqueue
from elearn.wiring.embedded import EmbeddedSink
from elearn.wiring.house import House
from elearn.wiring.relaying import deliver_all
from tests.conftest import MOMENT

IDS = [uuid5(NAMESPACE, f"statement {number}") for number in range(6)]


def statement(number: int, **more: object) -> bytes:
    said = {
        "id": str(IDS[number]),
        "actor": {"objectType": "Agent", "account": {"homePage": "https://town.example.jp/", "name": "髙﨑"}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": "https://learn.example.jp/course"},
        "timestamp": "2026-11-20T01:30:00Z",
    }
    return json.dumps(said | more, ensure_ascii=False).encode()


def a_sink(house: House) -> EmbeddedSink:
    return EmbeddedSink(house.sessions, "https://town.example.jp/", house.clock)


def count(house: House) -> int:
    with house.sessions() as session:
        return session.scalar(select(func.count()).select_from(StatementRow)) or 0


def test_a_batch_is_stored_whole_with_our_authority(house: House) -> None:
    assert a_sink(house).deliver([statement(0), statement(1)]) == ACCEPTED
    with house.sessions() as session:
        stored = find_statement(session, UUID(str(IDS[1])))
    assert stored is not None
    said = json.loads(stored.body)
    assert said["authority"]["account"] == {"homePage": "https://town.example.jp/", "name": "elearn"}
    assert said["actor"]["account"]["name"] == "髙﨑"
    assert stored.stored == MOMENT + dt.timedelta(microseconds=1)


def test_a_repeat_changes_nothing(house: House) -> None:
    sink = a_sink(house)
    assert sink.deliver([statement(0)]) == ACCEPTED
    assert sink.deliver([statement(0), statement(1)]) == ACCEPTED
    assert sink.deliver([statement(1), statement(0)]) == ACCEPTED
    assert count(house) == 2


def test_a_faulty_statement_refuses_its_batch_and_leaves_nothing(house: House) -> None:
    sink = a_sink(house)
    answer = sink.deliver([statement(0), statement(1, verb={}), statement(2)])
    assert answer.outcome == "refused"
    assert answer.reason
    assert count(house) == 0
    assert sink.deliver([b"{"]).outcome == "refused"


def test_an_id_that_says_something_else_is_refused(house: House) -> None:
    sink = a_sink(house)
    sink.deliver([statement(0)])
    assert sink.deliver([statement(0, object={"id": "https://learn.example.jp/other"})]).outcome == "refused"
    assert count(house) == 1


def test_the_relay_brings_everything_good_into_our_store(house: House) -> None:
    bodies = [statement(number, **({"verb": {}} if number == 3 else {})) for number in range(6)]
    with house.sessions() as session:
        enqueue(session, [(str(IDS[n]), body) for n, body in enumerate(bodies)], ["embedded"], MOMENT)
        session.commit()
        assert deliver_due(session, a_sink(house), "me", MOMENT) == Round(accepted=5, refused=1)
        assert [one.refused for one in backlog(session)] == [1]
        order = session.scalars(select(StatementRow.uuid).order_by(StatementRow.seq)).all()
    assert [UUID(bytes=one) for one in order] == [IDS[number] for number in (0, 1, 2, 4, 5)]


def test_the_store_goes_on_working_in_a_session_of_its_own(house: House) -> None:
    """Whatever the request's session holds, the relay neither commits nor rolls it back."""
    with house.sessions() as mine:
        assert isinstance(mine, Session)
        before = count(house)
        a_sink(house).deliver([statement(0)])
        mine.rollback()
    assert count(house) == before + 1


def test_our_own_statements_go_in_without_any_network(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same door as over HTTP, and no request to ourselves."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(http.client.HTTPConnection, "connect", refuse)
    monkeypatch.setattr(http.client.HTTPConnection, "request", refuse)
    with house.sessions() as session:
        enqueue(session, [(str(IDS[0]), statement(0))], [sink.target for sink in house.sinks], MOMENT)
        session.commit()
    assert deliver_all(house, "test") == 1
    assert count(house) == 1
