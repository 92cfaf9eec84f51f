"""From rows to items: every kind as authors type it, and every fault with its cell."""

from __future__ import annotations

from decimal import Decimal

import pytest

from quizzes.formats.draft import Draft
from quizzes.formats.workbook.read import read_rows
from quizzes.formats.workbook.sheet import Cell, Sheet

BASE = {"設問ID": "q-1", "形式": "択一", "目標": "why", "用途": "テスト", "本文": "問い", "解説": "解説文"}
THREE = {"選択肢1": "甲", "説明1": "一", "選択肢2": "乙", "説明2": "二", "選択肢3": "丙", "説明3": "三"}


def read(*rows, headings=None):
    names = headings or list(dict.fromkeys(name for row in rows for name in row))
    cells = {1: {place: Cell(name) for place, name in enumerate(names, 1)}}
    for number, row in enumerate(rows, 2):
        cells[number] = {
            names.index(name) + 1: value if isinstance(value, Cell) else Cell(str(value)) for name, value in row.items()
        }
    draft = Draft("a.xlsx")
    read_rows(Sheet("設問", cells), "a.xlsx", draft)
    return draft.reading()


def one(**cells):
    reading = read({**BASE, **cells})
    assert reading.problems == ()
    (item,) = reading.items
    return item


def faults(**cells):
    row = {name: value for name, value in {**BASE, **cells}.items() if value is not None}
    return [(fault.path.removeprefix("a.xlsx・設問"), fault.line, fault.code) for fault in read(row).problems]


def test_a_choice_with_everything():
    item = one(**THREE, 正答="2", 配点="2.5", タグ="must、短い，x", 出典="plan", 誤答のとき="見直し")
    assert (item.id, item.kind, item.objective, item.use, item.points) == (
        "q-1",
        "choice",
        "why",
        "test",
        Decimal("2.5"),
    )
    assert (item.tags, item.sources, item.wrong_note, item.path, item.line) == (
        ("must", "短い", "x"),
        ("plan",),
        "見直し",
        "a.xlsx・設問",
        2,
    )
    assert [(choice.text, choice.right, choice.explanation) for choice in item.body.choices] == [
        ("甲", False, "一"),
        ("乙", True, "二"),
        ("丙", False, "三"),
    ]


@pytest.mark.parametrize("key", ["1,3", "1、3", "１　３", " 1 , 3 ", "3,1"])
def test_several_right_choices_however_they_are_typed(key):
    body = one(**THREE, 形式="複数選択", 正答=key, 採点="部分点").body
    assert ([choice.right for choice in body.choices], body.select, body.scoring) == (
        [True, False, True],
        "multiple",
        "partial",
    )


@pytest.mark.parametrize(("word", "right"), [("正しい", "true"), ("正しくない", "false"), ("TRUE", "true")])
def test_true_or_false(word, right):
    body = one(形式="正誤", 正答=word, 説明1="一", 説明2="二").body
    assert [(choice.id, choice.right, choice.explanation) for choice in body.choices] == [
        ("true", right == "true", "一"),
        ("false", right == "false", "二"),
    ]


def test_matching_sequencing_number_and_text():
    matching = one(形式="組み合わせ", 選択肢1="犬", 説明1="わん", 選択肢2="猫", 説明2="にゃあ", 説明3="もう").body
    assert [(pair.id, pair.left, pair.right) for pair in matching.pairs] == [("1", "犬", "わん"), ("2", "猫", "にゃあ")]
    assert matching.spare == ("もう",)
    sequence = one(形式="並べ替え", 採点="位置ごと", 選択肢1="一", 選択肢2="二", 選択肢3="三").body
    assert ([entry.text for entry in sequence.entries], sequence.scoring) == (["一", "二", "三"], "position")
    number = one(形式="数値", 正答=Cell("32.5", "number"), 許容差="０．５", 単位="%").body
    assert (number.answer, number.tolerance, number.unit) == (Decimal("32.5"), Decimal("0.5"), "%")
    text = one(形式="短文", 表記="kana、-case", 選択肢1="ひらかた", 選択肢2="*市").body
    assert text.accepted == ("ひらかた", "*市")
    assert "kana" in text.folds
    assert "case" not in text.folds


def test_sample_rows_and_empty_rows_are_not_read():
    reading = read({"見本": "見本", **BASE}, {"見本": "", **BASE, **THREE, "正答": "1"})
    assert [item.line for item in reading.items] == [3]


def test_gaps_are_allowed_until_the_bank_is_checked():
    reading = read({"設問ID": "q-1", "形式": "択一", "本文": "問い", "正答": "1", "選択肢1": "甲", "選択肢2": "乙"})
    (item,) = reading.items
    assert reading.problems == ()
    assert (item.objective, item.use, item.explanation) == ("", "", "")


