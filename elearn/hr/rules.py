"""The rows of the completion record: which registrations belong to a fiscal year, their state, their order. Pure.

A registration belongs to a fiscal year when it was opened by the last day looked at and was not yet completed when the
year began: what was studied, finished or still owed in that year. ``as_of`` is the last day looked at: 31 March for a
year that is over, else today. A completion after it does not count yet, so a past year keeps its rows when the next
year's learning begins. A person counts in the unit they belonged to on ``as_of`` (on their last day, when they had
left before).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from elearn.wording import noted

NOT_STARTED = "not-started"
IN_PROGRESS = "in-progress"
COMPLETED = "completed"
OVERDUE = "overdue"

STATES: dict[str, str] = {
    NOT_STARTED: noted("未着手"),
    IN_PROGRESS: noted("受講中"),
    COMPLETED: noted("修了"),
    OVERDUE: noted("期限超過"),
}
"""State -> its word on screens and in files."""

COLUMNS = (
    noted("年度"),
    noted("職員番号"),
    noted("氏名"),
    noted("ふりがな"),
    noted("所属コード"),
    noted("所属名"),
    noted("職"),
    noted("講座ID"),
    noted("講座名"),
    noted("状態"),
    noted("登録日"),
    noted("修了日"),
    noted("得点率(%)"),
    noted("受験回数"),
    noted("レベル"),
    noted("期限"),
)
"""The order of the export. It only ever grows at the end, because other people's sheets count columns."""

Cell = str | int | Decimal | dt.date | None


@dataclass(frozen=True, slots=True)
class Place:
    """A person with the unit and post of the day looked at."""

    person: str
    staff_number: str
    name: str
    kana: str
    org_unit: str
    org_unit_name: str
    title: str
    post_band: str


@dataclass(frozen=True, slots=True)
class Progress:
    """One registration as known today. Days are days in Japan; ``scaled`` is 0..1."""

    person: str
    course: str
    opened_on: dt.date
    started: bool
    due: dt.date | None
    completed_on: dt.date | None
    scaled: Decimal | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show. ``org_units`` are codes with everything below them resolved; none and empty mean: all."""

    org_units: frozenset[str] | None = None
    course: str = ""
    state: str = ""
    post_band: str = ""


@dataclass(frozen=True, slots=True)
class CompletionRow:
    """One row of the record: who, where, which course, how far."""

    place: Place
    course: str
    course_title: str
    state: str
    opened_on: dt.date
    due: dt.date | None
    completed_on: dt.date | None
    scaled: Decimal | None
    attempts: int
    level: int | None

    def cells(self, year_label: str) -> tuple[Cell, ...]:
        """The row in the order of ``COLUMNS``."""
        return (
            year_label,
            self.place.staff_number,
            self.place.name,
            self.place.kana,
            self.place.org_unit,
            self.place.org_unit_name,
            self.place.title,
            self.course,
            self.course_title,
            STATES[self.state],
            self.opened_on,
            self.completed_on,
            show_percent(self.scaled),
            self.attempts,
            self.level,
            self.due,
        )


def show_percent(scaled: Decimal | None) -> Decimal | None:
    """0.7996 as 79.9: cut, not rounded, so that nobody reads a mark that was not reached."""
    return None if scaled is None else (scaled * 100).quantize(Decimal("0.1"), rounding=ROUND_FLOOR)


def look_until(last_day: dt.date, today: dt.date) -> dt.date:
    """The day looked at: the last day of the fiscal year, or today while the year runs."""
    return min(last_day, today)


def build_rows(
    progress: Iterable[Progress],
    places: Mapping[str, Place],
    titles: Mapping[str, str],
    levels: Mapping[str, int],
    first_day: dt.date,
    as_of: dt.date,
    filters: Filters,
) -> list[CompletionRow]:
    """The rows of a fiscal year that begins on ``first_day``, in their fixed order: unit, kana, number, course.

    ``places``: person uuid -> place on ``as_of``; registrations of persons without a place are left out.
    """
    rows = []
    for each in progress:
        place = places.get(each.person)
        if place is None or not _belongs(each, first_day, as_of):
            continue
        completed_on = each.completed_on if each.completed_on is not None and each.completed_on <= as_of else None
        row = CompletionRow(
            place=place,
            course=each.course,
            course_title=titles.get(each.course, each.course),
            state=_state(each, completed_on, as_of),
            opened_on=each.opened_on,
            due=each.due,
            completed_on=completed_on,
            scaled=each.scaled if completed_on else None,
            attempts=each.attempts,
            level=levels.get(each.person),
        )
        if _is_wanted(row, filters):
            rows.append(row)
    return sorted(rows, key=_order)


SORTS: dict[str, Callable[[CompletionRow], Any]] = {
    "name": lambda row: row.place.kana,
    "number": lambda row: row.place.staff_number,
    "unit": lambda row: row.place.org_unit,
    "band": lambda row: row.place.post_band,
    "course": lambda row: row.course,
    "state": lambda row: tuple(STATES).index(row.state),
    "opened": lambda row: row.opened_on,
    "due": lambda row: row.due,
    "completed": lambda row: row.completed_on,
    "score": lambda row: row.scaled,
    "attempts": lambda row: row.attempts,
    "level": lambda row: row.level,
}
"""Name of an order -> what it looks at."""


def order_rows(rows: Iterable[CompletionRow], sort: str) -> list[CompletionRow]:
    """The rows by ``sort`` (a key of ``SORTS``, ``-`` before it for downwards); among equals they stay as they were.

    What is not known stands at the end, both ways. An empty or unknown order changes nothing.
    """
    take = SORTS.get(sort.removeprefix("-"))
    if take is None:
        return list(rows)
    known: list[CompletionRow] = []
    unknown: list[CompletionRow] = []
    for row in rows:
        (unknown if take(row) is None else known).append(row)
    return sorted(known, key=take, reverse=sort.startswith("-")) + unknown


def count_states(rows: Iterable[CompletionRow]) -> dict[str, int]:
    """State -> number of rows, every state named."""
    counted = Counter(row.state for row in rows)
    return {state: counted[state] for state in STATES}


def _belongs(progress: Progress, first_day: dt.date, as_of: dt.date) -> bool:
    finished_before = progress.completed_on is not None and progress.completed_on < first_day
    return progress.opened_on <= as_of and not finished_before


def _state(progress: Progress, completed_on: dt.date | None, as_of: dt.date) -> str:
    if completed_on is not None:
        return COMPLETED
    if progress.due is not None and progress.due < as_of:
        return OVERDUE
    return IN_PROGRESS if progress.started else NOT_STARTED


def _is_wanted(row: CompletionRow, filters: Filters) -> bool:
    return (
        (filters.org_units is None or row.place.org_unit in filters.org_units)
        and (not filters.course or row.course == filters.course)
        and (not filters.state or row.state == filters.state)
        and (not filters.post_band or row.place.post_band == filters.post_band)
    )


def _order(row: CompletionRow) -> tuple[str, str, str, str, dt.date]:
    place = row.place
    return place.org_unit, place.kana, place.staff_number, row.course, row.opened_on
