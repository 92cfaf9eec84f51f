"""The whole statement: what is needed, what is unknown, how parts combine, and that nothing is overlooked."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.xapi.check import VOIDED, check_statement
from elearn.xapi.problems import escape
from tests.elearn.xapi.samples import ACTIVITY, AGENT, FULL, PLAIN, change, drop

BOTH = pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
REF = {"objectType": "StatementRef", "id": "12345678-1234-5678-9234-567812345678"}
SUB: dict[str, Any] = {"objectType": "SubStatement", **PLAIN}


def found(statement: Any, version: str = "1.0.3") -> list[tuple[str, str]]:
    return [(problem.pointer, problem.code) for problem in check_statement(statement, version)]


def places(value: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of a statement that has named members: language maps and extensions left out."""
    if isinstance(value, list):
        for index, member in enumerate(value):
            yield from places(member, f"{pointer}/{index}")
    elif isinstance(value, dict):
        yield pointer, value
        for key, member in value.items():
            map_of_words = key in ("display", "description", "extensions") or (
                key == "name" and isinstance(member, dict)
            )
            if not map_of_words:
                yield from places(member, f"{pointer}/{escape(key)}")


PLACES = dict(places(FULL))
MEMBERS = [f"{pointer}/{escape(key)}" for pointer, value in PLACES.items() for key in value]


@BOTH
@pytest.mark.parametrize("statement", [PLAIN, FULL, {**PLAIN, "object": SUB}, {**PLAIN, "object": REF}])
def test_a_good_statement_has_no_problems(statement: dict[str, Any], version: str) -> None:
    assert found(statement, version) == []


@BOTH
def test_checking_changes_nothing(version: str) -> None:
    before = copy.deepcopy(FULL)
    check_statement(before, version)
    assert before == FULL


def test_the_sample_shows_many_places() -> None:
    assert len(PLACES) > 20
    assert len(MEMBERS) > 70


@BOTH
@pytest.mark.parametrize("pointer", MEMBERS)
def test_null_is_refused_everywhere_but_in_extensions(pointer: str, version: str) -> None:
    assert (pointer, "null-value") in found(change(FULL, pointer, None), version)


@BOTH
@pytest.mark.parametrize("pointer", sorted(PLACES))
def test_unknown_members_are_refused_everywhere(pointer: str, version: str) -> None:
    assert (f"{pointer}/extra", "unknown-property") in found(change(FULL, f"{pointer}/extra", 1), version)


@pytest.mark.parametrize("pointer", [pointer for pointer in MEMBERS if not pointer[-1].isdigit()])
def test_names_of_members_are_case_sensitive(pointer: str) -> None:
    head, _, name = pointer.rpartition("/")
    wrong = name.upper() if name.upper() != name else name.lower()
    value = FULL if not head else PLACES[head]
    moved = change(drop(FULL, pointer), f"{head}/{wrong}", value[name])
    assert (f"{head}/{wrong}", "unknown-property") in found(moved)


@pytest.mark.parametrize("pointer", MEMBERS)
@pytest.mark.parametrize("value", [[[]], {"": {}}, -5, 1.5, "", False])
def test_a_value_of_any_other_kind_never_upsets_the_check(pointer: str, value: Any) -> None:
    changed = change(FULL, pointer, value)
    problems = check_statement(changed, "2.0.0")
    assert all(problem.pointer.startswith(("/", "")) and problem.code and problem.section for problem in problems)


@BOTH
@pytest.mark.parametrize("pointer", sorted(set(PLACES) - {""}))
def test_text_is_no_object(pointer: str, version: str) -> None:
    assert found(change(FULL, pointer, "text"), version) != []


@pytest.mark.parametrize("name", ["actor", "verb", "object"])
@pytest.mark.parametrize("prefix", ["", "/object"])
def test_three_members_are_needed_in_statements_and_sub_statements(name: str, prefix: str) -> None:
    statement = {**PLAIN, "object": SUB} if prefix else PLAIN
    assert found(drop(statement, f"{prefix}/{name}")) == [(prefix, "missing-property")]


