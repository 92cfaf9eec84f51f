from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.markdown import render_page
from courses.pagecheck import check_page
from tests.courses.builder import PAGE, SOURCES

START = "# 題\n\n本文です。\n\n"


def check(text: str) -> list[tuple[int, str, dict[str, str]]]:
    problems = check_page("01-why/module.md", text, SOURCES, lambda path: path == "media/flow.svg")
    assert all(problem.path == "01-why/module.md" for problem in problems)
    return [(problem.line, problem.code, problem.params) for problem in problems]


def test_a_good_page_has_no_problem():
    assert check(PAGE) == []


GOOD = [
    "### ではなく順に\n".replace("###", "##") + "\n### 次\n\n#### ".replace("\n\n#### ", "\n") + "\n## 戻る\n",
    "[節へ](#h-節)\n\n## 節\n",
    "[出典へ](#source-plan)[[plan]]\n",
    "[国](https://www.example.go.jp/)\n",
    "<https://www.example.go.jp/>\n",
    "`::: note` と `[[plan` と `**` は記号です。\n",
    "```\n::: note\n<b>\n```\n",
    "::::: note 外\n:::: example 中\n::: quote 内\n文\n:::\n::::\n:::::\n",
    "- 項目\n\n  ::: note 中\n  文\n  :::\n",
    "3 < 5 であり、a & b です。\n",
    "2 ** 3\n".replace("**", "×"),
]


@pytest.mark.parametrize("text", GOOD)
def test_what_the_format_allows_is_no_problem(text):
    assert check(START + text) == []


BAD = [
    ("", [(1, "title-missing", {}), (1, "page-empty", {})]),
    ("本文だけ\n", [(1, "title-missing", {})]),
    ("# 題\n", [(1, "page-empty", {})]),
    ("# 題\n\n本文\n\n# もう一つ\n", [(5, "title-repeated", {})]),
    ("# 題\n\n### 飛び\n\n本文\n", [(3, "heading-skipped", {"heading": "飛び", "before": "1", "here": "3"})]),
    ("## 節\n\n本文\n\n# 題\n", [(1, "heading-skipped", {"heading": "節", "before": "0", "here": "2"})]),
    ("# 題\n\n## 節\n\n### 項\n\n#### 深い\n\n文\n", [(7, "heading-too-deep", {"heading": "深い"})]),
    (START + "##\n", [(5, "heading-empty", {})]),
    (START + "![](media/flow.svg)\n", [(5, "image-alt-missing", {"path": "media/flow.svg"})]),
    (START + "![図](media/none.svg)\n", [(5, "image-missing", {"path": "media/none.svg"})]),
    (START + "![図](../media/flow.svg)\n", [(5, "image-outside-media", {"path": "../media/flow.svg"})]),
    (START + "![図](https://example.com/a.png)\n", [(5, "image-outside-media", {"path": "https://example.com/a.png"})]),
    (START + "文\n[先](#h-ない)\n", [(6, "link-target-missing", {"target": "#h-ない"})]),
    (START + "[先](#source-plan)\n", [(5, "link-target-missing", {"target": "#source-plan"})]),
    (START + "[次章](../02-next/module.md)\n", [(5, "link-refused", {"target": "../02-next/module.md"})]),
    (START + "[宛先](mailto:a@example.com)\n", [(5, "link-refused", {"target": "mailto:a@example.com"})]),
    (START + "文[[nobody]]\n", [(5, "citation-unknown", {"key": "nobody"})]),
    (START + "文[[Plan]]\n", [(5, "citation-malformed", {})]),
    (START + "文[[plan]\n", [(5, "citation-malformed", {})]),
    (START + "職員は100人です。\n", [(5, "claim-uncited", {"claim": "100人"})]),
    (START + "文\n<b>強い</b>\n", [(6, "raw-html", {"html": "<b>"}), (6, "raw-html", {"html": "</b>"})]),
    (START + "<div>\n", [(5, "raw-html", {"html": "<div>"})]),
    (START + "<!-- 覚え書き -->\n", [(5, "raw-html", {"html": "<!-- 覚え書き -->"})]),
    (START + "::: notes 題\n文\n:::\n", [(5, "container-unknown", {"name": "notes"}), (7, "container-stray", {})]),
    (START + "::: note 題\n文\n", [(5, "container-unclosed", {"name": "note"})]),
    (
        START + "::: exercise 5 題\n文\n\n::: answer\n答\n:::\n:::\n",
        [(8, "container-unclosed", {"name": "answer"}), (11, "container-stray", {})],
    ),
    (START + "::: answer\n答\n:::\n", [(5, "answer-outside-exercise", {})]),
    (START + "::: exercise 題名\n文\n:::\n", [(5, "exercise-minutes-missing", {})]),
    (START + "::: exercise 0 題名\n文\n:::\n", [(5, "exercise-minutes-missing", {})]),
    (START + "::: exercise 5\n文\n:::\n", [(5, "exercise-title-missing", {})]),
    (START + "文\n**閉じない\n", [(6, "emphasis-unresolved", {})]),
]


