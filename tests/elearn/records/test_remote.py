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
from elearn.records.relay import ACCEPTED, LONGEST_WAIT, Backlog, Delivery, backlog, deliver_due, enqueue, read_lags
from elearn.records.remote import LONGEST_ANSWER, PatientLRS, RemoteSink
from tests.databases import free_port
from tests.elearn.records.hostile import (
    Step,
    babble,
    break_off,
    dawdle,
    drip,
    flood,
    hang_up,
    keep,
    keep_and_break_off,
    keep_and_go,
    keep_and_hang_up,
    keep_half,
    reset,
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


def test_a_yes_without_words_is_accepted() -> None:
    with run_hostile(say(204)) as store:
        assert sink(store.url).deliver(BODIES) == ACCEPTED


@pytest.mark.parametrize("words", [b"", b"<h1>Welcome to the hotel</h1>", b"{}", b'["s-0","s-1"]', b"\xff\xfe"])
def test_a_yes_that_does_not_name_the_statements_is_not_believed(words: bytes) -> None:
    """A portal on the way says yes to everybody."""
    with run_hostile(say(200, words)) as store:
        answer = sink(store.url).deliver(BODIES)
    assert (answer.outcome, answer.reason) == ("later", "HTTP 200 without the ids of the statements")


@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_what_is_about_the_statements_is_refused_with_the_stores_words(status: int) -> None:
    with run_hostile(say(status, "verb が無い".encode())) as store:
        answer = sink(store.url).deliver(BODIES)
    assert (answer.outcome, answer.reason) == ("refused", f"HTTP {status}: verb が無い")


def test_words_that_are_no_utf8_do_no_harm() -> None:
    with run_hostile(say(400, "動詞".encode("cp932"))) as store:
        assert sink(store.url).deliver(BODIES).outcome == "refused"


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
        assert sink(store.url).deliver(BODIES).outcome == "later"
        assert time.monotonic() - begun < 5
    assert LONGEST_ANSWER < 10_000_000


def test_a_silent_store_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "TIMEOUT_SECONDS", 0.2)
    with run_hostile(dawdle(30.0)) as store:
        begun = time.monotonic()
        answer = sink(store.url).deliver(BODIES)
        assert time.monotonic() - begun < 15
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


def test_a_store_that_sends_a_byte_now_and_then_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "DEADLINE_SECONDS", 0.3)
    with run_hostile(drip(30.0)) as store:
        begun = time.monotonic()
        answer = sink(store.url).deliver(BODIES)
        assert time.monotonic() - begun < 15
    assert (answer.outcome, answer.reason) == ("later", "TimeoutError")


def test_one_line_serves_many_batches() -> None:
    with run_hostile() as store:
        far = sink(store.url)
        assert [far.deliver(BODIES) for _ in range(5)] == [ACCEPTED] * 5
        assert store.lines == 1
        far.lrs.hang_up()
        assert far.deliver(BODIES) == ACCEPTED
        assert store.lines == 2


def test_a_line_that_the_store_has_ended_meanwhile_is_no_failure() -> None:
    with run_hostile(keep_and_go, keep_and_go) as store:
        far = sink(store.url)
        assert [far.deliver(BODIES) for _ in range(3)] == [ACCEPTED] * 3
        assert store.lines == 3


@pytest.mark.parametrize(
    ("header", "wait"),
    [("120", 120.0), ("0", 0.0), ("Fri, 31 Dec 2099 23:59:59 GMT", None), ("-5", None), ("9" * 10, None)],
)
def test_a_store_may_ask_for_a_pause_in_seconds_but_not_by_its_clock(header: str, wait: float | None) -> None:
    with run_hostile(say(503, **{"Retry-After": header})) as store:
        assert sink(store.url).deliver(BODIES) == Delivery("later", "HTTP 503", wait)


def test_any_version_may_be_spoken() -> None:
    with run_hostile() as store:
        assert RemoteSink(store.url, "k", "s", version="2.0.0", target="new").deliver(BODIES) == ACCEPTED
        assert store.asked[0]["X-Experience-API-Version"] == "2.0.0"


def test_what_has_attachments_is_packed_by_whoever_knows_them() -> None:
    with run_hostile(say(204), say(204)) as store:
        packed = RemoteSink(store.url, "k", "s", pack=lambda bodies: (b"[]", "multipart/mixed; boundary=x"))
        plain = RemoteSink(store.url, "k", "s", pack=lambda bodies: None)
        assert packed.deliver(BODIES) == plain.deliver(BODIES) == ACCEPTED
    assert [one["Content-Type"] for one in store.asked] == ["multipart/mixed; boundary=x", "application/json"]


# 409: the store has a statement with this id


