"""Where browsers send what they kept, and the page that keeps a form that came without a sign-in."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from elearn.learning.routes.desk import MAX_BYTES
from tests.builders import PRACTICE
from tests.elearn.learning.routes.test_sittings import JSON, NUMBER, TRUE_FALSE, begin, kept, kinds, on_page
from tests.visitor import PASSWORD, Page, Visitor

DEVICE = "0123456789abcdef"


def entry(item: str, base: int = 0, age: float = 0, **fields: list[str]) -> dict[str, Any]:
    return {"item": item, "base": base, "age": age, "fields": fields}


def post(visitor: Visitor, attempt: object, body: Any, token: str | None = None) -> TestResponse:
    headers = {**JSON, "X-CSRFToken": visitor.token() if token is None else token}
    return visitor.client.post(f"/attempts/{attempt}/responses", json=body, headers=headers)


def sending(*entries: Any, number: int = 0, **more: Any) -> dict[str, Any]:
    return {"device": DEVICE, "number": number, "entries": list(entries), **more}


def test_kept_responses_are_taken_once(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako, PRACTICE)
    body = sending(entry(NUMBER, text=["1,5"]), entry(TRUE_FALSE, choice=["true"]), flags={NUMBER: True})
    first = post(hanako, attempt, body)
    assert first.status_code == 200
    assert first.json is not None
    assert (first.json["sequence"], first.json["answered"], first.json["saved_at"]) == (1, 2, "10:30")
    assert "数を一つに決められません" in first.json["problems"][NUMBER]
    assert post(hanako, attempt, body).json == first.json
    assert kept(site, attempt) == {NUMBER: "1,5", TRUE_FALSE: ["true"]}
    assert kinds(site, attempt) == ["AttemptStarted", "AttemptSaved"]
    hanako.open(f"/attempts/{attempt}/check")
    assert "あとで見直す印が、1問に付いています。" in hanako.page.text


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"device": DEVICE},
        {"device": "../..", "number": 0},
        {"device": DEVICE, "number": -1},
        {"device": DEVICE, "number": 2**31},
        {"device": DEVICE, "number": 0, "surprise": 1},
        sending({"item": NUMBER}),
        sending(entry("", text=["1"])),
        sending(entry(NUMBER, base=-1, text=["1"])),
        sending(entry(NUMBER, age=-1, text=["1"])),
        sending(entry(NUMBER, text="1")),  # type: ignore[arg-type]  # the wrong shape on purpose
        sending(flags={NUMBER: "yes"}),
        sending(*[entry(NUMBER, text=["1"])] * 501),
    ],
)
def test_what_cannot_be_read_is_a_bad_request(site: Flask, hanako: Visitor, body: Any) -> None:
    attempt = begin(site, hanako, PRACTICE)
    answer = post(hanako, attempt, body)
    assert (answer.status_code, answer.mimetype) == (400, "application/json")
    assert answer.json is not None
    assert answer.json["error"] == "bad-request"
    assert kept(site, attempt) == {}


def test_too_much_is_refused_whole(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako, PRACTICE)
    long = sending(entry(TRUE_FALSE, choice=["true"]), entry(NUMBER, text=["1" * 20_001]))
    assert post(hanako, attempt, long).status_code == 413
    assert post(hanako, attempt, sending(entry(NUMBER, text=["1" * MAX_BYTES]))).status_code == 413
    hanako.post(f"/attempts/{attempt}/pages/1", expect=413, **{f"{NUMBER}.text": "1" * 20_001})
    assert kept(site, attempt) == {}
    hanako.open(f"/attempts/{attempt}/pages/1")
    assert post(hanako, attempt, sending(entry(NUMBER, text=["1" * 20_000]))).status_code == 200


def test_who_may_not_send_is_told_so(site: Flask, hanako: Visitor, taro: Visitor) -> None:
    attempt = begin(site, hanako, PRACTICE)
    body = sending(entry(NUMBER, text=["32"]))
    assert post(hanako, attempt, body, token="wrong").status_code == 400
    taro.open("/courses/dx-basics")
    assert post(taro, attempt, body).status_code == 404
    token = hanako.token()
    with hanako.client.session_transaction() as cookie:
        cookie.pop("person")
    assert post(hanako, attempt, body, token=token).status_code == 401
    assert kept(site, attempt) == {}


def test_an_attempt_that_has_ended_takes_nothing(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako, PRACTICE)
    hanako.open(f"/attempts/{attempt}/check")
    token = hanako.token()
    hanako.press("提出する")
    answer = post(hanako, attempt, sending(entry(NUMBER, text=["32"])), token)
    assert answer.status_code == 409
    assert answer.json == {"error": "attempt-submitted", "description": "この受験は提出済みです。"}


def held(visitor: Visitor, answer: TestResponse, status: int) -> None:
    assert answer.status_code == status
    visitor.page = Page(answer, "/")
    assert visitor.page.title == "解答はまだ保存されていません"


@pytest.mark.parametrize("token", [True, False])
def test_a_form_without_a_sign_in_is_held_until_it_can_be_saved(site: Flask, hanako: Visitor, token: bool) -> None:
    attempt = begin(site, hanako)
    form, _ = hanako.page.form_with("保存だけする")
    sent = {**form.values(), **on_page(hanako), "go": ["stay"]}
    with hanako.client.session_transaction() as cookie:
        cookie.pop("person")
        if not token:
            cookie.clear()
    held(hanako, hanako.client.post(form.action, data=sent), 401 if token else 400)
    assert "サインインの時間が切れました" in hanako.page.text
    again, _ = hanako.page.form_with("解答の保存を続ける")
    assert {name: values for name, values in again.values().items() if name != "csrf_token"} == {
        name: values for name, values in sent.items() if name != "csrf_token"
    }
    assert kept(site, attempt) == {}
    other = Visitor(site)
    other.client = hanako.client
    other.sign_in("0000001", PASSWORD)
    answer = hanako.client.post(again.action, data=again.values())
    if answer.status_code == 400:
        held(hanako, answer, 400)
        assert "サインインを確認しました" in hanako.page.text
        again, _ = hanako.page.form_with("解答の保存を続ける")
        answer = hanako.client.post(again.action, data=again.values())
    assert answer.status_code == 303
    assert len(kept(site, attempt)) == 5


def test_other_forms_are_refused_as_ever(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako)
    answer = hanako.client.post(f"/attempts/{attempt}/check", data={})
    assert answer.status_code == 400
    assert "解答はまだ保存されていません" not in answer.text
