import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.elearn.people.routes.conftest import CLERK, HEAD, PASSWORD, Town, words
from tests.elearn.people.samples import a_csv, a_row, take_in

REFUSED = "職員番号またはパスワードが正しくありません。"


def enter(client: FlaskClient, number: str = CLERK, password: str = PASSWORD, **more: str) -> TestResponse:
    return client.post("/sign-in", data={"staff_number": number, "password": password, **more})


def test_the_page_names_its_fields_for_people_and_password_keepers(town: Town) -> None:
    page = town.client().get("/sign-in").get_data(as_text=True)
    assert 'for="staff_number"' in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert 'name="csrf_token"' in page


def test_a_person_signs_in_and_goes_where_they_wanted(town: Town) -> None:
    town.give_password(CLERK)
    client = town.client()
    answer = enter(client, next="/profile")
    assert (answer.status_code, answer.location) == (303, "/profile")
    assert "係員三子" in words(client.get("/profile"))


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_address_leads_elsewhere_after_signing_in(town: Town, target: str) -> None:
    town.give_password(CLERK)
    assert enter(town.client(), next=target).location == "/"
    assert "evil" not in town.client().get("/sign-in", query_string={"next": target}).get_data(as_text=True)


def test_the_cookie_holds_a_uuid_an_epoch_and_a_time_and_nothing_else(town: Town) -> None:
    town.give_password(CLERK)
    client = town.client()
    cookie = enter(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    with client.session_transaction() as kept:
        assert dict(kept) == {
            "person": town.uuid(CLERK),
            "epoch": 1,
            "since": town.clock().timestamp(),
        }


def test_a_planted_cookie_does_not_survive_the_sign_in(town: Town) -> None:
    town.give_password(CLERK)
    client = town.client()
    with client.session_transaction() as planted:
        planted["person"] = town.uuid(HEAD)
        planted["colour"] = "red"
    enter(client)
    with client.session_transaction() as kept:
        assert kept["person"] == town.uuid(CLERK)
        assert "colour" not in kept


def test_every_refusal_says_the_same(town: Town) -> None:
    town.give_password(CLERK)
    answers = [enter(town.client(), *pair) for pair in [(CLERK, "wrong"), ("9999999", "wrong"), (HEAD, "wrong")]]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    pages = {words(answer).replace(CLERK, "N").replace("9999999", "N").replace(HEAD, "N") for answer in answers}
    assert len(pages) == 1
    assert REFUSED in pages.pop()


def test_empty_fields_are_named_with_links(town: Town) -> None:
    answer = enter(town.client(), "", "")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert '<a href="#staff_number">' in page
    assert "職員番号を入力してください。" in page
    assert "パスワードを入力してください。" in page
    assert "<title>エラー：サインイン" in page


def test_the_story_of_too_many_failures(town: Town) -> None:
    town.give_password(CLERK)
    client = town.client()
    for _ in range(4):
        assert enter(client, password="wrong").status_code == 422
    answer = enter(client, password="wrong")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert "30秒たってから" in words(answer)
    assert enter(client).status_code == 429
    town.clock.pass_time(seconds=31)  # type: ignore[attr-defined]  # the suite's clock
    assert enter(client).status_code == 303


def test_failures_are_counted_although_they_are_refused(town: Town) -> None:
    for _ in range(5):
        enter(town.client(), "9999999", "wrong")
    assert enter(town.client(), "9999999", "wrong").status_code == 429


def test_signing_out_ends_it(town: Town) -> None:
    client = town.browser(CLERK)
    assert client.get("/sign-out").status_code == 405
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert client.get("/profile").location.startswith("/sign-in?next=/profile")


def test_a_sign_in_ends_by_itself(town: Town) -> None:
    client = town.browser(CLERK)
    town.clock.pass_time(hours=8.9)  # type: ignore[attr-defined]  # the suite's clock
    assert client.get("/profile").status_code == 200
    town.clock.pass_time(hours=0.2)  # type: ignore[attr-defined]  # the suite's clock
    assert client.get("/profile").status_code == 303


def test_somebody_signed_in_is_not_asked_again(town: Town) -> None:
    client = town.browser(CLERK)
    assert client.get("/sign-in?next=/profile").location == "/profile"


def test_a_first_password_must_be_changed_before_anything_else(town: Town) -> None:
    town.give_password(CLERK, must_change=True)
    client = town.client()
    answer = enter(client, next="/profile")
    assert answer.location == "/first-password?next=/profile"
    assert client.get("/profile").status_code == 303
    assert "はじめてのパスワード設定" in words(client.get(answer.location))
    short = client.post(answer.location, data={"password": "short-Xq", "repeat": "short-Xq"})
    assert (short.status_code, "12文字以上にしてください" in words(short)) == (422, True)
    uneven = client.post(answer.location, data={"password": "seven cranes over water", "repeat": "seven"})
    assert "一致していません" in words(uneven)
    new = {"password": "seven cranes over water", "repeat": "seven cranes over water"}
    assert client.post(answer.location, data=new).location == "/profile"
    assert client.get("/profile").status_code == 200


def test_a_first_password_page_is_for_those_who_have_just_entered_it(town: Town) -> None:
    assert town.client().get("/first-password").location == "/sign-in"
    assert town.browser(HEAD).get("/first-password").location == "/sign-in"
    town.give_password(CLERK, must_change=True)
    client = town.client()
    enter(client)
    town.clock.pass_time(minutes=16)  # type: ignore[attr-defined]  # the suite's clock
    assert client.get("/first-password").location == "/sign-in"


def test_a_first_password_cookie_of_yesterdays_password_is_worth_nothing(town: Town) -> None:
    town.give_password(CLERK, must_change=True)
    client = town.client()
    enter(client)
    town.give_password(CLERK, "another first password", must_change=True)
    assert client.get("/first-password").location == "/sign-in"


@pytest.mark.parametrize(("peer", "status"), [("10.0.0.9", 303), ("10.0.1.9", 200), ("203.0.113.5", 200)])
def test_a_trusted_proxy_signs_people_in(town: Town, peer: str, status: int) -> None:
    client = town.client()
    header = {"X-Remote-User": f"CITY\\{CLERK}"}
    answer = client.get("/sign-in?next=/profile", headers=header, environ_base={"REMOTE_ADDR": peer})
    assert answer.status_code == status
    assert client.get("/profile").status_code == (200 if status == 303 else 303)


def test_a_forwarding_header_makes_nobody_a_trusted_proxy(town: Town) -> None:
    headers = {"X-Remote-User": CLERK, "X-Forwarded-For": "10.0.0.9"}
    answer = town.client().get("/sign-in", headers=headers, environ_base={"REMOTE_ADDR": "203.0.113.5"})
    assert answer.status_code == 200


def test_a_form_without_its_token_is_refused(town: Town) -> None:
    town.give_password(CLERK)
    town.app.config["WTF_CSRF_ENABLED"] = True
    assert enter(town.client()).status_code == 400


def test_the_wait_is_said_in_minutes_and_seconds(town: Town) -> None:
    client = town.client()
    now = town.clock
    for _ in range(7):
        answer = enter(client, password="wrong")
        if answer.status_code == 429:
            now.pass_time(seconds=int(answer.headers["Retry-After"]))  # type: ignore[attr-defined]  # the suite's clock
    assert "2分たってから" in words(answer)
    now.pass_time(seconds=-10)  # type: ignore[attr-defined]  # the suite's clock
    assert "10秒たってから" in words(enter(client))


def test_behind_https_the_cookie_travels_there_only(
    make_app: Callable[..., Flask], sqlite_url: str, clock: Callable[[], dt.datetime]
) -> None:
    app = make_app(sqlite_url, secure_cookies=True)
    app.config["WTF_CSRF_ENABLED"] = False
    made = Town(app, clock)
    with made.sessions() as session:
        take_in(session, a_csv(a_row(CLERK)))
        session.commit()
    made.give_password(CLERK)
    assert "Secure" in enter(made.client()).headers["Set-Cookie"]


def test_pages_of_signing_in_are_kept_by_no_cache_and_framed_by_nobody(town: Town) -> None:
    for answer in (town.client().get("/sign-in"), enter(town.client(), password="wrong")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_typed_password_never_comes_back(town: Town) -> None:
    assert "hunter2hunter2" not in enter(town.client(), password="hunter2hunter2").get_data(as_text=True)


def test_a_number_with_marks_is_shown_as_text(town: Town) -> None:
    page = enter(town.client(), number='"><script>x</script>', password="wrong").get_data(as_text=True)
    assert "<script>x" not in page


def test_two_browsers_of_one_person_are_signed_out_apart(town: Town) -> None:
    first, second = town.browser(CLERK), town.client()
    enter(second)
    first.post("/sign-out")
    assert first.get("/profile").status_code == 303
    assert second.get("/profile").status_code == 200


def test_somebody_who_retires_is_out_the_next_morning(town: Town) -> None:
    client = town.browser(CLERK)
    with town.sessions() as session:
        gone = a_row(CLERK, "係員三子", 所属コード="0100", 所属名="人事課", 上位所属コード="0010", 退職日="2026/11/20")
        take_in(session, a_csv(gone), on=dt.date(2026, 11, 20))
        session.commit()
    assert client.get("/profile").status_code == 200
    town.clock.pass_time(hours=13.6)  # type: ignore[attr-defined]  # the suite's clock
    assert enter(town.client()).status_code == 422


@pytest.mark.parametrize("number", ["\x00", "0" * 3000, "𠮷", "0000003x"])
def test_odd_numbers_are_answered(town: Town, number: str) -> None:
    town.give_password(CLERK)
    assert enter(town.client(), number=number).status_code == 422
