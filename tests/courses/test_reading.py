from __future__ import annotations

import pytest

from courses.dialect import make_parser
from courses.reading import CHARACTERS_A_MINUTE, count_body, count_characters, sum_exercise_minutes


def tokens(text: str):
    return make_parser().parse(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [("学ぶ", 2), ("a b　c\n", 3), ("葛\U000e0100城", 2), ("𠮷", 1), ("か\u3099", 1), ("", 0), ("a\u200bb", 2)],
)
def test_what_is_read_counts_and_nothing_else(text, count):
    assert count_characters(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("本文です。", 5),
        ("本文[[plan]]です。", 5),
        ("{枚方|ひらかた}市", 3),
        ("**強調**と`code`", 7),
        ("![図の説明](media/x.svg)", 0),
        ("[文字](https://example.com/long)", 2),
        ("```\nabc\n```", 3),
        ("| 甲 | 乙 |\n|---|---|\n| 一 | 二 |", 4),
        ("::: note 題名\n本文\n:::", 4),
        (":::: exercise 5 題名\n本文\n\n::: answer\n答え\n:::\n::::", 6),
        ("## 見出し", 3),
    ],
)
def test_the_body_counts_what_a_reader_reads(text, count):
    assert count_body(tokens(text)) == count


def test_exercise_minutes_add_up():
    text = (
        "::: exercise 5 a\nx\n:::\n\n::: exercise 12 b\ny\n:::\n\n::: exercise 題だけ\nz\n:::\n\n::: note 3\nw\n:::\n"
    )
    assert sum_exercise_minutes(tokens(text)) == 17


def test_the_reading_speed_is_that_of_the_course_format():
    assert count_body(tokens("字" * 4800)) / CHARACTERS_A_MINUTE == 12
