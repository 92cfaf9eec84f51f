import re
from html import escape

import pytest

from elearn.people.services.access import access_log_page, log_access
from elearn.people.services.roles import grant_role
from tests.elearn.people.routes.conftest import ADMIN, AUDITOR, CLERK, DIRECTOR, DX, HEAD, OTHER, PASSWORD, Town, words
from tests.elearn.people.samples import NAMES, a_csv, a_row, take_in, the_fourteen


def log(town: Town) -> list[tuple[str, str | None, str]]:
    with town.sessions() as session:
        return [(row.actor, row.subject, row.action) for row in access_log_page(session).rows]


@pytest.mark.parametrize(("number", "status"), [(HEAD, 200), (DX, 200), (ADMIN, 200), (CLERK, 403), (AUDITOR, 403)])
def test_the_list_is_for_those_who_look_after_staff(town: Town, number: str, status: int) -> None:
    assert town.browser(number).get("/staff").status_code == status


def test_the_list_finds_people(town: Town) -> None:
    browser = town.browser(HEAD)
    assert "7人" in words(browser.get("/staff"))
    found = words(browser.get("/staff?q=三子"))
    assert "1人が見つかりました" in found
    assert "係員三子" in found
    assert "係員四郎" not in found
    assert "該当する職員はいません" in words(browser.get("/staff?q=いない"))


@pytest.mark.parametrize(
    ("viewer", "subject", "status"),
    [
        (DIRECTOR, CLERK, 200),
        (DIRECTOR, OTHER, 200),
        (DIRECTOR, DX, 404),
        (HEAD, DX, 200),
        (AUDITOR, CLERK, 200),
        (CLERK, CLERK, 200),
        (CLERK, OTHER, 404),
        (ADMIN, DX, 200),
    ],
)
def test_a_persons_page_is_there_for_those_who_may_see_it(town: Town, viewer: str, subject: str, status: int) -> None:
    answer = town.browser(viewer).get(f"/staff/{town.uuid(subject)}")
    assert answer.status_code == status
    action = "view-person" if status == 200 else "refused"
    assert (town.uuid(viewer), town.uuid(subject), action) in log(town)


def test_a_person_who_does_not_exist_is_answered_like_one_who_may_not_be_seen(town: Town) -> None:
    browser = town.browser(CLERK)
    absent = browser.get("/staff/00000000-0000-4000-8000-000000000000")
    hidden = browser.get(f"/staff/{town.uuid(OTHER)}")
    assert absent.status_code == hidden.status_code == 404
    assert browser.get("/staff/1").status_code == 404


def test_only_an_administrator_is_offered_help_with_signing_in(town: Town) -> None:
    address = f"/staff/{town.uuid(CLERK)}"
    assert "仮パスワードを発行する" in words(town.browser(ADMIN).get(address))
    assert "仮パスワードを発行する" not in words(town.browser(HEAD).get(address))
    assert town.browser(HEAD).post(f"{address}/first-password").status_code == 403


def test_the_story_of_a_first_password(town: Town) -> None:
    page = town.browser(ADMIN).post(f"/staff/{town.uuid(CLERK)}/first-password")
    first = page.get_data(as_text=True).partition("<code>")[2].partition("</code>")[0]
    assert page.headers["Cache-Control"] == "no-store"
    client = town.client()
    answer = client.post("/sign-in", data={"staff_number": CLERK, "password": first})
    assert answer.location == "/first-password?next=/"
    assert (town.uuid(ADMIN), town.uuid(CLERK), "issue-password") in log(town)
    assert first not in str(log(town))


def test_an_administrator_ends_sessions_and_lifts_waits(town: Town) -> None:
    admin, clerk = town.browser(ADMIN), town.browser(CLERK)
    address = f"/staff/{town.uuid(CLERK)}"
    assert admin.post(f"{address}/end-sessions").status_code == 303
    assert clerk.get("/profile").status_code == 303
    for _ in range(5):
        town.client().post("/sign-in", data={"staff_number": CLERK, "password": "wrong"})
    assert admin.post(f"{address}/lift-wait").status_code == 303
    assert town.client().post("/sign-in", data={"staff_number": CLERK, "password": PASSWORD}).location == "/"
    assert admin.post("/staff/00000000-0000-4000-8000-000000000000/lift-wait").status_code == 404


