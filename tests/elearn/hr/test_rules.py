import datetime as dt
import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.hr.rules import (
    COLUMNS,
    COMPLETED,
    IN_PROGRESS,
    NOT_STARTED,
    OVERDUE,
    SORTS,
    STATES,
    CompletionRow,
    Filters,
    Place,
    Progress,
    build_rows,
    count_states,
    look_until,
    order_rows,
    show_percent,
)
from tests.elearn.hr.samples import APRIL, a_place, some_progress

MARCH = dt.date(2027, 3, 31)
TODAY = dt.date(2026, 11, 20)


def rows(
    *progress: Progress, as_of: dt.date = TODAY, filters: Filters | None = None, **places: object
) -> list[CompletionRow]:
    return build_rows(
        progress,
        {"u-1": a_place(), **places},  # type: ignore[dict-item]  # places by uuid, named in each test
        {"dx-basics": "DX基礎"},
        {"u-1": 1},
        APRIL,
        as_of,
        filters or Filters(),
    )


def states(*progress: Progress, as_of: dt.date = TODAY) -> list[str]:
    return [row.state for row in rows(*progress, as_of=as_of)]


def test_the_columns_are_fixed() -> None:
    assert ",".join(COLUMNS) == (
        "年度,職員番号,氏名,ふりがな,所属コード,所属名,職,講座ID,講座名,状態,登録日,修了日,得点率(%),受験回数,レベル,期限"
    )


def test_a_row_in_the_order_of_the_columns() -> None:
    done = some_progress(
        completed_on=dt.date(2026, 5, 7), scaled=Decimal("0.8667"), attempts=2, due=dt.date(2026, 6, 30)
    )
    (row,) = rows(done)
    assert row.cells("令和8年度(2026)") == (
        "令和8年度(2026)",
        "0012345",
        "田中花子",
        "たなかはなこ",
        "0100",
        "人事課",
        "係員",
        "dx-basics",
        "DX基礎",
        "修了",
        APRIL,
        dt.date(2026, 5, 7),
        Decimal("86.6"),
        2,
        1,
        dt.date(2026, 6, 30),
    )
    assert len(row.cells("")) == len(COLUMNS)


@pytest.mark.parametrize(
    ("progress", "state"),
    [
        (some_progress(), NOT_STARTED),
        (some_progress(started=True), IN_PROGRESS),
        (some_progress(started=True, completed_on=TODAY), COMPLETED),
        (some_progress(due=TODAY), NOT_STARTED),
        (some_progress(due=TODAY - dt.timedelta(days=1)), OVERDUE),
        (some_progress(started=True, due=TODAY - dt.timedelta(days=1)), OVERDUE),
        (some_progress(due=APRIL, completed_on=TODAY), COMPLETED),
    ],
)
def test_states(progress: Progress, state: str) -> None:
    assert states(progress) == [state]


@pytest.mark.parametrize(
    ("progress", "belongs"),
    [
        (some_progress(opened_on=TODAY), True),
        (some_progress(opened_on=TODAY + dt.timedelta(days=1)), False),
        (some_progress(opened_on=dt.date(2024, 4, 1)), True),
        (some_progress(opened_on=dt.date(2025, 5, 1), completed_on=APRIL), True),
        (some_progress(opened_on=dt.date(2025, 5, 1), completed_on=dt.date(2026, 3, 31)), False),
    ],
)
def test_what_belongs_to_a_fiscal_year(progress: Progress, belongs: bool) -> None:
    assert bool(rows(progress)) is belongs


def test_a_past_year_is_seen_from_its_last_day() -> None:
    late = some_progress(started=True, completed_on=dt.date(2027, 4, 5), scaled=Decimal("0.9"))
    (row,) = rows(late, as_of=MARCH)
    assert (row.state, row.completed_on, row.scaled) == (IN_PROGRESS, None, None)
    assert look_until(MARCH, dt.date(2027, 6, 1)) == MARCH
    assert look_until(MARCH, TODAY) == TODAY


