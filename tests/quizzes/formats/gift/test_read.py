"""Reading GIFT: every form of an item, in the words of our own tests."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats.draft import Draft
from quizzes.formats.gift.read import read_gift, read_range
from quizzes.kinds.choice import ChoiceBody


def read(text, encoding="utf-8"):
    draft = Draft("a.gift")
    read_gift(text.encode(encoding), draft)
    return draft.reading()


def one(text):
    reading = read(text)
    assert reading.problems == ()
    (item,) = reading.items
    return item


def faults(text):
    return [(problem.line, problem.code) for problem in read(text).problems]


def losses(text):
    return [(loss.code, loss.params.get("detail")) for loss in read(text).losses]


def choices(item):
    return [(choice.text, choice.right, choice.explanation) for choice in item.body.choices]


def test_a_single_choice():
    item = one("::q-1::市の花は？{\n=菊 # そのとおり\n~桜 # 違います\n~梅\n####菊です。}")
    assert (item.id, item.kind, item.stem, item.explanation) == ("q-1", "choice", "市の花は？", "菊です。")
    assert choices(item) == [("菊", True, "そのとおり"), ("桜", False, "違います"), ("梅", False, "")]


def test_several_choices_with_weights():
    item = one("色は？{~%50%赤 ~%50%青 ~%-50%音 ~%-50%味}")
    assert (item.body.select, item.body.scoring) == ("multiple", "partial")
    assert [right for _, right, _ in choices(item)] == [True, True, False, False]


def test_exact_scoring_comes_back_from_its_label():
    assert one("// [tag:scoring:exact]\n色は？{~%50%赤 ~%50%青 ~%-100%音}").body.scoring == "exact"


def test_labels_fill_the_item():
    item = one("// [id:q-7] [tag:objective:why] [tag:use:test] [tag:points:2.5] [tag:must] [tag:source:plan]\n問い{T}")
    assert (item.id, item.objective, item.use, item.points) == ("q-7", "why", "test", Decimal("2.5"))
    assert (item.tags, item.sources) == (("must",), ("plan",))


@pytest.mark.parametrize(("word", "right"), [("T", "true"), ("TRUE", "true"), ("f", "false"), (" False ", "false")])
def test_true_or_false(word, right):
    item = one(f"文。{{{word}}}")
    assert item.kind == "true_false"
    assert [choice.id for choice in item.body.choices if choice.right] == [right]


def test_the_first_feedback_is_for_those_who_were_wrong():
    item = one("文。{FALSE#残念。#そのとおり。####解説。}")
    assert choices(item) == [("正しい", False, "残念。"), ("正しくない", True, "そのとおり。")]
    assert item.explanation == "解説。"


def test_matching_with_spare_rights():
    item = one("組にする。{\n=犬 -> わん\n=**猫** -> にゃあ\n= -> もう\n}")
    assert [(pair.left, pair.right) for pair in item.body.pairs] == [("犬", "わん"), ("\\*\\*猫\\*\\*", "にゃあ")]
    assert item.body.spare == ("もう",)


def test_short_texts():
    item = one("略語は？{=DX =D\\=X* =%0%*#違います}")
    assert (item.kind, item.body.accepted, item.wrong_note) == ("fill_in", ("DX", "D=X*"), "違います")


def test_folds_come_back_from_their_label():
    assert "kana" in one("// [tag:fold:kana]\n読みは？{=ひらかた}").body.folds


@pytest.mark.parametrize(
    ("source", "answer", "tolerance"),
    [
        ("#5", "5", "0"),
        ("#5:2", "5", "2"),
        ("# 3.141..3.142", "3.1415", "0.0005"),
        ("#=1,234.5:0.5", "1234.5", "0.5"),
        ("#-2", "-2", "0"),
        ("#2:", "2", "0"),
    ],
)
def test_numbers(source, answer, tolerance):
    item = one(f"いくつ？{{{source}}}")
    assert (item.body.answer, item.body.tolerance) == (Decimal(answer), Decimal(tolerance))


def test_a_number_with_a_unit_and_a_note():
    item = one("// [tag:unit:%]\nいくつ？{#=32:0.05 ~#分母を見ましょう}")
    assert (item.body.unit, item.wrong_note) == ("%", "分母を見ましょう")


def test_answers_in_the_middle_leave_a_gap():
    assert one("市の花は{=菊 ~桜 ~梅}です。").stem == "市の花は （　　） です。"
    assert one("市の花は{=菊 ~桜 ~梅}。").stem == "市の花は。"


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("2 * 3 は？{#6}", "2 \\* 3 は？"),
        ("[markdown]**太**は？{T}", "**太**は？"),
        ("[html]<b>太</b>は？{T}", "**太**は？"),
        ("[plain]<b>は？{T}", "\\<b>は？"),
        ("<b>太</b>\nは？{T}", "**太**\\\nは？"),
        ("一\\n二{T}", "一\\\n二"),
        ("A \\{ B \\} \\~ \\= \\# \\: \\\\{T}", "A { B } ~ = # : \\\\"),
    ],
)
def test_texts_become_markdown(text, stem):
    assert one(text).stem == stem


def test_japanese_keyboards_type_full_width_signs():
    wide = one("市の花は？｛＝菊＃そのとおり　～桜　～梅｝")
    assert choices(wide) == [("菊", True, "そのとおり"), ("桜", False, ""), ("梅", False, "")]
    assert choices(one("市の花は？{＝菊 ～桜 ～梅}"))[0][:2] == ("菊", True)


def test_full_width_signs_in_a_narrow_item_are_text():
    assert choices(one("式は？{=a＝b ~a～b ~c}"))[0][0] == "a＝b"


def test_an_old_file_is_cp932():
    assert read("市の花は？{=菊 ~桜 ~髙}", "cp932").items[0].body.choices[2].text == "髙"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("説明だけ。", [(1, "kind-not-ours")]),
        ("問い{=a ~b", [(1, "gift-brace-open")]),
        ("問い{=a ~b} と {=c ~d}", [(1, "gift-braces-several")]),
        ("問い\n{あ =a ~b}", [(2, "gift-answers-unknown")]),
        ("問い{~a ~b}", [(1, "key-missing")]),
        ("問い{=a =b ~c}", [(1, "choice-single-needs-one-right")]),
        ("問い{\n=a\n~ }", [(3, "choice-text-missing")]),
        ("問い{\n#\n=a}", [(3, "numeric-not-a-number")]),
        ("問い{=犬 -> わん =猫 -> }", [(1, "matching-right-missing")]),
        ("問い{=%50%a}", [(1, "key-missing")]),
    ],
)
def test_faults_are_named_with_their_lines(text, found):
    assert faults(text) == found
    assert faults(f"\n\n{text}") == [(line + 2, code) for line, code in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("::a::x{=a ~%50%b}", [("scoring-changed", None)]),
        ("::a::x{~%50%a ~%50%b ~c}", [("scoring-changed", None)]),
        ("::a::x{=%50%b =a}", [("scoring-changed", None)]),
        ("::a::x{#=5:1 =%50%5:2}", [("scoring-changed", None)]),
        ("::a::x{=a#よい}", [("detail-left-out", "feedback")]),
        ("::a::x{#5#よい}", [("detail-left-out", "feedback")]),
        ("::設問::x{T}", [("detail-left-out", "name")]),
        ("$CATEGORY: 一/二", [("detail-left-out", "$CATEGORY")]),
        ("::a::[html]<img src=x>x{T}", [("detail-left-out", "<img>")]),
    ],
)
def test_what_is_lost_is_said(text, found):
    assert losses(text) == found


def test_one_bad_item_does_not_take_the_others_along():
    reading = read("一{T}\n\n二{\n\n::三::三{F}")
    assert [item.line for item in reading.items] == [1, 5]
    assert [problem.line for problem in reading.problems] == [3]


def test_ranges_that_are_none():
    assert read_range("a..b") is None
    assert read_range("1:x") is None
    assert read_range("") is None


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("{}=~#%:\\->T150 \nあ[html]/*｛＝～｝"), max_size=60))
def test_any_text_is_items_or_problems(text):
    reading = read(text)
    assert all(item.stem is not None and item.line >= 1 for item in reading.items)
    assert all(len(item.body.choices) <= 26 for item in reading.items if isinstance(item.body, ChoiceBody))
    assert all(1 <= problem.line <= text.count("\n") + 1 for problem in reading.problems)