def test_the_access_log_is_for_auditors_and_administrators(town: Town) -> None:
    town.browser(DIRECTOR).get(f"/staff/{town.uuid(CLERK)}")
    auditor = town.browser(AUDITOR)
    text = words(auditor.get("/access-log"))
    assert "部長一郎 職員の閲覧 係員三子 職員の確認" in text
    assert "令和8年11月20日 10時30分" in text
    assert "部長一郎 職員の閲覧" not in words(auditor.get("/access-log?action=export-csv"))
    assert town.browser(ADMIN).get("/access-log?action=nonsense&page=99").status_code == 200
    assert town.browser(HEAD).get("/access-log").status_code == 403


def test_a_long_list_comes_in_pages(town: Town) -> None:
    with town.sessions() as session:
        take_in(session, a_csv(*(a_row(f"1{number:06}", f"多数{number:03}") for number in range(60))))
        session.commit()
    browser = town.browser(HEAD)
    first, second = words(browser.get("/staff?q=多数")), words(browser.get("/staff?q=多数&page=2"))
    assert "60人が見つかりました（2ページ中1ページ目）" in first
    shown = [[name for number in range(60) if (name := f"多数{number:03}") in page] for page in (first, second)]
    assert (len(shown[0]), len(shown[1])) == (50, 10)
    assert len({*shown[0], *shown[1]}) == 60
    assert browser.get("/staff?page=x").status_code == browser.get("/staff?page=-1").status_code == 200


def test_somebody_who_has_left_is_marked_in_words(town: Town) -> None:
    with town.sessions() as session:
        take_in(session, a_csv(a_row("1111111", "退職一子", 退職日="R8.9.30")))
        session.commit()
    assert "退職一子 たなかはなこ 1111111 総務部人事課 係員 令和8年9月30日まで" in words(
        town.browser(HEAD).get("/staff")
    )


def test_a_name_is_shown_exactly_and_as_text(town: Town) -> None:
    with town.sessions() as session:
        take_in(session, a_csv(*(row | {"職員番号": f"8{n:06}"} for n, row in enumerate(the_fourteen()))))
        take_in(session, a_csv(a_row("7777777", "<b>太字</b>")))
        session.commit()
    page = town.browser(HEAD).get("/staff").get_data(as_text=True)
    for name, _ in NAMES.values():
        assert f">{escape(name)}</a>" in page
    assert "<b>太字" not in page


@pytest.mark.parametrize("path", ["/staff", "/access-log", "/roster", "/profile", "/password"])
def test_a_page_has_one_heading_that_is_its_title(town: Town, path: str) -> None:
    with town.sessions() as session:
        grant_role(session, town.uuid(HEAD), "auditor", "system", town.clock())
        session.commit()
    page = town.browser(HEAD).get(path).get_data(as_text=True)
    heading = re.search(r"<h1>(.*?)</h1>", page)
    assert heading is not None
    assert page.count("<h1>") == 1
    assert f"<title>{heading[1]}｜" in page
    assert "style=" not in page
    assert "onclick=" not in page


def test_the_access_log_names_what_was_done_by_a_program(town: Town) -> None:
    with town.sessions() as session:
        log_access(session, "command-line", None, "import-roster", "取り込み", town.clock(), "rows=3")
        session.commit()
    assert "管理コマンド 職員名簿の取り込み （複数または全体） 取り込み rows=3" in words(
        town.browser(AUDITOR).get("/access-log")
    )


def test_nobody_may_write_by_reading(town: Town) -> None:
    admin = town.browser(ADMIN)
    for act in ("first-password", "end-sessions", "lift-wait"):
        assert admin.get(f"/staff/{town.uuid(CLERK)}/{act}").status_code == 405
    assert admin.post(f"/staff/{town.uuid(CLERK)}/delete").status_code == 404


@pytest.mark.parametrize("number", ["2", "9" * 30, "9" * 4000, "-1", "0", "1e9", "", "x\0"])
def test_a_page_number_that_no_list_has_shows_a_page_that_it_has(town: Town, number: str) -> None:
    browser = town.browser(ADMIN)
    for path, rows in (("/staff", 7), ("/access-log", 1)):
        browser.get(f"/staff/{town.uuid(CLERK)}")
        answer = browser.get(path, query_string={"page": number})
        assert answer.status_code == 200
        assert answer.text.count("<tr>") > rows


@pytest.mark.parametrize("text", ["x" * 100_000, "%" * 100_000, "\0", "％＿\\", "𠮷\U000e0100\u202e😀"])
def test_an_odd_search_finds_nobody(town: Town, text: str) -> None:
    answer = town.browser(ADMIN).get("/staff", query_string={"q": text})
    assert answer.status_code == 200
    assert len(answer.data) < 20_000
