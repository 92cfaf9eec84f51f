"""The store's own door: the same answers as behind the routes, and nothing else goes through it."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import Client

from elearn.lrs import services
from elearn.lrs.routes.door import StoreDoor
from tests.elearn.lrs.house import House, account, body, new_id, statement

Seen = list[tuple[str, str, int, int]]


class Doorway:
    """A door in front of the test application, and what it told."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.begun = 0
        self.seen: Seen = []
        self.door = StoreDoor(
            house.app.wsgi_app,
            house.app.extensions["elearn"],
            "k" * 32,
            headers={"X-Content-Type-Options": "nosniff"},
            begin=self._begin,
            watch=lambda method, path, status, seconds, size: self.seen.append((method, path, status, size)),
        )
        house.client = Client(self.door)  # type: ignore[assignment]  # the same calls, without Flask's cookies

    def _begin(self) -> None:
        self.begun += 1


@pytest.fixture
def doorway(house: House) -> Doorway:
    return Doorway(house)


CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/xapi/about", {}),
    ("GET", "/xapi/statements?limit=2", {}),
    ("HEAD", "/xapi/statements", {}),
    ("GET", "/xapi/statements?x=1", {}),
    ("GET", "/xapi/activities?activityId=urn:a", {}),
    ("GET", "/xapi/agents?agent={}", {}),
    ("POST", "/xapi/statements", {"data": b"{", "content_type": "application/json"}),
    ("POST", "/xapi/statements", {"data": b"x", "content_type": "text/plain"}),
    ("PATCH", "/xapi/statements", {}),
    ("DELETE", "/xapi/agents", {}),
    ("GET", "/xapi/activities/state", {}),
    ("GET", "/xapi/nothing", {}),
    ("GET", "/xapi/statements", {"auth": ("nobody", "nothing")}),
]


@pytest.mark.parametrize(("method", "path", "more"), CALLS)
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0", None, "0.9"])
def test_both_ways_give_the_same_answer(
    house: House, method: str, path: str, more: dict[str, Any], version: str | None
) -> None:
    behind = house.send(method, path, version, **more)
    Doorway(house)
    before = house.send(method, path, version, **more)
    assert (before.status_code, before.data) == (behind.status_code, behind.data)
    told = dict(before.headers)
    if told.pop("X-Content-Type-Options", None) is None:
        assert path == "/xapi/nothing"  # no address of the store's: the application answered
    assert told == dict(behind.headers)


def test_what_comes_in_can_be_found_on_both_ways(doorway: Doorway) -> None:
    house, uuid = doorway.house, new_id()
    assert house.post([statement("p-1", id=uuid), statement("p-2")]).json[0] == uuid
    assert house.put(new_id(), statement("p-1")).status_code == 204
    assert uuid in house.find(agent=account("p-1"), limit="1")
    house.client = house.app.test_client()
    assert len(house.find()) == 3


def test_more_leads_back_through_the_door(doorway: Doorway) -> None:
    house = doorway.house
    house.post([statement(f"p-{n}") for n in range(3)])
    first = house.send("GET", "/xapi/1.0.3/statements?limit=2").json
    assert first["more"].startswith("/xapi/1.0.3/statements?more=")
    assert len(house.send("GET", first["more"]).json["statements"]) == 1


def test_every_request_is_told(doorway: Doorway) -> None:
    doorway.house.post(statement())
    doorway.house.send("GET", "/xapi/about")
    assert doorway.begun == 2
    assert [one[:3] for one in doorway.seen] == [("POST", "/xapi/statements", 200), ("GET", "/xapi/about", 200)]
    assert doorway.seen[0][3] == len(f'["{new_id()}"]')


def test_other_addresses_are_the_applications(doorway: Doorway) -> None:
    doorway.house.app.add_url_rule("/", view_func=lambda: "hall")
    client = Client(doorway.door)
    assert client.get("/").text == "hall"
    assert client.get("/elsewhere").status_code == 404
    assert client.options("/xapi/statements").status_code == 200
    assert doorway.seen == []


def test_a_fault_of_ours_is_an_answer_and_a_line_in_the_log(
    doorway: Doorway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError("odd")

    monkeypatch.setattr(services, "find_definitions", fail)
    response = doorway.house.send("GET", "/xapi/activities?activityId=urn:a")
    assert (response.status_code, response.json["error"]) == (500, "store-failed")
    assert "odd" not in response.text
    assert caplog.records[-1].name == "elearn.lrs"


def test_a_head_has_the_length_and_no_body(doorway: Doorway) -> None:
    doorway.house.post(statement())
    whole, head = doorway.house.send("GET", "/xapi/statements"), doorway.house.send("HEAD", "/xapi/statements")
    assert head.data == b""
    assert head.headers["Content-Length"] == str(len(whole.data)) != "0"


def test_a_body_is_taken_once(doorway: Doorway) -> None:
    response = doorway.house.send(
        "POST", "/xapi/statements", data=body(statement()), content_type="application/json; charset=utf-8"
    )
    assert response.status_code == 200
    assert len(doorway.house.find()) == 1
