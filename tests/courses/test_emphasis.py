from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from courses.dialect import make_parser
from courses.emphasis import is_wide, scan_run


def render(text: str) -> str:
    return make_parser().renderInline(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**「枚方市」**は", "<strong>「枚方市」</strong>は"),
        ("これは**デジタル化（電子化）**です", "これは<strong>デジタル化（電子化）</strong>です"),
        ("計画の**「目標」**、次に", "計画の<strong>「目標」</strong>、次に"),
        ("**強調。**続き", "<strong>強調。</strong>続き"),
        ("前*「傍点」*後", "前<em>「傍点」</em>後"),
        ("**100％**に", "<strong>100％</strong>に"),
        ("**強調**", "<strong>強調</strong>"),
        ("a **b** c", "a <strong>b</strong> c"),
        ("snake_case_name", "snake_case_name"),
        ("5 * 3 * 2", "5 * 3 * 2"),
        ("** 空き **", "** 空き **"),
        ("***両方***", "<em><strong>両方</strong></em>"),
        ("_下線_ の語", "<em>下線</em> の語"),
    ],
)
def test_emphasis_reads_as_its_author_meant(text, html):
    assert render(text) == html


@pytest.mark.parametrize(
    ("sign", "wide"), [("漢", True), ("か", True), ("。", True), ("％", True), ("a", False), (" ", False), ("𠮷", True)]
)
def test_wide_signs(sign, wide):
    assert is_wide(sign) is wide


@pytest.mark.parametrize(
    ("source", "run"),
    [("**a", (2, True, False)), ("***", (3, False, False)), ("* a", (1, False, False)), ("_a", (1, True, False))],
)
def test_a_run_at_the_beginning(source, run):
    assert scan_run(source, 0, len(source)) == run


@settings(max_examples=300, deadline=None)
@given(st.text("ab *_.,()\"'!-", max_size=24))
def test_text_without_wide_signs_reads_as_commonmark_says(text):
    assert render(text) == MarkdownIt("commonmark", {"html": False}).renderInline(text)


@settings(max_examples=100, deadline=None)
@given(st.text("漢かな「」（）。、％", min_size=1, max_size=12), st.text("漢かな「」（）。、", max_size=4))
def test_stars_around_japanese_are_always_emphasis(inside, after):
    assert render(f"前**{inside}**{after}") == f"前<strong>{inside}</strong>{after}"
