from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.markdown import Page, render_fragment, render_inline_text, render_page
from courses.renderer import TocEntry
from tests.courses.builder import PAGE, SENTENCE, SOURCES, media_url
from tests.courses.test_sanitise import Tags, harmless


def page_of(text: str, language: str = "ja") -> Page:
    return render_page(text, SOURCES, media_url=media_url, language=language)


def test_a_page_tells_everything_about_itself():
    page = page_of(PAGE)
    assert page.title == "なぜ学ぶか"
    assert page.toc == (TocEntry(2, "h-計画が求めること", "計画が求めること"),)
    assert page.cited == ("plan",)
    assert page.exercise_minutes == 3
    assert page.characters > len(SENTENCE) * 14
    assert page.reading_minutes == page.characters / 400
    assert page.minutes == page.reading_minutes + 3


def test_every_place_where_a_reader_may_be_has_an_id_of_its_own():
    page = page_of(PAGE)
    ids = [attributes["id"] for _, attributes in Tags(page.html).found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert page.places == tuple(f"p-{number}" for number in range(1, len(page.places) + 1))
    assert [one for one in ids if one.startswith("p-")] == list(page.places)
    assert page_of(PAGE) == page


def test_an_item_of_a_list_is_one_place_however_it_is_written():
    assert page_of("- 一\n- 二\n").places == page_of("- 一\n\n- 二\n").places == ("p-1", "p-2")
    assert page_of("").places == page_of("## 節だけ\n").places == ()


def test_fragments_have_no_places():
    assert "id=" not in render_fragment("一つ\n\n- 二つ\n", SOURCES)


def test_the_title_is_printed_by_the_shell_and_not_in_the_body():
    page = page_of("# 題**名**\n\n本文\n\n# もう一つ\n")
    assert page.title == "題名"
    assert "<h1" not in page.html
    assert "もう一つ" not in page.html


@pytest.mark.parametrize(("language", "lang"), [("ja", "ja"), ("en-GB", "en-GB"), ('"><script>', "ja")])
def test_the_body_says_its_language(language, lang):
    assert page_of("本文", language).html.startswith(f'<div class="reading" lang="{lang}">')


def test_only_known_sources_count_as_cited_in_the_order_of_the_page():
    assert page_of("a[[guide]]b[[nobody]]c[[plan]]d[[guide]]").cited == ("guide", "plan")


def test_header_cells_have_a_scope_and_numbers_a_class():
    html = page_of("| 部 | 人数 | 率 |\n|:--|--:|:-:|\n| 総務部 | 88 | 80 |\n").html
    assert '<th scope="col">部</th>' in html
    assert '<th class="align-right" scope="col">人数</th>' in html
    assert '<th scope="row">総務部</th>' in html
    assert '<td class="align-right">88</td>' in html
    assert '<td class="align-center">80</td>' in html
    assert "style=" not in html


def test_an_empty_corner_is_no_header():
    html = page_of("|  | 甲 |\n|---|---|\n| 一 |  |\n|  | 二 |\n").html
    assert "<td></td>\n<th" in html
    assert '<th scope="row"></th>' not in html


def test_a_picture_alone_is_a_figure_with_its_caption():
    html = page_of('![説明](media/x.svg "図1 流れ")\n\n- ![項目](media/y.svg)\n').html
    assert html.count('class="picture">') == html.count("</figure>") == 2
    assert "<figcaption>図1 流れ</figcaption>" in html
    assert "<p><img" not in html


def test_raw_html_is_printed_not_obeyed():
    page = page_of('# a\n\n<div onclick="x">b</div>\n\nc<script>alert(1)</script>\n')
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.html
    assert harmless(page.html)


def test_a_link_to_a_script_stays_text():
    assert "<a" not in page_of("[x](javascript:alert(1)) [y](data:text/html,z) [z](vbscript:a)").html


def test_a_url_from_the_caller_cannot_break_out():
    page = render_page("![x](media/a.svg)", SOURCES, media_url=lambda path: f'{path}"><script>alert(1)</script>')
    assert harmless(page.html)
    assert "<script" not in page.html


def test_the_same_text_gives_the_same_page():
    assert page_of(PAGE) == page_of(PAGE)


def test_a_fragment_is_blocks_without_a_shell():
    html = render_fragment("一つ選んでください[[plan]]。\n\n- a\n- b\n", SOURCES)
    assert html.startswith("<p>一つ選んでください<sup")
    assert "reading" not in html


def test_fragments_on_one_page_keep_their_ids_apart():
    one, other = (render_fragment("::: note a\nx\n:::\n", SOURCES, prefix=f"item-{n}-") for n in (1, 2))
    assert 'id="item-1-box-1"' in one
    assert 'id="item-2-box-1"' in other


def test_a_fragment_shows_pictures_only_when_told_where_they_are():
    assert render_fragment("![図](media/x.svg)", SOURCES) == "<p>図</p>\n"
    assert 'src="/media/01-why/media/x.svg"' in render_fragment("![図](media/x.svg)", SOURCES, media_url=media_url)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**「a」**は`b`", "<strong>「a」</strong>は<code>b</code>"),
        ("{枚方|ひらかた}市", "<ruby>枚方<rp>（</rp><rt>ひらかた</rt><rp>）</rp></ruby>市"),
        ("# 見出しではない", "# 見出しではない"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("", ""),
    ],
)
def test_one_line_has_no_paragraph(text, html):
    assert render_inline_text(text, SOURCES) == html


