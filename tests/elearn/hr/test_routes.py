import csv
import datetime as dt
import io
import re
from html import unescape

import openpyxl
import pytest
from flask.testing import FlaskClient

from elearn.hr.forms import PURPOSES
from elearn.hr.rules import COLUMNS
from elearn.people.services.access import access_log_page
from elearn.people.services.cells import restore_cell
from tests.elearn.hr.samples import add_course, add_registration
from tests.elearn.people.routes.conftest import (
    ADMIN,
    AUDITOR,
    CLERK,
    DIRECTOR,
    DX,
    HEAD,
    OTHER,
    Town,
    town,
    words,
)
from tests.elearn.people.samples import NAMES, a_csv, a_row, take_in, the_fourteen, uuid_of

__all__ = ["town"]  # the fixture of the people room's pages serves here too

PURPOSE = {"purpose": PURPOSES[0]}
NOT_SHOWN = {"年度", "講座ID"}


@pytest.fixture
def learned(town: Town) -> Town:
    """The town with some learning in it."""
    with town.sessions() as session:
        add_course(session)
        add_registration(session, uuid_of(session, CLERK), completed=dt.date(2026, 5, 7), scaled="0.8667", attempts=2)
        add_registration(session, uuid_of(session, OTHER), due=dt.date(2026, 6, 30))
        add_registration(session, uuid_of(session, DX), due=dt.date(2027, 3, 31))
        session.commit()
    return town


def log(town: Town) -> list[tuple[str, str, str]]:
    with town.sessions() as session:
        return [(row.action, row.purpose, row.detail) for row in access_log_page(session).rows]


def read_csv(data: bytes) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    return [[restore_cell(cell) for cell in row] for row in rows]


def screen(browser: FlaskClient, **query: str) -> list[dict[str, str]]:
    """The rows of the table as dictionaries by the words of the columns; days as the machine reads them."""
    page = browser.get("/hr/completions", query_string=query).get_data(as_text=True)
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    hidden = re.compile(r'<span class="visually-hidden">.*?</span>')
    names = [_bare(hidden.sub("", one)) for one in re.findall(r"<th[^>]*>(.*?)</th>", head, re.DOTALL)]
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = []
    for row in body.split("<tr>")[1:]:
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        days = [re.search(r'datetime="([^"]+)"', cell) for cell in cells]
        shown = [day[1] if day else _bare(cell) for day, cell in zip(days, cells, strict=True)]
        rows.append(dict(zip(names, shown, strict=True)))
    return rows


def _bare(cell: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", cell)).strip()


def as_shown(lines: list[list[str]]) -> list[dict[str, str]]:
    """The rows of a file as the screen has them: without the year, which is the table's title, and without ids."""
    return [{n: v for n, v in zip(COLUMNS, line, strict=True) if n not in NOT_SHOWN} for line in lines]


@pytest.mark.parametrize(
    ("number", "status"), [(HEAD, 200), (DX, 200), (AUDITOR, 200), (CLERK, 403), (DIRECTOR, 403), (ADMIN, 403)]
)
def test_the_record_is_for_hr_the_dx_office_and_auditors(learned: Town, number: str, status: int) -> None:
    browser = learned.browser(number)
    for path in ("/hr/completions", "/hr/completions.csv", "/hr/completions.xlsx", "/hr/completions/shift-jis"):
        assert browser.get(path, query_string=PURPOSE).status_code == status


def test_nobody_gets_anything_without_signing_in(learned: Town) -> None:
    for path in ("/hr/completions", "/hr/completions.csv", "/section", "/hr/roster.csv"):
        assert learned.client().get(path).location.startswith("/sign-in?next=")


def test_the_screen_counts_and_lists(learned: Town) -> None:
    text = words(learned.browser(HEAD).get("/hr/completions"))
    assert "3人・3件（令和8年11月20日現在） 未着手 1件 受講中 0件 修了 1件 期限超過 1件" in text
    assert "令和8年度(2026)の修了記録" in text
    assert "係員三子 0000003" in text
    assert "令和8年5月7日" in text
    assert "86.6" in text


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"state": "completed"},
        {"unit": "0010"},
        {"unit": "0100", "course": "dx-basics"},
        {"band": "chief"},
        {"sort": "-number"},
        {"sort": "due", "unit": "0010"},
        {"sort": "nonsense"},
    ],
)
def test_screen_csv_and_workbook_are_the_same_row_for_row(learned: Town, query: dict[str, str]) -> None:
    browser = learned.browser(HEAD)
    shown = screen(browser, **query)
    lines = read_csv(browser.get("/hr/completions.csv", query_string=query | PURPOSE).data)
    book = browser.get("/hr/completions.xlsx", query_string=query | PURPOSE).data
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    cells = [[_show(cell.value) for cell in row] for row in sheet.iter_rows()]
    assert lines[0] == cells[0] == list(COLUMNS)
    assert as_shown(lines[1:]) == as_shown(cells[1:]) == shown


