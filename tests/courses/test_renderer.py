from __future__ import annotations

import pytest

from courses.dialect import make_parser
from courses.renderer import PageRenderer, TocEntry, plain_text
from tests.courses.builder import SOURCES, media_url


def render(text: str, *, media=media_url, language="ja", prefix="") -> str:
    parser = make_parser()
    return PageRenderer(SOURCES, media, language, prefix).render(parser.parse(text), parser.options, {})


def test_headings_have_stable_ids_and_make_the_contents():
    parser = make_parser()
    renderer = PageRenderer(SOURCES, media_url, "ja")
    html = renderer.render(
        parser.parse("## なぜ「DX」か？\n\n### **小さく**試す\n\n## なぜ「DX」か？\n"), parser.options, {}
    )
    assert renderer.toc == [
        TocEntry(2, "h-なぜ-dx-か", "なぜ「DX」か？"),
        TocEntry(3, "h-小さく試す", "小さく試す"),
        TocEntry(2, "h-なぜ-dx-か-2", "なぜ「DX」か？"),
    ]
    assert '<h3 id="h-小さく試す"><strong>小さく</strong>試す</h3>' in html


def test_a_heading_keeps_its_id_when_others_come_before_it():
    assert '<h2 id="h-b">' in render("## b")
    assert '<h2 id="h-b">' in render("## a\n\n## b")


def test_a_heading_without_words_still_has_an_id():
    assert '<h2 id="h-x">' in render("## ！？")


@pytest.mark.parametrize(
    ("before", "level"), [("", 2), ("## 節\n\n", 3), ("## 節\n\n### 項\n\n", 4), ("## 節\n\n### 項\n\n## 次\n\n", 3)]
)
def test_an_exercise_is_a_section_named_by_a_heading_of_its_depth(before, level):
    html = render(before + "::: exercise 5 書き出す\n本文\n:::\n")
    assert '<section class="exercise" aria-labelledby="exercise-1">' in html
    assert f'<h{level} class="exercise-title" id="exercise-1">' in html
    assert '<span class="exercise-label">演習1</span> 書き出す <span class="exercise-minutes">約5分</span>' in html


def test_exercises_are_numbered_and_ids_never_meet():
    html = render("::: exercise 1 a\nx\n:::\n\n::: exercise 2 b\ny\n:::\n", prefix="item-7-")
    assert 'id="item-7-exercise-1"' in html
    assert 'aria-labelledby="item-7-exercise-2"' in html


def test_an_answer_waits_behind_a_summary():
    html = render(":::: exercise 5 a\nx\n\n::: answer 二つ目\n答え\n:::\n::::\n")
    assert '<details class="answer">\n<summary>解答例を見る：二つ目</summary>' in html
    assert "<details open" not in html


@pytest.mark.parametrize(
    ("name", "label"), [("example", "例"), ("note", "補足"), ("warning", "注意"), ("summary", "この章のまとめ")]
)
def test_a_box_is_a_note_named_by_its_title(name, label):
    html = render(f"::: {name} 題 & 名\n本文\n:::\n")
    assert f'<div class="box box-{name}" role="note" aria-labelledby="box-1">' in html
    assert f'<p class="box-title" id="box-1"><span class="box-label">{label}</span> 題 &amp; 名</p>' in html


def test_a_box_titled_like_its_label_says_it_once():
    assert render("::: summary この章のまとめ\n本文\n:::\n").count("この章のまとめ") == 1


@pytest.mark.parametrize("body", ["本文[[plan]]", "> 本文[[plan]]"])
def test_a_quotation_is_quoted_once(body):
    html = render(f"::: quote 計画\n{body}\n:::\n")
    assert html.count("<blockquote>") == html.count("</blockquote>") == 1
    assert html.index("</blockquote>") < html.index("<figcaption>引用：計画</figcaption>")


def test_quotations_of_both_ways_may_follow_each_other():
    html = render("::: quote a\nx\n:::\n\n::: quote b\n> y\n:::\n\n::: quote c\nz\n:::\n")
    assert html.count("<blockquote>") == html.count("</blockquote>") == 3


@pytest.mark.parametrize(("text", "label"), [("", "表1"), ("## 人数 <一覧>\n\n", "表1（人数 &lt;一覧&gt;）")])
def test_a_table_stands_in_a_named_region_that_the_keyboard_reaches(text, label):
    html = render(text + "| a |\n|---|\n| b |\n")
    assert f'<div class="table-scroll" role="region" tabindex="0" aria-label="{label}">' in html


def test_a_citation_links_to_its_source_by_the_number_in_the_course():
    html = render("本文[[guide]]")
    assert '<sup class="citation"><a href="#source-guide" role="doc-noteref"' in html
    assert 'aria-label="出典2：手引き &lt;第2版&gt;">[2]</a>' in html


def test_an_unknown_citation_is_shown_and_leads_nowhere():
    html = render("本文[[nobody]]")
    assert '<span class="citation-unknown">[nobody]</span>' in html
    assert "href" not in html


def test_ruby_reads_without_ruby_too():
    assert "<ruby>枚方<rp>（</rp><rt>ひらかた</rt><rp>）</rp></ruby>市" in render("{枚方|ひらかた}市")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("一行目\n二行目", "一行目二行目"),
        ("word\nnext", "word\nnext"),
        ("日本語\nword", "日本語\nword"),
        ("**強い**\n続き", "<strong>強い</strong>続き"),
        ("文[[nobody]]\n続き", '文<span class="citation-unknown">[nobody]</span>続き'),
    ],
)
def test_a_wrapped_line_of_japanese_has_no_blank(text, html):
    assert render(text) == f"<p>{html}</p>\n"


@pytest.mark.parametrize("path", ["https://example.com/x.png", "../media/x.svg", "x.svg", "/media/x.svg"])
def test_only_pictures_of_the_course_are_shown(path):
    assert render(f"![説明]({path})") == "<p>説明</p>\n"


def test_a_picture_has_its_address_from_the_caller():
    html = render('![図の**説明**](media/x.svg "題")と文')
    assert '<img src="/media/01-why/media/x.svg" alt="図の説明" loading="lazy">' in html
    assert "figcaption" not in html
    assert render("![説明](media/x.svg)", media=None) == "<p>説明</p>\n"


def test_links_outside_say_so():
    assert 'rel="external noopener noreferrer"' in render("[国](https://example.go.jp/)")
    assert "rel=" not in render("[節](#h-x)")


@pytest.mark.parametrize("text", ["```python\n<b>\n```", "    <b>\n"])
def test_code_is_text_that_the_keyboard_can_scroll(text):
    assert render(text) == '<pre tabindex="0"><code>&lt;b&gt;\n</code></pre>\n'


def test_english_courses_get_english_words():
    html = render(":::: exercise 5 Write\nx\n\n::: answer\ny\n:::\n::::\n", language="en-GB")
    assert "Exercise1" in html
    assert "Show a sample answer" in html


def test_plain_text_of_a_heading():
    token = make_parser().parse("## **a** `b` {枚方|ひらかた}[[plan]]")[1]
    assert plain_text(token) == "a b 枚方"
