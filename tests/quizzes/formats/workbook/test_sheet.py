"""The cells of a sheet, from files that another library wrote and from hostile ones."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from quizzes.formats.archive import read_archive, write_archive
from quizzes.formats.workbook import sheet as module
from quizzes.formats.workbook.sheet import Cell, column_letters, column_number, read_sheet
from quizzes.report import Report


def book(*rows, change=None, title="設問"):
    """A workbook made by openpyxl."""
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.title = title
    for row in rows:
        page.append(row)
    if change:
        change(workbook, page)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def read(data):
    report = Report("a.xlsx")
    return read_sheet(data, report), [fault.code for fault in report.problems]


def cells(data):
    sheet, problems = read(data)
    assert problems == []
    return sheet.rows


def with_part(data, name, part):
    """The same archive with one part replaced; None takes it away."""
    archive = read_archive(data, Report(""))
    parts = {one: archive.read(one) for one in archive.names} | {name: part}
    return write_archive((one, content) for one, content in parts.items() if content is not None)


def with_strings(strings, count):
    """A workbook whose first row shows the first ``count`` shared strings, as Excel itself writes them."""
    row = "".join(f"<c t='s'><v>{number}</v></c>" for number in range(count))
    page = f"<worksheet><sheetData><row>{row}</row></sheetData></worksheet>".encode()
    return with_part(with_part(book(), "xl/worksheets/sheet1.xml", page), "xl/sharedStrings.xml", strings.encode())


def test_texts_and_numbers_of_another_library():
    rows = cells(book(["髙﨑𠮷", " 空白 ", "一\n二", "<&>\"'"], [1, 2.5, 0.1, -3], [None, None, "x", True]))
    assert [cell.text for cell in rows[1].values()] == ["髙﨑𠮷", " 空白 ", "一\n二", "<&>\"'"]
    assert [(cell.text, cell.kind) for cell in rows[2].values()] == [
        ("1", "number"),
        ("2.5", "number"),
        ("0.1", "number"),
        ("-3", "number"),
    ]
    assert rows[3] == {3: Cell("x"), 4: Cell("TRUE")}


@pytest.mark.parametrize(
    ("value", "style", "kind"),
    [
        (0.32, "0%", "percent"),
        (0.32, "0.00%", "percent"),
        (45000, "yyyy/m/d", "date"),
        (45000, "m月d日", "date"),
        (45000, '[$-411]ggge"年"', "date"),
        (0.5, "h:mm", "date"),
        (5, "General", "number"),
        (5, '0"月"', "number"),
        (5, "#,##0", "number"),
        (datetime.date(2026, 1, 2), None, "date"),
    ],
)
def test_what_excel_made_of_a_number_is_known(value, style, kind):
    def change(_, page):
        page["A1"] = value
        if style:
            page["A1"].number_format = style

    assert cells(book(change=change))[1][1].kind == kind


def test_errors_and_formulas():
    rows = cells(book(["#N/A", "=1+1"]))
    assert rows[1] == {1: Cell("#N/A", "error")}


def test_readings_beside_a_japanese_text_are_no_part_of_it():
    strings = (
        "<sst><si><t>枚方</t><rPh sb='0' eb='2'><t>ヒラカタ</t></rPh></si>"
        "<si><r><t>赤</t></r><r><rPr/><t xml:space='preserve'> 青</t></r><rPh><t>アカ</t></rPh></si></sst>"
    )
    assert [cell.text for cell in cells(with_strings(strings, 2))[1].values()] == ["枚方", "赤 青"]
    assert list(cells(with_strings(strings, 3))[1]) == [1, 2]


def test_signs_that_excel_escapes_come_back():
    strings = "<sst><si><t>一_x000D_\n二_x005F_x000D_</t></si></sst>"
    assert cells(with_strings(strings, 1))[1][1].text == "一\n二_x000D_"


def test_the_sheet_with_our_name_is_read_and_else_the_first():
    def change(workbook, page):
        workbook.create_sheet("設問").append(["二枚目"])

    assert read(book(["一枚目"], title="表紙", change=change))[0].rows[1][1].text == "二枚目"
    sheet, _ = read(book(["一枚目"], title="Sheet1"))
    assert (sheet.name, sheet.rows[1][1].text) == ("Sheet1", "一枚目")


def test_cells_without_a_place_follow_the_one_before():
    page = "<worksheet><sheetData><row><c><v>1</v></c><c r='D1'><v>2</v></c><c><v>3</v></c></row><row><c/></row>"
    page += "<row><c t='inlineStr'><is><t>x</t></is></c></row></sheetData></worksheet>"
    rows = cells(with_part(book(["a"]), "xl/worksheets/sheet1.xml", page.encode()))
    assert {number: {place: cell.text for place, cell in row.items()} for number, row in rows.items()} == {
        1: {1: "1", 4: "2", 5: "3"},
        3: {1: "x"},
    }


@pytest.mark.parametrize("value", ["x", "nan", "inf", "1e999"])
def test_a_number_that_is_none_is_an_error(value):
    page = f"<worksheet><sheetData><row><c><v>{value}</v></c></row></sheetData></worksheet>"
    assert cells(with_part(book(["a"]), "xl/worksheets/sheet1.xml", page.encode()))[1][1].kind == "error"


def test_far_away_cells_cost_nothing(monkeypatch):
    page = "<worksheet><sheetData><row r='3'><c r='XFD3'><v>1</v></c></row><row r='1048576'><c><v>1</v></c></row>"
    data = with_part(book(["a"]), "xl/worksheets/sheet1.xml", f"{page}</sheetData></worksheet>".encode())
    sheet, problems = read(data)
    assert sheet.rows == {}
    assert problems == ["workbook-too-many-rows"]
    monkeypatch.setattr(module, "MOST_ROWS", 2_000_000)
    assert list(cells(data)) == [1_048_576]


@pytest.mark.parametrize(
    ("name", "part", "code"),
    [
        ("xl/workbook.xml", None, "workbook-not-one"),
        ("xl/workbook.xml", b"<workbook/>", "workbook-not-one"),
        ("xl/worksheets/sheet1.xml", None, "workbook-not-one"),
        ("xl/_rels/workbook.xml.rels", None, "workbook-not-one"),
        ("xl/_rels/workbook.xml.rels", b"<R><Relationship Id='rId1' Target='../../x'/></R>", "workbook-not-one"),
        ("xl/workbook.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "xml-doctype"),
        ("xl/sharedStrings.xml", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>", "xml-doctype"),
        ("xl/styles.xml", b"<", "xml-not-readable"),
    ],
)
def test_broken_and_hostile_parts_are_problems(name, part, code):
    assert code in read(with_part(book(["a"]), name, part))[1]


@pytest.mark.parametrize("data", [b"", b"PK", b"plain", "設問".encode()])
def test_what_is_no_workbook(data):
    assert read(data) == (None, ["archive-not-readable"])


@given(st.integers(1, 18_278))
def test_column_letters(number):
    assert column_letters(number) == get_column_letter(number)
    assert column_number(column_letters(number)) == number


SOUND = with_strings("<sst><si><t>設問ID</t></si><si><t>形式</t></si></sst>", 2)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]),
    st.lists(st.tuples(st.integers(0, 3000), st.sampled_from([b"<", b"0", b"\xff", b"x", b""])), max_size=4),
)
def test_bent_parts_are_a_sheet_or_a_problem(name, bends):
    part = bytearray(read_archive(SOUND, Report("")).read(name))
    for place, byte in bends:
        place %= len(part)
        part[place : place + 1] = byte
    sheet, problems = read(with_part(SOUND, name, bytes(part)))
    assert sheet is not None or problems
