"""HTML to Markdown: what Markdown can say is kept, what it cannot is named, and the words always stay."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats.plain import render
from quizzes.formats.prose import html_to_markdown, parse_html, to_line


def convert(html):
    lost = []
    return html_to_markdown(html, lost.append), lost


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("文", "文"),
        ("<p>一</p><p>二</p>", "一\n\n二"),
        ("<div>一<div>二</div>三</div>", "一\n\n二\n\n三"),
        ("一<br>二<br/>三<br>", "一\\\n二\\\n三"),
        ("<b>太</b><i>斜</i><strong> 強 </strong>", "**太***斜* **強**"),
        ("<code>a*b</code>", "`a*b`"),
        ("<code>a`b</code>", "`` a`b ``"),
        ("<pre>\n a\n  b\n</pre>", "```\n a\n  b\n```"),
        ("<ul><li>一<li>二</ul>", "* 一\n* 二"),
        ("<ol><li><p>一</p><p>続き</p></li></ol>", "1) 一\n\n   続き"),
        ("<blockquote><p>引用</p></blockquote>", "> 引用"),
        ("<h2>題</h2>文", "**題**\n\n文"),
        ("<a href='https://example.org/x'>先</a>", "[先](https://example.org/x)"),
        ("<ruby>枚方<rp>(</rp><rt>ひらかた</rt><rp>)</rp></ruby>市", "{枚方|ひらかた}市"),
        ("2 * 3 &lt; 7 &amp;amp;", "2 \\* 3 < 7 \\&amp;"),
        ("<p># 見出しではない</p>", "\\# 見出しではない"),
        ("<p>1. 番号ではない</p>", "1\\. 番号ではない"),
        ("a&nbsp;b  \n c", "a b\nc"),
        ("出典 [[plan]]", "出典 [[plan]]"),
        ("", ""),
        ("<p> </p>", ""),
    ],
)
def test_html_has_its_markdown(html, markdown):
    assert convert(html) == (markdown, [])


def test_a_table_becomes_a_table():
    html = "<table><tr><th>列</th><th>a|b</th></tr><tr><td>1</td></tr></table>"
    assert convert(html)[0] == "| 列 | a\\|b |\n| --- | --- |\n| 1 |  |"
    assert "<table>" in render(convert(html)[0])


@pytest.mark.parametrize(
    ("html", "words", "lost"),
    [
        ("10<sup>2</sup>", "102", ["sup"]),
        ("<img src='x' alt='図1'>", "図1", ["img"]),
        ("<script>alert(1)</script>文", "文", ["script"]),
        ("<video>代わり</video>", "代わり", ["video"]),
        ("<a href='javascript:alert(1)'>押す</a>", "押す", ["a"]),
        ("<table><tr><td colspan='2'>一</td></tr></table>", "| 一 |\n| --- |", ["rowspan"]),
        ("<ruby>a|b<rt>c</rt></ruby>", "a\\|b", ["ruby"]),
    ],
)
def test_what_is_lost_is_named_and_its_words_stay(html, words, lost):
    assert convert(html) == (words, lost)


def test_no_html_comes_through():
    assert "<" not in render(convert("&lt;script&gt;alert(1)&lt;/script&gt;")[0]).replace("<p>", "").replace("</p>", "")


def test_one_block_has_no_empty_lines():
    assert to_line(parse_html("<p>一</p><p>二</p>"), lambda name: None) == "一\n二"


def test_deep_nesting_is_flattened_and_not_followed():
    text, _ = convert("<div>" * 3000 + "底" + "</div>" * 3000)
    assert text == "底"


WORDS = st.text(st.sampled_from("漢字ab1 *_`#-.>[]|{}&\n"), min_size=1, max_size=8)
HTML = st.recursive(
    WORDS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.tuples(
        st.sampled_from(["p", "b", "i", "li", "ul", "div", "span", "blockquote", "td", "tr", "table"]),
        st.lists(inner, max_size=3),
    ).map(lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"),
    max_leaves=6,
)


def letters(html):
    return re.findall(r"[漢字ab]", unescape(re.sub(r"</?[a-z0-9]+ ?/?>", "", html)))


@settings(max_examples=150, deadline=None)
@given(HTML)
def test_every_word_is_shown_again(html):
    markdown, _ = convert(html)
    # A word that stands between the cells of a table comes out before it.
    assert sorted(letters(render(markdown))) == sorted(letters(html))
    assert "<table>" in html or "<ul>" in html or letters(render(markdown)) == letters(html)


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("<>/abpi &;!='\"-table"), max_size=60))
def test_any_text_is_read_without_an_exception(html):
    markdown, lost = convert(html)
    assert isinstance(markdown, str)
    assert all(isinstance(name, str) for name in lost)
    assert "\x01" not in markdown
