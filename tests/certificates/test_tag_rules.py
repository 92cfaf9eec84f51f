"""A page has the elements of a certificate, and leads nowhere but where its facts lead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.designs import TEMPLATES
from certificates.tag_rules import blank, judge_tags

PAGES = sorted(TEMPLATES.glob("*/page.html"))


def told(text: str) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.code, problem.params["word"]) for problem in judge_tags("page.html", text)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_the_shipped_pages_have_nothing_else(path):
    assert told(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("<link rel=x>", "design-markup", "<link"),
        ("<SVG>", "design-markup", "<svg"),
        ("<object>", "design-markup", "<object"),
        ("<p onclick='x'>", "design-markup", "onclick"),
        ("<p {{ facts.name }}>", "design-markup", "{{ }}"),
        ("<a href='https://example.jp'>", "design-harms-reach", "https://example.jp"),
        ("<a href=file:///x>", "design-harms-reach", "file:///x"),
        ('<a HREF = "data:x">', "design-harms-reach", "data:x"),
        ("<img src='x{{ code }}'>", "design-harms-reach", "x" + "\ufffc" * 10),
        ("<p style='opacity: 0'>", "design-markup", "opacity"),
        ("<p style='background: url( x )'>", "design-markup", "url("),
        ("<p style='position : fixed'>", "design-markup", "position:fixed"),
        ("<p style='\\6f'>", "design-markup", "\\"),
        ("<?xml ?>", "design-markup", "<?"),
        ("<![CDATA[x]]>", "design-markup", "<!["),
    ],
)
def test_what_a_page_has_not_is_told_on_its_line(text, code, word):
    found = told("<p>\n" + text + "\n")
    assert (2, code, word) in found


@pytest.mark.parametrize(
    "text",
    [
        '<a href="{{ facts.verify_url }}">x</a>',
        '<img src="{{ code }}" alt="{{ fixed.code }}">',
        '<p class="name" style="top:{{ sheet.tops.name }}mm">{{ facts.name }}</p>',
        "<li class=\"{{ loop.cycle('left', 'right') }}\">{{ \"<b>\" }}</li>",
        "{% if a < b and b > c %}<ruby>枚方<rt>ひらかた</rt></ruby>{% endif %}",
        "<!-- <script> in a remark -->",
    ],
)
def test_what_a_page_needs_it_may_have(text):
    assert told(text) == []


@given(st.text(alphabet="{}%#ab\n<>'", max_size=50))
def test_what_is_filled_in_becomes_signs_and_lines_stay(text):
    made = blank(text)
    assert len(made) == len(text)
    assert [place for place, sign in enumerate(made) if sign == "\n"] == [
        place for place, sign in enumerate(text) if sign == "\n"
    ]
    assert blank(made) == made


@given(st.text(alphabet="<>/!?-='\" abhrefsy{}\n", max_size=80))
def test_whatever_is_written_is_judged_and_nothing_crashes(text):
    for line, code, _ in told(text):
        assert 1 <= line <= text.count("\n") + 1
        assert code in ("design-markup", "design-harms-reach")
