from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.web.limits import Bucket, MemoryStore, RateLimit

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def later(seconds: float) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)


def test_a_burst_is_allowed_and_then_one_every_interval():
    limit = RateLimit(3, 10.0)
    assert [limit.take("a", NOW) for _ in range(4)] == [0.0, 0.0, 0.0, 10.0]
    assert limit.take("a", later(4)) == pytest.approx(6.0)
    assert limit.take("a", later(10)) == 0.0
    assert limit.take("a", later(10)) == pytest.approx(10.0)


def test_keys_do_not_share():
    limit = RateLimit(1, 10.0)
    assert limit.take("a", NOW) == 0.0
    assert limit.take("b", NOW) == 0.0
    assert limit.take("a", NOW) > 0


def test_rest_fills_the_bucket_but_no_further():
    limit = RateLimit(2, 10.0)
    limit.take("a", NOW)
    assert [limit.take("a", later(3600)) for _ in range(3)] == [0.0, 0.0, 10.0]


def test_trying_in_vain_does_not_lengthen_the_wait():
    limit = RateLimit(1, 10.0)
    limit.take("a", NOW)
    for second in range(1, 10):
        assert limit.take("a", later(second)) == pytest.approx(10 - second)
    assert limit.take("a", later(10)) == 0.0


def test_a_clock_set_back_gives_nothing_and_locks_nobody_out():
    limit = RateLimit(1, 10.0)
    assert limit.take("a", later(1000)) == 0.0
    assert limit.take("a", NOW) == pytest.approx(10.0)
    assert limit.take("a", later(10)) == 0.0


def test_the_store_can_be_shared_and_replaced():
    store = MemoryStore()
    one, other = RateLimit(1, 10.0, store), RateLimit(1, 10.0, store)
    assert one.take("a", NOW) == 0.0
    assert other.take("a", NOW) == pytest.approx(10.0)
    assert store.read("a") == Bucket(0.0, NOW)
    assert store.read("b") is None


def test_a_flood_of_keys_does_not_fill_the_memory():
    store = MemoryStore(size=3)
    for key in "abc":
        store.write(key, Bucket(1.0, NOW))
    store.write("a", Bucket(0.0, NOW))
    store.write("d", Bucket(1.0, NOW))
    assert [key for key in "abcd" if store.read(key)] == ["a", "c", "d"]


def test_threads_together_get_no_more_than_the_burst():
    limit = RateLimit(50, 1000.0)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: limit.take("a", NOW), range(200)))
    assert answers.count(0.0) == 50


@settings(max_examples=100)
@given(st.integers(1, 5), st.lists(st.floats(0, 30), max_size=40))
def test_no_window_ever_holds_more_than_burst_and_refill(burst, gaps):
    limit = RateLimit(burst, 10.0)
    second, allowed = 0.0, []
    for gap in gaps:
        second += gap
        if limit.take("a", later(second)) == 0.0:
            allowed.append(second)
    for start, first in enumerate(allowed):
        for end in range(start, len(allowed)):
            assert end - start + 1 <= burst + (allowed[end] - first) / 10.0 + 1e-4


@settings(max_examples=100)
@given(st.floats(0, 100))
def test_waiting_as_long_as_told_is_enough(gap):
    limit = RateLimit(1, 10.0)
    limit.take("a", NOW)
    wait = limit.take("a", later(gap))
    assert limit.take("a", later(gap + wait + 1e-3)) == 0.0 or wait == 0.0
