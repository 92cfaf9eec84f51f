"""The state and profile resources over HTTP, and where the two versions differ."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from elearn.lrs.rules.credentials import PROFILE, STATE, WRITE
from elearn.lrs.rules.documents import compute_etag
from tests.elearn.lrs.house import House, account, new_id

ACTIVITY = "https://x.example.jp/a"
AGENT = json.dumps(account("p-1"))
PATHS = {
    "activities/state": {"activityId": ACTIVITY, "agent": AGENT, "stateId": "place"},
    "activities/profile": {"activityId": ACTIVITY, "profileId": "look"},
    "agents/profile": {"agent": AGENT, "profileId": "likes"},
}
RESOURCES = list(PATHS)
PROFILES = RESOURCES[1:]
JSON = "application/json"
FRESH = {"If-None-Match": "*"}


def path(resource: str, **more: Any) -> str:
    chosen = {key: value for key, value in (PATHS[resource] | more).items() if value is not None}
    return f"/xapi/{resource}?{urlencode(chosen)}"


def name_of(resource: str) -> str:
    return "stateId" if resource == "activities/state" else "profileId"


def put(
    house: House, resource: str, data: bytes, content_type: str = JSON, version: str = "1.0.3", **headers: str
) -> int:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return house.send("PUT", path(resource), version, data=data, content_type=content_type, headers=named).status_code


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_a_document_comes_back_as_it_was_sent(any_house: House, resource: str, version: str) -> None:
    house, content = any_house, b"\x00\xff not JSON at all \xe9\xab\x99"
    assert put(house, resource, content, "image/x-odd; a=b", version, If_None_Match="*") == 204
    response = house.send("GET", path(resource), version)
    assert (response.status_code, response.data) == (200, content)
    assert response.headers["Content-Type"] == "image/x-odd; a=b"
    assert response.headers["ETag"] == f'"{compute_etag(content)}"'
    assert response.last_modified == house.clock.moment
    head = house.send("HEAD", path(resource), version)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", response.headers["ETag"])
    assert house.send("DELETE", path(resource), version).status_code == 204
    assert house.send("GET", path(resource), version).status_code == 404
    assert house.send("DELETE", path(resource), version).status_code == 204


@pytest.mark.parametrize("resource", RESOURCES)
def test_names_are_listed_and_since_counts_changes(any_house: House, resource: str) -> None:
    house, key = any_house, name_of(resource)
    for name in ("高", "髙", "a/b"):
        assert house.send("POST", path(resource, **{key: name}), data=b"{}", content_type=JSON).status_code == 204
    later = house.clock.moment.isoformat().replace("+00:00", "Z")
    house.clock.advance(1)
    assert house.send("POST", path(resource, **{key: "a/b"}), data=b'{"x":1}', content_type=JSON).status_code == 204
    assert house.send("GET", path(resource, **{key: None})).json == ["a/b", "高", "髙"]
    assert house.send("GET", path(resource, **{key: None}, since=later)).json == ["a/b"]


@pytest.mark.parametrize("resource", RESOURCES)
def test_post_merges_the_top_of_two_objects_without_touching_numbers(house: House, resource: str) -> None:
    send = lambda data: house.send("POST", path(resource), data=data, content_type=JSON).status_code  # noqa: E731
    assert send(b'{"a": 8.00, "b": {"x": 1}}') == 204
    assert send(b'{"b": {"y": 2}, "c": 1e2}') == 204
    assert house.send("GET", path(resource)).data == b'{"a":8.00,"b":{"y": 2},"c":1e2}'


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize(
    ("before", "after", "content_type"),
    [(b"{}", b"[1]", JSON), (b"[1]", b"{}", JSON), (b"{}", b"text", "text/plain"), (b"{}", b"{", JSON)],
)
def test_what_cannot_be_merged_is_refused(
    house: House, resource: str, before: bytes, after: bytes, content_type: str
) -> None:
    assert put(house, resource, before, If_None_Match="*") == 204
    assert house.send("POST", path(resource), data=after, content_type=content_type).status_code == 400
    assert house.send("GET", path(resource)).data == before


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_a_stale_tag_changes_nothing_and_the_right_one_does(
    house: House, resource: str, method: str, version: str
) -> None:
    assert put(house, resource, b'{"n":1}', If_None_Match="*") == 204
    etag = house.send("GET", path(resource)).headers["ETag"]
    send = lambda tag: house.send(  # noqa: E731
        method, path(resource), version, data=b'{"n":2}', content_type=JSON, headers={"If-Match": tag}
    )
    stale = send('"' + "0" * 40 + '"')
    assert (stale.status_code, stale.json["error"]) == (412, "precondition-failed")
    assert house.send("GET", path(resource)).data == b'{"n":1}'
    assert send(f'"{"1" * 40}", {etag}').status_code == 204
    now = house.send("GET", path(resource))
    assert now.status_code == 404 if method == "DELETE" else now.data == b'{"n":2}'


@pytest.mark.parametrize("resource", RESOURCES)
def test_only_a_new_document_passes_if_none_match(house: House, resource: str) -> None:
    assert put(house, resource, b"1", If_None_Match="*") == 204
    assert put(house, resource, b"2", If_None_Match="*") == 412
    assert put(house, resource, b"2", If_None_Match=f'"{compute_etag(b"1")}"') == 412
    assert put(house, resource, b"2", If_None_Match=f'"{compute_etag(b"3")}"') == 204
    missing = house.send(
        "PUT", path(resource, **{name_of(resource): "none"}), data=b"1", headers={"If-Match": "*"}, content_type=JSON
    )
    assert missing.status_code == 412


@pytest.mark.parametrize(
    ("version", "resource", "new", "old"),
    [
        ("1.0.3", "activities/state", 204, 204),
        ("1.0.3", "activities/profile", 400, 409),
        ("1.0.3", "agents/profile", 400, 409),
        ("2.0.0", "activities/state", 204, 409),
        ("2.0.0", "activities/profile", 204, 409),
        ("2.0.0", "agents/profile", 204, 409),
    ],
)
def test_a_put_without_condition_is_where_the_versions_differ(
    house: House, version: str, resource: str, new: int, old: int
) -> None:
    assert put(house, resource, b"1", version=version) == new
    assert put(house, resource, b"1", version=version, If_None_Match="*") == (204 if new == 400 else 412)
    response = house.send("PUT", path(resource), version, data=b"2", content_type=JSON)
    assert response.status_code == old
    assert house.send("GET", path(resource)).data == (b"2" if old == 204 else b"1")
    assert old == 204 or response.json["message"]


def test_states_of_registrations_are_apart_and_go_together(any_house: House) -> None:
    house, first, second = any_house, new_id(), new_id()
    for registration, content in ((None, b"0"), (first, b"1"), (second, b"2")):
        place = path("activities/state", registration=registration)
        assert house.send("PUT", place, data=content, content_type=JSON).status_code == 204
    read = lambda registration: house.send(  # noqa: E731
        "GET", path("activities/state", registration=registration)
    )
    assert [read(one).data for one in (None, first, second)] == [b"0", b"1", b"2"]
    everything = {"stateId": None}
    assert house.send("GET", path("activities/state", **everything)).json == ["place"]
    assert house.send("DELETE", path("activities/state", **everything, registration=first)).status_code == 204
    assert [read(one).status_code for one in (None, first, second)] == [200, 404, 200]
    assert house.send("DELETE", path("activities/state", **everything)).status_code == 204
    assert [read(one).status_code for one in (None, first, second)] == [404, 404, 404]


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_faulty_parameters_are_refused(house: House, resource: str, method: str) -> None:
    wrong: list[dict[str, Any]] = [{"foo": "1"}, {"Agent": AGENT}, {name_of(resource): ""}]
    wrong += [{key: None} for key in PATHS[resource] if key not in ("stateId", "profileId")]
    wrong += [{"agent": "{}"}, {"agent": "x"}] if "agent" in PATHS[resource] else [{"activityId": "a"}]
    wrong += [{"registration": "1"}] if resource == "activities/state" else [{"registration": new_id()}]
    wrong += [{"since": "yesterday"}] if method == "GET" else [{"since": "2026-11-22T00:00:00Z"}]
    for change in wrong:
        response = house.send(method, path(resource, **change), data=b"{}", content_type=JSON)
        assert (response.status_code, response.json["error"]) == (400, "bad-parameters"), change
        assert response.json["problems"]


def test_scopes_open_their_own_documents_only(house: House) -> None:
    for scope, allowed in ((STATE, RESOURCES[:1]), (PROFILE, PROFILES), (WRITE, [])):
        auth = house.add_credential(scope)
        for resource in RESOURCES:
            status = house.send("GET", path(resource), auth=auth).status_code
            assert status == (404 if resource in allowed else 403), (scope, resource)


@pytest.mark.parametrize("resource", RESOURCES)
def test_strangers_and_other_methods_are_refused(house: House, resource: str) -> None:
    assert house.send("GET", path(resource), auth=("x", "y")).status_code == 401
    assert house.send("PATCH", path(resource)).status_code == 405


@pytest.mark.parametrize("resource", RESOURCES)
def test_json_that_is_none_is_refused(house: House, resource: str) -> None:
    assert put(house, resource, b'{"a":1,"a":2}', If_None_Match="*") == 400
    assert put(house, resource, b'{"a":1,"a":2}', "text/plain", If_None_Match="*") == 204
