"""Rules become sinks: fed in bounded steps, kept as long as they stay the same, silent when their secret is lost."""

from __future__ import annotations

import pytest

from elearn.lrs.services import Forward, add_forward, list_forwards, pause_forward, store_statements
from elearn.records.relay import count_waiting, read_lags
from elearn.wiring import forwarding as subject
from elearn.wiring.forwarding import Forwarder
from elearn.wiring.house import House
from elearn.wiring.relaying import deliver_all
from tests.conftest import MOMENT
from tests.elearn.lrs.house import AUTHORITY, body, statement
from tests.elearn.records.hostile import hang_up, keep_and_hang_up, run_hostile, say

RULE = Forward("far", "http://127.0.0.1:9/xapi", "k", "1.0.3")


def fill(house: House, count: int, url: str = RULE.endpoint) -> None:
    with house.sessions() as session:
        bodies = [body(statement(f"p-{number}")) for number in range(count)]
        store_statements(session, bodies, AUTHORITY, MOMENT)
        if not list_forwards(session):
            rule = Forward(RULE.name, url, "k", "1.0.3")
            add_forward(session, rule, house.seal("s"), MOMENT, from_now=False)
        session.commit()


def waiting(house: House) -> int:
    with house.sessions() as session:
        return count_waiting(session, RULE.target)


def test_only_so_much_waits_in_the_outbox(lite: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "WAITING", 300)
    fill(lite, 900)
    for _ in range(3):
        (sink,) = lite.forwards()
        assert sink.target == "to:far"
        assert 300 <= waiting(lite) <= 500, "a store that is away fills no outbox"
    with lite.sessions() as session:
        assert list_forwards(session)[0].behind == 900 - waiting(lite)


def test_everything_arrives_once_in_order_through_troubles(lite: House, clock: object) -> None:
    with run_hostile(say(503), keep_and_hang_up, hang_up, say(200)) as store:
        fill(lite, 120, store.url)
        for _ in range(12):
            deliver_all(lite, "me")
            clock.pass_time(minutes=16)  # type: ignore[attr-defined]  # the clock of the tests
        assert len(store.effects) == len(set(store.effects)) == 120
        people = [store.kept[one]["actor"]["account"]["name"] for one in store.effects]
    assert people == [f"p-{number}" for number in range(120)]
    with lite.sessions() as session:
        (lag,) = [one for one in read_lags(session) if one.target == "to:far"]
    assert (lag.waiting, lag.refused, lag.delivered) == (0, 0, 120)


def test_a_sink_lives_as_long_as_its_rule_stays_the_same(lite: House) -> None:
    fill(lite, 1)
    (first,) = lite.forwards()
    assert next(iter(lite.forwards())) is first
    with lite.sessions() as session:
        pause_forward(session, "far", MOMENT)
        session.commit()
    assert list(lite.forwards()) == []


def test_a_rule_whose_secret_cannot_be_opened_waits_for_people(lite: House) -> None:
    fill(lite, 1)
    other = Forwarder(lite.sessions, "another key of the installation", lite.clock)
    assert list(other.list_sinks()) == []
    assert waiting(lite) == 0