@pytest.mark.parametrize(("text", "found"), BAD)
def test_every_fault_of_a_page_has_its_line(text, found):
    assert check(text) == found


def test_all_faults_of_a_page_are_told_at_once():
    codes = {code for _, code, _ in check("## 節\n\n100人<br>[[nobody]]\n\n![](x.png)\n\n100人\n\n::: nope\n")}
    assert codes == {
        "title-missing",
        "heading-skipped",
        "raw-html",
        "citation-unknown",
        "image-alt-missing",
        "image-outside-media",
        "claim-uncited",
        "container-unknown",
    }


snippets = st.sampled_from(
    [
        "# 題\n",
        "## 節\n",
        "#### 深い\n",
        "::: exercise 5 題\n",
        "::: answer\n",
        "::: nope\n",
        ":::\n",
        "::::\n",
        "職員は100人です。\n",
        "[[plan]]",
        "[[nobody]]",
        "[[",
        "**",
        "![](media/x.svg)\n",
        "[先](#h-節)",
        "<b>\n",
        "| a |\n|---|\n| 10％ |\n",
        "- 項目\n",
        "> 引用\n",
        "```\n",
        "\n\n",
        "    字下げ\n",
    ]
)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.one_of(snippets, st.text(st.characters(exclude_characters="\r"), max_size=5)), max_size=16).map("".join)
)
def test_every_problem_of_any_text_stands_on_one_of_its_lines(text):
    for line, code, _params in check(text):
        assert 1 <= line <= text.count("\n") + 1
        assert code == code.lower()


@settings(max_examples=60, deadline=None)
@given(st.lists(snippets, max_size=10).map("".join))
def test_a_page_without_problems_renders_without_leftovers(text):
    if check(text):
        return
    html = render_page(text, SOURCES, media_url=str).html
    assert "citation-unknown" not in html
    assert "<p>:::" not in html


def test_the_way_of_an_author_from_a_first_draft_to_a_clean_page():
    draft = "## はじめに\n\n職員の30％が不安です。\n\n![](media/flow.svg)\n\n::: exercise 考える\n例を挙げましょう。\n"
    codes = [code for _, code, _ in check(draft)]
    assert codes == [
        "heading-skipped",
        "title-missing",
        "container-unclosed",
        "exercise-minutes-missing",
        "image-alt-missing",
        "claim-uncited",
    ]
    titled = "# 題\n\n" + draft
    assert [code for _, code, _ in check(titled)] == codes[2:]
    closed = titled.replace("exercise 考える", "exercise 5 考える") + ":::\n"
    assert [code for _, code, _ in check(closed)] == codes[4:]
    described = closed.replace("![]", "![計画の流れ]")
    assert check(described) == [(5, "claim-uncited", {"claim": "30％"})]
    assert check(described.replace("です。", "です[[plan]]。", 1)) == []
