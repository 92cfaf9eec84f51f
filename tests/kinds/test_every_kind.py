"""One suite over every kind, from the examples that the kind brings along. A plug-in's kinds run through it, too."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import (
    KINDS,
    check_bank,
    dump_bank,
    load_bank,
    parse_response,
    score_item,
)
from quizzes.delivery import Form
from quizzes.feedback import ALL, NOTHING
from quizzes.view import view_item, view_result

CASES = [(kind, example) for kind in KINDS.values() for example in kind.examples()]
EVERY = pytest.mark.parametrize(
    ("kind", "example"), CASES, ids=[f"{kind.name}-{number}" for number, (kind, _) in enumerate(CASES)]
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def the_item(example):
    (item,) = load_bank("sample.md", example.text).items
    return item


def the_form(kind, item):
    return Form((item.id,), {item.id: kind.order_ids(item.body)}, ((item.id,),), ((item.id,),))


def points_of(item, fields):
    return score_item(item, parse_response(item, fields).response)


@EVERY
def test_the_example_is_a_sound_item_of_its_kind(kind, example):
    assert check_bank("sample.md", example.text) == []
    assert the_item(example).kind == kind.name


EARNED = {"rule": (1, "right"), "people": (0, "waiting"), "nobody": (0, "noted")}
"""What a sound response earns at once, by who grades it."""


@EVERY
def test_right_responses_earn_everything_or_wait_or_are_noted(kind, example):
    assert example.right
    for fields in example.right:
        assert parse_response(the_item(example), fields).problem is None
        score = points_of(the_item(example), fields)
        assert (score.exact, score.state) == EARNED[kind.graded_by], fields


@EVERY
def test_what_people_say_is_the_score_of_what_people_grade_and_of_nothing_else(kind, example):
    item = the_item(example)
    response = parse_response(item, example.right[0]).response
    graded = score_item(item, response, grade=item.points / 2)
    expected = (Fraction(1, 2), "partial") if kind.graded_by == "people" else EARNED[kind.graded_by]
    assert (graded.exact, graded.state) == expected
    assert graded.maximum == (0 if kind.graded_by == "nobody" else item.points)


@EVERY
def test_wrong_responses_earn_nothing(kind, example):
    assert bool(example.wrong) == (kind.graded_by == "rule")
    for fields in example.wrong:
        score = points_of(the_item(example), fields)
        assert (score.exact, score.state) == (0, "wrong"), fields


@EVERY
def test_partly_right_responses_earn_the_share_that_the_kind_names(kind, example):
    for fields, share in example.partial:
        score = points_of(the_item(example), fields)
        assert (score.exact, score.state) == (share, "partial"), fields


@EVERY
def test_invalid_responses_are_named_and_not_lost(kind, example):
    for fields, code in example.invalid:
        parsed = parse_response(the_item(example), fields)
        assert parsed.problem == code, fields
        typed = {value for values in fields.values() for value in values if value}
        kept = json.dumps(parsed.response, ensure_ascii=False)
        assert code.endswith("-unknown") or all(value in kept for value in typed)


@EVERY
def test_every_fault_an_author_can_make_is_named(kind, example):
    for piece, instead, code in example.broken:
        assert piece in example.text
        text = example.text.replace(piece, instead, 1)
        assert code in [problem.code for problem in check_bank("sample.md", text)], (piece, instead)


@EVERY
def test_the_item_survives_writing_and_reading(kind, example):
    bank = load_bank("sample.md", example.text)
    assert load_bank("again.md", dump_bank(bank)) == bank


@EVERY
def test_nothing_given_is_blank(kind, example):
    item = the_item(example)
    for fields in ({}, {"text": [""]}, {"text": ["　 "], "choice": [], "unrelated": ["x"]}):
        assert parse_response(item, fields).response is None
    score = score_item(item, None)
    expected = ("noted", 0, 0) if kind.graded_by == "nobody" else ("blank", 0, item.points)
    assert (score.state, score.points, score.maximum) == expected


@EVERY
def test_a_response_survives_json(kind, example):
    item = the_item(example)
    every = [*example.right, *example.wrong, *(fields for fields, _ in example.partial + example.invalid)]
    for fields in every:
        response = parse_response(item, fields).response
        assert json.loads(json.dumps(response)) == response


@EVERY
def test_a_shown_response_can_be_sent_again(kind, example):
    """What the page shows after a save is what was given: the fields of the view hold the same response."""
    item = the_item(example)
    for fields in example.right + example.wrong:
        response = parse_response(item, fields).response
        body = view_item(item, the_form(kind, item), response, 1).body
        assert parse_response(item, posted_again(body)).response == response


def posted_again(body):
    """The form fields that a browser would post for this view, untouched."""
    if hasattr(body, "choices"):
        return {body.field: [choice.id for choice in body.choices if choice.picked]}
    if hasattr(body, "lefts"):
        return {left.field: [left.picked] for left in body.lefts}
    if hasattr(body, "entries"):
        return {entry.field: [entry.position] for entry in body.entries}
    if hasattr(body, "rows"):
        gaps = [piece for row in body.rows for piece in row if not isinstance(piece, str)]
        return {gap.field: [gap.given] for gap in gaps}
    return {body.field: [body.text]}


@EVERY
def test_the_key_is_hidden_until_it_may_be_shown(kind, example):
    item = the_item(example)
    order = kind.order_ids(item.body)
    answers = [parse_response(item, fields).response for fields in example.right + example.wrong]
    for response in [None, *answers]:
        hidden = kind.view(item.body, order, response, NOTHING)
        assert (hidden != kind.view(item.body, order, response, ALL)) == (kind.graded_by != "nobody")
        for part in [hidden, *parts_of(hidden)]:
            for name in ("right", "key", "explanation", "accepted", "tolerance", "model"):
                assert getattr(part, name, None) is None, name


def parts_of(view):
    """The records inside a view, however deep."""
    inside = [getattr(view, spot.name) for spot in dataclasses.fields(view)] if dataclasses.is_dataclass(view) else view
    for value in inside:
        if isinstance(value, tuple):
            yield from parts_of(value)
        elif dataclasses.is_dataclass(value):
            yield value
            yield from parts_of(value)


@EVERY
def test_results_show_the_note_only_to_those_who_missed(kind, example):
    item = the_item(example)
    form = the_form(kind, item)
    cases = [
        (example.right[0], item.points, None),
        *((fields, Decimal(0), item.wrong_note) for fields in example.wrong),
    ]
    for fields, grade, expected in cases:
        response = parse_response(item, fields).response
        result = view_result(item, form, response, score_item(item, response, grade=grade), "deferred")
        assert result.wrong_note == (expected or None)
        assert result.explanation == item.explanation


@EVERY
def test_nothing_but_the_state_is_told_while_people_have_still_to_grade(kind, example):
    item = the_item(example)
    response = parse_response(item, example.right[0]).response
    score = score_item(item, response)
    result = view_result(item, the_form(kind, item), response, score, "deferred")
    waiting = kind.graded_by == "people"
    assert (result.state == "waiting") == waiting
    assert (result.explanation is None) == waiting
    assert getattr(result.body, "model", None) is None


@EVERY
def test_order_ids_are_different_and_do_not_carry_texts(kind, example):
    item = the_item(example)
    ids = kind.order_ids(item.body)
    assert len(set(ids)) == len(ids)
    assert all(part.isascii() and part.isalnum() for part in ids)
    assert sorted(kind.settle_order(item.body, ids)) == sorted(ids)


@EVERY
@settings(max_examples=25, deadline=None)
@given(response=JSON)
def test_a_value_that_is_no_response_is_worth_little_and_breaks_nothing(kind, example, response):
    item = the_item(example)
    score = score_item(item, response)
    assert 0 <= score.exact <= 1
    assert score.points <= score.maximum
    assert view_item(item, the_form(kind, item), response, 1).answered == (response is not None)


@EVERY
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_posted_fields_can_be_read_and_scored(kind, example, data):
    item = the_item(example)
    names = sorted({name for fields in example.right + example.wrong for name in fields})
    values = st.lists(st.text(max_size=12) | st.sampled_from(["a", "1", "２", "\x00", "true"]), max_size=3)
    fields = data.draw(st.dictionaries(st.sampled_from([*names, "other"]), values))
    parsed = parse_response(item, fields)
    assert "\\u0000" not in json.dumps(parsed.response)
    assert 0 <= score_item(item, parsed.response).exact <= Fraction(1)


def test_every_kind_has_an_example_and_a_name_of_its_own():
    assert set(KINDS) == {
        "choice",
        "true_false",
        "matching",
        "sequencing",
        "numeric",
        "fill_in",
        "cloze",
        "essay",
        "likert",
    }
    for name, kind in KINDS.items():
        assert kind.name == name
        assert kind.examples()
        assert kind.shuffles in {"always", "never", "policy"}
        assert kind.graded_by in EARNED
