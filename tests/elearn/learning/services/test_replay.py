"""Responses that a browser kept: taken once, and never over a newer one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from elearn.learning.services.attempts import Receipt, Refused, UnknownAttempt
from elearn.learning.services.replay import KeptResponse, Sending, _is_older, replay_responses
from elearn.wiring.house import House
from tests.builders import PRACTICE, add_person, person_uuid, publish, write_course
from tests.conftest import Clock
from tests.elearn.learning.learner import Learner

NUMBER, TRUTH, CHOICE = "practice-numeric-1", "practice-true-false-1", "practice-choice-1"
NOW = dt.timedelta(0)


@pytest.fixture
def learner(house: House, tmp_path: Path) -> Learner:
    """A learner on either kind of database."""
    publish(house, house.session(), write_course(tmp_path / "course"))
    return Learner(house, add_person(house.session()))


def number(text: str, base: int = 0, age: dt.timedelta = NOW) -> KeptResponse:
    return KeptResponse(NUMBER, {"text": [text]}, base, age)


def truth(value: str, base: int = 0, age: dt.timedelta = NOW) -> KeptResponse:
    return KeptResponse(TRUTH, {"choice": [value]}, base, age)


def sending(name: str, *entries: KeptResponse, **flags: bool) -> Sending:
    device, _, count = name.partition(":")
    return Sending(device, int(count), entries, {item.replace("_", "-"): flag for item, flag in flags.items()})


def send(learner: Learner, attempt: UUID, sent: Sending, person: str = "") -> Receipt:
    pen = learner.house.recorder()
    receipt = replay_responses(pen, learner.house.catalog, person or learner.uuid, attempt, sent)
    learner.session.commit()
    return receipt


def kept(learner: Learner, attempt: UUID) -> dict[str, object]:
    return dict(learner.open(attempt).attempt.responses)


def test_what_was_kept_is_taken_with_a_receipt(learner: Learner) -> None:
    attempt = learner.start(PRACTICE)
    receipt = send(learner, attempt, sending("desk:0", number("1,5"), truth("true")))
    assert (receipt.sequence, receipt.answered, receipt.older) == (1, 2, ())
    assert list(receipt.problems) == [NUMBER]
    assert kept(learner, attempt) == {NUMBER: "1,5", TRUTH: ["true"]}


def test_a_sending_that_comes_again_adds_nothing_and_gets_the_same_receipt(learner: Learner, clock: Clock) -> None:
    attempt = learner.start(PRACTICE)
    sent = sending("desk:0", number("1,5"), truth("true"))
    first = send(learner, attempt, sent)
    clock.pass_time(minutes=1)
    send(learner, attempt, sending("desk:1", number("32", base=1)))
    assert send(learner, attempt, sent) == first
    assert kept(learner, attempt) == {NUMBER: "32", TRUTH: ["true"]}
    assert learner.history(attempt).count("AttemptSaved") == 2


def test_a_repeat_gets_its_receipt_even_after_the_hand_in(learner: Learner) -> None:
    attempt = learner.start(PRACTICE)
    sent = sending("desk:0", number("32"))
    first = send(learner, attempt, sent)
    learner.submit(attempt)
    assert send(learner, attempt, sent) == first
    with pytest.raises(Refused) as refused:
        send(learner, attempt, sending("desk:1", number("33")))
    assert refused.value.code == "attempt-submitted"


def test_an_older_response_from_another_device_overwrites_nothing(learner: Learner, clock: Clock) -> None:
    attempt = learner.start(PRACTICE)
    clock.pass_time(minutes=10)
    send(learner, attempt, sending("here:0", number("newer")))
    clock.pass_time(minutes=1)
    receipt = send(learner, attempt, sending("away:0", number("older", age=dt.timedelta(minutes=5)), truth("false")))
    assert receipt.older == (NUMBER,)
    assert kept(learner, attempt) == {NUMBER: "newer", TRUTH: ["false"]}
    assert send(learner, attempt, sending("away:0", number("older"), truth("false"))) == receipt


def test_a_newer_response_from_another_device_is_taken(learner: Learner, clock: Clock) -> None:
    attempt = learner.start(PRACTICE)
    send(learner, attempt, sending("here:0", number("older")))
    clock.pass_time(minutes=10)
    receipt = send(learner, attempt, sending("away:0", number("newer", age=dt.timedelta(minutes=5))))
    assert receipt.older == ()
    assert kept(learner, attempt) == {NUMBER: "newer"}


def test_the_same_response_from_two_tabs_is_no_conflict(learner: Learner, clock: Clock) -> None:
    attempt = learner.start(PRACTICE)
    clock.pass_time(minutes=1)
    minute = dt.timedelta(minutes=1)
    send(learner, attempt, sending("first:0", number("32", age=minute)))
    receipt = send(learner, attempt, sending("second:0", number("32", age=minute)))
    assert (receipt.sequence, receipt.older) == (1, ())


def test_a_sending_that_was_overtaken_by_a_later_one_of_its_own_is_left(learner: Learner) -> None:
    attempt = learner.start(PRACTICE)
    send(learner, attempt, sending("desk:2", number("second")))
    receipt = send(learner, attempt, sending("desk:1", number("first")))
    assert receipt.older == (NUMBER,)
    assert kept(learner, attempt) == {NUMBER: "second"}
    send(learner, attempt, sending("desk:3", number("third", age=dt.timedelta(days=1))))
    assert kept(learner, attempt) == {NUMBER: "third"}, "among its own the count decides, not the clock"


def test_a_save_without_script_counts_by_its_time(learner: Learner, clock: Clock) -> None:
    attempt = learner.start(PRACTICE)
    clock.pass_time(minutes=5)
    learner.save(attempt, {NUMBER: {"text": ["form"]}})
    clock.pass_time(minutes=1)
    assert send(learner, attempt, sending("desk:0", number("before", age=dt.timedelta(minutes=3)))).older == (NUMBER,)
    assert send(learner, attempt, sending("desk:1", number("after"))).older == ()
    assert kept(learner, attempt) == {NUMBER: "after"}


def test_flags_come_along(learner: Learner) -> None:
    attempt = learner.start(PRACTICE)
    send(learner, attempt, sending("desk:0", practice_numeric_1=True, nobody=True))
    assert learner.open(attempt).flags == {NUMBER}
    assert learner.history(attempt) == ["AttemptStarted"], "a flag is no fact"
    send(learner, attempt, sending("desk:1", practice_numeric_1=False))
    assert learner.open(attempt).flags == frozenset()


def test_another_persons_attempt_is_unknown(learner: Learner) -> None:
    attempt = learner.start(PRACTICE)
    with pytest.raises(UnknownAttempt):
        send(learner, attempt, sending("desk:0", number("32")), person_uuid("9999999"))
    assert kept(learner, attempt) == {}


def test_nothing_is_older_than_no_response(learner: Learner) -> None:
    attempt = learner.start(PRACTICE)
    entry = number("1", age=dt.timedelta(days=3))
    sent = sending("desk:0", entry)
    assert not _is_older(entry, sent, learner.open(attempt), {}, learner.house.now())
    learner.save(attempt, {NUMBER: {"text": ["2"]}})
    assert _is_older(entry, sent, learner.open(attempt), {}, learner.house.now())
    assert not _is_older(replace(entry, base=1), sent, learner.open(attempt), {}, learner.house.now())
