"""Round numbers for axes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.pictures.scale import choose_ticks


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (3, (0, 1, 2, 3)),
        (7, (0, 2, 4, 6, 8)),
        (132, (0, 50, 100, 150)),
        (2438, (0, 1000, 2000, 3000)),
        (4_000_000_000, (0, 1_000_000_000, 2_000_000_000, 3_000_000_000, 4_000_000_000)),
    ],
)
def test_ticks_are_what_a_person_would_choose(largest: int, ticks: tuple[int, ...]) -> None:
    assert choose_ticks(largest) == ticks


@given(st.integers(0, 10**15), st.integers(1, 8))
def test_ticks_begin_at_zero_hold_the_largest_and_are_evenly_apart(largest: int, most: int) -> None:
    ticks = choose_ticks(largest, most)
    assert ticks[0] == 0
    assert ticks[-1] >= largest
    assert 2 <= len(ticks) <= most + 1
    steps = {after - before for before, after in pairwise(ticks)}
    assert len(steps) == 1
    assert str(steps.pop()).rstrip("0") in {"1", "2", "5"}
    assert len(ticks) == 2 or ticks[-2] < largest


def test_less_than_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        choose_ticks(-1)
