from __future__ import annotations

import json
import logging
import re
from dataclasses import replace

import pytest
from flask import Response, abort
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from elearn.web.errors import STATUSES, make_reference
from tests.elearn.web.builder import HANAKO, make_app


@pytest.fixture
def client():
    return make_app(HANAKO).test_client()


def lines(caplog) -> list[dict[str, object]]:
    return [json.loads(record.message) for record in caplog.records if record.name == "elearn.web"]


@pytest.mark.parametrize("status", [status for status in STATUSES if status != 401])
def test_every_refusal_has_its_page(client, status):
    answer = client.get(f"/refuse/{status}")
    assert answer.status_code == status
    assert answer.content_type == "text/html; charset=utf-8"
    assert f"エラー {status}" in answer.text
    assert "次にできること" in answer.text
    assert answer.text.count("<h1>") == 1
    assert f"<dd>/refuse/{status}</dd>" in answer.text
    assert "<dd>令和8年11月22日 18時05分</dd>" in answer.text


@pytest.mark.parametrize("status", [status for status in STATUSES if status != 401])
def test_every_refusal_speaks_the_language_of_the_browser(status):
    client = make_app(None).test_client()
    client.set_cookie("elearn_language", "en")
    page = client.get(f"/refuse/{status}").text
    assert '<html lang="en">' in page
    for words in (f"Error {status}", "What you can do", "Reference number", "22 November 2026, 18:05 JST"):
        assert words in page
    bare = re.sub(r'<(\w+)[^>]* lang="ja"[^>]*>.*?</\1>', "", page)
    assert not re.search("[ぁ-んァ-ヶ一-龥]", bare)


def test_a_person_is_named_where_the_right_is_missing():
    page = make_app(HANAKO).test_client().get("/desk")
    assert page.status_code == 403
    assert "いまは「髙﨑　花子」としてサインインしています。" in page.text
    english = make_app(replace(HANAKO, language="en")).test_client().get("/desk").text
    assert 'You are signed in as <span lang="ja">髙﨑　花子</span>.' in english


def test_a_lost_form_token_has_words_of_its_own(client):
    answer = client.post("/write", data={"word": "x"})
    assert answer.status_code == 400
    assert "送信の確認が取れませんでした" in answer.text


def test_a_stranger_who_sends_is_asked_to_sign_in():
    app = make_app(None)
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().post("/desk")
    assert answer.status_code == 401
    assert '<a class="button" href="/sign-in?next=/">サインインする</a>' in answer.text


@pytest.mark.parametrize(("language", "message"), [("ja", "ページが見つかりません"), ("en", "Page not found")])
def test_the_person_before_a_program_gets_a_message(language, message):
    client = make_app(replace(HANAKO, language="")).test_client()
    client.set_cookie("elearn_language", language)
    answer = client.get("/refuse/404", headers={"Accept": "application/json"})
    assert answer.json["message"] == message