def test_somebody_without_a_place_and_an_unknown_title() -> None:
    assert rows(some_progress("nobody")) == []
    (row,) = rows(some_progress(course="retired"))
    assert row.course_title == "retired"


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        (Filters(), ["1", "2", "3"]),
        (Filters(org_units=frozenset({"0100"})), ["1"]),
        (Filters(org_units=frozenset({"0100", "0200"})), ["1", "2", "3"]),
        (Filters(org_units=frozenset()), []),
        (Filters(course="security"), ["3"]),
        (Filters(state=COMPLETED), ["2"]),
        (Filters(post_band="section-head"), ["3"]),
        (Filters(org_units=frozenset({"0200"}), state=COMPLETED, course="dx-basics"), ["2"]),
        (Filters(course="none"), []),
    ],
)
def test_filters(filters: Filters, numbers: list[str]) -> None:
    found = rows(
        some_progress("a"),
        some_progress("b", completed_on=TODAY),
        some_progress("c", course="security"),
        filters=filters,
        a=a_place("a", staff_number="1"),
        b=a_place("b", staff_number="2", org_unit="0200"),
        c=a_place("c", staff_number="3", org_unit="0200", post_band="section-head", kana="わ"),
    )
    assert [row.place.staff_number for row in found] == numbers


def test_the_order_is_unit_kana_number_course_day() -> None:
    places = {
        "a": a_place("a", org_unit="0200", kana="あ", staff_number="9"),
        "b": a_place("b", org_unit="0100", kana="い", staff_number="1"),
        "c": a_place("c", org_unit="0100", kana="あ", staff_number="2"),
        "d": a_place("d", org_unit="0100", kana="あ", staff_number="1"),
    }
    progress = [some_progress(person, course) for person in places for course in ("z", "a")]
    random.Random(3).shuffle(progress)  # any order will do
    found = rows(*progress, **places)
    assert [(row.place.person, row.course) for row in found] == [
        (person, course) for person in "dcba" for course in ("a", "z")
    ]


def test_counts_name_every_state() -> None:
    found = rows(some_progress(), some_progress(course="b", completed_on=TODAY), some_progress(course="c"))
    assert count_states(found) == {NOT_STARTED: 2, IN_PROGRESS: 0, COMPLETED: 1, OVERDUE: 0}
    assert list(STATES.values()) == ["未着手", "受講中", "修了", "期限超過"]


@pytest.mark.parametrize(
    ("scaled", "shown"),
    [(None, None), ("0.7996", "79.9"), ("0.8", "80.0"), ("1", "100.0"), ("0", "0.0"), ("0.66667", "66.6")],
)
def test_a_percentage_is_cut_so_that_79_96_is_not_80(scaled: str | None, shown: str | None) -> None:
    found = show_percent(Decimal(scaled) if scaled else None)
    assert found == (Decimal(shown) if shown else None)
    assert shown is None or str(found) == shown


@settings(max_examples=60)
@given(
    st.lists(
        st.builds(
            some_progress,
            person=st.sampled_from(["u-1", "b", "gone"]),
            course=st.sampled_from(["x", "y"]),
            opened_on=st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)),
            started=st.booleans(),
            due=st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)),
            completed_on=st.none() | st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)),
        ),
        max_size=8,
    )
)
def test_the_states_are_a_partition_of_the_rows(progress: list[Progress]) -> None:
    places = {"b": a_place("b", kana="い")}
    whole = rows(*progress, **places)
    parts = [rows(*progress, filters=Filters(state=state), **places) for state in STATES]
    assert sum(len(part) for part in parts) == len(whole) == sum(count_states(whole).values())
    assert rows(*reversed(progress), **places) == sorted(
        whole, key=lambda row: (row.place.org_unit, row.place.kana, row.place.staff_number, row.course, row.opened_on)
    ) or len({(each.person, each.course, each.opened_on) for each in progress}) < len(progress)


