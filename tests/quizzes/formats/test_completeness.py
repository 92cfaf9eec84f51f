"""What an item lacks before it can be delivered: the same that the native format asks for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from quizzes.formats.completeness import check_items
from quizzes.formats.markdown import load_bank
from tests.quizzes.builders import a_file, a_number, an_item

ITEM = replace(an_item(), path="a.gift", line=7)


def codes(*items):
    return [fault.code for fault in check_items(items)]


def test_sound_items_lack_nothing():
    assert codes(*load_bank("every-kind.md", a_file("every-kind.md")).items) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": "設問"}, "item-id-invalid"),
        ({"objective": ""}, "item-objective-missing"),
        ({"objective": "目標"}, "item-objective-invalid"),
        ({"use": ""}, "item-use-missing"),
        ({"use": "exam"}, "item-use-unknown"),
        ({"points": Decimal(0)}, "item-points-invalid"),
        ({"points": Decimal("0.00001")}, "item-points-invalid"),
        ({"tags": ("a", "a")}, "item-words-invalid"),
        ({"tags": ("a,b",)}, "item-words-invalid"),
        ({"sources": ("",)}, "item-words-invalid"),
        ({"stem": " \n"}, "stem-missing"),
        ({"explanation": ""}, "explanation-missing"),
        ({"kind": "hologram"}, "item-kind-unknown"),
    ],
)
def test_each_gap_is_named_at_the_place_of_the_item(changes, code):
    (fault,) = check_items([replace(ITEM, **changes)])
    assert (fault.path, fault.line, fault.code) == ("a.gift", 7, code)


def test_the_kind_has_its_say():
    item = replace(ITEM, body=replace(ITEM.body, choices=ITEM.body.choices[:2]))
    assert codes(item) == ["choices-too-few"]


def test_a_note_is_owed_where_no_choice_explains():
    assert codes(replace(an_item(kind="numeric", body=a_number()), wrong_note="")) == ["wrong-note-missing"]


def test_two_items_of_one_id():
    first, second = ITEM, replace(ITEM, line=9)
    (fault,) = check_items([first, second])
    assert (fault.code, fault.line, fault.params["first"]) == ("item-id-duplicate", 9, "a.gift:7")