def test_texts_lose_only_blanks_at_the_ends_of_lines():
    item = one(**{**THREE, "正答": "1", "本文": "\n一  \n  二\n\n三\n"})
    assert item.stem == "一\n  二\n\n三"


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"形式": "作文"}, [("!B2", 2, "metadata-value-unknown")]),
        ({"形式": "", "正答": "1"}, [("!B2", 2, "item-kind-missing")]),
        ({**THREE, "用途": "試験", "正答": "1"}, [("!D2", 2, "metadata-value-unknown")]),
        ({**THREE, "正答": "4"}, [("!M2", 2, "workbook-key-unknown")]),
        ({**THREE, "正答": "甲"}, [("!M2", 2, "workbook-key-unknown")]),
        ({"正答": "1"}, [("!G2", 2, "workbook-key-unknown")]),
        ({**THREE, "正答": "1", "配点": "多め"}, [("!N2", 2, "numeric-not-a-number")]),
        ({**THREE, "正答": "1", "採点": "てきとう"}, [("!N2", 2, "metadata-value-unknown")]),
        ({**THREE, "正答": Cell("45000", "date")}, [("!M2", 2, "cell-date")]),
        ({**THREE, "正答": "1", "解説": Cell("0.5", "percent")}, [("!F2", 2, "cell-percent")]),
        ({**THREE, "正答": "1", "解説": Cell("#N/A", "error")}, [("!F2", 2, "cell-error")]),
        ({**THREE, "正答": "1", "解説": "一\x0b"}, [("!F2", 2, "file-control-sign")]),
        ({**THREE, "正答": "1", "単位": "人"}, [("!N2", 2, "metadata-key-unknown")]),
        ({"形式": "正誤"}, [("", 2, "key-missing")]),
        ({"形式": "正誤", "正答": "たぶん"}, [("!G2", 2, "metadata-value-unknown")]),
        ({"形式": "組み合わせ", "選択肢1": "犬"}, [("", 2, "matching-right-missing")]),
        ({"形式": "並べ替え", "選択肢1": "一", "説明1": "なぜ"}, [("!H2", 2, "choice-explanation-unexpected")]),
        ({"形式": "数値", "正答": "約5"}, [("!G2", 2, "numeric-not-a-number")]),
        ({"形式": "数値"}, [("", 2, "numeric-not-a-number")]),
        ({"形式": "短文", "選択肢1": "a", "表記": "魔法"}, [("!H2", 2, "metadata-value-unknown")]),
    ],
)
def test_faults_are_named_with_their_cells(cells, found):
    assert faults(**cells)[:1] == found


def test_too_many_choices():
    many = {f"選択肢{number}": f"選択{number}" for number in range(1, 28)}
    assert faults(**many, 正答="1")[0][2] == "choices-too-many"


def test_a_bad_row_does_not_take_the_others_along():
    good = {**BASE, **THREE, "正答": "1"}
    reading = read({**good, "設問ID": "a"}, {**good, "形式": "謎"}, {**good, "設問ID": "c"})
    assert [(item.id, item.line) for item in reading.items] == [("a", 2), ("c", 4)]
    assert [fault.line for fault in reading.problems] == [3]


def test_several_faults_of_one_row_are_told_at_once():
    assert len(faults(**THREE, 正答="9", 用途="謎", 配点="謎")) == 3


def test_headings_may_come_in_any_order_and_width():
    names = ["本文", "形式", "設問ID", "正答", "選択肢１", "選択肢2"]
    row = {"本文": "問い", "形式": "択一", "設問ID": "a", "正答": "1", "選択肢１": "甲", "選択肢2": "乙"}
    reading = read(row, headings=names)
    assert reading.items[0].body.choices[0].text == "甲"


@pytest.mark.parametrize(
    ("names", "code", "place"),
    [
        (["設問ID", "形式", "本文", "質問"], "workbook-column-unknown", "!D1"),
        (["設問ID", "形式", "本文", "形式"], "workbook-column-twice", "!D1"),
        (["設問ID", "本文"], "workbook-column-missing", ""),
        ([], "workbook-column-missing", ""),
    ],
)
def test_faults_of_the_headings(names, code, place):
    draft = Draft("a.xlsx")
    read_rows(Sheet("設問", {1: {n: Cell(name) for n, name in enumerate(names, 1)}}), "a.xlsx", draft)
    (fault,) = draft.reading().problems
    assert (fault.code, fault.path, fault.line) == (code, f"a.xlsx・設問{place}", 1)
