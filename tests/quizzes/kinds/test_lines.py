import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds.contract import KeySource
from quizzes.kinds.lines import (
    as_table,
    as_texts,
    pick_metadata,
    read_entries,
    text_id,
    typed_text,
    write_entry,
)
from quizzes.report import Report

HEAD = re.compile(r"- ([a-z]):[ \t]*(.*)")


def read(text, explained=True):
    report = Report("quiz.md")
    lines = tuple((number, line.rstrip()) for number, line in enumerate(text.split("\n"), 10))
    entries = read_entries(KeySource({}, lines, 1), HEAD, report, explained)
    return entries, [(problem.line, problem.code) for problem in report.problems]


def test_an_entry_has_its_groups_its_text_and_its_explanation():
    (entry,), problems = read("- a: 一行目\n  二行目\n  > 説明\n  >\n  > 続き")
    assert problems == []
    assert entry.groups == ("a", "一行目")
    assert entry.line == 10
    assert entry.text == "一行目\n二行目"
    assert entry.explanation == "説明\n\n続き"


def test_blank_lines_between_entries_do_not_count():
    entries, problems = read("\n- a: x\n\n\n- b: y\n")
    assert problems == []
    assert [(entry.groups[0], entry.line) for entry in entries] == [("a", 11), ("b", 14)]


@pytest.mark.parametrize("quote", ["  > 説明", "    > 説明", " >説明", "\t> 説明"])
def test_any_indent_will_do_for_an_explanation(quote):
    (entry,), problems = read(f"- a: x\n{quote}")
    assert (entry.explanation, problems) == ("説明", [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("はみ出した行\n- a: x", (10, "key-line-unknown")),
        ("- a: x\nはみ出した行", (11, "key-line-unknown")),
        ("- a: x\n- B: y", (11, "key-line-unknown")),
        ("- a: x\n  > 説明\n  本文の続きに見える行", (12, "key-line-unknown")),
        ("  > 先に来た説明\n- a: x", (10, "key-line-unknown")),
        ("- a: x\n> 字下げのない説明", (11, "key-line-unknown")),
    ],
)
def test_a_line_that_fits_nowhere_is_named(text, problem):
    assert read(text)[1] == [problem]


def test_where_explanations_have_no_place_they_are_named():
    assert read("- a: x\n  > 説明", explained=False)[1] == [(11, "choice-explanation-unexpected")]


@pytest.mark.parametrize("text", ["一行", "一行目\n二行目"])
@pytest.mark.parametrize("explanation", ["", "説明", "一\n\n二"])
def test_what_is_written_reads_the_same(text, explanation):
    (entry,), problems = read("\n".join(write_entry("- a: ", text, explanation)))
    assert (entry.text, entry.explanation, problems) == (text, explanation, [])


def test_a_metadata_word_outside_the_list_is_named_and_the_usual_one_taken():
    report = Report("quiz.md")
    source = KeySource({"select": (4, "several")}, (), 1)
    assert pick_metadata(source, "select", ("single", "multiple"), "single", report) == "single"
    assert report.problems[0].line == 4
    assert report.problems[0].params == {"key": "select", "value": "several", "allowed": "single, multiple"}


def test_an_id_is_made_from_the_text_and_nothing_else():
    assert text_id("報告する") == text_id("報告する")
    assert text_id("報告する") != text_id("報告する。")
    assert re.fullmatch(r"[0-9a-f]{8}", text_id(""))


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"text": ["DX"]}, "DX"),
        ({"text": [" DX　"]}, " DX　"),
        ({"text": ["a", "b"]}, "a"),
        ({"text": [""]}, None),
        ({"text": ["　\t"]}, None),
        ({"text": []}, None),
        ({}, None),
        ({"text": ["a\x00b"]}, "ab"),
    ],
)
def test_typed_text(fields, text):
    assert typed_text(fields) == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(JSON)
def test_whatever_was_stored_reads_as_texts_or_as_nothing(value):
    assert all(isinstance(part, str) for part in as_texts(value))
    assert all(isinstance(part, str) for pair in as_table(value).items() for part in pair)


def test_sound_values_are_read_whole():
    assert as_texts(["a", "b"]) == ["a", "b"]
    assert as_texts("ab") == []
    assert as_table({"1": "x", "2": "y"}) == {"1": "x", "2": "y"}
    assert as_table(["1"]) == {}
