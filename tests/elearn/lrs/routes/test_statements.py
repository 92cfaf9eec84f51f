"""The store over HTTP, as a client meets it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from elearn.lrs.routes import statements
from elearn.lrs.routes.blueprints import create_blueprints
from elearn.lrs.rules.credentials import READ, READ_MINE, WRITE
from elearn.lrs.services import grouping
from elearn.xapi.check_values import parse_timestamp
from tests.elearn.lrs.house import NOON, PASSED, VOIDED, House, account, body, new_id, reference, statement

STATEMENTS = "/xapi/statements"


def test_a_statement_is_put_and_read_back(house: House) -> None:
    uuid = new_id()
    assert house.put(uuid, statement(result={"score": {"raw": 8}})).status_code == 204
    response = house.get(statementId=uuid)
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    value = response.json
    assert value["id"] == uuid
    assert value["actor"] == account("p-1")
    assert value["version"] == "1.0.0"
    assert value["stored"] == value["timestamp"] == "2026-11-22T03:00:00.000000Z"
    assert value["authority"]["account"]["name"] == f"lrs:{house.key}"
    assert response.last_modified == NOON


def test_one_statement_is_posted_and_its_id_told(house: House) -> None:
    response = house.post(statement())
    assert response.status_code == 200
    (uuid,) = response.json
    assert house.get(statementId=uuid).json["id"] == uuid


def test_a_batch_answers_with_ids_in_order(house: House) -> None:
    given = [new_id(), new_id()]
    response = house.post([statement(id=given[0]), statement(), statement(id=given[1])])
    assert response.status_code == 200
    assert [response.json[0], response.json[2]] == given
    assert house.find(ascending="true") == response.json


@pytest.mark.parametrize("small", [True, False])
def test_a_body_is_answered_alike_whoever_reads_it(house: House, monkeypatch: pytest.MonkeyPatch, small: bool) -> None:
    monkeypatch.setattr(statements, "SMALL", 131_072 if small else 0)
    uuid = new_id()
    assert house.post(statement(id=uuid)).json == [uuid]
    assert house.put(uuid, statement(id=uuid)).status_code == 204
    assert house.put(uuid, statement(id=new_id())).json["error"] == "id-differs"
    assert house.post([statement(), statement(verb="x")]).json["problems"][0]["pointer"] == "/1/verb/id"
    assert house.post(statement(id=uuid, who="p-2")).status_code == 409
    assert len(house.find()) == 1


def test_an_empty_batch_is_no_news(house: House) -> None:
    response = house.post([])
    assert (response.status_code, response.json) == (200, [])


def test_bytes_inside_a_statement_are_kept(house: House) -> None:
    odd = b'{"raw": 8.00, "max":1e1 , "min": 0}'
    extension = b'{"https://x.example.jp/n" : [123456789012345678901234567890, 1.10, "\\u9ad9\xe9\xab\x99", null]}'
    raw = body(statement())[:-1] + b', "result": {"score":' + odd + b', "extensions": ' + extension + b"}}"
    response = house.send("POST", STATEMENTS, data=raw, content_type="application/json")
    assert response.status_code == 200
    stored = house.get(statementId=response.json[0]).data
    assert odd in stored
    assert extension in stored


@pytest.mark.parametrize("version", ["1.0", "1.0.0", "1.0.3", "1.0.9", "2.0.0", "2.0.1"])
def test_versions_are_answered_in_kind(house: House, version: str) -> None:
    response = house.send("GET", STATEMENTS, version)
    assert response.status_code == 200
    assert response.headers["X-Experience-API-Version"] == ("1.0.3" if version.startswith("1") else "2.0.0")


@pytest.mark.parametrize(("path", "version"), [("/xapi", "2.0.0"), ("/xapi/1.0.3", "1.0.3")])
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "HEAD"])
def test_a_request_without_version_is_told_the_version_of_its_path(
    house: House, path: str, version: str, method: str
) -> None:
    response = house.send(method, f"{path}/statements", None)
    assert response.status_code == 400
    assert response.headers["X-Experience-API-Version"] == version


@pytest.mark.parametrize("version", ["0.9", "0.95", "1.1.0", "2.1.0", "3.0.0", "one", ""])
def test_other_versions_are_refused(house: House, version: str) -> None:
    response = house.send("GET", STATEMENTS, version)
    assert response.status_code == 400
    assert "X-Experience-API-Version" in response.headers


def test_a_statement_of_the_second_version_is_marked_so(house: House) -> None:
    (uuid,) = house.post(statement(), version="2.0.0").json
    assert house.get(statementId=uuid).json["version"] == "2.0.0"


def test_context_agents_are_known_to_the_second_version_only(house: House) -> None:
    value = statement(context={"contextAgents": [{"objectType": "contextAgent", "agent": account("p-7")}]})
    assert house.post(value, version="1.0.3").status_code == 400
    assert house.post(value, version="2.0.0").status_code == 200
    assert len(house.find(agent=account("p-7"), related_agents="true")) == 1


@pytest.mark.parametrize("path", ["/xapi/about", "/xapi/1.0.3/about"])
def test_about_needs_neither_version_nor_credentials(house: House, path: str) -> None:
    response = house.client.get(path)
    assert response.status_code == 200
    assert {"1.0.3", "2.0.0"} <= set(response.json["version"])
    assert "X-Experience-API-Version" in response.headers


def test_about_refuses_an_unknown_version_and_other_methods(house: House) -> None:
    assert house.send("GET", "/xapi/about", "9.9").status_code == 400
    assert house.send("POST", "/xapi/about").status_code == 405


@pytest.mark.parametrize("path", ["/xapi/x", "/xapi/1.0.3/statement", "/xapi/statements/more"])
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_other_resources_are_told_to_be_missing(house: House, path: str, method: str) -> None:
    response = house.send(method, path)
    assert response.status_code == 404
    assert response.json["error"] == "unknown-resource"


@pytest.mark.parametrize("method", ["DELETE", "PATCH"])
def test_statements_are_never_deleted(house: House, method: str) -> None:
    response = house.send(method, STATEMENTS)
    assert (response.status_code, response.json["error"]) == (405, "method-not-allowed")


@pytest.mark.parametrize(
    "auth",
    [None, ("nobody", "x"), ("", ""), ("key\x00", "x"), ("鍵", "秘密")],
    ids=["none", "unknown", "empty", "nul", "ja"],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
def test_strangers_are_asked_for_credentials(house: House, auth: Any, method: str) -> None:
    response = house.send(method, STATEMENTS, auth=auth)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Basic ")


def test_a_wrong_secret_is_refused(house: House) -> None:
    assert house.send("GET", STATEMENTS, auth=(house.key, house.secret + "x")).status_code == 401


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Bearer x", "Basic /w=="])
def test_ill_formed_authorization_is_refused(house: House, header: str) -> None:
    response = house.send("GET", STATEMENTS, auth=None, headers={"Authorization": header})
    assert response.status_code == 401


def test_scopes_are_kept_apart(house: House) -> None:
    writer, reader = house.add_credential(WRITE), house.add_credential(READ)
    assert house.post(statement(), auth=writer).status_code == 200
    assert house.send("GET", STATEMENTS, auth=writer).status_code == 403
    assert house.send("GET", STATEMENTS, auth=reader).status_code == 200
    assert house.post(statement(), auth=reader).status_code == 403


def test_who_may_read_only_its_own_sees_only_its_own(house: House) -> None:
    mine = house.add_credential(WRITE, READ_MINE)
    (foreign,) = house.post(statement()).json
    own = house.post([statement(), statement()], auth=mine).json
    first = house.send("GET", f"{STATEMENTS}?limit=1", auth=mine).json
    second = house.send("GET", first["more"], auth=mine).json
    assert [one["id"] for one in (*first["statements"], *second["statements"])] == own[::-1]
    assert house.send("GET", f"{STATEMENTS}?statementId={foreign}", auth=mine).status_code == 404
    assert house.send("GET", f"{STATEMENTS}?statementId={own[0]}", auth=mine).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_consistent_through_is_on_every_answer_to_a_reader(house: House, method: str) -> None:
    for query in ("", "?statementId=" + new_id(), "?limit=x"):
        response = house.send(method, STATEMENTS + query)
        assert parse_timestamp(response.headers["X-Experience-API-Consistent-Through"]) == NOON


def test_writers_are_not_told_of_consistency(house: House) -> None:
    assert "X-Experience-API-Consistent-Through" not in house.post(statement()).headers


def test_head_is_get_without_a_body(house: House) -> None:
    (uuid,) = house.post(statement()).json
    path = f"{STATEMENTS}?statementId={uuid}"
    get, head = house.send("GET", path), house.send("HEAD", path)
    assert head.data == b""
    assert head.headers["Content-Length"] == get.headers["Content-Length"]
    assert head.headers["Last-Modified"] == get.headers["Last-Modified"]
    assert house.send("HEAD", f"{STATEMENTS}?statementId={new_id()}").status_code == 404


@pytest.mark.parametrize("query", ["?foo=1", "?Verb=x", "?limit=-1", "?since=now", "?more=x", "?more="])
def test_faulty_parameters_are_refused(house: House, query: str) -> None:
    response = house.send("GET", STATEMENTS + query)
    assert response.status_code == 400
    assert response.json["error"] in ("bad-parameters", "bad-cursor")


def test_more_goes_on_where_the_page_ended(house: House) -> None:
    uuids = house.post([statement() for _ in range(5)]).json
    page = house.get(limit=2).json
    assert page["more"].startswith("/xapi/statements?more=")
    house.post(statement())
    assert [one["id"] for one in page["statements"]] + [
        one["id"] for one in house.send("GET", page["more"]).json["statements"]
    ] == uuids[::-1][:4]
    assert house.find(limit=2, ascending="true")[:5] == uuids


def test_the_link_keeps_the_path_of_its_request(house: House) -> None:
    house.post([statement(), statement()])
    response = house.send("GET", "/xapi/1.0.3/statements?limit=1")
    assert response.json["more"].startswith("/xapi/1.0.3/statements?more=")


def test_a_link_is_good_for_its_reader_only(house: House) -> None:
    house.post([statement(), statement()])
    more = house.get(limit=1).json["more"]
    assert house.send("GET", more, auth=house.add_credential(READ)).status_code == 400
    assert house.send("GET", more, "2.0.0").status_code == 400
    assert house.send("GET", more[:-1] + "é").status_code == 400
    assert house.send("GET", more + "&limit=1").status_code == 400
    assert house.send("GET", more).status_code == 200


def test_voiding_hides_a_statement_but_not_what_points_to_it(house: House) -> None:
    (target,) = house.post(statement()).json
    (comment,) = house.post(reference(target)).json
    (void,) = house.post(reference(target, VOIDED)).json
    assert house.get(statementId=target).status_code == 404
    assert house.get(voidedStatementId=target).status_code == 200
    assert house.get(voidedStatementId=comment).status_code == 404
    assert house.find(ascending="true") == [comment, void]
    assert house.find(verb=PASSED, ascending="true") == [comment, void]


@pytest.mark.parametrize("form", ["exact", "ids", "canonical"])
def test_forms(house: House, form: str) -> None:
    verb = {"id": PASSED, "display": {"ja": "合格した", "en": "passed"}}
    (uuid,) = house.post(statement() | {"verb": verb}).json
    response = house.send("GET", f"{STATEMENTS}?statementId={uuid}&format={form}", headers={"Accept-Language": "ja"})
    expected = {"exact": verb, "ids": {"id": PASSED}, "canonical": {"id": PASSED, "display": {"ja": "合格した"}}}
    assert response.json["verb"] == expected[form]
    page = house.send("GET", f"{STATEMENTS}?format={form}", headers={"Accept-Language": "ja"}).json
    assert page["statements"][0]["verb"] == expected[form]


def test_a_busy_database_is_told_as_such(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    monkeypatch.setattr(grouping, "hold_store", fail)
    response = house.post(statement())
    assert (response.status_code, response.json["error"]) == (503, "store-busy")
    assert int(response.headers["Retry-After"]) > 0
    monkeypatch.undo()
    assert house.find() == []


def test_the_clock_is_read_after_the_lock(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    hold = grouping.hold_store

    @contextmanager
    def wait(engine: Any) -> Iterator[Any]:
        with hold(engine) as connection:
            house.clock.advance(3)
            yield connection

    monkeypatch.setattr(grouping, "hold_store", wait)
    (uuid,) = house.post(statement()).json
    assert parse_timestamp(house.get(statementId=uuid).json["stored"]) == NOON + dt.timedelta(seconds=3)


def test_an_answer_of_the_host_gets_the_version_header_too(house: House) -> None:
    guarded = House(house.engine)
    guarded.app.before_request(lambda: ("閉庁中", 503))
    response = guarded.send("GET", STATEMENTS)
    assert (response.status_code, response.headers["X-Experience-API-Version"]) == (503, "2.0.0")
    guarded.close()


def test_both_blueprints_have_names_of_their_own() -> None:
    assert len({blueprint.name for blueprint in create_blueprints()}) == 2


def test_nothing_is_left_open_after_a_refusal(house: House) -> None:
    house.post([statement(), {"actor": 1}])
    house.put(new_id(), statement(verb="x"))
    assert all(not session.in_transaction() for session in house.sessions)
    with house.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM elearn_lrs_statement")).scalar() == 0


def test_refusals_are_json_with_words(house: House) -> None:
    response = house.post(statement(verb="passed"))
    assert json.loads(response.data) == {
        "error": "invalid-statement",
        "message": "A statement breaks the rules of xAPI; nothing was stored.",
        "problems": [
            {
                "pointer": "/verb/id",
                "code": "invalid-iri",
                "message": "The value is no IRI with a scheme. (4.3 Internationalized Resource Identifiers)",
            }
        ],
    }
