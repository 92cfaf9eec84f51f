import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.elearn.people.routes.conftest import CLERK, HEAD, PASSWORD, Town, words

NEW = "seven cranes over water"


def test_the_profile_tells_what_is_known(town: Town) -> None:
    text = words(town.browser(HEAD).get("/profile"))
    for part in ("課長二郎", "0000002", "人事課（0100）", "令和8年4月1日", "所属長（人事課）", "人事課"):
        assert part in text


def test_somebody_without_a_role_is_a_learner(town: Town) -> None:
    assert "役割 受講者" in words(town.browser(CLERK).get("/profile"))


def test_the_profile_needs_somebody_signed_in(town: Town) -> None:
    assert town.client().get("/profile").location == "/sign-in?next=/profile"


def test_changing_the_password_keeps_this_browser_and_ends_the_others(town: Town) -> None:
    here, there = town.browser(CLERK), town.client()
    there.post("/sign-in", data={"staff_number": CLERK, "password": PASSWORD})
    answer = here.post("/password", data={"current": PASSWORD, "password": NEW, "repeat": NEW})
    assert (answer.status_code, answer.location) == (303, "/profile")
    assert "パスワードを変更しました" in words(here.get("/profile"))
    assert there.get("/profile").status_code == 303
    again = town.client().post("/sign-in", data={"staff_number": CLERK, "password": NEW})
    assert again.status_code == 303


def test_faults_stand_beside_their_fields(town: Town) -> None:
    browser = town.browser(CLERK)
    wrong = browser.post("/password", data={"current": "wrong", "password": NEW, "repeat": NEW})
    assert wrong.status_code == 422
    assert 'id="current-error"' in wrong.get_data(as_text=True)
    assert "今のパスワードが正しくありません。" in words(wrong)
    weak = browser.post("/password", data={"current": PASSWORD, "password": CLERK, "repeat": CLERK})
    assert "職員番号を含めないでください" in words(weak)
    assert "12文字以上にしてください" in words(weak)
    empty = browser.post("/password", data={})
    assert "今のパスワードを入力してください。" in words(empty)


def test_the_page_says_the_rules_before_anybody_breaks_them(town: Town) -> None:
    text = words(town.browser(CLERK).get("/password"))
    assert "12文字以上" in text
    assert "定期的な変更はありません" in text


def test_a_typed_password_never_comes_back_in_the_page(town: Town) -> None:
    answer = town.browser(CLERK).post("/password", data={"current": "wrong", "password": NEW, "repeat": NEW})
    assert NEW not in answer.get_data(as_text=True)


def choose(browser: FlaskClient, language: str, **more: str) -> TestResponse:
    return browser.post("/language", data={"language": language, **more})


def test_a_chosen_language_goes_with_the_person_to_the_next_browser(town: Town) -> None:
    assert choose(town.browser(CLERK), "en").status_code == 303
    elsewhere = town.browser(CLERK)
    page = elsewhere.get("/profile").get_data(as_text=True)
    assert '<html lang="en">' in page
    assert "<h1>Profile</h1>" in page
    assert choose(elsewhere, "ja").status_code == 303
    assert "<h1>プロフィール</h1>" in town.browser(CLERK).get("/profile").get_data(as_text=True)


def test_a_choice_of_one_is_not_anothers(town: Town) -> None:
    choose(town.browser(CLERK), "en")
    assert '<html lang="ja">' in town.browser(HEAD).get("/profile").get_data(as_text=True)


def test_a_stranger_keeps_the_language_in_a_careful_cookie(town: Town) -> None:
    browser = town.client()
    answer = choose(browser, "en", next="/sign-in?next=/profile")
    assert answer.location == "/sign-in?next=/profile"
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("elearn_language=en"))
    for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"):
        assert part in cookie
    assert '<html lang="en">' in browser.get("/sign-in").get_data(as_text=True)
    assert '<html lang="ja">' in town.client().get("/sign-in").get_data(as_text=True)


def test_the_browsers_language_holds_until_the_person_has_chosen(town: Town) -> None:
    browser = town.client()
    choose(browser, "en")
    town.give_password(CLERK)
    browser.post("/sign-in", data={"staff_number": CLERK, "password": PASSWORD})
    assert '<html lang="en">' in browser.get("/profile").get_data(as_text=True)
    choose(browser, "ja")
    browser.set_cookie("elearn_language", "en")
    assert '<html lang="ja">' in browser.get("/profile").get_data(as_text=True)


@pytest.mark.parametrize("language", ["", "fr", "EN", "en-GB", "ja\x00", "../en", "x" * 5000])
def test_a_language_that_there_is_not_changes_nothing(town: Town, language: str) -> None:
    browser = town.browser(CLERK)
    answer = choose(browser, language)
    assert answer.status_code == 400
    assert "elearn_language" not in str(answer.headers.getlist("Set-Cookie"))
    assert '<html lang="ja">' in browser.get("/profile").get_data(as_text=True)


@pytest.mark.parametrize(
    "target", ["https://example.com/", "//example.com/", "/\\example.com", "javascript:alert(1)", "", "/x\r\ny: z"]
)
def test_the_way_on_stays_in_the_house(town: Town, target: str) -> None:
    answer = choose(town.client(), "en", next=target)
    assert answer.status_code == 303
    assert answer.location == "/"


def test_a_strange_page_cannot_choose_for_anybody(town: Town) -> None:
    browser = town.browser(CLERK)
    town.app.config["WTF_CSRF_ENABLED"] = True
    answer = choose(browser, "en")
    assert answer.status_code == 400
    assert "送信の確認が取れませんでした" in words(answer)
    assert browser.get("/language").status_code == 405
    assert '<html lang="ja">' in browser.get("/profile").get_data(as_text=True)


def test_faults_are_told_in_the_persons_language(town: Town) -> None:
    browser = town.browser(CLERK)
    choose(browser, "en")
    weak = words(browser.post("/password", data={"current": PASSWORD, "password": CLERK, "repeat": "other"}))
    assert "The two new passwords are not the same." in weak
    page = browser.post("/password", data={"current": PASSWORD, "password": CLERK, "repeat": CLERK})
    told = page.get_data(as_text=True).partition('id="password-error"')[2].partition("</p>")[0]
    assert "staff number" in told
    assert not re.search("[ぁ-んァ-ヶ一-龥]", told.partition("</span>")[2])
    done = browser.post("/password", data={"current": PASSWORD, "password": NEW, "repeat": NEW})
    assert "Your password has been changed." in words(browser.get(done.location))


def test_a_password_manager_is_told_whose_password_it_is(town: Town) -> None:
    page = town.browser(CLERK).get("/password").get_data(as_text=True)
    assert f'<input type="text" name="username" value="{CLERK}" autocomplete="username" hidden>' in page
