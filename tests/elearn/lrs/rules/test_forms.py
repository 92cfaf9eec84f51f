"""The Alternate Request Syntax, opened."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.forms import FORM, MAX_FIELDS, Call, is_form_call, open_form


def call(fields: Any = (), method: str = "GET", sent: str = "POST", **more: Any) -> Call:
    body = fields if isinstance(fields, bytes) else urlencode(fields).encode()
    headers = {"content-type": FORM, "authorization": "Basic outer"} | more.pop("headers", {})
    return Call(sent, {"method": [method], **more.pop("extra", {})}, headers, body)


def refused(one: Call) -> str:
    with pytest.raises(LrsFault) as caught:
        open_form(one)
    assert caught.value.status == 400
    return caught.value.code


def test_only_a_method_parameter_makes_a_form_call() -> None:
    assert is_form_call(call())
    assert not is_form_call(Call("POST", {"limit": ["1"]}, {}))


def test_fields_become_headers_parameters_and_content() -> None:
    fields = {
        "statementId": "x",
        "If-Match": '"1"',
        "AUTHORIZATION": "Basic inner",
        "Content-Type": "text/plain",
        "content": "髙 & ＆=",
        "X-Experience-API-Version": "1.0.3",
    }
    opened = open_form(call(fields, "put"))
    assert (opened.method, opened.parameters, opened.body) == ("PUT", {"statementId": ["x"]}, "髙 & ＆=".encode())
    assert opened.headers == {
        "authorization": "Basic inner",
        "if-match": '"1"',
        "content-type": "text/plain",
        "x-experience-api-version": "1.0.3",
    }


def test_content_is_json_unless_it_says_otherwise() -> None:
    assert open_form(call({"content": "{}"}, "POST")).media_type == "application/json"
    assert open_form(call({}, "GET")).media_type == ""


def test_the_outer_credentials_count_where_the_form_has_none() -> None:
    assert open_form(call({"limit": "1"})).headers["authorization"] == "Basic outer"


def test_repeated_fields_stay_repeated_for_the_strict_reader() -> None:
    assert open_form(call([("limit", "1"), ("limit", "2")])).parameters == {"limit": ["1", "2"]}
    assert open_form(call([("content", "a"), ("content", "b")], "PUT")).parameters == {"content": ["b"]}


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (call(sent="PUT"), "form-method"),
        (call(sent="GET"), "form-method"),
        (call(method="PATCH"), "form-method"),
        (call(method=""), "form-method"),
        (call(extra={"method": ["GET", "PUT"]}), "form-method"),
        (call(extra={"statementId": ["x"]}), "form-parameters"),
        (call(headers={"content-type": "application/json"}), "content-type"),
        (call(b"{not a form}"), "form-malformed"),
        (call(b"a=%ff"), "form-malformed"),
        (call("\u9ad9=1".encode()), "form-malformed"),
        (call([(str(index), "1") for index in range(MAX_FIELDS + 1)]), "form-malformed"),
        (call({"statementId": "x"}, "PUT"), "form-content"),
        (call({}, "POST"), "form-content"),
    ],
)
def test_what_keeps_not_to_the_syntax_is_refused(one: Call, code: str) -> None:
    assert refused(one) == code
