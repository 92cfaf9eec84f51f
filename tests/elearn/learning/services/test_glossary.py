"""The glossary: the plan's own words, complete in both languages, and a file that says what is wrong with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from elearn.learning.services.glossary import SHIPPED, BadGlossary, Term, load_glossary, read_glossary

WORDS = Path(__file__).parents[4] / "courses" / "catalog" / "dx-basics" / "02-words" / "module.md"

GOOD = """id = "small"
title = "小さな用語集"
title_en = "A small glossary"
[source]
title = "計画"
publisher = "市"
date = "2025-03"
[[terms]]
id = "dx"
term = "DX"
reading = "ディーエックス"
term_en = "DX"
text = "変革のこと。"
text_en = "Transformation."
"""


def test_the_shipped_glossary_has_the_eleven_terms_of_the_plan() -> None:
    glossary = load_glossary()
    assert glossary.id == SHIPPED
    assert [term.id for term in glossary.terms] == [
        "dx",
        "mind-stance",
        "design-thinking",
        "bpr",
        "nocode-lowcode",
        "ai",
        "generative-ai",
        "rpa",
        "ai-ocr",
        "government-cloud",
        "security-incident",
    ]
    assert glossary.date == "2025-03"


def test_the_plans_words_are_quoted_as_the_course_quotes_them() -> None:
    """Two places quote the plan; one slip of the pen would make them differ."""
    module = re.sub(r"\s", "", WORDS.read_text("utf-8"))
    quoted = [term for term in load_glossary().terms if re.sub(r"\s", "", term.text) in module]
    assert len(quoted) >= 8


def test_a_misprint_is_kept_and_noted() -> None:
    term = next(term for term in load_glossary().terms if term.id == "ai")
    assert "人口的に" in term.text
    assert "人工的に" in term.note_in("ja")
    assert "artificially" in term.note_in("en")


def test_every_term_is_complete_in_both_languages() -> None:
    for term in load_glossary().terms:
        assert term.name_in("ja") == term.term
        assert term.text_in("ja") == term.text
        assert term.name_in("en") == term.term_en
        assert not re.search(r"[぀-ヿ一-鿿]", term.text_in("en") + term.name_in("en"))
        assert bool(term.note_in("ja")) == bool(term.note_in("en"))


def test_a_term_is_ranked_by_its_name_its_reading_and_its_text() -> None:
    (term,) = read_glossary(GOOD).terms
    assert term.rank(["dx"]) > term.rank(["d"]) > term.rank(["変革"]) > 0
    assert term.rank(["でぃーえっくす"]) == term.rank(["dx"])
    assert term.rank(["transformation"]) == term.rank(["変革"])
    assert term.rank(["dx", "無"]) == 0


def test_a_small_glossary_is_read() -> None:
    glossary = read_glossary(GOOD)
    assert (glossary.title, glossary.title_en, glossary.source) == ("小さな用語集", "A small glossary", "計画")
    assert glossary.terms == (Term("dx", "DX", "ディーエックス", "DX", "変革のこと。", "Transformation."),)


@pytest.mark.parametrize("name", ["none", "../maps/hirakata-r7", "", "Hirakata", "a/b"])
def test_only_shipped_glossaries_are_loaded(name: str) -> None:
    with pytest.raises(BadGlossary):
        load_glossary(name)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("id = ", "id = =", "Invalid"),
        ('title = "小さな用語集"\n', "", "title: missing"),
        ('publisher = "市"\n', "", "source.publisher: missing"),
        ('text_en = "Transformation."\n', "", "terms 1: text_en is missing"),
        ('term = "DX"\n', 'term = " "\n', "terms 1: term is missing"),
        ('term = "DX"\n', 'term = "DX"\ncolour = "red"\n', "terms 1: colour is unknown"),
        ('term = "DX"\n', 'term = "DX"\nnote = "注"\n', "note and note_en belong together"),
        ('id = "dx"', 'id = "D X"', "terms 1: id is no kebab-case name"),
        ("[[terms]]", "[[words]]", "terms: none"),
    ],
)
def test_a_fault_is_named(old: str, new: str, words: str) -> None:
    with pytest.raises(BadGlossary, match=re.escape(words)):
        read_glossary(GOOD.replace(old, new, 1))


def test_all_faults_are_told_at_once() -> None:
    row = GOOD[GOOD.index("[[terms]]") :]
    with pytest.raises(BadGlossary) as caught:
        read_glossary((GOOD + row).replace('title_en = "A small glossary"\n', ""))
    assert "title_en: missing" in str(caught.value)
    assert "terms: dx twice" in str(caught.value)
