"""Pages in sections: the anchors of the page, the words that a reader sees."""

from __future__ import annotations

import pytest

from courses.markdown import render_page
from courses.model import Source
from courses.sections import Section, split_sections

SOURCES = [Source("plan", "計画", "市", "2025-03")]

PAGE = """# 章の題

前書きです [[plan]]。

## はじめに

一つ目の**強調**と`code`と[リンク](https://example.org/)です。
折り返した行。

### 細かな話

| 列 | 値 |
|---|---|
| 行 | 12 |

- 項目一
- 項目二

## {枚方|ひらかた}の話

![絵の説明](media/a.svg)

:::: exercise 5 やってみる
課題です。
::: answer
解答例の文です。
:::
::::
"""


def sections(text: str) -> tuple[Section, ...]:
    return split_sections(render_page(text, SOURCES, media_url=str).html)


def test_what_stands_before_the_first_heading_comes_first() -> None:
    first = sections(PAGE)[0]
    assert first == Section("", (), "前書きです。")


def test_sections_follow_the_headings_with_the_way_to_them() -> None:
    found = sections(PAGE)
    assert [one.headings for one in found[1:4]] == [("はじめに",), ("はじめに", "細かな話"), ("枚方の話",)]


def test_anchors_are_those_of_the_page() -> None:
    page = render_page(PAGE, SOURCES, media_url=str)
    ids = [one.id for one in split_sections(page.html)]
    assert [entry.id for entry in page.toc] == [one for one in ids if one.startswith("h-")]
    assert all(f'id="{one}"' in page.html for one in ids[1:])


def test_the_text_is_what_a_reader_sees() -> None:
    intro, detail, _, exercise = sections(PAGE)[1:]
    assert intro.text == "一つ目の強調とcodeとリンクです。折り返した行。"
    assert detail.text == "列 値 行 12 項目一 項目二"
    assert "[1]" not in sections(PAGE)[0].text
    assert "やってみる" in exercise.headings[-1]
    assert "課題です。" in exercise.text
    assert "解答例の文です。" in exercise.text


def test_a_picture_is_found_by_its_text_and_a_word_by_its_reading() -> None:
    town = sections(PAGE)[3]
    assert town.text == "絵の説明"
    assert town.readings == "ひらかた"
    assert "ひらかた" not in town.text


def test_the_same_heading_twice_has_two_anchors() -> None:
    found = sections("# 題\n\n## 例\n\n一\n\n## 例\n\n二\n")
    assert [(one.id, one.text) for one in found[1:]] == [("h-例", "一"), ("h-例-2", "二")]


def test_a_smaller_heading_ends_with_the_next_larger_one() -> None:
    found = sections("# 題\n\n## 甲\n\n### 乙\n\n#### 丙\n\n## 丁\n")
    assert [one.headings for one in found[1:]] == [("甲",), ("甲", "乙"), ("甲", "乙", "丙"), ("丁",)]


@pytest.mark.parametrize("text", ["", "# 題\n", "本文だけ"])
def test_a_page_without_headings_is_one_section(text: str) -> None:
    assert len(sections(text)) == 1


def test_signs_of_markup_are_text() -> None:
    assert sections("# 題\n\na &lt;b&gt; &amp; c")[0].text == "a <b> & c"
