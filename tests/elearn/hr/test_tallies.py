"""The record counted: nothing is lost, nothing counted twice."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.hr.rules import COMPLETED, NOT_STARTED, STATES, CompletionRow
from elearn.hr.tallies import MOST_UNITS, OTHERS, LevelTally, tally_levels, tally_months, tally_units
from tests.elearn.hr.samples import APRIL, a_place

PARENTS: dict[str, str | None] = {
    "0100": None,
    "0110": "0100",
    "0111": "0110",
    "0120": "0100",
    "0200": None,
    "0210": "0200",
}
TARGETS = {1: {2025: 100, 2026: 130}, 2: {2025: 20, 2026: 40}, 3: {2025: 0, 2026: 10}}


def a_row(unit: str = "0110", state: str = NOT_STARTED, completed: dt.date | None = None) -> CompletionRow:
    place = a_place(org_unit=unit)
    return CompletionRow(place, "dx-basics", "DX基礎", state, APRIL, None, completed, None, 0, None)


ROWS = st.lists(
    st.builds(
        a_row, st.sampled_from([*PARENTS, "", "9999", *(f"07{n:02}" for n in range(20))]), st.sampled_from([*STATES])
    ),
    max_size=60,
)


def lines(rows: list[CompletionRow], root: str = "") -> dict[str, int]:
    return {tally.code: tally.total for tally in tally_units(rows, PARENTS, root)}


def test_everybody_counts_in_the_unit_at_the_top() -> None:
    rows = [a_row("0100"), a_row("0110"), a_row("0111"), a_row("0120"), a_row("0210")]
    assert lines(rows) == {"0100": 4, "0200": 1}


def test_below_a_unit_its_own_people_come_first() -> None:
    rows = [a_row("0111"), a_row("0110"), a_row("0120"), a_row("0100")]
    assert list(lines(rows, "0100").items()) == [("0100", 1), ("0110", 2), ("0120", 1)]


def test_people_without_a_unit_come_last_and_unknown_units_stand_for_themselves() -> None:
    assert list(lines([a_row(""), a_row("9999"), a_row("0100")]).items()) == [("0100", 1), ("9999", 1), ("", 1)]


def test_states_are_counted_apart() -> None:
    [tally] = tally_units([a_row(state=COMPLETED), a_row(state=COMPLETED), a_row()], PARENTS)
    assert tally.counts == {**dict.fromkeys(STATES, 0), COMPLETED: 2, NOT_STARTED: 1}
    assert tally.total == 3


def test_a_circle_of_parents_ends() -> None:
    assert sum(tally.total for tally in tally_units([a_row("A"), a_row("B")], {"A": "B", "B": "A"})) == 2


@given(ROWS, st.sampled_from(["", "0100", "0200"]))
def test_no_row_is_lost_and_lines_are_bounded(rows: list[CompletionRow], root: str) -> None:
    tallies = tally_units(rows, PARENTS, root)
    assert sum(tally.total for tally in tallies) == len(rows)
    assert len(tallies) <= MOST_UNITS
    assert len({tally.code for tally in tallies}) == len(tallies)
    for state in STATES:
        assert sum(tally.counts[state] for tally in tallies) == sum(row.state == state for row in rows)


def test_what_goes_beyond_is_one_line() -> None:
    tallies = tally_units([a_row(f"07{n:02}") for n in range(MOST_UNITS + 3)], {})
    assert (len(tallies), tallies[-1].code, tallies[-1].total) == (MOST_UNITS, OTHERS, 4)


@pytest.mark.parametrize(
    ("as_of", "months"),
    [
        (dt.date(2026, 4, 1), [1, *[None] * 11]),
        (dt.date(2026, 6, 30), [1, 0, 2, *[None] * 9]),
        (dt.date(2027, 3, 31), [1, 0, 2, *[0] * 8, 1]),
    ],
)
def test_months_run_from_april_and_those_to_come_are_none(as_of: dt.date, months: list[int | None]) -> None:
    days = [dt.date(2026, 4, 30), dt.date(2026, 6, 1), dt.date(2026, 6, 30), dt.date(2027, 3, 31)]
    rows = [
        a_row(state=COMPLETED, completed=day) for day in days if day <= as_of or (as_of.month == 4 and day.month == 4)
    ]
    assert tally_months([*rows, a_row()], APRIL, as_of) == months


@given(st.lists(st.dates(APRIL, dt.date(2027, 3, 31)), max_size=40))
def test_every_completion_counts_in_one_month(days: list[dt.date]) -> None:
    counts = tally_months([a_row(state=COMPLETED, completed=day) for day in days], APRIL, dt.date(2027, 3, 31))
    assert sum(count or 0 for count in counts) == len(days)
    assert len(counts) == 12


def test_levels_are_read_in_two_ways() -> None:
    levels = {"a": 1, "b": 1, "c": 2, "d": 3}
    assert tally_levels(levels, TARGETS, 2026) == [
        LevelTally(1, 130, reached=4, current=2),
        LevelTally(2, 40, reached=2, current=1),
        LevelTally(3, 10, reached=1, current=1),
    ]


def test_a_year_without_targets_has_no_levels() -> None:
    assert tally_levels({"a": 1}, TARGETS, 2024) == []
