"""Documents without a database: places, tags, preconditions, merging."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.lrs.rules.documents import (
    ACTIVITY_PROFILE,
    AGENT_PROFILE,
    STATE,
    Conditions,
    Document,
    Place,
    compute_etag,
    is_json,
    judge_conditions,
    judge_put,
    merge_content,
    read_place,
    refuse_bad_json,
)
from elearn.lrs.rules.faults import LrsFault
from tests.elearn.lrs.house import account, new_id

AGENT = json.dumps(account("p"))
THERE = Document(b'{"a":1}', "application/json", compute_etag(b'{"a":1}'), 0)
TAG = f'"{THERE.etag}"'


def status(call: Any, *arguments: Any) -> int:
    try:
        call(*arguments)
    except LrsFault as fault:
        return fault.status
    return 0


def test_a_place_is_its_parts_and_nothing_runs_together() -> None:
    places = [
        Place(kind=STATE, activity=b"a", agent=b"b", name="c"),
        Place(kind=STATE, activity=b"ab", agent=b"", name="c"),
        Place(kind=STATE, activity=b"a", agent=b"b", registration=b"c", name=""),
        Place(kind=ACTIVITY_PROFILE, activity=b"a", agent=b"b", name="c"),
    ]
    assert len({place.digest for place in places}) == 4


def test_a_registration_is_a_uuid_whatever_its_case() -> None:
    parameters = {"activityId": ["urn:a"], "agent": [AGENT], "stateId": ["s"], "registration": [new_id()]}
    upper = parameters | {"registration": [parameters["registration"][0].upper()]}
    assert read_place(STATE, parameters, "GET").digest == read_place(STATE, upper, "PUT").digest


@pytest.mark.parametrize(
    ("kind", "method", "needed"),
    [
        (STATE, "GET", {"activityId", "agent"}),
        (STATE, "DELETE", {"activityId", "agent"}),
        (STATE, "PUT", {"activityId", "agent", "stateId"}),
        (ACTIVITY_PROFILE, "GET", {"activityId"}),
        (ACTIVITY_PROFILE, "DELETE", {"activityId", "profileId"}),
        (AGENT_PROFILE, "POST", {"agent", "profileId"}),
        (AGENT_PROFILE, "DELETE", {"agent", "profileId"}),
    ],
)
def test_what_each_method_needs(kind: str, method: str, needed: set[str]) -> None:
    with pytest.raises(LrsFault) as caught:
        read_place(kind, {}, method)
    assert {one.params["name"] for one in caught.value.problems} == needed


def test_since_is_for_lists_only() -> None:
    parameters = {"agent": [AGENT], "since": ["2026-11-22T03:00:00Z"]}
    assert read_place(AGENT_PROFILE, parameters, "GET").since is not None
    assert status(read_place, AGENT_PROFILE, parameters | {"profileId": ["x"]}, "GET") == 400
    assert status(read_place, AGENT_PROFILE, parameters, "DELETE") == 400


def test_the_tag_is_the_sha1_of_the_content() -> None:
    assert compute_etag(b"x") == hashlib.sha1(b"x").hexdigest()


@pytest.mark.parametrize(
    ("conditions", "there", "missing"),
    [
        (Conditions(), 0, 0),
        (Conditions(if_match=TAG), 0, 412),
        (Conditions(if_match=TAG.upper()), 0, 412),
        (Conditions(if_match=f"W/{TAG}"), 0, 412),
        (Conditions(if_match=THERE.etag), 0, 412),
        (Conditions(if_match=f'"x", {TAG}'), 0, 412),
        (Conditions(if_match="*"), 0, 412),
        (Conditions(if_match='"x"'), 412, 412),
        (Conditions(if_none_match="*"), 412, 0),
        (Conditions(if_none_match=TAG), 412, 0),
        (Conditions(if_none_match='"x"'), 0, 0),
        (Conditions(if_match=TAG, if_none_match=TAG), 412, 412),
    ],
)
def test_conditions(conditions: Conditions, there: int, missing: int) -> None:
    assert status(judge_conditions, conditions, THERE) == there
    assert status(judge_conditions, conditions, None) == missing


@pytest.mark.parametrize(
    ("kind", "version", "there", "missing"),
    [
        (STATE, "1.0.3", 0, 0),
        (STATE, "2.0.0", 409, 0),
        (ACTIVITY_PROFILE, "1.0.3", 409, 400),
        (ACTIVITY_PROFILE, "2.0.0", 409, 0),
        (AGENT_PROFILE, "1.0.3", 409, 400),
        (AGENT_PROFILE, "2.0.0", 409, 0),
    ],
)
def test_a_put_without_conditions(kind: str, version: str, there: int, missing: int) -> None:
    assert status(judge_put, kind, Conditions(), THERE, version) == there
    assert status(judge_put, kind, Conditions(), None, version) == missing
    assert status(judge_put, kind, Conditions(if_match=TAG), THERE, version) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [("application/json", True), ("Application/JSON; charset=utf-8", True), ("application/jsonp", False), ("", False)],
)
def test_what_is_json(text: str, expected: bool) -> None:
    assert is_json(text) is expected
    assert status(refuse_bad_json, b"{", text) == (400 if expected else 0)


OBJECTS = st.dictionaries(
    st.text(max_size=3), st.none() | st.integers() | st.text(max_size=3) | st.lists(st.booleans())
)


@settings(max_examples=60)
@given(OBJECTS, OBJECTS)
def test_merging_is_that_of_dictionaries(old: dict[str, Any], new: dict[str, Any]) -> None:
    before, after = (json.dumps(one, ensure_ascii=False).encode() for one in (old, new))
    merged = merge_content(after, "application/json", Document(before, "application/json", "", 0))
    assert json.loads(merged) == old | new
    assert merge_content(after, "application/json", None) == after
