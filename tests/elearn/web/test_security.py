from __future__ import annotations

import io
import re
import time

import pytest
from flask import Flask
from flask_wtf.csrf import CSRFProtect

from elearn.web.security import CONTENT_POLICY, HEADERS, MAX_BYTES, set_up_csrf
from tests.elearn.web.builder import HANAKO, make_app


def policy() -> dict[str, str]:
    return dict(part.split(" ", 1) for part in CONTENT_POLICY.split("; "))


def token_of(client) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get("/page").text)[1]


def test_the_policy_lets_nothing_in_from_elsewhere():
    assert policy() == {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert "unsafe" not in CONTENT_POLICY
    assert "http" not in CONTENT_POLICY


@pytest.mark.parametrize(
    "path",
    ["/page", "/mine", "/refuse/404", "/refuse/403", "/fail/x", "/nothing-here", "/elearn-static/css/elearn.css"],
)
def test_every_answer_carries_the_headers(path):
    with make_app(HANAKO).test_client().get(path) as answer:
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", ["/page", "/mine", "/refuse/404", "/fail/x"])
def test_no_page_is_kept_in_a_cache(path):
    assert make_app(HANAKO).test_client().get(path).headers["Cache-Control"] == "no-store"


def test_a_static_file_is_kept_for_a_year_by_its_digest_only():
    client = make_app().test_client()
    address = re.search(r'href="(/elearn-static/css/elearn\.css\?v=[0-9a-f]{12})"', client.get("/page").text)[1]
    for path, kept in (
        (address, "public, max-age=31536000, immutable"),
        (address.partition("?")[0], "no-cache"),
        ("/elearn-static/css/none.css?v=1", "no-cache"),
    ):
        with client.get(path) as answer:
            assert answer.headers["Cache-Control"] == kept


def test_no_static_file_lies_outside_the_folder():
    client = make_app().test_client()
    for path in ("../config.py", "..%2fconfig.py", "%2e%2e/config.py", "/etc/passwd"):
        assert client.get(f"/elearn-static/{path}").status_code in {308, 404}


def test_a_form_with_its_token_is_taken():
    client = make_app(HANAKO).test_client()
    answer = client.post("/write", data={"word": "学び", "csrf_token": token_of(client)})
    assert (answer.status_code, answer.text) == (200, "学び")


@pytest.mark.parametrize("token", ["", "wrong", None])
def test_a_form_without_its_token_gets_a_page_that_explains(token):
    client = make_app(HANAKO).test_client()
    answer = client.post("/write", data={"word": "x"} | ({} if token is None else {"csrf_token": token}))
    assert answer.status_code == 400
    assert "送信の確認が取れませんでした" in answer.text
    assert "記録していません" in answer.text


def test_a_token_of_another_browser_is_worth_nothing():
    app = make_app(HANAKO)
    token = token_of(app.test_client())
    other = app.test_client()
    token_of(other)
    assert other.post("/write", data={"csrf_token": token}).status_code == 400


def test_a_script_may_send_the_token_in_a_header():
    client = make_app(HANAKO).test_client()
    answer = client.post("/write", data=b"x", headers={"X-CSRFToken": token_of(client)}, content_type="text/plain")
    assert answer.status_code == 200


def test_a_token_lives_as_long_as_the_sign_in(monkeypatch):
    client = make_app(HANAKO).test_client()
    token = token_of(client)
    begun = time.time()
    monkeypatch.setattr(time, "time", lambda: begun + 9 * 3600)
    assert client.post("/write", data={"word": "x", "csrf_token": token}).status_code == 200


@pytest.mark.parametrize(
    ("referrer", "status"), [("https://localhost/page", 200), ("https://evil.example/", 400), (None, 400)]
)
def test_over_https_a_form_comes_from_our_own_pages(referrer, status):
    client = make_app(HANAKO).test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/page", base_url="https://localhost").text)[1]
    headers = {"Referer": referrer} if referrer else {}
    answer = client.post(
        "/write", data={"word": "x", "csrf_token": token}, base_url="https://localhost", headers=headers
    )
    assert answer.status_code == status


def test_programs_carry_no_token():
    answer = make_app(api=True).test_client().post("/write", data=b"statement", content_type="text/plain")
    assert (answer.status_code, answer.text) == (200, "statement")


def test_a_host_keeps_its_own_protection_whenever_it_sets_it_up():
    for order in ((CSRFProtect, set_up_csrf), (set_up_csrf, CSRFProtect)):
        host = Flask("host")
        host.secret_key = "host"
        for set_up in order:
            set_up(host)
        assert isinstance(host.extensions["csrf"], CSRFProtect)
        assert host.config["WTF_CSRF_CHECK_DEFAULT"] is True
        assert host.config["WTF_CSRF_TIME_LIMIT"] == 3600


def test_no_setting_of_a_host_is_touched():
    host = Flask("host")
    before = dict(host.config)
    set_up_csrf(host)
    assert dict(host.config) == before
    assert host.before_request_funcs == {}


def test_the_forms_of_a_host_are_left_alone():
    app = make_app()
    app.add_url_rule("/host", "host", lambda: "host", methods=["POST"])
    assert app.test_client().post("/host", data={"a": "b"}).text == "host"


@pytest.mark.parametrize(("size", "status"), [(1024, 200), (1025, 413), (10**7, 413)])
def test_a_body_has_a_largest_size(size, status):
    answer = make_app(api=True).test_client().post("/write", data=b"x" * size, content_type="text/plain")
    assert answer.status_code == status


def test_a_body_of_unknown_size_is_refused_instead_of_cut_off():
    app = make_app(api=True)
    asked = app.test_request_context(
        "/write", method="POST", input_stream=io.BytesIO(b"x" * 5000), headers={"Transfer-Encoding": "chunked"}
    )
    with asked:
        assert app.full_dispatch_request().status_code == 411


def test_a_form_that_is_too_large_gets_a_page_that_explains():
    client = make_app(HANAKO).test_client()
    answer = client.post("/write", data={"word": "x" * 5000, "csrf_token": token_of(client)})
    assert answer.status_code == 413
    assert "送られたデータが大きすぎます" in answer.text


def test_the_default_size_is_two_mebibytes():
    assert MAX_BYTES == 2 * 1024 * 1024
