"""Scenarios: items that share a stem stay together, in a draw and on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from quizzes.model import Item

Unit = tuple[Item, ...]
"""What is drawn and shown as one: an item, or all items of a scenario."""


def gather(items: Iterable[Item]) -> list[Unit]:
    """The units in the order in which each begins."""
    units: dict[str, list[Item]] = {}
    for item in items:
        # An item and a scenario may have the same id; what is no id keeps them apart.
        key = f"scenario {item.scenario.id}" if item.scenario else item.id
        units.setdefault(key, []).append(item)
    return [tuple(unit) for unit in units.values()]


def paginate(units: Iterable[Sequence[str]], step: int) -> tuple[tuple[str, ...], ...]:
    """Pages of at most ``step`` ids that split no unit; a unit that is larger has a page of its own."""
    pages: list[list[str]] = []
    for unit in units:
        if not pages or len(pages[-1]) + len(unit) > step:
            pages.append([])
        pages[-1].extend(unit)
    return tuple(map(tuple, pages))


def adds_up(count: int, sizes: Mapping[int, int]) -> bool:
    """Whether units of these sizes (size -> how many there are) can make up the count exactly."""
    return bool(_sums(count, sizes) >> count & 1)


def nearest(count: int, units: Iterable[Unit]) -> int:
    """The largest number of items, at most ``count``, that whole units make up."""
    return (_sums(count, Counter(map(len, units))) & ((1 << count + 1) - 1)).bit_length() - 1


def _sums(most: int, sizes: Mapping[int, int]) -> int:
    """Every sum of some units, as the bits of a number."""
    sums = 1
    for size, number in sizes.items():
        for _ in range(min(number, most // size)):
            sums |= sums << size
    return sums