def _show(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def test_a_file_says_what_it_is(learned: Town) -> None:
    browser = learned.browser(HEAD)
    answer = browser.get("/hr/completions.csv", query_string=PURPOSE)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="completions-2026-2026-11-20.csv"'
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert browser.get("/hr/completions.xlsx", query_string=PURPOSE).content_type.endswith("spreadsheetml.sheet")


def test_a_file_twice_is_the_same_bytes(learned: Town) -> None:
    browser = learned.browser(HEAD)
    for path in ("/hr/completions.csv", "/hr/completions.xlsx"):
        assert browser.get(path, query_string=PURPOSE).data == browser.get(path, query_string=PURPOSE).data


@pytest.mark.parametrize("path", ["/hr/completions.csv", "/hr/completions.xlsx", "/hr/completions/shift-jis"])
@pytest.mark.parametrize("purpose", ["", "なんとなく"])
def test_no_file_without_a_purpose(learned: Town, path: str, purpose: str) -> None:
    browser = learned.browser(HEAD)
    answer = browser.get(path, query_string={"purpose": purpose, "state": "completed"})
    assert answer.location == "/hr/completions?year=2026&state=completed"
    assert "出力の目的を選んでください。" in words(browser.get(answer.location))
    assert {action for action, _, _ in log(learned)} == {"view-completions"}


def test_every_view_and_every_file_is_logged_with_its_purpose(learned: Town) -> None:
    browser = learned.browser(HEAD)
    browser.get("/hr/completions?unit=0100")
    browser.get("/hr/completions.csv", query_string=PURPOSE | {"unit": "0100"})
    browser.get("/hr/completions.xlsx", query_string=PURPOSE)
    browser.get("/hr/completions.csv", query_string=PURPOSE | {"encoding": "cp932"})
    assert log(learned)[::-1] == [
        ("view-completions", "修了記録の確認", "year=2026&unit=0100 rows=1"),
        ("export-csv", PURPOSES[0], "year=2026&unit=0100 rows=1"),
        ("export-xlsx", PURPOSES[0], "year=2026 rows=3"),
        ("export-cp932", PURPOSES[0], "year=2026 rows=3"),
    ]


def test_a_long_record_comes_in_pages_and_the_file_is_whole(learned: Town) -> None:
    with learned.sessions() as session:
        take_in(session, a_csv(*(a_row(f"1{number:06}") for number in range(150))), on=dt.date(2026, 4, 1))
        for number in range(150):
            add_registration(session, uuid_of(session, f"1{number:06}"))
        session.commit()
    browser = learned.browser(HEAD)
    first, second = screen(browser), screen(browser, page="2")
    assert (len(first), len(second)) == (100, 53)
    whole = read_csv(browser.get("/hr/completions.csv", query_string=PURPOSE).data)[1:]
    assert as_shown(whole) == first + second
    assert screen(browser, page="99") == second


def test_the_shift_jis_file_is_told_about_before_it_is_made(learned: Town) -> None:
    with learned.sessions() as session:
        take_in(session, a_csv(*(row | {"職員番号": f"8{index:06}"} for index, row in enumerate(the_fourteen()))))
        for index in range(14):
            add_registration(session, uuid_of(session, f"8{index:06}"))
        session.commit()
    browser = learned.browser(HEAD)
    text = words(browser.get("/hr/completions/shift-jis", query_string=PURPOSE))
    assert "6か所あります" in text
    assert "𠮷男 U+20BB7 置き換え" in text
    assert "U+E000 外字のまま出力" in text
    answer = browser.get("/hr/completions.csv", query_string=PURPOSE | {"encoding": "cp932"})
    assert answer.content_type == "text/csv; charset=shift_jis"
    assert "〓男" in answer.data.decode("cp932")
    assert {name for name, _ in NAMES.values()} <= {
        row[2] for row in read_csv(browser.get("/hr/completions.csv", query_string=PURPOSE).data)
    }


def test_a_record_without_odd_characters_needs_no_warning(learned: Town) -> None:
    text = words(learned.browser(HEAD).get("/hr/completions/shift-jis", query_string=PURPOSE))
    assert "3件のすべてを、Shift_JISで書き出せます" in text


@pytest.mark.parametrize(("number", "status"), [(HEAD, 200), (DX, 403), (AUDITOR, 403), (CLERK, 403)])
def test_the_roster_file_is_hrs(learned: Town, number: str, status: int) -> None:
    assert learned.browser(number).get("/hr/roster.csv", query_string=PURPOSE).status_code == status


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_roster_goes_out_and_comes_in_again_unchanged(learned: Town, kind: str) -> None:
    with learned.sessions() as session:
        take_in(session, a_csv(*(row | {"職員番号": f"8{index:06}"} for index, row in enumerate(the_fourteen()))))
        session.commit()
    data = learned.browser(HEAD).get(f"/hr/roster.{kind}", query_string=PURPOSE).data
    with learned.sessions() as session:
        assert take_in(session, data, on=dt.date(2026, 11, 20)) == 0
    assert log(learned)[0] == ("export-roster", PURPOSES[0], "rows=21")
    assert learned.browser(HEAD).get(f"/hr/roster.{kind}").location == "/hr/completions"


def test_a_section_head_sees_completion_and_due_dates_of_the_own_people(learned: Town) -> None:
    text = words(learned.browser(DIRECTOR).get("/section"))
    assert "総務部（下の所属を含みます）" in text
    assert "係員三子 人事課 係員 DX基礎 修了 なし 令和8年5月7日" in text
    assert "係員四郎 総務課 係員 DX基礎 期限超過 令和8年6月30日" in text
    assert "係員六子" not in text
    assert "86.6" not in text
    assert "得点率" not in text
    assert log(learned)[0] == ("view-section", "所属職員の受講の支援", "units=0010 rows=2")


def test_a_section_head_of_one_section_sees_that_section(learned: Town) -> None:
    text = words(learned.browser(HEAD).get("/section"))
    assert "係員三子" in text
    assert "係員四郎" not in text


@pytest.mark.parametrize("number", [CLERK, AUDITOR, ADMIN])
def test_the_section_page_is_for_section_heads(learned: Town, number: str) -> None:
    assert learned.browser(number).get("/section").status_code == 403


def test_nothing_asked_for_by_hand_breaks_the_page(learned: Town) -> None:
    browser = learned.browser(HEAD)
    for query in ("year=1", "year=x", "unit=%00", "page=-3", "page=x", "state=%F0%9F", "band='"):
        assert browser.get(f"/hr/completions?{query}").status_code == 200


def test_an_empty_record_says_what_to_do(learned: Town) -> None:
    text = words(learned.browser(HEAD).get("/hr/completions?year=2021"))
    assert "条件に合う受講の記録はありません。" in text


@pytest.mark.parametrize("path", ["/hr/completions", f"/hr/completions/shift-jis?purpose={PURPOSES[0]}", "/section"])
def test_a_page_has_one_heading_a_title_and_named_tables(learned: Town, path: str) -> None:
    page = learned.browser(HEAD).get(path).get_data(as_text=True)
    assert page.count("<h1>") == 1
    assert '<html lang="ja">' in page
    heading = re.search(r"<h1>(.*?)</h1>", page)
    title = re.search(r"<title>(.*?)｜", page)
    assert heading is not None
    assert title is not None
    assert title[1] == heading[1]
    assert page.count("<table") == page.count("<caption>")
    assert "<script" not in page
    assert "style=" not in page


def test_every_field_of_the_filters_has_its_label(learned: Town) -> None:
    page = learned.browser(HEAD).get("/hr/completions").get_data(as_text=True)
    fields = re.findall(r'<(?:select|input)[^>]* id="([^"]+)"', page)
    assert {"year", "unit", "course", "state", "band", "purpose", "roster-purpose"} <= set(fields)
    assert all(f'for="{field}"' in page for field in fields)


def test_the_files_are_made_with_the_filters_of_the_screen(learned: Town) -> None:
    page = learned.browser(HEAD).get("/hr/completions?unit=0100&state=completed").get_data(as_text=True)
    form = page.partition('action="/hr/completions.xlsx"')[2].partition("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    assert hidden == {"year": "2026", "unit": "0100", "state": "completed"}
    assert 'formaction="/hr/completions.csv"' in form
    assert 'formaction="/hr/completions/shift-jis"' in form


def test_the_roster_is_offered_to_hr_only(learned: Town) -> None:
    assert "職員名簿を出力する" in words(learned.browser(HEAD).get("/hr/completions"))
    assert "職員名簿を出力する" not in words(learned.browser(DX).get("/hr/completions"))


def test_the_units_are_listed_as_a_tree(learned: Town) -> None:
    page = learned.browser(HEAD).get("/hr/completions").get_data(as_text=True)
    units = re.findall(
        r'<option value="(\d{4})">(.*?)</option>', page.partition('id="unit"')[2].partition("</select>")[0]
    )
    assert units == [
        ("0010", "総務部"),
        ("0100", "\u3000人事課"),
        ("0200", "\u3000総務課"),
        ("0020", "市民部"),
        ("0300", "\u3000市民課"),
    ]


def test_a_name_with_marks_is_text_on_every_page(learned: Town) -> None:
    with learned.sessions() as session:
        take_in(
            session, a_csv(a_row("5555555", "<img src=x>", 所属コード="0200", 所属名="総務課", 上位所属コード="0010"))
        )
        add_registration(session, uuid_of(session, "5555555"))
        session.commit()
    for number, path in ((HEAD, "/hr/completions"), (DIRECTOR, "/section")):
        page = learned.browser(number).get(path).get_data(as_text=True)
        assert "&lt;img src=x&gt;" in page
        assert "<img src=x>" not in page


def test_a_section_head_who_moves_loses_the_old_section_that_day(learned: Town) -> None:
    with learned.sessions() as session:
        moved = a_row(
            "0000001", "部長一郎", 所属コード="0020", 所属名="市民部", 職="部長", 役割="所属長", ふりがな="たなかはなこ"
        )
        take_in(session, a_csv(moved), on=dt.date(2026, 11, 21))
        session.commit()
    browser = learned.browser(DIRECTOR)
    assert "係員三子" in words(browser.get("/section"))
    learned.clock.pass_time(days=1, hours=-5)  # type: ignore[attr-defined]  # the suite's clock
    after = words(learned.browser(DIRECTOR).get("/section"))
    assert "係員三子" not in after
    assert "係員六子" in after


def test_the_story_of_the_yearly_report(learned: Town) -> None:
    """The clerk finishes late, moves in April, and the report of the old year is asked for in June."""
    with learned.sessions() as session:
        add_registration(session, uuid_of(session, HEAD), opened=dt.date(2027, 3, 1), completed=dt.date(2027, 4, 10))
        moved = a_row(CLERK, "係員三子", 所属コード="0300", 所属名="市民課", 上位所属コード="0020")
        take_in(session, a_csv(moved), on=dt.date(2027, 4, 1))
        session.commit()
    learned.clock.moment = dt.datetime(2027, 6, 1, 3, tzinfo=dt.UTC)  # type: ignore[attr-defined]  # the suite's clock
    browser = learned.browser(HEAD)
    old = {row["氏名"]: row for row in screen(browser, year="2026")}
    new = {row["氏名"]: row for row in screen(browser)}
    assert "（令和9年3月31日現在）" in words(browser.get("/hr/completions?year=2026"))
    assert (old["係員三子"]["所属名"], old["係員三子"]["状態"]) == ("人事課", "修了")
    assert (old["課長二郎"]["状態"], old["課長二郎"]["修了日"]) == ("受講中", "")
    assert "係員三子" not in new
    assert (new["課長二郎"]["状態"], new["課長二郎"]["修了日"]) == ("修了", "2027-04-10")
    assert old["係員四郎"]["状態"] == new["係員四郎"]["状態"] == "期限超過"
    name = browser.get("/hr/completions.csv", query_string=PURPOSE | {"year": "2026"}).headers["Content-Disposition"]
    assert 'filename="completions-2026-2027-03-31.csv"' in name


def test_the_pages_speak_english_and_the_files_stay_as_they_are(learned: Town) -> None:
    browser = learned.browser(HEAD)
    japanese = browser.get("/hr/completions.csv", query_string=PURPOSE).data
    browser.post("/language", data={"language": "en"})
    page = browser.get("/hr/completions").get_data(as_text=True)
    assert '<html lang="en">' in page
    for text in ("Completion records of FY2026", "3 people, 3 records", "Overdue: 1", "7 May 2026"):
        assert text in page
    assert '<th scope="row" lang="ja">係員三子</th>' in page
    assert browser.get("/hr/completions.csv", query_string=PURPOSE).data == japanese
    assert {purpose for _, purpose, _ in log(learned)} == {"修了記録の確認", PURPOSES[0]}


def test_the_section_page_is_sorted_by_its_heads(learned: Town) -> None:
    browser = learned.browser(DIRECTOR)
    up, down = (words(browser.get(f"/section?sort={sort}")) for sort in ("number", "-number"))
    assert up.index("係員三子") < up.index("係員四郎")
    assert down.index("係員四郎") < down.index("係員三子")
    page = browser.get("/section?sort=due").get_data(as_text=True)
    assert 'aria-sort="ascending"' in page
    assert 'href="?sort=-due"' in page


def test_conditions_are_taken_off_in_one_step(learned: Town) -> None:
    browser = learned.browser(HEAD)
    assert "条件をすべて外す" not in words(browser.get("/hr/completions"))
    page = browser.get("/hr/completions?state=in-progress&sort=name").get_data(as_text=True)
    assert page.count('href="/hr/completions?year=2026"') == 2
    assert '<input type="hidden" name="sort" value="name">' in page
