import datetime as dt
import io
import time
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from elearn.hr.rules import Cell
from elearn.hr.workbook import write_book
from elearn.people.rules.roster import read_roster
from tests.elearn.people.samples import HEADER, NAMES, the_fourteen

DAY = dt.date(2026, 4, 1)


def sheet(*rows: tuple[Cell, ...], header: tuple[str, ...] = ("職員番号", "氏名")) -> Worksheet:
    book = openpyxl.load_workbook(io.BytesIO(write_book("修了記録", header, rows, DAY)))
    found = book.active
    assert isinstance(found, Worksheet)
    return found


def test_text_that_looks_like_a_number_is_text() -> None:
    cell = sheet(("0012345", "x"))["A2"]
    assert (cell.value, cell.data_type) == ("0012345", "s")


def test_days_are_days_and_numbers_are_numbers() -> None:
    found = sheet((DAY, Decimal("86.6")), (None, 2))
    assert (found["A2"].is_date, found["A2"].value.date()) == (True, DAY)
    assert (found["B2"].data_type, found["B2"].value) == ("n", 86.6)
    assert (found["A3"].value, found["B3"].value) == (None, 2)


@pytest.mark.parametrize("text", ["=cmd|x", "=1+1", "#N/A", "#REF!", "+1", "-1", "@SUM", "＝1", "'=1", "\t=1"])
def test_no_text_becomes_a_formula_or_an_error(text: str) -> None:
    cell = sheet((text, "x"))["A2"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_the_head_is_bold_fixed_and_filters() -> None:
    found = sheet(("1", "a"), ("2", "b"))
    assert [cell.value for cell in found[1]] == ["職員番号", "氏名"]
    assert all(cell.font.b and cell.fill.fgColor.rgb == "FFE8EEF7" for cell in found[1])
    assert not found["A2"].font.b
    assert (found.freeze_panes, found.auto_filter.ref) == ("A2", "A1:B3")
    assert found.title == "修了記録"
    assert found.column_dimensions["A"].width >= 10


def test_the_same_table_gives_the_same_bytes_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("0012345", "髙﨑"), ("0012346", "=cmd|x")]
    first = write_book("修了記録", ("a", "b"), rows, DAY)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    assert write_book("修了記録", ("a", "b"), rows, DAY) == first
    assert write_book("修了記録", ("a", "b"), rows, DAY + dt.timedelta(days=1)) != first


def test_the_only_moment_inside_is_the_day_given() -> None:
    with zipfile.ZipFile(io.BytesIO(write_book("x", ("a",), [("1",)], DAY))) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("2026-04-01T00:00:00Z") == 2
    assert "openpyxl" not in core


def test_the_fourteen_names_go_out_and_come_in_again() -> None:
    rows = [tuple(row[column] for column in HEADER) for row in the_fourteen()]
    reading = read_roster(write_book("職員名簿", HEADER, rows, DAY))
    assert reading.roster is not None
    assert [entry.name for entry in reading.roster.entries] == [name for name, _ in NAMES.values()]
    assert reading.roster.entries[0].staff_number == "0000001"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6), min_size=1, max_size=4))
def test_any_text_comes_back(texts: list[str]) -> None:
    found = sheet(*((text,) for text in texts), header=("氏名",))
    assert [found.cell(row, 1).value or "" for row in range(2, len(texts) + 2)] == texts


def test_a_text_that_looks_like_an_escape_stays_itself_in_excel() -> None:
    with zipfile.ZipFile(io.BytesIO(write_book("x", ("a",), [("_x0041_",)], DAY))) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist())
    assert b"_x005F_x0041_" in inside


def test_a_long_title_is_cut_to_what_excel_takes() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_book("記" * 40, ("a",), [], DAY)))
    assert book.sheetnames == ["記" * 31]


def test_a_whole_city_is_written_within_three_seconds() -> None:
    rows = [("0012345", "田中花子", DAY, Decimal("86.6")) * 5 for _ in range(2_438)]
    header = tuple(str(number) for number in range(20))
    begun = time.process_time()
    data = write_book("修了記録", header, rows, DAY)
    assert time.process_time() - begun < 3
    assert len(data) > 50_000


def inside(*texts: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(write_book("x", ("a",), [(text,) for text in texts], DAY))) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet="=+-@＝＋－＠'#N/A1田", max_size=5), min_size=1, max_size=4))
def test_no_file_holds_a_formula_or_an_error_whatever_the_text(texts: list[str]) -> None:
    sheet_xml = inside(*texts)
    assert b"<f>" not in sheet_xml
    assert b"<f " not in sheet_xml
    assert b't="e"' not in sheet_xml


def test_marks_in_a_text_are_text() -> None:
    found = sheet(("<b>&amp;</b>", "a"))
    assert found["A2"].value == "<b>&amp;</b>"


def test_a_table_without_rows_has_its_head_and_its_filter() -> None:
    found = sheet()
    assert (found.max_row, found.auto_filter.ref) == (1, "A1:B1")


def test_the_archive_begins_as_excel_expects_and_is_packed() -> None:
    data = write_book("x", ("a",), [("田" * 50,)] * 200, DAY)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.infolist()[0].filename == "[Content_Types].xml"
        assert {part.compress_type for part in archive.infolist()} == {zipfile.ZIP_DEFLATED}
        assert archive.testzip() is None
    assert len(data) < 20_000


def test_a_name_in_two_lines_stays_in_one_cell() -> None:
    assert sheet(("two\nlines", "a"))["A2"].value == "two\nlines"


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_a_character_that_no_workbook_can_hold_does_not_cost_the_file(sign: str) -> None:
    assert sheet(("1", f"高{sign}崎"), ("2", f"={sign}"))["B2"].value == "高\ufffd崎"
