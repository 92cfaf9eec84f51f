"""The completion record counted: by org unit, by month, and against the plan's targets. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from elearn.hr.rules import STATES, CompletionRow

MOST_UNITS = 12
"""Lines of the picture of units; what goes beyond is one line together, and stands in the table's rows as ever."""

OTHERS, NOWHERE = "others", ""
"""Codes of the line for all further units, and of the line for people without a unit."""


@dataclass(frozen=True, slots=True)
class UnitTally:
    """An org unit with everything below it: state -> number of registrations, every state named."""

    code: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """All its registrations."""
        return sum(self.counts.values())


def tally_units(rows: Iterable[CompletionRow], parents: Mapping[str, str | None], root: str = "") -> list[UnitTally]:
    """The rows by the units just below ``root`` (at the top when it is empty), by code; ``root``'s own people first.

    ``parents``: code -> code of the unit above, on the day looked at.
    """
    counted: dict[str, Counter[str]] = {}
    for row in rows:
        unit = _line_of(row.place.org_unit, parents, root)
        counted.setdefault(unit, Counter())[row.state] += 1
    codes = sorted(counted, key=lambda code: (not root or code != root, code == NOWHERE, code))
    if len(codes) > MOST_UNITS:
        kept, folded = codes[: MOST_UNITS - 1], codes[MOST_UNITS - 1 :]
        counted[OTHERS] = sum((counted[code] for code in folded), Counter())
        codes = [*kept, OTHERS]
    return [UnitTally(code, {state: counted[code][state] for state in STATES}) for code in codes]


def _line_of(unit: str, parents: Mapping[str, str | None], root: str) -> str:
    """The unit below ``root`` that a unit belongs to: itself where ``root`` is not above it."""
    here, seen = unit, set[str]()
    while here not in seen and here != root:
        seen.add(here)
        above = parents.get(here) or ""
        if above == root or above not in parents:
            return here
        here = above
    return here


def tally_months(rows: Iterable[CompletionRow], first_day: dt.date, as_of: dt.date) -> list[int | None]:
    """Completions of each month of the fiscal year, from April; none for a month after ``as_of``."""
    counted = Counter(
        _month_of(row.completed_on, first_day)
        for row in rows
        if row.completed_on is not None and row.completed_on >= first_day
    )
    last = _month_of(as_of, first_day)
    return [counted[month] if month <= last else None for month in range(12)]


def _month_of(day: dt.date, first_day: dt.date) -> int:
    return (day.year - first_day.year) * 12 + day.month - first_day.month


@dataclass(frozen=True, slots=True)
class LevelTally:
    """A level against its target: people who reached at least it, and people whose highest level it is."""

    level: int
    target: int
    reached: int
    current: int


def tally_levels(
    levels: Mapping[str, int], targets: Mapping[int, Mapping[int, int]], fiscal_year: int
) -> Sequence[LevelTally]:
    """Every level that has a target in the year, lowest first. ``levels``: person -> highest level in force.

    The plan does not say which of the two readings it means; the first is ours.
    """
    return [
        LevelTally(
            level,
            target=years[fiscal_year],
            reached=sum(highest >= level for highest in levels.values()),
            current=sum(highest == level for highest in levels.values()),
        )
        for level, years in sorted(targets.items())
        if fiscal_year in years
    ]