@pytest.mark.parametrize("name", ["髙﨑", "𠮷男", "葛\U000e0100城", "渡邉\U000e0110", "\ufa19田", "ﾀﾅｶ"])
def test_characters_come_out_as_they_went_in(name):
    assert name in page_of(f"# a\n\n{name}さん\n").html
    assert render_inline_text(name, SOURCES) == name


pieces = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](javascript:alert(1))",
    "[[plan]]",
    "{a|<b onclick=x>}",
    "::: note <script>x</script>\n",
    ":::: exercise 5 \"onload='x'\n",
    "::::\n",
    ":::\n",
    "\n\n",
    "# ",
    "## <i onmouseover=x>\n",
    "| a |\n|---|\n| <b> |\n",
    "- ",
    "> ",
    "`",
    "**",
    '[y](https://x/"onclick="z)',
    "<https://example.com>",
    "&lt;script&gt;",
    "漢字\n",
    "\\",
    '![a](media/x.svg "<script>")\n',
    "[r]: javascript:alert(1)\n",
    "[r]",
]


@settings(max_examples=250, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(pieces), st.text(max_size=6)), max_size=14).map("".join))
def test_no_text_makes_a_page_that_acts(text):
    for html in (page_of(text).html, render_fragment(text, SOURCES), render_inline_text(text, SOURCES)):
        assert harmless(html)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(pieces), max_size=14).map("".join))
def test_ids_on_a_page_are_unique_and_labels_exist(text):
    found = Tags(page_of(text).html).found
    ids = [attributes["id"] for _, attributes in found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["aria-labelledby"] for _, attributes in found if "aria-labelledby" in attributes} <= set(ids)
    assert all("alt" in attributes for tag, attributes in found if tag == "img")


GOLDEN = """\
<div class="reading" lang="ja">
<p id="p-1">市は<ruby>枚方<rp>（</rp><rt>ひらかた</rt><rp>）</rp></ruby>市です\
<sup class="citation"><a href="#source-plan" role="doc-noteref" \
aria-label="出典1：枚方市デジタル人材育成計画">[1]</a></sup>。</p>
<h2 id="h-節">節</h2>
<section class="exercise" aria-labelledby="exercise-1">
<h3 class="exercise-title" id="exercise-1"><span class="exercise-label">演習1</span> 書き出す \
<span class="exercise-minutes">約5分</span></h3>
<p id="p-2">三つ書きます。</p>
<details class="answer">
<summary>解答例を見る</summary>
<div class="answer-body">
<p id="p-3">窓口です。</p>
</div>
</details>
</section>
<div class="box box-warning" role="note" aria-labelledby="box-1">
<p class="box-title" id="box-1"><span class="box-label">注意</span> 気を付ける</p>
<ul>
<li id="p-4">一つ</li>
</ul>
</div>
</div>
"""


def test_a_whole_page_as_a_browser_gets_it():
    text = (
        "# 題\n\n市は{枚方|ひらかた}市です[[plan]]。\n\n## 節\n\n:::: exercise 5 書き出す\n三つ書きます。\n\n"
        "::: answer\n窓口です。\n:::\n::::\n\n::: warning 気を付ける\n- 一つ\n:::\n"
    )
    assert page_of(text).html == GOLDEN


def test_headings_of_a_page_never_skip_a_level():
    text = (
        "# 題\n\n::: exercise 1 a\nx\n:::\n\n## 節\n\n::: exercise 1 b\nx\n:::\n\n### 項\n\n::: exercise 1 c\nx\n:::\n"
    )
    levels = [int(tag[1]) for tag, _ in Tags(page_of(text).html).found if tag in {"h2", "h3", "h4"}]
    assert levels == [2, 2, 3, 3, 4]


def test_a_large_page_is_rendered_in_good_time():
    text = (
        "# 題\n\n"
        + "::: note a\n**「強調」**と[[plan]]の段落です。\n:::\n\n| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n\n" * 300
    )
    page = page_of(text)
    assert page.html.count("<table>") == 300
    assert page.html.count('role="note"') == 300
