"""What papers say, per kind."""

from __future__ import annotations

import pytest

from certificates.glyphs import FontSet
from certificates.wording import CODE, HOW, SERIAL, fill, fill_english, words_of
from tests.certificates.builders import a_certificate


@pytest.mark.parametrize(
    ("kind", "heading", "said"),
    [
        (
            "level",
            "認定証",
            "あなたは、枚方市デジタル人材育成計画に定めるDX推進リーダー レベル1に必要なスキルを修得したので、"
            "ここに認定します。",
        ),
        (
            "course",
            "修了証",
            "あなたは、枚方市デジタル人材育成計画に基づく研修「DX推進リーダー レベル1」の全課程を修了したので、"
            "ここに証します。",
        ),
    ],
)
def test_each_kind_has_its_heading_and_one_whole_sentence(kind, heading, said):
    facts = a_certificate(kind=kind)
    words = words_of(facts)
    assert words.heading == heading
    assert "".join(text for _, text in fill(words, facts)) == said


def test_the_field_that_makes_a_line_long_is_named():
    fields = [field for field, _ in fill(words_of(a_certificate()), a_certificate())]
    assert fields == ["plan_title", "level_title", "level_title"]


def test_braces_in_a_fact_are_text():
    facts = a_certificate(level_title="{name} {0}", level_title_en="{x}")
    assert "{name} {0}" in "".join(text for _, text in fill(words_of(facts), facts))
    assert "{x}" in fill_english(words_of(facts), facts)


def test_without_an_english_title_nothing_is_said_in_english():
    assert fill_english(words_of(a_certificate()), a_certificate()) == ""


def test_an_unknown_kind_is_a_fault():
    with pytest.raises(KeyError):
        words_of(a_certificate(kind="other"))


def test_all_fixed_words_can_be_drawn():
    fonts = FontSet.load()
    for kind in ("level", "course"):
        words = words_of(a_certificate(kind=kind))
        for text in (words.heading, words.heading_en, words.listed, words.listed_en, words.english, SERIAL, HOW, CODE):
            assert fonts.missing(text) == ()
