"""Every format keeps the contract: names, endings, and no exception whatever the bytes."""

from __future__ import annotations

import dataclasses

import pytest

from quizzes.formats.contract import Reading, Writing
from quizzes.formats.registry import FORMATS
from quizzes.model import Bank
from tests.quizzes.builders import an_item

EVERY = pytest.mark.parametrize("one", FORMATS.values(), ids=list(FORMATS))

HOSTILE = [
    b"",
    b"\x00",
    b"\xff\xfe",
    b"\xfe\xff\xd8",
    b"PK\x03\x04",
    b"<",
    b"<quiz",
    b"{",
    b"::",
    b"ANSWER: A",
    b"\x1b$B",
]


@EVERY
def test_a_format_knows_its_name_and_its_endings(one):
    assert FORMATS[one.name] is one
    assert one.suffixes
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in one.suffixes)


@EVERY
@pytest.mark.parametrize("data", HOSTILE)
def test_hostile_bytes_are_problems_or_nothing(one, data):
    reading = one.read(data, "file")
    assert isinstance(reading, Reading)
    assert not reading.items
    assert one.recognises(data) in (True, False)


@EVERY
def test_writing_the_same_bank_twice_gives_the_same_bytes(one):
    bank = Bank(None, (an_item(), an_item("why-02")))
    assert one.write(bank) == one.write(bank)


@EVERY
def test_an_empty_bank_is_a_file_without_items(one):
    written = one.write(Bank(None, ()))
    assert not written.problems
    assert one.read(written.data, "file").items == ()


@EVERY
def test_a_kind_that_nobody_knows_is_a_problem_and_no_exception(one):
    written = one.write(Bank(None, (an_item(kind="hologram", body=object()), an_item("why-02"))))
    assert written.problems
    assert "hologram" in str(written.problems)


def test_what_comes_out_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Reading(()).items = ()
    with pytest.raises(dataclasses.FrozenInstanceError):
        Writing(b"").data = b""
