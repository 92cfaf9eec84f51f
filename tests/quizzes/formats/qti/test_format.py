"""QTI as formats: packages and single items in, packages out, hostile files harmless."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats.qti.format import QtiFormat
from quizzes.formats.qti.names import QTI_2
from quizzes.formats.registry import FORMATS
from quizzes.model import Bank
from tests.quizzes.builders import a_text, an_item
from tests.quizzes.formats.qti.samples import choice_body, declaration, item, processing

SINGLE = item(declaration("A"), choice_body("A甲", "B乙", "C丙"), processing()).encode()
BOTH = pytest.mark.parametrize("one", [QtiFormat(), QtiFormat(QTI_2, "qti-2.2")], ids=["3.0", "2.2"])


@BOTH
def test_a_bank_goes_out_and_comes_back(one):
    bank = Bank(None, (an_item(tags=("must",), sources=("plan",)), an_item("why-02", use="practice")))
    written = one.write(bank)
    reading = one.read(written.data, "a.zip")
    assert reading.items == bank.items
    assert (written.problems, written.losses, reading.problems, reading.losses) == ((), (), (), ())


def test_either_reads_what_the_other_writes():
    bank = Bank(None, (an_item(),))
    assert FORMATS["qti"].read(FORMATS["qti-2.2"].write(bank).data, "a.zip").items == bank.items
    assert FORMATS["qti-2.2"].read(FORMATS["qti"].write(bank).data, "a.zip").items == bank.items


def test_a_single_item_is_read_too():
    assert [found.id for found in QtiFormat().read(SINGLE, "a.xml").items] == ["q-1"]


def test_an_item_without_a_place_leaves_no_trace_but_its_problem():
    written = QtiFormat().write(Bank(None, (an_item(kind="fill_in", body=a_text("D*")), an_item("why-02"))))
    assert [problem.params["id"] for problem in written.problems] == ["why-01"]
    assert [found.id for found in QtiFormat().read(written.data, "a.zip").items] == ["why-02"]


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (SINGLE, True),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><qti-assessment-item>", True),
        (b"<q:assessmentItem xmlns:q='x'>", True),
        (b"PK\x03\x04", True),
        (b"<quiz/>", False),
        (b"<assessmentItemRef/>", False),
        (b"", False),
    ],
)
def test_recognising(data, known):
    assert QtiFormat().recognises(data) == known


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04", "archive-not-readable"),
        (b"<questestinterop/>", "xml-root-unknown"),
        (b"<!DOCTYPE a><assessmentItem/>", "xml-doctype"),
        (b"plain", "xml-not-readable"),
    ],
)
def test_what_is_no_such_file(data, code):
    assert [fault.code for fault in QtiFormat().read(data, "a").problems] == [code]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SINGLE) - 1), st.sampled_from([b"", b"<", b"x", b"1", b"'"])), max_size=4))
def test_a_bent_item_is_an_item_or_a_problem(bends):
    data = bytearray(SINGLE)
    for place, byte in bends:
        data[place % len(data) : place % len(data) + 1] = byte
    reading = QtiFormat().read(bytes(data), "a.xml")
    assert len(reading.items) + len(reading.problems) >= 1
