"""The signs of GIFT: blocks, escapes, and full-width signs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.formats.gift.signs import (
    cut,
    escape_label,
    escape_signs,
    find_sign,
    narrow_braces,
    narrow_signs,
    split_answers,
    split_blocks,
    unescape,
)

TEXTS = st.text(st.sampled_from("~=#{}:\\n\n 漢ab->%[]/"), max_size=20).map(str.strip)


def blocks(text):
    return [(block.line, block.text) for block in split_blocks(text)]


def test_empty_lines_part_items():
    assert blocks("\n一{T}\n\n\n二\n続き{F}\n") == [(2, "一{T}"), (5, "二\n続き{F}")]


def test_empty_lines_inside_braces_do_not():
    assert blocks("一{\n\n=a\n\n~b}\n\n二{T}") == [(1, "一{\n\n=a\n\n~b}"), (7, "二{T}")]


def test_an_escaped_brace_is_none():
    assert blocks("一 \\{\n\n二{T}") == [(1, "一 \\{"), (3, "二{T}")]


def test_a_title_ends_an_item_that_forgot_its_brace():
    assert blocks("::a::一{=x\n\n::b::二{T}") == [(1, "::a::一{=x\n"), (3, "::b::二{T}")]


def test_comments_are_left_out_wherever_they_stand():
    assert blocks("// 一\n問い{ // ここは違う\n// 二\n=a}") == [(2, "問い{ // ここは違う\n=a}")]


def test_a_category_stands_alone():
    assert blocks("$CATEGORY: a/b\n一{T}") == [(1, "$CATEGORY: a/b"), (2, "一{T}")]


def test_labels_stand_in_the_comments_before_an_item():
    first, second = split_blocks("// [id:q-1] [tag:use:test]\n// [tag:a \\] b]\n一{T}\n\n二{T}")
    assert (first.ident, first.labels) == ("q-1", ["use:test", "a ] b"])
    assert (second.ident, second.labels) == ("", [])


@given(TEXTS.filter(lambda text: "\n" not in text))
def test_a_label_comes_back(text):
    (block,) = split_blocks(f"// [tag:{escape_label(text)}]\n一{{T}}")
    assert block.labels == [text]


@given(TEXTS)
def test_an_escaped_text_has_no_signs_and_comes_back(text):
    escaped = escape_signs(text)
    assert all(find_sign(escaped, sign) < 0 for sign in "~=#{}:")
    assert "\n" not in escaped
    assert unescape(escaped) == text


def test_cutting_minds_the_backslash():
    assert cut("a\\#b#c#d", "#") == ("a\\#b", "c#d")
    assert cut("a\\#b", "#") == ("a\\#b", None)
    assert find_sign("a\\->b->c", "->") == 5


def test_answers_know_their_signs_and_lines():
    assert split_answers("\n=a\n~b\\~c") == [("=", "a\n", 1), ("~", "b\\~c", 2)]
    assert split_answers("x=a") == [("", "x", 0), ("=", "a", 0)]
    assert split_answers("  ") == []


@pytest.mark.parametrize(
    ("text", "narrow"),
    [
        ("＝正　～誤＃なぜ", "=正　~誤#なぜ"),
        (" 〜％５０％a", " ~%５０%a"),
        ("＝左ー＞右", "=左ー＞右"),
        ("＝左－>右", "=左->右"),
        ("=正＝も ~誤", "=正＝も ~誤"),
        ("", ""),
    ],
)
def test_full_width_signs_count_when_they_come_first(text, narrow):
    assert narrow_signs(text) == narrow


@pytest.mark.parametrize(
    ("text", "narrow"),
    [
        ("問い｛＝a　～b｝。", "問い{＝a　～b}。"),
        ("｛注｝問い{=a ~b}", "｛注｝問い{=a ~b}"),
        ("｝逆｛", "｝逆｛"),
        ("なし", "なし"),
    ],
)
def test_full_width_braces_count_when_there_are_no_others(text, narrow):
    assert narrow_braces(text) == narrow
