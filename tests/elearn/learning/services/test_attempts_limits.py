"""What the rules of a quiz allow: how many attempts, how soon, how long, and which items come again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import quizzes
from elearn.learning.services.attempts import Refused
from elearn.wiring.house import House
from tests.builders import PRACTICE, add_person, fields_for, publish, write_course
from tests.conftest import Clock
from tests.elearn.learning.learner import Learner


@pytest.fixture
def settled(lite: House, tmp_path: Path) -> Callable[..., Learner]:
    """A learner on SQLite whose final test has the settings that a story is about."""

    def make(**rules: object) -> Learner:
        publish(lite, lite.session(), write_course(tmp_path / "course", **rules))  # type: ignore[arg-type]
        return Learner(lite, add_person(lite.session()))

    return make


def test_a_second_attempt_draws_other_items(settled: Callable[..., Learner]) -> None:
    learner = settled(draw="3")
    for seed in range(6):
        attempt = learner.start(seed=seed)
        drawn = set(learner.open(attempt).form.item_ids)
        learner.submit(attempt)
        following = learner.start(seed=seed)
        assert not drawn & set(learner.open(following).form.item_ids)
        learner.submit(following)


def test_the_number_of_attempts_may_be_limited(settled: Callable[..., Learner]) -> None:
    learner = settled(attempts=2)
    for _ in range(2):
        assert learner.why_not() is None
        learner.submit(learner.start())
    with pytest.raises(Refused) as caught:
        learner.start()
    refusal = learner.why_not()
    assert refusal == quizzes.Refusal("attempts-used-up", {"allowed": "2"})
    assert (caught.value.code, caught.value.params) == (refusal.code, refusal.params)
    assert learner.start(PRACTICE)


def test_an_open_attempt_is_never_refused(settled: Callable[..., Learner]) -> None:
    learner = settled(attempts=1, retake_wait_minutes=60)
    attempt = learner.start()
    assert learner.why_not() is None
    assert learner.start() == attempt


def test_a_retake_may_have_to_wait(settled: Callable[..., Learner], clock: Clock) -> None:
    learner = settled(retake_wait_minutes=30)
    learner.submit(learner.start())
    clock.pass_time(minutes=29, seconds=59)
    with pytest.raises(Refused) as caught:
        learner.start()
    assert caught.value.code == "retake-wait"
    assert caught.value.params["until"] == "2026-11-20T02:00:00+00:00"
    clock.pass_time(seconds=1)
    assert learner.why_not() is None
    assert learner.open(learner.start()).number == 2


def test_time_runs_out_and_what_was_saved_counts(settled: Callable[..., Learner], clock: Clock) -> None:
    learner = settled(time_limit_minutes=10)
    attempt = learner.start()
    items = learner.open(attempt).form.item_ids
    clock.pass_time(minutes=10, seconds=30)
    learner.save(attempt, fields_for(items[:4]))
    clock.pass_time(seconds=1)
    with pytest.raises(Refused) as caught:
        learner.save(attempt, fields_for(items))
    learner.session.rollback()
    assert caught.value.code == "time-over"
    outcome = learner.submit(attempt)
    assert outcome.raw == 4
    assert learner.history(attempt) == ["AttemptStarted", "AttemptSaved", "AttemptExpired", "AttemptSubmitted"]


def test_handing_in_within_the_time_expires_nothing(settled: Callable[..., Learner], clock: Clock) -> None:
    learner = settled(time_limit_minutes=10)
    attempt = learner.start()
    clock.pass_time(minutes=10)
    learner.submit(attempt)
    assert learner.history(attempt) == ["AttemptStarted", "AttemptSubmitted"]
