from __future__ import annotations

import datetime as dt
import re

import pytest

from courses.fields import Table

WORD = re.compile("[a-z]+")


class Notes:
    """Collects what a table reports."""

    def __init__(self) -> None:
        self.found: list[tuple[tuple[str | int, ...], str, dict[str, str]]] = []

    def __call__(self, place, code, **params):
        self.found.append((place, code, params))

    @property
    def codes(self) -> list[str]:
        return [code for _, code, _ in self.found]


def table(notes, **values):
    return Table(values, ("modules", 3), notes)


def test_good_values_are_read_without_a_word():
    notes = Notes()
    one = table(notes, a="x", b=3, c=True, d=dt.date(2026, 11, 22), e=["x", "y"], f=[{"id": "z"}])
    assert one.read_text("a", WORD) == "x"
    assert one.read_integer("b", 1, 3) == 3
    assert one.read_boolean("c") is True
    assert one.read_date("d") == dt.date(2026, 11, 22)
    assert one.read_texts("e", WORD) == ("x", "y")
    assert [entry.read_text("id") for entry in one.read_tables("f")] == ["z"]
    one.close()
    assert notes.found == []


@pytest.mark.parametrize(
    ("read", "empty"),
    [
        (lambda one: one.read_text("k"), ""),
        (lambda one: one.read_integer("k", 1, 2), 0),
        (lambda one: one.read_boolean("k"), False),
        (lambda one: one.read_date("k").year, 1),
        (lambda one: one.read_texts("k", WORD), ()),
        (lambda one: list(one.read_tables("k")), []),
    ],
)
def test_a_missing_key_is_reported_and_reads_as_empty(read, empty):
    notes = Notes()
    assert read(table(notes)) == empty
    assert notes.found == [(("modules", 3, "k"), "key-missing", {"key": "k"})]


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (lambda one: one.read_text("k"), 1, "text"),
        (lambda one: one.read_integer("k", 0, 9), True, "integer"),
        (lambda one: one.read_integer("k", 0, 9), 1.0, "integer"),
        (lambda one: one.read_boolean("k"), 1, "boolean"),
        (lambda one: one.read_date("k"), "2026-11-22", "date"),
        (lambda one: one.read_date("k"), dt.datetime(2026, 11, 22, tzinfo=dt.UTC), "date"),
        (lambda one: one.read_texts("k", WORD), "x", "list"),
        (lambda one: one.read_texts("k", WORD), [1], "text"),
        (lambda one: list(one.read_tables("k")), {"id": "x"}, "tables"),
        (lambda one: list(one.read_tables("k")), ["x"], "tables"),
    ],
)
def test_a_value_of_another_kind_is_reported(read, value, expected):
    notes = Notes()
    read(table(notes, k=value))
    assert notes.found == [(("modules", 3, "k"), "wrong-kind", {"key": "k", "expected": expected})]


@pytest.mark.parametrize(
    ("read", "value", "code"),
    [
        (lambda one: one.read_text("k"), " 　", "value-empty"),
        (lambda one: one.read_text("k", WORD), "X", "value-malformed"),
        (lambda one: one.read_text("k", WORD), "x\n", "value-malformed"),
        (lambda one: one.read_integer("k", 1, 9), 0, "value-out-of-range"),
        (lambda one: one.read_integer("k", 1, 9), 10, "value-out-of-range"),
        (lambda one: one.read_texts("k", WORD), [], "value-empty"),
        (lambda one: one.read_texts("k", WORD), ["X"], "value-malformed"),
        (lambda one: one.read_texts("k", WORD), ["x", "x"], "value-repeated"),
    ],
)
def test_a_value_that_does_not_fit_is_reported(read, value, code):
    notes = Notes()
    read(table(notes, k=value))
    assert notes.codes == [code]


def test_an_optional_key_may_be_missing_but_not_wrong():
    notes = Notes()
    assert table(notes).read_text("k", optional=True) == ""
    assert list(table(notes).read_tables("k", optional=True)) == []
    assert notes.found == []
    table(notes, k=1).read_text("k", optional=True)
    assert notes.codes == ["wrong-kind"]


def test_every_unread_key_is_unknown():
    notes = Notes()
    one = table(notes, known="x", typo="y", other=1)
    one.read_text("known")
    one.close()
    assert [(place[-1], code) for place, code, _ in notes.found] == [("typo", "key-unknown"), ("other", "key-unknown")]


def test_tables_within_tables_know_their_place():
    notes = Notes()
    for entry in table(notes, k=[{}, {}]).read_tables("k"):
        entry.read_text("id")
    assert [place for place, _, _ in notes.found] == [("modules", 3, "k", 0, "id"), ("modules", 3, "k", 1, "id")]
