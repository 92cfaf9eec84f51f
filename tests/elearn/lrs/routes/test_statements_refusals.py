"""What the store refuses over HTTP: never a server error, never half a batch, always with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from elearn.lrs.routes.calls import MAX_BODY
from tests.elearn.lrs.house import House, account, body, new_id, statement

STATEMENTS = "/xapi/statements"


@pytest.mark.parametrize(
    "query", ["", "?statementId=x", "?limit=1", "?statementId={0}&statementId={0}", "?statementid={0}"]
)
def test_put_needs_exactly_one_id(house: House, query: str) -> None:
    path = STATEMENTS + query.format(new_id())
    response = house.send("PUT", path, data=body(statement()), content_type="application/json")
    assert response.status_code == 400


def test_put_takes_one_statement_with_the_same_id(house: House) -> None:
    uuid = new_id()
    assert house.put(uuid, [statement()]).status_code == 400
    other = house.put(uuid, statement(id=new_id()))
    assert (other.status_code, other.json["error"]) == (400, "id-differs")
    assert house.put(uuid, statement(id=uuid.upper())).status_code == 204
    assert len(house.find()) == 1


def test_post_takes_no_parameters(house: House) -> None:
    for query, code in ((f"?statementId={new_id()}", "parameters-unwanted"), ("?method=GET", "content-type")):
        path = STATEMENTS + query
        response = house.send("POST", path, data=body(statement()), content_type="application/json")
        assert (response.status_code, response.json["error"]) == (400, code)


def test_the_same_statement_again_is_no_news_and_another_is_a_conflict(house: House) -> None:
    uuid = new_id()
    assert house.put(uuid, statement()).status_code == 204
    assert house.put(uuid, statement()).status_code == 204
    assert house.post(statement(id=uuid)).status_code == 200
    response = house.put(uuid, statement(who="p-2"))
    assert (response.status_code, response.json["error"]) == (409, "conflict")
    assert house.get(statementId=uuid).json["actor"] == account("p-1")


def test_a_batch_with_a_conflict_stores_nothing(house: House) -> None:
    uuid = new_id()
    house.put(uuid, statement())
    response = house.post([statement(), statement(who="p-2", id=uuid), statement()])
    assert response.status_code == 409
    assert [problem["pointer"] for problem in response.json["problems"]] == ["/1/id"]
    assert house.find() == [uuid]


def test_a_batch_with_a_fault_stores_nothing_and_tells_every_fault(house: House) -> None:
    response = house.post([statement(), {"actor": 1}, statement(verb="passed"), statement(extra=None)])
    assert response.status_code == 400
    assert {problem["pointer"] for problem in response.json["problems"]} == {"/1", "/1/actor", "/2/verb/id", "/3/extra"}
    assert all(problem["message"] and problem["code"] for problem in response.json["problems"])
    assert house.find() == []


def test_one_id_twice_in_a_batch_is_refused(house: House) -> None:
    uuid = new_id()
    response = house.post([statement(id=uuid), statement(id=uuid.upper())])
    assert response.status_code == 400
    assert response.json["problems"][0]["code"] == "repeated-id"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "malformed-json"),
        (b"{", "malformed-json"),
        (b"nonsense", "malformed-json"),
        (b'{"actor": NaN}', "not-a-json-number"),
        (b'{"actor": 1e999}', "number-out-of-range"),
        (b'{"actor": ' + b"9" * 5000 + b"}", "number-out-of-range"),
        (b'{"actor": 1, "actor": 1}', "repeated-key"),
        (b'{"actor": "\\ud800"}', "lone-surrogate"),
        (b'{"actor": "\xff"}', "not-utf8"),
        (b"\xef\xbb\xbf{}", "malformed-json"),
        (b"[" * 200 + b"]" * 200, "too-deep"),
        (b"[" * 100000, "too-deep"),
        (b'{"a":' * 101 + b"1" + b"}" * 101, "too-deep"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_what_is_no_exact_json_is_refused(house: House, raw: bytes, code: str, method: str) -> None:
    path = STATEMENTS + (f"?statementId={new_id()}" if method == "PUT" else "")
    response = house.send(method, path, data=raw, content_type="application/json")
    assert (response.status_code, response.json["error"]) == (400, "bad-json")
    assert response.json["problems"][0]["code"] == code


@pytest.mark.parametrize("value", [None, 1, "x", True, {}, [[]], [None], {"actor": {}}])
def test_what_is_no_statement_is_refused(house: House, value: Any) -> None:
    response = house.post(value)
    assert (response.status_code, response.json["error"]) == (400, "invalid-statement")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", None])
def test_other_content_types_are_refused(house: House, content_type: str | None) -> None:
    response = house.send("POST", STATEMENTS, data=body(statement()), content_type=content_type)
    assert (response.status_code, response.json["error"]) == (400, "content-type")


def test_parts_are_refused_clearly(house: House) -> None:
    response = house.send("POST", STATEMENTS, data=b"--x--", content_type="multipart/mixed; boundary=x")
    assert (response.status_code, response.json["error"]) == (400, "first-part-not-json")


def test_a_body_beyond_the_bound_is_refused(house: House) -> None:
    response = house.send("POST", STATEMENTS, data=b" " * (MAX_BODY + 1), content_type="application/json")
    assert (response.status_code, response.json["error"]) == (413, "body-too-large")


def test_a_nul_in_a_name_is_kept(house: House) -> None:
    odd = account("p\u0000\u001f1")
    assert house.post(statement() | {"actor": odd}).status_code == 200
    assert len(house.find(agent=odd)) == 1
    assert house.find(agent=account("p")) == []


def test_a_very_long_iri_is_kept(house: House) -> None:
    long = "https://x.example.jp/" + "a" * 20000
    assert house.post(statement(what=long)).status_code == 200
    assert len(house.find(activity=long)) == 1
