"""The encodings that Japanese text files come in."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.formats import decoding
from quizzes.formats.decoding import decode_text, first_look
from quizzes.report import Report

TEXT = "髙﨑さんの「問い」〜ー①\n二行目"


def decode(data):
    report = Report("file.txt")
    text = decode_text(data, report)
    return text, [(problem.code, problem.line) for problem in report.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_comes_with_or_without_its_mark(encoding):
    assert decode(TEXT.encode(encoding)) == (TEXT, [])


def test_big_endian_utf_16_needs_its_mark():
    assert decode(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")) == (TEXT, [])


def test_cp932_is_recognised_with_its_own_signs():
    text = "髙﨑①～設問"
    assert decode(text.encode("cp932")) == (text, [])


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_become_plain(end):
    assert decode(f"一{end}二".encode())[0] == "一\n二"


def test_a_control_sign_is_named_with_its_line():
    assert decode("一\n二\x1b$B".encode()) == (None, [("file-control-sign", 2)])
    assert decode(b"a\x00b") == (None, [("file-control-sign", 1)])


def test_what_is_no_text_is_said_to_be_none():
    assert decode(b"\x81\x20\xff") == (None, [("file-encoding-unknown", 0)])
    assert decode(b"\xff\xff\x80") == (None, [("file-control-sign", 1)])


def test_a_marked_file_is_not_guessed_anew():
    assert decode(codecs.BOM_UTF8 + "設問".encode("cp932")) == (None, [("file-encoding-unknown", 0)])


def test_a_large_file_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(decoding, "LARGEST_FILE", 10)
    assert decode(b"a" * 11) == (None, [("file-too-large", 0)])
    assert decode(b"a" * 10) == ("a" * 10, [])


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_a_problem(data):
    text, problems = decode(data)
    assert (text is None) == bool(problems)
    assert first_look(data) == (text or "")