@settings(max_examples=80)
@given(
    opened=st.dates(dt.date(2026, 4, 1), dt.date(2027, 3, 31)),
    completed=st.none() | st.dates(dt.date(2026, 4, 1), dt.date(2027, 3, 31)),
    due=st.none() | st.dates(dt.date(2026, 4, 1), dt.date(2027, 3, 31)),
    days=st.lists(st.dates(dt.date(2026, 4, 1), dt.date(2027, 3, 31)), min_size=2, max_size=6),
)
def test_as_a_year_goes_on_nothing_completed_is_taken_back(
    opened: dt.date, completed: dt.date | None, due: dt.date | None, days: list[dt.date]
) -> None:
    if completed is not None and completed < opened:
        completed = opened
    progress = some_progress(opened_on=opened, completed_on=completed, due=due)
    seen = [states(progress, as_of=day) for day in sorted(days)]
    order = {NOT_STARTED: 0, OVERDUE: 1, COMPLETED: 2}
    ranks = [order[state] for found in seen for state in found]
    assert ranks == sorted(ranks)
    present = [bool(found) for found in seen]
    assert present == sorted(present)
    for day, found in zip(sorted(days), seen, strict=True):
        assert bool(found) is (opened <= day)
        assert (found == [COMPLETED]) is (completed is not None and opened <= day and completed <= day)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (dt.date(2026, 5, 31), None),
        (dt.date(2026, 6, 1), NOT_STARTED),
        (dt.date(2026, 6, 30), NOT_STARTED),
        (dt.date(2026, 7, 1), OVERDUE),
        (dt.date(2026, 7, 31), OVERDUE),
        (dt.date(2026, 8, 1), COMPLETED),
    ],
)
def test_the_days_on_which_a_state_changes(day: dt.date, state: str | None) -> None:
    june, august = dt.date(2026, 6, 1), dt.date(2026, 8, 1)
    progress = some_progress(opened_on=june, due=dt.date(2026, 6, 30), completed_on=august)
    assert states(progress, as_of=day) == ([state] if state else [])


def test_one_person_has_a_row_for_each_course_and_each_registration() -> None:
    found = rows(
        some_progress(course="b"),
        some_progress(course="a", opened_on=dt.date(2026, 9, 1)),
        some_progress(course="a"),
    )
    assert [(row.course, row.opened_on.month) for row in found] == [("a", 4), ("a", 9), ("b", 4)]


def test_somebody_without_a_level_has_an_empty_cell() -> None:
    (row,) = rows(some_progress("b"), b=a_place("b"))
    assert row.level is None
    assert row.cells("")[COLUMNS.index("レベル")] is None


def test_attempts_are_shown_for_those_who_have_not_completed_but_no_score_is() -> None:
    (row,) = rows(some_progress(started=True, attempts=3, scaled=Decimal("0.5")))
    assert (row.attempts, row.scaled, row.state) == (3, None, IN_PROGRESS)


# The order that a column's head asks for


def _row(name: str, **more: object) -> CompletionRow:
    place = Place(name, "1", name, name, "0100", "人事課", "係員", "staff")
    values: dict[str, object] = {
        "course": "dx-basics",
        "course_title": "DX基礎",
        "state": "not-started",
        "opened_on": dt.date(2026, 4, 1),
        "due": None,
        "completed_on": None,
        "scaled": None,
        "attempts": 0,
        "level": None,
    }
    return CompletionRow(place=place, **{**values, **more})  # type: ignore[arg-type]  # names are checked at run time


def _names(rows: list[CompletionRow]) -> list[str]:
    return [row.place.name for row in rows]


@pytest.mark.parametrize("sort", ["", "-", "nonsense", "-nonsense", "state; drop"])
def test_an_order_that_is_none_changes_nothing(sort: str) -> None:
    rows = [_row("c"), _row("a"), _row("b")]
    assert order_rows(rows, sort) == rows


def test_rows_go_up_and_down_and_the_unknown_stands_last_both_ways() -> None:
    rows = [_row("none"), _row("late", due=dt.date(2027, 1, 1)), _row("soon", due=dt.date(2026, 5, 1))]
    assert _names(order_rows(rows, "due")) == ["soon", "late", "none"]
    assert _names(order_rows(rows, "-due")) == ["late", "soon", "none"]


def test_equals_stay_in_their_order_both_ways() -> None:
    rows = [_row("b", attempts=1), _row("a", attempts=1), _row("c", attempts=2)]
    assert _names(order_rows(rows, "attempts")) == ["b", "a", "c"]
    assert _names(order_rows(rows, "-attempts")) == ["c", "b", "a"]


def test_states_go_in_the_order_of_the_work() -> None:
    rows = [_row(state, state=state) for state in ("overdue", "completed", "not-started", "in-progress")]
    assert _names(order_rows(rows, "state")) == list(STATES)


@pytest.mark.parametrize("name", SORTS)
def test_every_order_keeps_every_row(name: str) -> None:
    rows = [
        _row("a", level=1, scaled=Decimal("0.9"), completed_on=dt.date(2026, 5, 1)),
        _row("b", due=dt.date(2026, 6, 1)),
        _row("c", level=2, attempts=3),
    ]
    assert sorted(_names(order_rows(rows, name))) == sorted(_names(order_rows(rows, f"-{name}"))) == ["a", "b", "c"]
