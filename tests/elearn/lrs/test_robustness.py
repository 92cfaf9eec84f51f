"""Whatever comes over the wire: a clear answer, never a server error, and what was taken comes back unharmed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elearn.lrs.rules.bodies import split_object
from tests.elearn.lrs.house import House, account, body, new_id, reference, statement
from tests.elearn.xapi.samples import FULL, change, drop

STATEMENTS = "/xapi/statements"
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6)
    | st.sampled_from(["Agent", "Group", "SubStatement", "StatementRef", "Activity", "https://x.jp", "mailto:a@x.jp"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def pointers(value: Any, here: str = "") -> Iterator[str]:
    for key, member in value.items() if isinstance(value, dict) else enumerate(value):
        place = f"{here}/{str(key).replace('~', '~0').replace('/', '~1')}"
        yield place
        if isinstance(member, dict | list):
            yield from pointers(member, place)


BARE = drop(FULL, "/id")
EVERYWHERE = sorted(pointers(BARE))
OWN = {"id", "stored", "authority"}


@FEW
@given(st.sampled_from(EVERYWHERE), JSON, st.sampled_from(["1.0.3", "2.0.0"]))
def test_any_value_in_any_place_is_taken_or_refused(house: House, pointer: str, value: Any, version: str) -> None:
    before = len(house.find(limit=500))
    response = house.post([statement(), change(BARE, pointer, value)], version=version)
    assert response.status_code in (200, 400), response.text
    assert len(house.find(limit=500)) - before == (2 if response.status_code == 200 else 0)
    if response.status_code == 400:
        assert all(problem["pointer"].startswith("/1") for problem in response.json["problems"])


@FEW
@given(st.sampled_from(EVERYWHERE))
def test_anything_may_be_missing(house: House, pointer: str) -> None:
    response = house.post(drop(BARE, pointer))
    assert response.status_code in (200, 400)


@FEW
@given(st.binary(max_size=80))
def test_any_bytes_are_answered(house: House, raw: bytes) -> None:
    response = house.send("POST", STATEMENTS, data=raw, content_type="application/json")
    assert response.status_code == (200 if raw.strip() == b"[]" else 400)


@FEW
@given(st.binary(min_size=1, max_size=3), st.integers(0, 400))
def test_a_damaged_statement_is_answered(house: House, damage: bytes, place: int) -> None:
    raw = body(BARE)
    place %= len(raw)
    damaged = raw[:place] + damage + raw[place + len(damage) :]
    response = house.send("POST", STATEMENTS, data=damaged, content_type="application/json")
    assert response.status_code in (200, 400)


NAMES = ["agent", "verb", "activity", "registration", "since", "until", "limit", "format", "ascending", "more", "x"]
NAMES += ["statementId", "voidedStatementId", "related_agents", "related_activities", "attachments"]


@FEW
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=12) | JSON.map(json.dumps)), max_size=4))
def test_any_parameters_are_answered(house: House, pairs: list[tuple[str, str]]) -> None:
    query = "&".join(f"{name}={quote(value)}" for name, value in pairs)
    response = house.send("GET", f"{STATEMENTS}?{query}")
    assert response.status_code in (200, 400, 404), response.text
    assert response.is_json


@FEW
@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255), max_size=30))
def test_any_header_is_answered(house: House, text: str) -> None:
    for name in ("Authorization", "X-Experience-API-Version", "Accept-Language", "Content-Type"):
        headers = {"X-Experience-API-Version": "1.0.3", name: text}
        response = house.client.open(STATEMENTS, method="GET", headers=headers)
        assert response.status_code in (400, 401)


@FEW
@given(st.dictionaries(st.just("https://x.jp/") | st.just("urn:y"), JSON, max_size=2), st.text(max_size=20))
def test_what_was_taken_comes_back_byte_for_byte(house: House, extensions: dict[str, Any], response: str) -> None:
    sent = body(statement(result={"response": response, "extensions": extensions}))
    answer = house.send("POST", STATEMENTS, data=sent, content_type="application/json")
    assert answer.status_code == 200
    back = split_object(house.get(statementId=answer.json[0]).data)
    for name, raw in split_object(sent).items():
        assert bytes(back[name]) == bytes(raw)
    assert set(back) - set(split_object(sent)) == {*OWN, "timestamp", "version"}


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_the_full_statement_comes_back_byte_for_byte(house: House, version: str) -> None:
    sent = split_object(body(FULL))
    assert house.put(FULL["id"], FULL, version=version).status_code == 204
    back = split_object(house.get(statementId=FULL["id"]).data)
    same = {name for name in sent if bytes(sent[name]) == bytes(back[name])}
    # One context activity stood alone and is now in an array; the rest is as it was sent.
    assert set(sent) - same == {"stored", "authority", "context"}
    grouping = msgspec.json.decode(bytes(back["context"]))["contextActivities"]["grouping"]
    assert grouping == [FULL["context"]["contextActivities"]["grouping"]]


@pytest.mark.parametrize(
    "name",
    ["髙﨑", "𠮷野", "葛󠄀城", "e\u0301", "é", "Ａ", "\u200b", "\u202e", "'; DROP TABLE elearn_lrs_term; --", '"', "\\"],
)
def test_names_are_never_normalised(house: House, name: str) -> None:
    (uuid,) = house.post(statement() | {"actor": account(name)}).json
    assert house.get(statementId=uuid).json["actor"]["account"]["name"] == name
    assert house.find(agent=account(name)) == [uuid]


def test_composed_and_decomposed_names_are_two_people(house: House) -> None:
    house.post([statement("é"), statement("e\u0301")])
    assert len(house.find(agent=account("é"))) == 1


def test_a_story_of_a_day(house: House) -> None:
    """A learner fails, passes, the attempt is voided by mistake, and a reader follows it all by the learner's key."""
    failed, passed, void = new_id(), new_id(), new_id()
    registration = new_id()
    context = {"registration": registration}
    assert (
        house.put(failed, statement(verb="http://adlnet.gov/expapi/verbs/failed", context=context)).status_code == 204
    )
    house.clock.advance(60)
    assert house.put(passed, statement(context=context)).status_code == 204
    house.clock.advance(60)
    assert house.find(agent=account("p-1")) == [passed, failed]
    assert house.find(registration=registration, since="2026-11-22T03:00:30Z") == [passed]
    wrong = reference(passed, "http://adlnet.gov/expapi/verbs/voided", id=void)
    assert house.post(wrong).json == [void]
    assert house.find(agent=account("p-1")) == [void, failed]
    assert house.find(registration=registration, ascending="true") == [failed, void]
    assert house.put(passed, statement(context=context)).status_code == 204
    assert house.get(statementId=passed).status_code == 404
    assert house.get(voidedStatementId=passed).json["id"] == passed
