from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.lrs.rules.moments import count_microseconds, read_microseconds, write_stored
from elearn.xapi.check_values import parse_timestamp

COUNTS = st.integers(-(10**16), 10**17)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1970-01-01T00:00:00+00:00", 0),
        ("1970-01-01T00:00:00.000001+00:00", 1),
        ("1969-12-31T23:59:59+00:00", -1_000_000),
        ("2026-11-22T12:00:00+09:00", 1_795_316_400_000_000),
    ],
)
def test_moments_are_counted(text: str, count: int) -> None:
    assert count_microseconds(dt.datetime.fromisoformat(text)) == count


@settings(max_examples=60, deadline=None)
@given(COUNTS)
def test_counts_survive_the_way(count: int) -> None:
    assert count_microseconds(read_microseconds(count)) == count
    moment = parse_timestamp(write_stored(count))
    assert moment is not None
    assert count_microseconds(moment) == count


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS)
def test_texts_sort_as_counts_do(one: int, other: int) -> None:
    assert (write_stored(one) < write_stored(other)) == (one < other)


@settings(max_examples=30, deadline=None)
@given(COUNTS)
def test_texts_are_all_of_one_length(count: int) -> None:
    assert len(write_stored(count)) == 27
