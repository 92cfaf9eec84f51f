"""What the quick pass calls fit breaks no rule, and the statements of everyday life are fit."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.xapi.check import VOIDED, check_statement, find_problems
from elearn.xapi.shapes import fits_statement, read_shape
from tests.elearn.xapi.samples import AGENT, FULL, PLAIN, change, drop
from tests.elearn.xapi.test_check_properties import ODD, pointers

VERSIONS = ["1.0.3", "2.0.0"]
COMMON: dict[str, Any] = {
    **{name: value for name, value in FULL.items() if name != "attachments"},
    "actor": AGENT,
    "context": {name: value for name, value in FULL["context"].items() if name not in ("team", "statement")},
}
PLACES = sorted(pointers(COMMON))
WORTHLESS = st.sampled_from(
    [float("nan"), 10**400, "ja", "mailto:a@example.jp", "0" * 40, "PT1S", "1.0.9", "Group", "http://x\n", -0.5, 11]
)


def is_fit(statement: Any, version: str) -> bool:
    """By the quick pass; and where that says yes, the rules must agree."""
    fit = fits_statement(statement, version)
    if fit:
        assert find_problems(statement, version) == []
    return fit


@pytest.mark.parametrize("version", VERSIONS)
def test_the_statements_of_everyday_life_are_fit(version: str) -> None:
    assert is_fit(PLAIN, version)
    assert is_fit(COMMON, version)
    assert is_fit(change(COMMON, "/actor", {"mbox": "mailto:a@example.jp", "name": "A"}), version)
    assert is_fit(change(COMMON, "/result/score", {"raw": 0, "min": 0}), version)


def test_what_only_one_version_knows_is_fit_in_that_one() -> None:
    assert is_fit({**PLAIN, "version": "2.0.0"}, "2.0.0")
    assert not is_fit({**PLAIN, "version": "2.0.0"}, "1.0.3")
    assert is_fit({**PLAIN, "timestamp": "2026-11-22T12:00:00"}, "1.0.3")
    assert not is_fit({**PLAIN, "timestamp": "2026-11-22T12:00:00"}, "2.0.0")


@pytest.mark.parametrize("place", PLACES)
def test_no_member_may_be_null_or_strange(place: str) -> None:
    free = place.startswith(("/result/extensions/", "/context/extensions/", "/object/definition/extensions/"))
    for value in (None, {"strange": 1}, [None]):
        assert is_fit(change(COMMON, place, value), "1.0.3") is (
            free or (value == [None] and not find_problems(change(COMMON, place, value), "1.0.3"))
        )


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES), st.one_of(ODD, WORTHLESS), st.sampled_from(VERSIONS))
def test_whatever_stands_somewhere_fit_means_faultless(place: str, value: Any, version: str) -> None:
    statement = change(COMMON, place, value)
    if not is_fit(statement, version):
        assert check_statement(statement, version) == find_problems(statement, version)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(["id", "objectType", "name", "mbox", "strange"]), ODD)
def test_whatever_is_added_or_left_out_fit_means_faultless(place: str, name: str, value: Any) -> None:
    is_fit(drop(COMMON, place), "1.0.3")
    more = copy.deepcopy(COMMON)
    holder: Any = more
    for part in place.split("/")[1:]:
        holder = holder[int(part)] if isinstance(holder, list) else holder[part.replace("~1", "/").replace("~0", "~")]
    if isinstance(holder, dict):
        holder[name] = value
    is_fit(more, "1.0.3")


@pytest.mark.parametrize(
    "part",
    [
        {"actor": {**AGENT, "mbox": "mailto:a@example.jp"}},
        {"actor": {"name": "nobody"}},
        {"result": {"score": {"scaled": 1.01}}},
        {"result": {"score": {"min": 1, "max": 1}}},
        {"result": {"score": {"raw": 11, "max": 10}}},
        {"result": {"score": {"raw": -1, "min": 0}}},
        {"result": {"success": 1}},
        {"id": "12345678-1234-5678-9234-56781234567"},
        {"verb": {"display": {"ja": "終えた"}}},
        {"verb": {"id": "http://example.jp/v", "display": {"日本語": "終えた"}}},
    ],
    ids=lambda part: json.dumps(part)[:50],
)
def test_what_is_wrong_is_left_to_the_rules(part: dict[str, Any]) -> None:
    assert not fits_statement({**PLAIN, **part}, "1.0.3")
    assert check_statement({**PLAIN, **part}, "1.0.3") != []


def test_voiding_an_activity_is_refused_though_every_part_is_fit() -> None:
    statement = {**PLAIN, "verb": {"id": VOIDED}}
    assert fits_statement(statement, "1.0.3")
    assert [problem.code for problem in check_statement(statement, "1.0.3")] == ["void-needs-reference"]


@pytest.mark.parametrize("value", [None, [], "text", 1, {}])
def test_what_is_no_statement_at_all_is_not_fit(value: Any) -> None:
    assert not fits_statement(value, "1.0.3")


def read(value: Any, version: str = "1.0.3") -> bool:
    return read_shape(json.dumps(value, ensure_ascii=False).encode(), version) is not None


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES), ODD, st.sampled_from(VERSIONS))
def test_what_is_fit_as_a_value_is_read_from_its_text_and_nothing_else(place: str, value: Any, version: str) -> None:
    statement = change(COMMON, place, value)
    assert read(statement, version) is fits_statement(statement, version)


def holders(value: Any) -> list[dict[str, Any]]:
    """Every object inside."""
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value] * isinstance(value, dict) + [one for member in members for one in holders(member)]


def write_twice(value: Any, again: dict[str, Any]) -> str:
    """The JSON of a value in which one object has its first member twice."""
    if isinstance(value, list):
        return "[" + ",".join(write_twice(one, again) for one in value) + "]"
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    members = [f"{json.dumps(name)}: {write_twice(one, again)}" for name, one in value.items()]
    return "{" + ", ".join(members[:1] * (value is again) + members) + "}"


@pytest.mark.parametrize("place", range(len(holders(COMMON))))
def test_a_key_that_stands_twice_is_never_overlooked(place: int) -> None:
    again = holders(COMMON)[place]
    text = write_twice(COMMON, again)
    assert (json.loads(text) == COMMON) is True
    assert (read_shape(text.encode(), "1.0.3") is None) is bool(again)
    assert read_shape(write_twice(COMMON, {}).encode(), "1.0.3") is not None


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"actor":NaN}',
        json.dumps(PLAIN).encode()[:-1],
        json.dumps(PLAIN).encode() + b"x",
        json.dumps(PLAIN).replace("verb", "\ud800").encode("utf-8", "surrogatepass"),
        json.dumps({**PLAIN, "result": {"response": "a\x00b"}}).encode(),
        json.dumps({**PLAIN, "result": {"response": "\ud800"}}).encode(),
        json.dumps({**PLAIN, "result": {"score": {"raw": 1}}}).replace("1}", "1e999}").encode(),
    ],
    ids=repr,
)
def test_what_is_no_plain_text_of_a_statement_is_left_to_others(text: bytes) -> None:
    assert read_shape(text, "1.0.3") is None


def test_blanks_and_japanese_are_read() -> None:
    statement = {**PLAIN, "result": {"response": '髙﨑：𠮷 {["}]'}}
    for text in (json.dumps(statement, indent=3, ensure_ascii=False), json.dumps(statement, separators=(",", ":"))):
        shape = read_shape(f"\n {text}\t".encode(), "1.0.3")
        assert shape is not None
        assert shape.result.response == statement["result"]["response"]  # type: ignore[union-attr]


def test_an_interaction_is_judged_by_its_own_rules() -> None:
    choice = {"interactionType": "choice", "choices": [{"id": "a"}, {"id": "b"}], "correctResponsesPattern": ["a"]}
    good = change(PLAIN, "/object/definition", choice)
    assert is_fit(good, "1.0.3")
    for odd in ({"choices": [{"id": "a"}]}, {**choice, "steps": []}, {**choice, "interactionType": "guess"}):
        statement = change(PLAIN, "/object/definition", odd)
        assert is_fit(statement, "1.0.3") is (find_problems(statement, "1.0.3") == [])
    assert not is_fit(change(PLAIN, "/object/definition", {"choices": [{"id": "a"}]}), "1.0.3")
