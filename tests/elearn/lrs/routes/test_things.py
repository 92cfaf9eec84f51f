"""The resources activities and agents over HTTP, and the canonical form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from elearn.lrs.rules.credentials import PROFILE, STATE, WRITE
from tests.elearn.lrs.house import House, account, statement

PLACE = "https://x.example.jp/a"


def define(house: House, **definition: Any) -> None:
    value = statement() | {"object": {"id": PLACE, "definition": definition}}
    assert house.post(value).status_code == 200


def ask(house: House, resource: str, version: str = "2.0.0", **parameters: str) -> Any:
    return house.send("GET", f"/xapi/{resource}", version, query_string=parameters)


def test_an_activity_is_shown_with_all_that_was_said_of_it(any_house: House) -> None:
    define(any_house, name={"ja": "講座"}, type="urn:t")
    define(any_house, name={"en": "course"}, description={"ja": "説明"})
    assert ask(any_house, "activities", activityId=PLACE).json == {
        "objectType": "Activity",
        "id": PLACE,
        "definition": {"name": {"ja": "講座", "en": "course"}, "type": "urn:t", "description": {"ja": "説明"}},
    }


def test_an_unknown_activity_has_its_id_only(house: House) -> None:
    response = ask(house, "activities", activityId="urn:unknown")
    assert (response.status_code, response.json) == (200, {"objectType": "Activity", "id": "urn:unknown"})


def test_a_person_is_shown_with_every_name(house: House) -> None:
    for name in ("高橋", "髙橋"):
        house.post(statement() | {"actor": account("p") | {"name": name}})
    response = ask(house, "agents", agent=json.dumps(account("p")))
    assert response.json == {"objectType": "Person", "name": ["髙橋", "高橋"], "account": [account("p")["account"]]}
    head = house.send("HEAD", "/xapi/agents", query_string={"agent": json.dumps(account("p"))})
    assert (head.status_code, head.data) == (200, b"")


@pytest.mark.parametrize(
    ("resource", "parameters"),
    [
        ("activities", {}),
        ("activities", {"activityId": "no iri"}),
        ("activities", {"activityId": PLACE, "x": "1"}),
        ("agents", {}),
        ("agents", {"agent": "{}"}),
        ("agents", {"agent": '{"mbox": "x"}'}),
        ("agents", {"agent": json.dumps(account("p")), "activityId": PLACE}),
    ],
)
def test_faulty_parameters_are_refused(house: House, resource: str, parameters: dict[str, str]) -> None:
    response = ask(house, resource, **parameters)
    assert (response.status_code, response.json["error"]) == (400, "bad-parameters")


@pytest.mark.parametrize(("scope", "status"), [(PROFILE, 200), (STATE, 403), (WRITE, 403)])
def test_scopes(house: House, scope: str, status: int) -> None:
    auth = house.add_credential(scope)
    for resource, query in (("activities", {"activityId": PLACE}), ("agents", {"agent": json.dumps(account("p"))})):
        assert house.send("GET", f"/xapi/{resource}", query_string=query, auth=auth).status_code == status


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("resource", ["activities", "agents"])
def test_they_are_for_reading_only(house: House, resource: str, method: str) -> None:
    assert house.send(method, f"/xapi/{resource}").status_code == 405


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("ja", {"ja": "講座"}),
        ("fr, en;q=0.5", {"en": "course"}),
        ("", {"ja": "講座"}),
        ("en, ja;q=0.9", {"en": "course"}),
    ],
)
def test_the_canonical_form_is_merged_and_in_one_language(house: House, wanted: str, expected: dict[str, str]) -> None:
    define(house, name={"ja": "講座"}, type="urn:t")
    define(house, name={"en": "course"})
    response = house.send(
        "GET", "/xapi/statements", query_string={"format": "canonical"}, headers={"Accept-Language": wanted}
    )
    for one in response.json["statements"]:
        assert one["object"]["definition"] == {"name": expected, "type": "urn:t"}
    exact = house.get(format="exact").json["statements"]
    assert [one["object"]["definition"] for one in exact] == [
        {"name": {"en": "course"}},
        {"name": {"ja": "講座"}, "type": "urn:t"},
    ]
