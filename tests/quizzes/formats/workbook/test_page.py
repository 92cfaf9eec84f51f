"""The file that authors open: another library reads it and finds headings, lists, hints and cells."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats.workbook.columns import make_columns
from quizzes.formats.workbook.page import make_workbook
from quizzes.formats.workbook.sheet import read_sheet
from quizzes.report import Report

COLUMNS = make_columns(2)


def opened(rows=(), samples=0):
    return openpyxl.load_workbook(io.BytesIO(make_workbook(COLUMNS, rows, samples)))


def test_one_sheet_with_headings_that_stay_in_sight():
    workbook = opened()
    page = workbook["設問"]
    assert workbook.sheetnames == ["設問"]
    assert [cell.value for cell in page[1]] == [column.name for column in COLUMNS]
    assert page.freeze_panes == "C2"
    assert all(cell.font.b for cell in page[1])
    assert page.column_dimensions["G"].width == 48


def test_lists_to_choose_from_and_hints():
    validations = {str(one.sqref): one for one in opened()["設問"].data_validations.dataValidation}
    assert len(validations) == len(COLUMNS)
    kinds = validations["C2:C2000"]
    assert (kinds.type, kinds.formula1) == (
        "list",
        '"択一,複数選択,正誤,組み合わせ,並べ替え,数値,短文,穴埋め,記述,尺度"',
    )
    assert kinds.prompt == "一覧から選びます。"
    assert validations["B2:B2000"].type is None
    assert validations["B2:B2000"].promptTitle == "設問ID"


def test_cells_are_texts_and_numbers_and_never_formulas():
    page = opened([["", "=1+1", Decimal("2.50"), " 空 ", "一\n二"]])["設問"]
    assert [cell.value for cell in page[2][:5]] == [None, "=1+1", 2.5, " 空 ", "一\n二"]
    assert page["B2"].data_type != "f"


def test_samples_are_grey_and_come_last():
    page = opened([["", "a"], ["見本", "b"]], samples=1)["設問"]
    assert page["B2"].font.color is None
    assert page["B3"].font.color.rgb == "FF6B6B6B"


def test_the_same_rows_give_the_same_bytes():
    assert make_workbook(COLUMNS, [["a"]]) == make_workbook(COLUMNS, [["a"]])


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff") | st.just("\n")
).filter(str.strip) | st.sampled_from(["_x0041_", "_x005F_", "__x0041__", "_x_"])


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_every_text_comes_back_sign_by_sign(texts):
    report = Report("")
    sheet = read_sheet(make_workbook(COLUMNS, [texts]), report)
    assert report.problems == []
    assert [cell.text for cell in sheet.rows[2].values()] == texts


@pytest.mark.parametrize("number", ["1", "-2.5", "0.1", "123456789012345", "0.000001"])
def test_numbers_come_back(number):
    sheet = read_sheet(make_workbook(COLUMNS, [[Decimal(number)]]), Report(""))
    assert Decimal(sheet.rows[2][1].text) == Decimal(number)
    assert sheet.rows[2][1].kind == "number"
