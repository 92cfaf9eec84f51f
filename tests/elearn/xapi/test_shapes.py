"""What the quick pass calls fit breaks no rule, and the statements of everyday life are fit."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.xapi.check import VOIDED, check_statement, find_problems
from elearn.xapi.shapes import fits_statement
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
