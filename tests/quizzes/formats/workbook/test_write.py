"""From items to rows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from quizzes.formats.draft import Draft
from quizzes.formats.workbook.columns import make_columns
from quizzes.formats.workbook.page import LONGEST_CELL
from quizzes.formats.workbook.write import write_row
from tests.quizzes.builders import (
    a_choice,
    a_matching,
    a_number,
    a_partial_choice,
    a_sequence,
    a_text,
    an_item,
)


def write(item):
    draft = Draft("")
    row = write_row(item, draft)
    return row, [(fault.code, fault.params["id"]) for fault in draft.reading().problems]


def filled(item):
    row, problems = write(item)
    assert problems == []
    return {name: value for name, value in row.items() if value != ""}


def test_a_choice():
    row = filled(an_item(tags=("must", "短い"), sources=("plan",), points="2"))
    assert row == {
        "設問ID": "why-01",
        "形式": "択一",
        "目標": "why",
        "用途": "テスト",
        "配点": Decimal(2),
        "本文": "why-01の本文です。",
        "正答": "2",
        "解説": "why-01の解説です。",
        "タグ": "must, 短い",
        "出典": "plan",
        "選択肢1": "選択肢a",
        "説明1": "aの説明",
        "選択肢2": "選択肢b",
        "説明2": "bの説明",
        "選択肢3": "選択肢c",
        "説明3": "cの説明",
    }


@pytest.mark.parametrize(
    ("kind", "body", "cells"),
    [
        ("choice", a_partial_choice(), {"形式": "複数選択", "正答": "1, 2", "採点": "部分点"}),
        ("true_false", a_choice("b", "ab"), {"形式": "正誤", "説明1": "aの説明", "説明2": "bの説明"}),
        (
            "matching",
            a_matching(spare=("めえ",)),
            {"選択肢1": "犬", "説明1": "わん", "説明4": "めえ"},
        ),
        ("sequencing", a_sequence(scoring="position"), {"形式": "並べ替え", "採点": "位置ごと", "選択肢4": "働く"}),
        ("numeric", a_number(), {"形式": "数値", "許容差": Decimal("0.05"), "単位": "%"}),
        ("fill_in", a_text("DX", "D*", folds={"width"}), {"形式": "短文", "選択肢2": "D*"}),
    ],
)
def test_the_other_kinds(kind, body, cells):
    row = filled(an_item(kind=kind, body=body))
    assert {name: row[name] for name in cells} == cells
    assert row.keys() <= {column.name for column in make_columns(6)}


def test_a_number_that_excel_would_round_is_a_text():
    assert filled(an_item(kind="numeric", body=a_number("1234567890.1234567")))["正答"] == "1234567890.1234567"


@pytest.mark.parametrize(
    ("tags", "cell"),
    [(("a", "b"), "a, b"), (("一、二",), "一、二,"), (("一、二", "三"), "一、二, 三")],
)
def test_a_japanese_comma_in_a_tag_parts_nothing(tags, cell):
    assert filled(an_item(tags=tags))["タグ"] == cell


def test_gaps_stay_empty():
    assert "目標" not in filled(an_item(objective=""))


def test_what_a_sheet_cannot_hold_is_a_problem():
    assert write(an_item(kind="hologram", body=object())) == (None, [("kind-not-in-format", "why-01")])
    assert write(an_item(stem="長" * (LONGEST_CELL + 1))) == (None, [("text-not-in-format", "why-01")])
    assert write(an_item(stem="長" * LONGEST_CELL))[1] == []
