import pytest

from elearn.people.services.access import access_log_page
from tests.elearn.people.routes.conftest import ADMIN, AUDITOR, CLERK, DIRECTOR, DX, HEAD, OTHER, PASSWORD, Town, words


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
