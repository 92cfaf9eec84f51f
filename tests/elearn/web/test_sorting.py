"""The order of a list, as its address says it."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from elearn.web.sorting import Sorting, read_sorting

COLUMNS = ("name", "done")


@pytest.mark.parametrize(
    ("wanted", "column", "descending"),
    [
        ("done", "done", False),
        ("-done", "done", True),
        ("name", "name", False),
        ("", "name", True),
        ("password", "name", True),
        ("--done", "name", True),
        ("done; drop table", "name", True),
    ],
)
def test_only_columns_of_ours_are_sorted_by(wanted: str, column: str, descending: bool) -> None:
    sorting = read_sorting(MultiDict({"sort": wanted}), COLUMNS, "-name")
    assert (sorting.column, sorting.descending) == (column, descending)


def test_an_address_without_an_order_has_the_usual_one() -> None:
    assert read_sorting(MultiDict(), COLUMNS, "done") == Sorting("done")


def test_a_second_press_turns_the_order_round_and_another_column_begins_upwards() -> None:
    up, down = Sorting("name"), Sorting("name", True)
    assert up.address("name") == "?sort=-name"
    assert down.address("name") == "?sort=name"
    assert down.address("done") == "?sort=done"


def test_conditions_stay_and_the_page_begins_anew() -> None:
    query = MultiDict([("q", "髙﨑 花"), ("page", "7"), ("sort", "done"), ("unit", "1"), ("unit", "2"), ("empty", "")])
    address = read_sorting(query, COLUMNS, "name").address("name")
    assert parse_qs(address[1:]) == {"q": ["髙﨑 花"], "unit": ["1", "2"], "sort": ["name"]}


def test_what_is_read_out_is_one_of_the_words_of_aria() -> None:
    assert [Sorting("name").state(one) for one in COLUMNS] == ["ascending", "none"]
    assert [Sorting("done", True).state(one) for one in COLUMNS] == ["none", "descending"]


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["q", "sort", "page", "unit"]), st.text(max_size=20)))
def test_an_address_leads_to_what_it_says(query: dict[str, str]) -> None:
    sorting = read_sorting(MultiDict(query), COLUMNS, "name")
    for column in COLUMNS:
        address = sorting.address(column)
        assert address.startswith("?")
        again = read_sorting(MultiDict((k, v[-1]) for k, v in parse_qs(address[1:]).items()), COLUMNS, "name")
        assert again.column == column
        assert again.descending == (column == sorting.column and not sorting.descending)
