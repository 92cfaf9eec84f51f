"""The native format among the others."""

from __future__ import annotations

import pytest

from quizzes.formats.markdown import load_bank
from quizzes.formats.native import NativeFormat
from quizzes.model import Bank
from tests.quizzes.builders import a_file, an_item

NATIVE = NativeFormat()


def test_a_file_with_settings_comes_back():
    bank = load_bank("every-kind.md", a_file("every-kind.md"))
    written = NATIVE.write(bank)
    reading = NATIVE.read(written.data, "every-kind.md")
    assert (reading.items, reading.header) == (bank.items, bank.header)
    assert (written.problems, reading.problems) == ((), ())


def test_an_old_file_may_be_cp932():
    data = a_file("every-kind.md").replace("𠮷", "吉").encode("cp932")
    assert len(NATIVE.read(data, "a.md").items) == 7


def test_problems_come_in_the_order_of_their_lines():
    reading = NATIVE.read(b"## a\nkind: choice\n\nx\n\n## b\nkind: none\n", "a.md")
    assert [fault.line for fault in reading.problems] == sorted(fault.line for fault in reading.problems)
    assert {fault.line for fault in reading.problems} >= {1, 7}


def test_what_is_no_text_is_a_problem():
    assert [fault.code for fault in NATIVE.read(b"\x00", "a.md").problems] == ["file-control-sign"]


def test_an_item_that_cannot_be_held_is_named_and_the_others_are_written():
    items = (an_item("a", stem="# 見出し"), an_item("b"), an_item("c", explanation=""))
    written = NATIVE.write(Bank(None, items))
    assert {fault.code for fault in written.problems} >= {"heading-unknown", "stem-missing", "explanation-missing"}
    assert [item.id for item in NATIVE.read(written.data, "x.md").items] == ["b"]


def test_two_items_of_one_id_are_a_problem_of_the_file():
    written = NATIVE.write(Bank(None, (an_item("a"), an_item("a"))))
    assert [fault.code for fault in written.problems] == ["item-id-duplicate"]
    assert written.data == b""


@pytest.mark.parametrize(("text", "known"), [("+++\n", True), ("\n## a\n", True), ("# a", False), ("::a::", False)])
def test_recognising(text, known):
    assert NATIVE.recognises(text.encode()) == known
