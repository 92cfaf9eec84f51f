"""Moments against the same definitions written another way: centred sums in sixty-digit decimals."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.statistics import moments

VALUES = st.lists(st.integers(0, 40), min_size=1, max_size=30)
PAIRS = st.lists(st.tuples(st.integers(-9, 40), st.integers(-9, 40)), min_size=1, max_size=25)
CLOSE = 1e-12


def centred(xs, power):
    """The sum of (x - mean) ** power."""
    with localcontext(prec=60):
        mean = sum(map(Decimal, xs)) / len(xs)
        return sum((Decimal(x) - mean) ** power for x in xs)


def k_statistics(xs):
    """k2, k3, k4 from central moments (Kenney and Keeping), not from power sums."""
    n = Decimal(len(xs))
    with localcontext(prec=60):
        m2, m3, m4 = (centred(xs, power) / n for power in (2, 3, 4))
        k2 = n / (n - 1) * m2
        k3 = n * n / ((n - 1) * (n - 2)) * m3 if n > 2 else None
        k4 = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2**2) / ((n - 1) * (n - 2) * (n - 3)) if n > 3 else None
        return k2, k3, k4


def near(value, other):
    return value == pytest.approx(float(other), rel=CLOSE, abs=CLOSE)


@settings(max_examples=80, deadline=None)
@given(VALUES)
def test_deviation_skewness_and_kurtosis(xs):
    if len(xs) < 2:
        assert moments.deviation(xs) is None
        assert moments.skewness(xs) is None
        assert moments.kurtosis(xs) is None
        return
    with localcontext(prec=60):
        k2, k3, k4 = k_statistics(xs)
        assert near(moments.deviation(xs), k2.sqrt())
        assert near(moments.deviation(xs, 8), k2.sqrt() / 8)
        if k3 is None or len(set(xs)) == 1:
            assert moments.skewness(xs) is None
        else:
            assert near(moments.skewness(xs), k3 / k2.sqrt() ** 3)
        if k4 is None or len(set(xs)) == 1:
            assert moments.kurtosis(xs) is None
        else:
            assert near(moments.kurtosis(xs), k4 / k2**2)


@settings(max_examples=80, deadline=None)
@given(PAIRS)
def test_covariance_correlation_and_efficiency(pairs):
    xs, ys = ([pair[side] for pair in pairs] for side in (0, 1))
    with localcontext(prec=60):
        mean_x, mean_y = (sum(map(Decimal, side)) / len(side) for side in (xs, ys))
        crossed = sum((Decimal(x) - mean_x) * (Decimal(y) - mean_y) for x, y in pairs)
        most = sum((Decimal(x) - mean_x) * (Decimal(y) - mean_y) for x, y in zip(sorted(xs), sorted(ys), strict=True))
        if len(pairs) > 1:
            assert near(float(moments.covariance(xs, ys)), crossed / (len(pairs) - 1))
        else:
            assert moments.covariance(xs, ys) is None
        if len(set(xs)) == 1 or len(set(ys)) == 1:
            assert moments.correlation(xs, ys) is None
            assert moments.efficiency(xs, ys) is None
        else:
            assert near(moments.correlation(xs, ys), crossed / (centred(xs, 2) * centred(ys, 2)).sqrt())
            assert near(moments.efficiency(xs, ys), crossed / most)


@settings(max_examples=50, deadline=None)
@given(PAIRS)
def test_both_ratios_stay_between_minus_one_and_one(pairs):
    xs, ys = ([pair[side] for pair in pairs] for side in (0, 1))
    correlation, share = moments.correlation(xs, ys), moments.efficiency(xs, ys)
    assert correlation is None or abs(correlation) <= 1 + CLOSE
    assert share is None or share <= 1


@given(VALUES, st.integers(1, 5))
def test_moving_every_value_changes_no_shape(xs, step):
    moved = [x + step for x in xs]
    assert moments.deviation(xs) == moments.deviation(moved)
    assert moments.skewness(xs) == moments.skewness(moved)
    assert moments.kurtosis(xs) == moments.kurtosis(moved)


def test_known_figures():
    """Worked by hand: 1, 2, 3, 4, 10 has mean 4, squares 50, cubes 180, fourth powers 1394 about the mean."""
    xs = [1, 2, 3, 4, 10]
    assert moments.deviation(xs) == pytest.approx(12.5**0.5)
    assert moments.skewness(xs) == pytest.approx((5 / 12 * 180) / 12.5**1.5)
    assert moments.kurtosis(xs) == pytest.approx((5 * 6 * 1394 - 3 * 4 * 50**2) / 24 / 12.5**2)


@pytest.mark.parametrize(
    ("xs", "middle"), [([], None), ([3], 3), ([4, 1], Fraction(5, 2)), ([9, 1, 2], 2), ([1, 2, 3, 9], Fraction(5, 2))]
)
def test_the_median(xs, middle):
    assert moments.median(xs) == middle


@given(st.fractions(0, 10**6, max_denominator=10**6))
def test_the_root_is_right_to_the_last_bits(value):
    assert moments.root(value * value) == pytest.approx(float(value), rel=3e-16)


@pytest.mark.parametrize("power", [-300, -3, 0, 7, 250])
def test_the_root_of_very_large_and_very_small_values(power):
    value = Fraction(10) ** power
    assert moments.root(value * value * 4) == pytest.approx(2.0 * 10.0**power, rel=3e-16)


def test_rows_become_whole_numbers_with_one_scale():
    rows, scale = moments.to_whole([[Fraction(1, 3), Fraction(2)], [Fraction(1, 2), Fraction(0)]])
    assert (rows, scale) == ([[2, 12], [3, 0]], 6)
    assert moments.to_whole([]) == ([], 1)
    assert moments.to_whole([[]]) == ([[]], 1)
