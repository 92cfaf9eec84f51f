"""Moments of exact numbers. Sums are whole numbers or fractions; only the last step, a root, leaves them.

Sample formulas throughout (divided by n - 1). The k-statistics are Fisher's unbiased ones, from the power sums.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

Exact = int | Fraction


def to_whole(rows: Sequence[Sequence[Fraction]]) -> tuple[list[list[int]], int]:
    """The rows times one scale that makes every value whole, and the scale: whole numbers add up much faster."""
    scale = math.lcm(*{value.denominator for row in rows for value in row}) if rows else 1
    return [[int(value * scale) for value in row] for row in rows], scale


def spread(xs: Sequence[int], ys: Sequence[int]) -> int:
    """n * sum(xy) - sum(x) * sum(y): the sample covariance times n * (n - 1), still whole."""
    products = sum(x * y for x, y in zip(xs, ys, strict=True))
    return len(xs) * products - sum(xs) * sum(ys)


def covariance(xs: Sequence[int], ys: Sequence[int]) -> Fraction | None:
    """The sample covariance; None for fewer than two pairs."""
    count = len(xs)
    return Fraction(spread(xs, ys), count * (count - 1)) if count > 1 else None


def deviation(xs: Sequence[int], scale: int = 1) -> float | None:
    """The sample standard deviation of the values divided by ``scale``; None for fewer than two."""
    variance = covariance(xs, xs)
    return None if variance is None else root(variance / scale**2)


def correlation(xs: Sequence[int], ys: Sequence[int]) -> float | None:
    """Pearson's coefficient (-1..1); None for fewer than two pairs or when either does not vary."""
    both = spread(xs, xs) * spread(ys, ys)
    return spread(xs, ys) / root(Fraction(both)) if both else None


def efficiency(xs: Sequence[int], ys: Sequence[int]) -> float | None:
    """The covariance as a share of the largest that the same values allow (both lists sorted); None when that is 0."""
    most = spread(sorted(xs), sorted(ys))
    return float(Fraction(spread(xs, ys), most)) if most else None


def median(xs: Sequence[int]) -> Fraction | None:
    """The middle value, or the mean of the two in the middle; None of nothing."""
    ordered = sorted(xs)
    half = len(ordered) // 2
    if not ordered:
        return None
    return Fraction(ordered[half]) if len(ordered) % 2 else Fraction(ordered[half - 1] + ordered[half], 2)


def skewness(xs: Sequence[int]) -> float | None:
    """k3 / k2 ** 1.5; None for fewer than three values or when they do not vary."""
    n = len(xs)
    if n < 3 or not (k2 := covariance(xs, xs)):
        return None
    s1, s2, s3 = (sum(x**power for x in xs) for power in (1, 2, 3))
    k3 = Fraction(2 * s1**3 - 3 * n * s1 * s2 + n * n * s3, n * (n - 1) * (n - 2))
    # One root of one fraction: no power of a rounded number.
    return math.copysign(root(k3 * k3 / k2**3), k3)


def kurtosis(xs: Sequence[int]) -> float | None:
    """k4 / k2 ** 2 (0 for a normal distribution); None for fewer than four values or when they do not vary."""
    n = len(xs)
    if n < 4 or not (k2 := covariance(xs, xs)):
        return None
    s1, s2, s3, s4 = (sum(x**power for x in xs) for power in (1, 2, 3, 4))
    top = -6 * s1**4 + 12 * n * s1**2 * s2 - 3 * n * (n - 1) * s2**2 - 4 * n * (n + 1) * s1 * s3 + n * n * (n + 1) * s4
    return float(Fraction(top, n * (n - 1) * (n - 2) * (n - 3)) / k2**2)


def root(value: Fraction) -> float:
    """The square root of an exact value (not below 0), right to the last bit but one however large or small."""
    top, bottom = value.numerator, value.denominator
    # A shift by an even number of bits brings the fraction to 128 bits, where the whole root keeps 64 of them.
    shift = max(0, 128 - top.bit_length() + bottom.bit_length())
    shift += shift % 2
    return float(Fraction(math.isqrt((top << shift) // bottom), 1 << (shift // 2)))
