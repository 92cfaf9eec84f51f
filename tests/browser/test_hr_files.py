"""HR's way: filter the completion page, take the files, and find in them exactly what stood on the screen."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from elearn.demo.names import SPECIAL
from tests.browser.conftest import OpenWindow
from tests.browser.world import CROWD

ROWS = """() => [...document.querySelectorAll('main > .table-scroll tbody tr')].map(
  (row) => [...row.cells].map((cell) => cell.querySelector('time')?.dateTime ?? cell.textContent.trim()))"""
"""The cells of the list; of a day, which the page writes in words, its date."""


HEADS = """() => [...document.querySelectorAll('table.records thead th')].map(
  (cell) => (cell.querySelector('a') ?? cell).firstChild.textContent.trim())"""
"""The names of the columns, without what is said of sorting by them."""


def rows_on_screen(page: Page) -> list[list[str]]:
    """The rows of every page of the list, by pressing 「次へ」 until there is none."""
    rows: list[list[str]] = []
    while True:
        rows += page.evaluate(ROWS)
        onward = page.locator(".pager a[rel=next]")
        if not onward.count():
            return rows
        onward.click()


def take_file(page: Page, button: str, folder: Path) -> bytes:
    """Say what for, press the button of the first form, and wait for the file."""
    page.locator("#purpose").select_option("研修の進捗の管理")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert re.fullmatch(r"completions-\d{4}-\d{4}-\d\d-\d\d\.(csv|xlsx)", path.name)
    return path.read_bytes()


def show(cell: object) -> str:
    """A cell of the workbook as the screen writes it."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return f"{cell:.1f}" if isinstance(cell, float) else str(cell)


def columns(rows: Iterable[list[str]], names: list[str]) -> list[list[str]]:
    """The rows of a file with the columns of the screen, in its order; a file also says year and course id."""
    first, *others = rows
    assert set(first) - set(names) == {"年度", "講座ID"}
    return [[row[first.index(name)] for name in names] for row in others]


def test_files_hold_what_the_screen_shows(open_window: OpenWindow, tmp_path: Path) -> None:
    page = open_window("hr").page
    page.goto("/")
    page.get_by_role("link", name="修了記録").first.click()
    everything = int(re.findall(r"・(\d+)件", page.get_by_role("status").inner_text())[0])
    page.locator("#course").select_option(label="情報セキュリティ 基礎")
    page.get_by_role("button", name="絞り込む").click()
    filtered = int(re.findall(r"・(\d+)件", page.get_by_role("status").inner_text())[0])
    assert CROWD < filtered < everything

    shown = rows_on_screen(page)
    head = page.evaluate(HEADS)
    assert len(shown) == filtered
    assert {row[head.index("講座名")] for row in shown} == {"情報セキュリティ 基礎"}
    assert {"修了", "受講中", "未着手"} <= {row[head.index("状態")] for row in shown}
    assert {name for name, _ in SPECIAL} <= {row[head.index("氏名")] for row in shown}
    assert all(re.fullmatch(r"0\d{6}", row[head.index("職員番号")]) for row in shown)

    data = take_file(page, "CSV（UTF-8）で出力", tmp_path)
    assert data.startswith(b"\xef\xbb\xbf")
    assert columns(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")), head) == shown

    sheet = load_workbook(io.BytesIO(take_file(page, "Excel（.xlsx）で出力", tmp_path))).active
    assert columns(([show(cell) for cell in row] for row in sheet.iter_rows(values_only=True)), head) == shown


def test_what_shift_jis_cannot_hold_is_told_before_the_file(open_window: OpenWindow, tmp_path: Path) -> None:
    page = open_window("hr").page
    page.goto("/hr/completions")
    page.locator("#purpose").select_option("監査への対応")
    page.get_by_role("button", name="CSV（Shift_JIS）を確認").click()
    told = page.evaluate(ROWS)
    expect(page.locator(".notice-warning")).to_contain_text(f"{len(told)}か所")
    names = {row[2] for row in told}
    assert {"𠮷男　太郎", "槗本　学"} <= names
    assert "マリア・ガルシア" not in names
    with page.expect_download() as waiting:
        page.get_by_role("button", name="置き換えて出力する").click()
    waiting.value.save_as(tmp_path / "older.csv")
    lines = (tmp_path / "older.csv").read_bytes().decode("cp932").split("\r\n")
    assert any("〓男　太郎" in line for line in lines)
    assert any("髙﨑　誠" in line for line in lines)


def test_no_file_without_a_purpose(open_window: OpenWindow) -> None:
    page = open_window("hr").page
    page.goto("/hr/completions")
    page.get_by_role("button", name="Excel（.xlsx）で出力").first.click()
    assert page.evaluate("() => document.activeElement.id") == "purpose", "the browser leads to what is missing"
    page.goto("/hr/completions.csv")
    expect(page.get_by_role("alert")).to_contain_text("出力の目的を選んでください")
    page.goto("/hr/completions")
    assert page.get_by_role("alert").count() == 0
