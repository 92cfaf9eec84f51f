"""Drafts: ids of ours, losses counted once a detail, points that can be used."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.formats import draft as module
from quizzes.formats.draft import Draft, join_texts, read_decimal, slugify
from quizzes.formats.front_matter import SLUG
from quizzes.formats.labels import Labels, read_labels
from tests.quizzes.builders import a_choice


def add(draft, line=1, **more):
    draft.add(line, "choice", a_choice(), "本文", **more)


def read(*names, **more):
    draft = Draft("file")
    for line, name in enumerate(names, 1):
        add(draft, line, name=name, **more)
    return draft.reading()


def codes(problems):
    return [(problem.line, problem.code) for problem in problems]


def test_names_become_ids():
    reading = read("Q1", "設問 二", "", "why-04")
    assert [item.id for item in reading.items] == ["q1", "item-2", "item-3", "why-04"]
    (loss,) = reading.losses
    assert (loss.code, loss.line, loss.params) == ("detail-left-out", 1, {"detail": "name", "count": "2"})


def test_a_name_used_twice_gets_a_number_and_that_is_said():
    reading = read("a", "a", "a")
    assert [item.id for item in reading.items] == ["a", "a-2", "a-3"]
    assert codes(reading.losses) == [(2, "item-id-changed"), (3, "item-id-changed")]


@given(st.text(max_size=80))
def test_a_slug_is_an_id_or_nothing(name):
    assert slugify(name) == "" or SLUG.fullmatch(slugify(name))


@pytest.mark.parametrize(
    ("name", "ident"),
    [("Ｑ１", "q1"), (" A  B ", "a-b"), ("--x--", "x"), ("設問", ""), ("a" * 99, "a" * 64), ("a--b-", "a--b-")],
)
def test_slugs(name, ident):
    assert slugify(name) == ident


@pytest.mark.parametrize(
    ("points", "used"), [("2.5", "2.5"), ("0", "1"), ("-1", "1"), ("5000", "1000"), ("0.333333", "0.3333")]
)
def test_points_are_kept_or_the_change_is_said(points, used):
    reading = read("a", points=Decimal(points))
    assert reading.items[0].points == Decimal(used)
    assert bool(reading.losses) == (points != used)


def test_points_may_stand_in_a_label():
    reading = read("a", labels=read_labels(["points:3", "objective:why", "use:test", "must"]))
    (item,) = reading.items
    assert (item.points, item.objective, item.use, item.tags) == (3, "why", "test", ("must",))


def test_a_tag_that_cannot_be_held_is_a_loss():
    reading = read("a", labels=Labels(unusable=("x, y",)))
    assert reading.losses[0].params["detail"] == "tag x, y"


def test_each_detail_is_told_once_with_its_first_place():
    draft = Draft("file")
    for line in (7, 3, 9):
        draft.lose(line, "<hint>")
    draft.change(5, "scoring-changed", was="50%")
    assert [(loss.code, loss.line) for loss in draft.reading().losses] == [
        ("scoring-changed", 5),
        ("detail-left-out", 7),
    ]
    assert draft.reading().losses[1].params == {"detail": "<hint>", "count": "3"}


def test_items_and_problems_know_their_place():
    draft = Draft("package.zip")
    draft.report.path = "package.zip/a.xml"
    add(draft, 4, name="a")
    draft.refuse(8, "kind-not-ours", kind="essay")
    reading = draft.reading()
    assert (reading.items[0].path, reading.items[0].line) == ("package.zip/a.xml", 4)
    assert str(reading.problems[0]) == "package.zip/a.xml:8: kind-not-ours (kind=essay)"


def test_there_is_a_most_number_of_items(monkeypatch):
    monkeypatch.setattr(module, "MOST_ITEMS", 2)
    reading = read("a", "b", "c", "d")
    assert len(reading.items) == 2
    assert codes(reading.problems) == [(3, "items-too-many")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", "1"),
        ("1,234.5", "1234.5"),
        (".5", "0.5"),
        ("6.02e3", "6020"),
        ("-1E-2", "-0.01"),
        ("１２", "12"),
        ("5.", "5"),
    ],
)
def test_numbers_of_other_programs(text, value):
    assert read_decimal(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "x", "1,5", "1e99", "nan", "inf", "9" * 61, "1e5000000"])
def test_what_is_no_number_or_far_too_large(text):
    assert read_decimal(text) is None


def test_texts_are_joined_as_paragraphs():
    assert join_texts(["一", "", "二"]) == "一\n\n二"