def test_the_language_of_a_browser_outlives_the_database():
    app = make_app(HANAKO)

    def away(_session, _cookie):
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    app.extensions["elearn_identity"] = replace(app.extensions["elearn_identity"], loader=away)
    client = app.test_client()
    client.set_cookie("elearn_language", "en")
    for path in ("/page", "/refuse/404", "/no/such/page"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "Not available at the moment" in answer.text


def test_titles_of_all_pages_differ(client):
    titles = [
        re.search("<title>(.+?)｜", client.get(f"/refuse/{status}").text)[1] for status in STATUSES if status != 401
    ]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(
    ("status", "words"), [(418, "読み取れませんでした"), (410, "読み取れませんでした"), (502, "こちらの不具合")]
)
def test_other_refusals_borrow_a_page(client, status, words):
    answer = client.get(f"/refuse/{status}")
    assert answer.status_code == status
    assert words in answer.text


def test_the_number_on_the_page_is_in_the_log(client, caplog):
    caplog.set_level(logging.INFO, "elearn.web")
    page = client.get("/refuse/404").text
    (line,) = lines(caplog)
    assert f">{line['reference']}<" in page
    assert line | {"reference": ""} == {
        "at": "2026-11-22T09:05:00.000+00:00",
        "event": "request-failed",
        "reference": "",
        "status": 404,
        "method": "GET",
        "rule": "/refuse/<int:status>",
    }


def test_a_fault_is_logged_with_its_place_and_without_its_words(client, caplog):
    caplog.set_level(logging.INFO, "elearn.web")
    answer = client.get("/fail/hanako?name=%E9%AB%99")
    (line,) = lines(caplog)
    assert (line["fault"], line["status"], line["rule"]) == ("ZeroDivisionError", 500, "/fail/<name>")
    assert any(str(frame).startswith("fail:") for frame in line["frames"])
    assert caplog.records[0].levelno == logging.ERROR
    assert "hanako" not in caplog.text
    assert "secret" not in caplog.text + answer.text


def test_a_fault_shows_no_inside(client):
    answer = client.get("/fail/x")
    assert answer.status_code == 500
    assert "あなたの操作が原因ではありません" in answer.text
    assert "ZeroDivision" not in answer.text
    assert "Traceback" not in answer.text


def test_the_page_of_a_fault_does_not_ask_who_is_there():
    app = make_app(HANAKO)

    def broken(_session, _cookie):
        raise RuntimeError("database is away")

    app.extensions["elearn_identity"] = type(app.extensions["elearn_identity"])(
        broken, "people.sign_in", "people.sign_out"
    )
    answer = app.test_client().get("/page")
    assert answer.status_code == 500
    assert "こちらの不具合で表示できません" in answer.text


def test_an_unknown_address_has_the_same_page(client):
    answer = client.get("/no/such/<script>")
    assert answer.status_code == 404
    assert "ページが見つかりません" in answer.text
    assert "/no/such/&lt;script&gt;" in answer.text


def test_a_wrong_method_names_the_right_ones(client):
    answer = client.get("/write")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert "（GET）" in answer.text


def test_a_brake_says_how_long_it_holds(client):
    answer = client.get("/wait")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "90"
    assert "約90秒後" in answer.text


def test_a_program_gets_an_object(client):
    answer = client.get("/api/refuse/400")
    assert answer.content_type == "application/json"
    reference = answer.json.pop("reference")
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", reference)
    assert answer.json["error"] == "bad-request"
    assert answer.json["status"] == 400
    assert answer.json["description"] == "The parameter statementId is missing."


def test_a_client_that_asks_for_json_gets_json(client):
    answer = client.get("/refuse/404", headers={"Accept": "application/json"})
    assert answer.json["error"] == "not-found"
    assert "description" in answer.json


def test_a_browser_gets_a_page_although_it_takes_anything(client):
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert client.get("/refuse/404", headers={"Accept": accept}).mimetype == "text/html"


def test_a_program_learns_nothing_of_the_inside(client):
    answer = client.get("/fail/hanako", headers={"Accept": "application/json"})
    assert answer.status_code == 500
    assert "hanako" not in answer.text
    assert answer.json["error"] == "internal-server-error"


@pytest.mark.parametrize(
    ("referrer", "link"),
    [
        ("http://localhost/course/a?page=2", '<a class="button" href="/course/a?page=2">'),
        ("http://localhost.example.com/x", None),
        ("https://example.com/x", None),
        ("http://localhost//example.com", None),
        ("", None),
    ],
)
def test_the_way_back_stays_on_this_server(client, referrer, link):
    page = client.get("/refuse/404", headers={"Referer": referrer}).text
    assert ("前のページへ戻る" in page) is bool(link)
    assert link is None or link in page


def test_references_can_be_read_aloud_and_hardly_meet():
    references = {make_reference() for _ in range(500)}
    assert len(references) == 500
    assert all(re.fullmatch(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", one) for one in references)


def test_a_view_that_brings_its_own_answer_is_not_overruled(client):
    client.application.add_url_rule("/own", "own", lambda: abort(Response("own words", 418)))
    answer = client.get("/own")
    assert (answer.status_code, answer.text) == (418, "own words")


AWAY = (
    OperationalError("SELECT secret", {}, Exception("database is locked")),
    InterfaceError("SELECT secret", {}, Exception("connection already closed")),
    DBAPIError("SELECT secret", {}, Exception("gone"), connection_invalidated=True),
    PoolTimeout("QueuePool limit"),
)


@pytest.mark.parametrize("fault", AWAY, ids=lambda fault: type(fault).__name__)
@pytest.mark.parametrize("when", ["in the view", "at the commit"])
def test_a_database_that_is_away_is_no_fault_of_ours(fault, when, caplog):
    def refuse(*_args):
        raise fault

    app = make_app(HANAKO)
    if when == "in the view":
        app.view_functions["room.page"] = refuse
    else:
        app.after_request_funcs.setdefault("room", []).append(refuse)
    answer = app.test_client().get("/page")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "ただいま利用できません" in answer.text
    (record,) = [record for record in caplog.records if record.name == "elearn.web"]
    assert "secret" not in answer.text + record.message
    line = json.loads(record.message)
    assert (line["status"], line["fault"]) == (503, type(fault).__name__)


def test_a_fault_of_ours_in_the_database_stays_one():
    def refuse():
        raise IntegrityError("INSERT", {}, Exception("twice"))

    app = make_app(HANAKO)
    app.view_functions["room.page"] = refuse
    assert app.test_client().get("/page").status_code == 500
