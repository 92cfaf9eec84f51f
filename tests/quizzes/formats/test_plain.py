"""Plain text and Markdown: what is escaped is shown as it was written."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats.plain import break_lines, escape_text, read_plain, render

SIGNS = st.text(st.sampled_from("a漢 *_`[]()<>&#-+=~:|{}!\\.1)\n\"'/;"), max_size=24)


def shown(text):
    """What a browser shows of the rendered text, blanks aside."""
    html = render(text)
    for tag in ("<p>", "</p>"):
        html = html.replace(tag, "")
    assert "<" not in html.replace("<br />", ""), html
    return "".join(unescape(html.replace("<br />", "")).split())


@settings(max_examples=300, deadline=None)
@given(SIGNS)
def test_every_sign_is_shown_as_it_stands(text):
    assert shown(break_lines(text)) == "".join(text.split())


@settings(max_examples=200, deadline=None)
@given(SIGNS)
def test_plain_text_survives_the_way_there_and_back(text):
    lines = [line.strip() for line in text.strip().split("\n")]
    wanted = "\n".join(line for place, line in enumerate(lines) if line or place == 0)
    plain, kept = read_plain(break_lines(text))
    assert kept
    assert "\n".join(line for line in plain.split("\n") if line) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "1. x",
        "2) x",
        "# x",
        "> x",
        "- x",
        "+ x",
        "***",
        "---",
        "Setext\n===",
        "~~~",
        "::: note",
        "| a |\n| - |",
        "&amp;",
        "<b>",
        "{枚方|ひらかた}",
        "- [ ] x",
        "[x](y)",
    ],
)
def test_what_would_be_markup_is_escaped(text):
    assert escape_text(text) != text
    assert shown(escape_text(text)) == "".join(text.split())


@pytest.mark.parametrize("text", ["DX推進", "a_b", "A & B", "1.5倍", "3 < 5", "50%", "「」", "a=b", "計画 [[plan]]。"])
def test_what_is_no_markup_stays_readable(text):
    assert escape_text(text) == text


def test_line_breaks_count_in_plain_text():
    assert break_lines("一\n 二 \n\n三") == "一\\\n二\n\n三"
    assert render(break_lines("一\n二")) == "<p>一<br />\n二</p>\n"


@pytest.mark.parametrize("text", ["**強調**", "* 一\n* 二", "`x`", "![図](x.svg)", "[x](https://example.org/)"])
def test_markup_is_lost_in_plain_text_and_that_is_said(text):
    assert not read_plain(text)[1]


@pytest.mark.parametrize("text", ["2 * 3", "a_b", "一\n二", "\\*", "[[plan]]"])
def test_what_only_looks_like_markup_is_not(text):
    assert read_plain(text)[1]


def test_raw_html_is_shown_and_never_passed_on():
    assert "<script>" not in render("<script>alert(1)</script>")
