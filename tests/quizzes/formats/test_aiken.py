"""Aiken: plain choices, typed narrow or wide."""

from __future__ import annotations

import pytest

from quizzes.formats.aiken import AikenFormat
from quizzes.model import Bank
from tests.quizzes.builders import a_number, a_partial_choice, an_item

AIKEN = AikenFormat()

SAMPLE = """市の計画の名前はどれですか。
A. 総合計画
B. デジタル人材育成計画
C. 防災計画
ANSWER: B
"""


def read(text, encoding="utf-8"):
    return AIKEN.read(text.encode(encoding), "a.txt")


def codes(text):
    return [(problem.line, problem.code) for problem in read(text).problems]


def test_a_choice_is_read():
    (item,) = read(SAMPLE).items
    assert (item.kind, item.stem, item.line, item.id) == ("choice", "市の計画の名前はどれですか。", 1, "item-1")
    assert [(choice.id, choice.text, choice.right) for choice in item.body.choices] == [
        ("a", "総合計画", False),
        ("b", "デジタル人材育成計画", True),
        ("c", "防災計画", False),
    ]
    assert read(SAMPLE).problems == ()
    assert read(SAMPLE).losses == ()


@pytest.mark.parametrize(
    "text",
    [
        SAMPLE.replace(".", ")"),
        SAMPLE.replace("ANSWER: B", "answer:B"),
        SAMPLE.replace("ANSWER: B", "ANSWER: B."),
        SAMPLE.replace("A. ", "　Ａ．")
        .replace("B. ", "Ｂ．　")
        .replace("C. ", "Ｃ）")
        .replace("ANSWER: B", "ＡＮＳＷＥＲ：Ｂ"),
        SAMPLE.replace("ANSWER: B", "正答：B"),
        SAMPLE.replace("ANSWER: B", "解答 ： b"),
        f"\n\n{SAMPLE}\n\n",
        SAMPLE.replace("\n", "\r\n"),
        "\ufeff" + SAMPLE,
    ],
)
def test_all_ways_of_typing_are_the_same_item(text):
    assert read(text).problems == ()
    assert read(text).items == read(SAMPLE).items


def test_an_old_file_is_cp932():
    assert read(SAMPLE, "cp932").items == read(SAMPLE).items


def test_a_stem_may_have_several_lines_and_signs():
    (item,) = read(SAMPLE.replace("どれですか。", "どれですか。\n2 * 3 の数だけ考えます。")).items
    assert item.stem == "市の計画の名前はどれですか。\\\n2 \\* 3 の数だけ考えます。"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (SAMPLE.replace("ANSWER: B\n", ""), [(1, "aiken-answer-missing")]),
        (SAMPLE.replace("ANSWER: B", "ANSWER: D"), [(5, "aiken-answer-unknown")]),
        (SAMPLE.replace("C. ", "D. "), [(1, "aiken-letters-not-in-order")]),
        (SAMPLE.replace("C. 防災計画", "C. 防災計画\n続き"), [(5, "aiken-line-unknown")]),
        (SAMPLE.replace("ANSWER: B\n", "\n") + SAMPLE, [(1, "aiken-answer-missing")]),
        ("ただの文\n", [(1, "aiken-answer-missing")]),
        ("問い\nANSWER: A\n", [(2, "aiken-answer-unknown")]),
    ],
)
def test_faults_are_named_with_their_lines(text, found):
    assert codes(text) == found


def test_a_fault_does_not_take_the_next_item_along():
    reading = read(SAMPLE.replace("ANSWER: B", "ANSWER: D") + "\n" + SAMPLE)
    assert [item.line for item in reading.items] == [7]


def test_a_choice_is_written_and_what_has_no_place_is_said():
    item = an_item(stem="一つ選んでください。", tags=("must",), points="2")
    written = AIKEN.write(Bank(None, (item,)))
    assert written.data.decode() == "一つ選んでください。\nA. 選択肢a\nB. 選択肢b\nC. 選択肢c\nANSWER: B\n"
    assert written.problems == ()
    assert {loss.params["detail"] for loss in written.losses} == {
        "id",
        "objective",
        "use",
        "points",
        "tags",
        "explanation",
    }
    (again,) = AIKEN.read(written.data, "a.txt").items
    assert (again.stem, [choice.text for choice in again.body.choices]) == (
        item.stem,
        [choice.text for choice in item.body.choices],
    )


def test_markup_is_lost_and_that_is_said():
    written = AIKEN.write(Bank(None, (an_item(stem="**強調**"),)))
    assert "markdown" in {loss.params["detail"] for loss in written.losses}


def test_other_kinds_are_problems():
    items = (an_item("a", "numeric", a_number()), an_item("b", body=a_partial_choice()))
    written = AIKEN.write(Bank(None, items))
    assert [problem.code for problem in written.problems] == ["kind-not-in-format"] * 2
    assert written.data == b""


@pytest.mark.parametrize(
    ("text", "known"), [(SAMPLE, True), ("::a::x {T}\nANSWER: A", False), ("x {=a ~b}", False), ("文だけ", False)]
)
def test_it_is_told_from_gift(text, known):
    assert AIKEN.recognises(text.encode()) == known
