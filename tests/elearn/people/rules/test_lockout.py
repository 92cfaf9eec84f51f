import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.people.rules.lockout import (
    NUMBER_BACKOFF,
    PEER_BACKOFF,
    Backoff,
    Standing,
    fail,
    remaining_seconds,
    wait_seconds,
)

NOON = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("failures", "wait"),
    [(0, 0), (1, 0), (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 900), (11, 900), (10_000_000, 900)],
)
def test_the_wait_begins_with_the_fifth_failure_doubles_and_stops_at_a_quarter_of_an_hour(
    failures: int, wait: int
) -> None:
    assert wait_seconds(failures) == wait


def test_an_office_behind_one_address_has_many_free_tries_and_short_waits() -> None:
    assert wait_seconds(99, PEER_BACKOFF) == 0
    assert wait_seconds(100, PEER_BACKOFF) == 5
    assert wait_seconds(10_000, PEER_BACKOFF) == 60


@settings(max_examples=60)
@given(st.integers(0, 300), st.integers(0, 300))
def test_more_failures_never_wait_less(a: int, b: int) -> None:
    low, high = sorted((a, b))
    assert wait_seconds(low) <= wait_seconds(high) <= NUMBER_BACKOFF.longest


def test_a_story_of_failures() -> None:
    standing = Standing()
    now = NOON
    for _ in range(4):
        standing = fail(standing, now)
        assert remaining_seconds(standing, now) == 0
    standing = fail(standing, now)
    assert standing.failures == 5
    assert remaining_seconds(standing, now) == 30
    assert remaining_seconds(standing, now + dt.timedelta(seconds=29.2)) == 1
    later = now + dt.timedelta(seconds=30)
    assert remaining_seconds(standing, later) == 0
    assert remaining_seconds(fail(standing, later), later) == 60


def test_failures_of_yesterday_are_forgotten() -> None:
    standing = Standing(failures=9, last_at=NOON, locked_until=None)
    next_day = NOON + dt.timedelta(seconds=NUMBER_BACKOFF.forget + 1)
    assert fail(standing, next_day).failures == 1
    assert fail(standing, next_day - dt.timedelta(seconds=2)).failures == 10


def test_somebody_who_never_failed_need_not_wait() -> None:
    assert remaining_seconds(Standing(), NOON) == 0


def test_the_rule_is_a_value() -> None:
    strict = Backoff(free=0, first=1, longest=4, forget=10)
    assert [wait_seconds(count, strict) for count in range(5)] == [0, 1, 2, 4, 4]
