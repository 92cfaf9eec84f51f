import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from elearn.people.services.access import access_log_page
from elearn.people.services.roster import list_imports
from elearn.people.tables import PersonRow, PostRow, RosterDraftRow
from tests.elearn.people.routes.conftest import ADMIN, AUDITOR, CLERK, HEAD, PASSWORD, Town, words
from tests.elearn.people.samples import a_csv, a_row, take_in, the_fourteen


def send(browser: FlaskClient, data: bytes, on: str = "2026-11-20", name: str = "名簿.csv") -> TestResponse:
    # Written by hand, because the test client leaves the temporary file of a large form open.
    parts = [
        b'--edge\r\nContent-Disposition: form-data; name="on"\r\n\r\n' + on.encode(),
        f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + data,
        b"--edge--\r\n",
    ]
    return browser.post("/roster", data=b"\r\n".join(parts), content_type="multipart/form-data; boundary=edge")


def confirm(browser: FlaskClient, page: TestResponse, act: str = "apply") -> TestResponse:
    html = page.get_data(as_text=True)
    address = re.search(r'action="(/roster/[^"]+)"', html)
    plan = re.search(r'name="plan" value="([^"]*)"', html)
    assert address is not None, words(page)
    assert plan is not None
    return browser.post(address[1], data={"plan": plan[1], "act": act})


def people(town: Town) -> int:
    with town.sessions() as session:
        return session.scalar(select(func.count()).select_from(PersonRow)) or 0


def drafts(town: Town) -> int:
    with town.sessions() as session:
        return session.scalar(select(func.count()).select_from(RosterDraftRow)) or 0


@pytest.mark.parametrize(("number", "status"), [(HEAD, 200), (ADMIN, 200), (CLERK, 403), (AUDITOR, 403)])
def test_the_roster_is_for_hr_and_administrators(town: Town, number: str, status: int) -> None:
    browser = town.browser(number)
    assert browser.get("/roster").status_code == status
    if status == 403:
        assert send(browser, a_csv(a_row())).status_code == 403


def test_the_story_of_an_import(town: Town) -> None:
    browser = town.browser(HEAD)
    page = send(browser, a_csv(a_row(), *the_fourteen()[7:]))
    text = words(page)
    assert "注意が1件あります" in text
    assert "外字（U+E000）" in text
    assert "職員の追加：8件" in text
    assert people(town) == 7
    answer = confirm(browser, page)
    assert answer.status_code == 303
    assert people(town) == 15
    shown = words(browser.get("/roster"))
    assert "職員名簿を取り込みました" in shown
    assert "課長二郎" in shown
    assert drafts(town) == 0
    with town.sessions() as session:
        assert access_log_page(session, action="import-roster").total == 1


def test_the_same_file_again_has_nothing_to_confirm(town: Town) -> None:
    browser = town.browser(HEAD)
    confirm(browser, send(browser, a_csv(a_row())))
    page = send(browser, a_csv(a_row()))
    assert "変わるところはありません" in words(page)
    assert "この内容で取り込む" not in words(page)


def test_every_problem_is_listed_and_nothing_is_kept(town: Town) -> None:
    browser = town.browser(HEAD)
    page = send(browser, a_csv(a_row("1", 職="市長"), a_row("1", 採用日="きのう")))
    text = words(page)
    assert "問題が3件あるため、取り込めません" in text
    assert "2 職 職「市長」がどの職階にあたるか" in text
    assert "3 採用日 「採用日」の「きのう」を日付として読めません" in text
    assert "3 職員番号 職員番号「1」が2行目にもあります" in text
    assert "この内容で取り込む" not in text
    assert (people(town), drafts(town)) == (7, 0)


def test_people_missing_from_the_file_are_shown_and_left_alone(town: Town) -> None:
    browser = town.browser(HEAD)
    page = send(browser, a_csv(a_row()))
    assert "名簿に載っていない在職中の職員（7人）" in words(page)
    confirm(browser, page)
    assert people(town) == 8


def test_what_changed_meanwhile_is_shown_again_before_it_is_applied(town: Town) -> None:
    browser = town.browser(HEAD)
    page = send(browser, a_csv(a_row(name="田中華子")))
    with town.sessions() as session:
        take_in(session, a_csv(a_row()), on=town.clock().date())
        session.commit()
    again = confirm(browser, page)
    assert again.status_code == 200
    assert "新しい変更内容を確認してください" in words(again)
    assert "職員の変更：1件" in words(again)
    assert confirm(browser, again).status_code == 303
    with town.sessions() as session:
        assert session.scalar(select(PersonRow.name).where(PersonRow.staff_number == "0012345")) == "田中華子"


def test_an_import_can_be_given_up(town: Town) -> None:
    browser = town.browser(HEAD)
    confirm(browser, send(browser, a_csv(a_row())), act="drop")
    assert (people(town), drafts(town)) == (7, 0)
    assert "取り込みを中止しました" in words(browser.get("/roster"))


def test_a_draft_is_its_owners_and_lasts_a_day(town: Town) -> None:
    owner = town.browser(HEAD)
    page = send(owner, a_csv(a_row()))
    assert confirm(town.browser(ADMIN), page).status_code == 303
    assert people(town) == 7
    town.clock.pass_time(days=1, minutes=1)  # type: ignore[attr-defined]  # the suite's clock
    confirm(town.browser(HEAD), page)
    assert people(town) == 7


def test_a_form_without_a_file_or_a_day(town: Town) -> None:
    browser = town.browser(HEAD)
    without_file = browser.post("/roster", data={"on": "2026-11-20"})
    assert without_file.status_code == 422
    assert "ファイルを選んでください。" in words(without_file)
    without_day = send(browser, a_csv(a_row()), on="")
    assert without_day.status_code == 422
    assert "基準日を、年月日で入力してください。" in words(without_day)


def test_an_oversize_file_is_refused_before_it_is_read(town: Town) -> None:
    assert send(town.browser(HEAD), b"x" * (12 * 1024 * 1024)).status_code == 413
    page = send(town.browser(HEAD), b"x" * (10 * 1024 * 1024 + 1))
    assert "ファイルが大きすぎます" in words(page)


def test_names_are_shown_as_text_never_as_marks(town: Town) -> None:
    page = send(town.browser(HEAD), a_csv(a_row(name="<script>alert(1)</script>")))
    assert "<script>alert" not in page.get_data(as_text=True)


def test_an_import_confirmed_in_many_windows_at_once_is_one_import(town: Town) -> None:
    browser = town.browser(HEAD)
    page = send(browser, a_csv(*(a_row(f"{number:07d}") for number in range(100, 180))))
    windows = [town.client() for _ in range(5)]
    for window in windows:
        window.post("/sign-in", data={"staff_number": HEAD, "password": PASSWORD})
    with ThreadPoolExecutor(5) as hands:
        answers = list(hands.map(lambda window: confirm(window, page), windows))
    assert [answer.status_code for answer in answers] == [303] * 5
    with town.sessions() as session:
        assert len(list_imports(session)) == 2  # the first one brought the town's own people
        assert session.scalar(select(func.count()).select_from(PostRow)) == 7 + 80
    told = [words(window.get("/roster")) for window in windows]
    assert sum("職員名簿を取り込みました" in text for text in told) == 1
    assert sum("取り込みの記録を確かめ" in text for text in told) == 4
