"""Moodle XML as a format: what it recognises, and whole files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats.moodle_xml.format import MoodleXmlFormat
from quizzes.model import Bank
from tests.quizzes.builders import an_item

MOODLE = MoodleXmlFormat()


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("<quiz></quiz>", True),
        ('\ufeff<?xml version="1.0"?>\n<!-- x -->\n<quiz>', True),
        ("<quizzes/>", False),
        ("<assessmentItem/>", False),
        ("", False),
    ],
)
def test_recognising(text, known):
    assert MOODLE.recognises(text.encode()) == known


def test_a_bank_goes_out_and_comes_back():
    bank = Bank(None, (an_item(), an_item("why-02")))
    written = MOODLE.write(bank)
    assert MOODLE.read(written.data, "a.xml").items == bank.items
    assert (written.problems, written.losses) == ((), ())


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"<questestinterop/>", "xml-root-unknown", 1),
        (b"<quiz>\n<question>", "xml-not-readable", 2),
        (b"<!DOCTYPE quiz [<!ENTITY x 'y'>]><quiz>&x;</quiz>", "xml-doctype", 1),
        ("<quiz>設問</quiz>".encode("cp932"), "xml-not-readable", 1),
    ],
)
def test_what_is_no_such_file(data, code, line):
    reading = MOODLE.read(data, "a.xml")
    assert [(fault.code, fault.line) for fault in reading.problems] == [(code, line)]
    assert reading.items == ()


SOUND = MOODLE.write(Bank(None, (an_item(), an_item("why-02")))).data.decode().split("\n")


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.sampled_from(["lose", "double", "noise"])), max_size=6))
def test_a_bent_file_is_items_or_problems(bends):
    lines = list(SOUND)
    for place, action in bends:
        place = min(place, len(lines) - 1)
        if action == "lose":
            del lines[place]
        elif action == "double":
            lines.insert(place, lines[place])
        else:
            lines[place] = "<answer fraction='-7'><text>*</text></answer>"
    reading = MOODLE.read("\n".join(lines).encode(), "a.xml")
    assert reading.items or reading.problems
    assert all(0 <= fault.line <= len(lines) + 1 for fault in (*reading.problems, *reading.losses))