def settle(*answers: Step, same: bool = True) -> Delivery:
    with run_hostile(say(409, b"conflict")) as store:
        store.get_steps = list(answers)
        far = RemoteSink(store.url, "k", "s", same=lambda theirs, ours: same)
        answer = far.deliver(BODIES[:1])
        assert store.asked[1]["path"] == "/lrs/statements?statementId=s-0"
        assert far.lrs.longest == LONGEST_ANSWER
        return answer


def test_the_same_statement_under_the_id_is_as_good_as_delivered() -> None:
    assert settle(say(200, b'{"id":"s-0"}')) == ACCEPTED


def test_another_statement_under_the_id_is_refused_for_good() -> None:
    answer = settle(say(200, b"{}"), same=False)
    assert (answer.outcome, answer.reason) == ("refused", "HTTP 409: conflict (another statement has this id)")


def test_the_same_statement_that_was_voided_there_is_as_good_as_delivered() -> None:
    assert settle(say(404), say(200, b"{}")) == ACCEPTED


def test_a_conflict_that_cannot_be_looked_into_is_for_people() -> None:
    answer = settle(say(403), say(403))
    assert answer.outcome == "refused"
    assert answer.reason.endswith("(and its own cannot be read: HTTP 403)")


@pytest.mark.parametrize("step", [say(500), say(429), hang_up], ids=["500", "429", "hang-up"])
def test_a_store_that_fails_while_a_conflict_is_looked_into_is_asked_later(step: Step) -> None:
    assert settle(step, step).outcome == "later"  # twice: a line that served before is tried anew once


def test_without_a_judge_only_equal_bytes_are_the_same() -> None:
    with run_hostile(say(409)) as store:
        store.get_steps = [say(200, BODIES[0])]
        assert sink(store.url).deliver(BODIES[:1]) == ACCEPTED


# The whole way


def run_relay(session: Session, target: RemoteSink, rounds: int = 40) -> dt.datetime:
    now = AT
    for _ in range(rounds):
        while deliver_due(session, target, "me", now, batch=4).moved:
            pass
        now += LONGEST_WAIT + dt.timedelta(seconds=1)
    return now


TROUBLES = (
    say(500),
    hang_up,
    keep_and_hang_up,
    babble,
    say(401),
    break_off,
    keep,
    say(503, **{"Retry-After": "7", "Date": "Thu, 01 Jan 1970 00:00:00 GMT"}),
    keep_half,
    reset,
    say(200, b"<html>sign in first</html>"),
    keep_and_break_off,
    flood,
    say(302, Location="http://127.0.0.1:1/"),
    keep_and_go,
    keep_and_hang_up,
    keep_half,
)


@pytest.mark.parametrize("turn", [0, 5, 11])
def test_through_every_trouble_everything_arrives_exactly_once_in_effect(session: Session, turn: int) -> None:
    """Faults, lost answers, silence, halves, one statement that the store never takes: the rest arrives."""
    statements = [(f"s-{number}", json.dumps({"id": f"s-{number}"}).encode()) for number in range(12)]
    enqueue(session, statements, ["remote"], AT)
    session.commit()
    with run_hostile(*TROUBLES[turn:], *TROUBLES[:turn]) as store:
        store.bad_ids = {"s-5"}
        run_relay(session, sink(store.url))
        told = [one["id"] for asked in store.asked for one in json.loads(asked["body"] or "[]")]
    good = [f"s-{number}" for number in range(12) if number != 5]
    assert store.effects == good, "each exactly once, in order"
    assert sorted(store.kept, key=good.index) == good
    assert list(dict.fromkeys(told)) == [f"s-{number}" for number in range(12)], "first told in order"
    assert len(told) > 12, "some were told again, and harmlessly"
    assert backlog(session) == [Backlog("remote", 0, 1, None)]


def test_a_week_of_silence_costs_nothing_but_delay(session: Session) -> None:
    """What came about meanwhile goes in order afterwards; the waits stay short enough to see that the store is back."""
    now, asked = AT, 0
    with run_hostile() as store:
        store.steps = [say(503)] * 100_000
        for day in range(7):
            enqueue(session, [(f"s-{day}", json.dumps({"id": f"s-{day}"}).encode())], ["remote"], now)
            session.commit()
            for _ in range(4):  # the worker looks far more often; only what is due is asked
                deliver_due(session, sink(store.url), "me", now)
                now += dt.timedelta(hours=6)
        asked = len(store.asked)
        store.steps = []
        far = sink(store.url)
        while deliver_due(session, far, "me", now).moved:
            pass
        assert store.effects == [f"s-{day}" for day in range(7)]
        assert len(store.asked) - asked <= 2, "one to see that it is back, one for the rest"
    (lag,) = read_lags(session)
    assert (lag.waiting, lag.refused, lag.delivered, lag.last_error) == (0, 0, 7, "")
