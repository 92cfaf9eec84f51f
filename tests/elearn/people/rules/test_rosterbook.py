import datetime as dt
import io
import time
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.people.rules import rosterbook
from elearn.people.rules.rosterbook import read_book
from elearn.people.rules.rosterrow import Row
from tests.elearn.people.samples import NAMES


def a_book(*rows: list[object], extra_sheet: bool = False) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
        for cell in book.active[book.active.max_row]:
            if isinstance(cell.value, str) and cell.value == "=cmd|x":
                cell.data_type = "s"
    if extra_sheet:
        book.create_sheet("別紙").append(["ここは読まない"])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_text_is_read_as_it_stands_zeros_and_all() -> None:
    rows, problems = read_book(a_book(["職員番号", "氏名"], ["0012345", "田中　花子"], extra_sheet=True))
    assert problems == ()
    assert rows == (Row(1, ("職員番号", "氏名")), Row(2, ("0012345", "田中　花子")))


def test_the_fourteen_names_come_through() -> None:
    rows, problems = read_book(a_book(["氏名"], *([name] for name, _ in NAMES.values())))
    assert problems == ()
    assert [row.cells[0] for row in rows[1:]] == [name for name, _ in NAMES.values()]


def test_a_day_becomes_text() -> None:
    rows, problems = read_book(
        a_book(["採用日"], [dt.date(2026, 4, 1)], [dt.datetime.fromisoformat("2026-04-02T00:00")])
    )
    assert problems == ()
    assert [row.cells for row in rows[1:]] == [("2026-04-01",), ("2026-04-02",)]


def test_a_number_is_a_problem_because_its_zeros_may_be_gone() -> None:
    _, (problem,) = read_book(a_book(["職員番号", "氏名"], [12345, "田中花子"]))
    assert (problem.path, problem.line, problem.code, problem.params) == ("A", 2, "cell-number", {"value": "12345"})


def test_a_formula_is_a_problem() -> None:
    _, (problem,) = read_book(a_book(["氏名"], ["=1+1"]))
    assert (problem.path, problem.line, problem.code) == ("A", 2, "cell-formula")


def test_rows_without_content_are_left_out_and_short_rows_filled_up() -> None:
    rows, _ = read_book(a_book(["a", "b", "c"], [None, None, None], ["1"]))
    assert rows == (Row(1, ("a", "b", "c")), Row(3, ("1", "", "")))


def test_a_wrong_statement_of_the_size_does_not_hide_rows() -> None:
    source = zipfile.ZipFile(io.BytesIO(a_book(["a"], ["1"], ["2"])))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'ref="A1:A3"', b'ref="A1"'))
    assert len(read_book(packed.getvalue())[0]) == 3


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rosterbook, "MAX_ROWS", 2)
    assert [problem.code for problem in read_book(a_book(["h"], ["1"], ["2"]))[1]] == []
    assert [(each.line, each.code) for each in read_book(a_book(["h"], ["1"], ["2"], ["3"]))[1]] == [
        (4, "too-many-rows")
    ]


def test_an_archive_that_unpacks_too_far_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rosterbook, "MAX_UNPACKED", 100)
    assert [problem.code for problem in read_book(a_book(["h"]))[1]] == ["workbook-too-large"]


def repack(data: bytes, **parts: str) -> bytes:
    """The workbook with parts put in place of its own."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            short = name.rpartition("/")[2].removesuffix(".xml")
            target.writestr(name, parts[short].encode() if short in parts else source.read(name))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("part", "before", "mark", "after"),
    [
        ("sheet1", "<sheetData><row>", "<c/>", "</row></sheetData>"),
        ("sheet1", "<sheetData><row><c><is>", "<x:r/>", "</is></c></row></sheetData>"),
        ("styles", "<cellXfs>", "<xf/>", "</cellXfs>"),
        ("workbook", "<sheets>", "<sheet/>", "</sheets>"),
        ("sheet1", "<sheetData>", "<row/><si/>", "</sheetData>"),
    ],
)
def test_a_small_file_full_of_marks_is_not_parsed(part: str, before: str, mark: str, after: str) -> None:
    bomb = repack(a_book(["h"]), **{part: f"<a>{before}{mark * 2_100_000}{after}</a>"})
    assert len(bomb) < 200_000
    begun = time.process_time()
    assert [problem.code for problem in read_book(bomb)[1]] == ["workbook-too-large"]
    assert time.process_time() - begun < 2


def test_a_roster_of_a_whole_city_is_no_bomb() -> None:
    row = "<row>" + '<c t="inlineStr"><is><t>あ</t></is></c>' * 9 + "</row>"
    sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    big = repack(a_book(["h"]), sheet1=f'<worksheet xmlns="{sheet}"><sheetData>{row * 2_000}</sheetData></worksheet>')
    rows, problems = read_book(big)
    assert (len(rows), problems) == (2_000, ())


def test_an_archive_that_is_no_workbook() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert [problem.code for problem in read_book(packed.getvalue())[1]] == ["workbook-broken"]


WHOLE = a_book(["職員番号", "氏名"], ["0012345", "田中花子"])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_damaged_workbook_never_makes_it_fall(place: int, value: int) -> None:
    damaged = WHOLE[:place] + bytes([value]) + WHOLE[place + 1 :]
    rows, problems = read_book(damaged)
    assert rows or problems


@pytest.mark.parametrize("length", [4, 30, 200, 1000])
def test_a_workbook_that_was_cut_off(length: int) -> None:
    assert [problem.code for problem in read_book(WHOLE[:length])[1]] == ["workbook-broken"]
