"""Attachments, signatures and the alternate syntax as a client meets them."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from elearn.lrs.rules.multipart import Part, join_multipart, split_multipart
from elearn.lrs.rules.signatures import SIGNATURE
from tests.elearn.lrs.house import House, new_id, statement
from tests.elearn.lrs.keys import make_jws, make_key

TYPE = "multipart/mixed; boundary=abc"
PATH = "/xapi/statements"
FORM = "application/x-www-form-urlencoded"


def declare(content: bytes, usage: str = "https://x.example.jp/usage") -> dict[str, Any]:
    return {
        "usageType": usage,
        "display": {"ja": "証明"},
        "contentType": "application/octet-stream",
        "length": len(content),
        "sha2": hashlib.sha256(content).hexdigest(),
    }


def parts(value: Any, *contents: bytes) -> bytes:
    made = [Part({"Content-Type": "application/json"}, json.dumps(value).encode())]
    for content in contents:
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Transfer-Encoding": "binary",
            "X-Experience-API-Hash": hashlib.sha256(content).hexdigest(),
        }
        made.append(Part(headers, content))
    return join_multipart(made, "abc")


def post(house: House, value: Any, *contents: bytes) -> Any:
    return house.send("POST", PATH, data=parts(value, *contents), content_type=TYPE)


def test_contents_come_back_with_their_statements(any_house: House) -> None:
    content, uuid = b"\x00\xff\r\n--abc no", new_id()
    assert (
        post(any_house, [statement(id=uuid, attachments=[declare(content)]), statement()], content).status_code == 200
    )
    for query in (f"?statementId={uuid}&attachments=true", "?attachments=true&limit=5"):
        response = any_house.send("GET", PATH + query)
        assert response.mimetype == "multipart/mixed"
        found = split_multipart(response.data, response.headers["Content-Type"])
        assert found[0].headers["content-type"] == "application/json"
        assert [one.content for one in found[1:]] == [content]
        assert found[1].headers["x-experience-api-hash"] == hashlib.sha256(content).hexdigest()
    plain = any_house.send("GET", f"{PATH}?statementId={uuid}&attachments=false")
    assert plain.mimetype == "application/json"
    assert plain.json["attachments"][0]["sha2"] == hashlib.sha256(content).hexdigest()


def test_an_answer_asked_with_attachments_has_parts_even_without_any(house: House) -> None:
    house.post(statement())
    response = house.send("GET", f"{PATH}?attachments=true")
    assert len(split_multipart(response.data, response.headers["Content-Type"])) == 1


@pytest.mark.parametrize(
    ("declared", "sent"), [([b"a"], []), ([], [b"a"]), ([b"a"], [b"b"]), ([b"a"], [b"a", b"b"]), ([b"a", b"b"], [b"a"])]
)
def test_what_is_declared_must_come_and_nothing_else(house: House, declared: list[bytes], sent: list[bytes]) -> None:
    value = statement(attachments=[declare(one) for one in declared])
    assert post(house, [statement(), value], *sent).status_code == 400
    assert house.find() == []


def test_a_put_may_bring_attachments(house: House) -> None:
    uuid = new_id()
    body = parts(statement(attachments=[declare(b"x")]), b"x")
    assert house.send("PUT", f"{PATH}?statementId={uuid}", data=body, content_type=TYPE).status_code == 204
    assert house.send("PUT", f"{PATH}?statementId={uuid}", data=body, content_type=TYPE).status_code == 204


def test_a_signed_statement_is_kept_and_a_forged_one_refused(house: House) -> None:
    value = statement(id=new_id())
    jws = make_jws(value, make_key())
    signed = value | {"attachments": [declare(jws, SIGNATURE)]}
    assert post(house, signed, jws).status_code == 200
    forged = signed | {"verb": {"id": "https://x.example.jp/other"}, "id": new_id()}
    response = post(house, forged, jws)
    assert response.status_code == 400
    assert [(one["pointer"], one["code"]) for one in response.json["problems"]] == [
        ("/attachments/0", "signature-payload")
    ]


def form(house: House, method: str, version: str | None = "1.0.3", path: str = PATH, **fields: str) -> Any:
    return house.send("POST", f"{path}?method={method}", version, data=urlencode(fields), content_type=FORM)


def test_a_form_does_what_the_request_inside_would(house: House) -> None:
    uuid = new_id()
    assert form(house, "PUT", statementId=uuid, content=json.dumps(statement())).status_code == 204
    response = form(house, "GET", statementId=uuid)
    assert (response.status_code, response.json["id"]) == (200, uuid)
    assert "X-Experience-API-Consistent-Through" in form(house, "GET", limit="1").headers
    state = {"activityId": "urn:a", "agent": '{"mbox":"mailto:a@b.c"}', "stateId": "s"}
    path = "/xapi/1.0.3/activities/state"
    assert form(house, "PUT", path=path, content="{}", **state).status_code == 204
    assert form(house, "DELETE", path=path, **state).status_code == 204


def test_a_form_may_bring_its_version_and_credentials(house: House) -> None:
    header = house.client.get("/", auth=(house.key, house.secret)).request.headers["Authorization"]
    data = urlencode({"limit": "1", "Authorization": header, "X-Experience-API-Version": "1.0.3"})
    response = house.client.post(f"{PATH}?method=GET", data=data, content_type=FORM)
    assert (response.status_code, response.headers["X-Experience-API-Version"]) == (200, "1.0.3")


def test_version_two_knows_no_forms(house: House) -> None:
    assert form(house, "GET", "2.0.0", limit="1").status_code == 400
    fields = {"limit": "1", "X-Experience-API-Version": "2.0.0"}
    assert form(house, "GET", None, **fields).status_code == 400
    assert form(house, "GET", None, limit="1").status_code == 400
