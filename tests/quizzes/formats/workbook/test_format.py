"""The workbook as a format, and the template that authors start from."""

from __future__ import annotations

import io

import openpyxl

from quizzes.formats.completeness import check_items
from quizzes.formats.markdown import load_bank
from quizzes.formats.workbook.format import WorkbookFormat, write_template
from quizzes.kinds.registry import KINDS
from quizzes.model import Bank
from tests.quizzes.builders import a_file, a_sequence, an_item

WORKBOOK = WorkbookFormat()


def test_every_kind_comes_back_whole():
    items = load_bank("every-kind.md", a_file("every-kind.md")).items
    written = WORKBOOK.write(Bank(None, items))
    reading = WORKBOOK.read(written.data, "a.xlsx")
    assert reading.items == items
    assert (written.problems, written.losses, reading.problems, reading.losses) == ((), (), (), ())


def test_a_long_list_gets_its_columns():
    item = an_item(kind="sequencing", body=a_sequence(*(f"項目{number}" for number in range(12))))
    written = WORKBOOK.write(Bank(None, (item,)))
    assert WORKBOOK.read(written.data, "a.xlsx").items == (item,)


def test_a_file_that_was_saved_by_another_program_is_the_same():
    items = load_bank("every-kind.md", a_file("every-kind.md")).items
    workbook = openpyxl.load_workbook(io.BytesIO(WORKBOOK.write(Bank(None, items)).data))
    buffer = io.BytesIO()
    workbook.save(buffer)
    assert WORKBOOK.read(buffer.getvalue(), "a.xlsx").items == items


def test_the_template_shows_every_kind_and_is_empty_for_the_reader():
    page = openpyxl.load_workbook(io.BytesIO(write_template()))["設問"]
    rows = list(page.iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(KINDS)
    assert {row[0] for row in rows} == {"見本"}
    reading = WORKBOOK.read(write_template(), "a.xlsx")
    assert (reading.items, reading.problems) == ((), ())


def test_the_samples_are_sound_items_once_their_mark_is_gone():
    workbook = openpyxl.load_workbook(io.BytesIO(write_template()))
    for row in workbook["設問"].iter_rows(min_row=2):
        row[0].value = None
    buffer = io.BytesIO()
    workbook.save(buffer)
    reading = WORKBOOK.read(buffer.getvalue(), "a.xlsx")
    assert {item.kind for item in reading.items} == set(KINDS)
    assert reading.problems == ()
    assert check_items(reading.items) == []


def test_recognising():
    assert WORKBOOK.recognises(write_template())
    assert not WORKBOOK.recognises(b"PK\x03\x04")
    assert not WORKBOOK.recognises(b"plain")
