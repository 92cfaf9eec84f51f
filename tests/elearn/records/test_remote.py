"""Delivery over HTTP: what is said, and what becomes of every answer that a store may give."""

from __future__ import annotations

import base64
import datetime as dt
import json
import ssl
import time

import pytest
from sqlalchemy.orm import Session

from elearn.records import remote
from elearn.records.relay import ACCEPTED, LONGEST_WAIT, Backlog, backlog, deliver_due, enqueue
from elearn.records.remote import LONGEST_ANSWER, PatientLRS, RemoteSink
from tests.databases import free_port
from tests.elearn.records.hostile import (
    Step,
    babble,
    break_off,
    dawdle,
    flood,
    hang_up,
    keep,
    keep_and_hang_up,
    run_hostile,
    say,
)
from tests.elearn.records.samples import AT

BODIES = [json.dumps({"id": f"s-{number}", "name": "髙﨑𠮷男"}, ensure_ascii=False).encode() for number in range(3)]


def sink(url: str) -> RemoteSink:
    return RemoteSink(url, "clé", "пароль:1")


def test_a_batch_is_posted_in_one_request_bit_by_bit() -> None:
    with run_hostile() as store:
        assert sink(store.url).deliver(BODIES) == ACCEPTED
        (asked,) = store.asked
    assert asked["path"] == "/lrs/statements"
    assert asked["body"].encode() == b"[" + b",".join(BODIES) + b"]"
    assert asked["Content-Type"] == "application/json"
    assert asked["X-Experience-API-Version"] == "1.0.3"
    assert base64.b64decode(asked["Authorization"].removeprefix("Basic ")).decode() == "clé:пароль:1"
    assert list(store.kept) == ["s-0", "s-1", "s-2"]


def test_a_slash_at_the_end_of_the_address_makes_no_difference() -> None:
    with run_hostile() as store:
        assert sink(store.url + "/").deliver(BODIES[:1]) == ACCEPTED
        assert store.asked[0]["path"] == "/lrs/statements"


@pytest.mark.parametrize("status", [200, 204])
def test_success_is_accepted(status: int) -> None:
    with run_hostile(say(status)) as store:
        assert sink(store.url).deliver(BODIES) == ACCEPTED


@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_what_is_about_the_statements_is_refused_with_the_stores_words(status: int) -> None:
    with run_hostile(say(status, "verb が無い".encode())) as store:
        answer = sink(store.url).deliver(BODIES)
    assert (answer.outcome, answer.reason) == ("refused", f"HTTP {status}: verb が無い")


def test_words_that_are_no_utf8_do_no_harm() -> None:
    with run_hostile(say(400, "動詞".encode("cp932")), say(200, b"\xff\xfe")) as store:
        assert sink(store.url).deliver(BODIES).outcome == "refused"
        assert sink(store.url).deliver(BODIES) == ACCEPTED


@pytest.mark.parametrize("status", [301, 302, 308, 401, 403, 404, 405, 407, 408, 425, 429, 500, 502, 503, 507])
def test_what_is_about_the_store_or_the_way_to_it_is_tried_later(status: int) -> None:
    """A wrong address (301, 404) or password (401) is mended by people and must not cost a statement."""
    with run_hostile(say(status, Location="http://127.0.0.1:1/")) as store:
        answer = sink(store.url).deliver(BODIES)
        assert (answer.outcome, answer.reason) == ("later", f"HTTP {status}")
        assert len(store.asked) == 1, "statements follow no redirection"


@pytest.mark.parametrize("step", [hang_up, babble, break_off], ids=lambda step: step.__name__)
def test_a_broken_answer_is_tried_later(step: Step) -> None:
    with run_hostile(step) as store:
        answer = sink(store.url).deliver(BODIES)
    assert answer.outcome == "later"
    assert answer.reason


def test_a_long_answer_is_not_read_to_its_end() -> None:
    with run_hostile(flood) as store:
        begun = time.monotonic()
        assert sink(store.url).deliver(BODIES) == ACCEPTED
        assert time.monotonic() - begun < 5
    assert LONGEST_ANSWER < 10_000_000


def test_a_silent_store_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "TIMEOUT_SECONDS", 0.2)
    with run_hostile(dawdle(1.0)) as store:
        begun = time.monotonic()
        answer = sink(store.url).deliver(BODIES)
        assert time.monotonic() - begun < 0.9
    assert (answer.outcome, answer.reason) == ("later", "TimeoutError")


def test_no_store_at_all_is_tried_later() -> None:
    answer = sink(f"http://127.0.0.1:{free_port()}/").deliver(BODIES)
    assert (answer.outcome, answer.reason) == ("later", "ConnectionRefusedError")
    assert sink("http://nowhere.invalid/").deliver(BODIES).outcome == "later"


def test_https_is_spoken_where_the_address_says_so_and_certificates_are_checked() -> None:
    with run_hostile() as store:
        answer = sink(store.url.replace("http://", "https://")).deliver(BODIES)
        assert store.asked == []
    assert answer.outcome == "later"
    assert issubclass(getattr(ssl, answer.reason, OSError), OSError)


def test_a_query_is_written_into_the_address() -> None:
    with run_hostile() as store:
        lrs = PatientLRS(version="1.0.3", endpoint=store.url)
        request = remote.HTTPRequest(method="POST", resource="statements", query_params={"statementId": "a b"})
        request.content = b"[]"
        assert lrs._send_request(request).success
        assert store.asked[0]["path"] == "/lrs/statements?statementId=a+b"
        assert "Authorization" not in store.asked[0]


def run_relay(session: Session, target: RemoteSink, rounds: int = 12) -> None:
    now = AT
    for _ in range(rounds):
        while deliver_due(session, target, "me", now, batch=4).moved:
            pass
        now += LONGEST_WAIT + dt.timedelta(seconds=1)


def test_through_every_trouble_everything_arrives_exactly_once_in_effect(session: Session) -> None:
    """Faults, lost answers, silence, redirections, one statement that the store will never take: the rest arrives."""
    statements = [(f"s-{number}", json.dumps({"id": f"s-{number}"}).encode()) for number in range(10)]
    enqueue(session, statements, ["remote"], AT)
    session.commit()
    troubles = [say(500), hang_up, keep_and_hang_up, babble, say(401), break_off, keep, say(503), keep_and_hang_up]
    with run_hostile(*troubles) as store:
        store.bad_ids = {"s-5"}
        run_relay(session, sink(store.url))
        told = [one["id"] for asked in store.asked for one in json.loads(asked["body"])]
    good = [f"s-{number}" for number in range(10) if number != 5]
    assert sorted(store.kept) == good
    assert list(dict.fromkeys(told)) == [f"s-{number}" for number in range(10)], "first told in order"
    assert len(told) > 10, "some were told again, and harmlessly"
    assert backlog(session) == [Backlog("remote", 0, 1, None)]