@pytest.mark.parametrize("value", [None, [], "statement", 1, True, [PLAIN]])
def test_what_is_no_object_is_no_statement(value: Any) -> None:
    assert found(value) == [("", "not-an-object")]


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/id", "12345", "invalid-uuid"),
        ("/id", 7, "invalid-uuid"),
        ("/stored", "yesterday", "invalid-timestamp"),
        ("/timestamp", "2026-11-22T12:00:00-00:00", "invalid-timestamp"),
        ("/timestamp", 20261122, "invalid-timestamp"),
        ("/version", "0.95", "invalid-version"),
        ("/version", "1.1.0", "invalid-version"),
        ("/version", 1.0, "invalid-version"),
        ("/verb/id", "passed", "invalid-iri"),
        ("/verb/display", "passed", "not-an-object"),
        ("/verb/display/ja", 1, "not-a-string"),
        ("/verb", "passed", "not-an-object"),
        ("/object/objectType", "activity", "invalid-object-type"),
        ("/object/objectType", 1, "invalid-object-type"),
        ("/attachments", {}, "not-an-array"),
    ],
)
@BOTH
def test_single_faults_of_the_outer_members(pointer: str, value: Any, code: str, version: str) -> None:
    assert found(change(FULL, pointer, value), version) == [(pointer, code)]


def test_a_language_tag_is_named_in_its_pointer() -> None:
    statement = change(PLAIN, "/verb/display/not a tag", "x")
    assert found(statement) == [("/verb/display/not a tag", "invalid-language-tag")]


@pytest.mark.parametrize("stated", ["1.0", "1.0.0", "1.0.3", "1.0.9"])
@BOTH
def test_first_versions_are_welcome_in_both_conversations(stated: str, version: str) -> None:
    assert found({**PLAIN, "version": stated}, version) == []


def test_the_second_version_is_known_only_to_itself() -> None:
    assert found({**PLAIN, "version": "2.0.0"}, "2.0.0") == []
    assert found({**PLAIN, "version": "2.0.0"}, "1.0.3") == [("/version", "invalid-version")]


def test_a_time_without_offset_is_refused_by_the_second_version_only() -> None:
    statement = {**PLAIN, "timestamp": "2026-11-22T12:00:00"}
    assert found(statement, "1.0.3") == []
    assert found(statement, "2.0.0") == [("/timestamp", "invalid-timestamp")]


@pytest.mark.parametrize("target", [ACTIVITY, AGENT, SUB])
def test_voiding_needs_a_reference(target: dict[str, Any]) -> None:
    statement = {**PLAIN, "verb": {"id": VOIDED}, "object": target}
    assert found(statement) == [("/object", "void-needs-reference")]


def test_voiding_a_reference_is_right() -> None:
    assert found({**PLAIN, "verb": {"id": VOIDED}, "object": REF}) == []


@pytest.mark.parametrize("name", ["id", "stored", "version", "authority"])
def test_a_sub_statement_has_no_members_that_only_a_stored_statement_has(name: str) -> None:
    statement = {**PLAIN, "object": {**SUB, name: FULL[name]}}
    assert found(statement) == [(f"/object/{name}", "unknown-property")]


def test_a_sub_statement_holds_no_sub_statement() -> None:
    assert found({**PLAIN, "object": {**SUB, "object": SUB}}) == [("/object/object", "nested-sub-statement")]


def test_a_sub_statement_may_point_to_a_statement() -> None:
    assert found({**PLAIN, "object": {**SUB, "object": REF}}) == []


@pytest.mark.parametrize("kind", ["Agent", "Group"])
def test_an_agent_as_object_states_its_type(kind: str) -> None:
    target = {"objectType": kind, "mbox": "mailto:a@example.jp"}
    assert found({**PLAIN, "object": target}) == []
    assert ("/object", "missing-property") in found({**PLAIN, "object": {"mbox": "mailto:a@example.jp"}})


def test_faults_inside_a_sub_statement_have_their_full_pointer() -> None:
    statement = {**PLAIN, "object": change(SUB, "/verb/id", "x")}
    assert found(statement) == [("/object/verb/id", "invalid-iri")]


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "actor", "verb", "object", "objectType", "member", "context", "account", "x"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_json_value_upsets_the_check(value: Any) -> None:
    for version in ("1.0.3", "2.0.0"):
        assert check_statement(value, version) != [] or {"actor", "verb", "object"} <= set(value)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(MEMBERS), st.sampled_from(MEMBERS))
def test_every_broken_rule_is_told_not_only_the_first(first: str, second: str) -> None:
    if first.startswith(second) or second.startswith(first):
        return
    both = set(found(change(change(FULL, first, None), second, None)))
    assert {(first, "null-value"), (second, "null-value")} <= both
