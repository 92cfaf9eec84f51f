from __future__ import annotations

from typing import Any

import pytest

from elearn.xapi import check_parts as parts
from elearn.xapi.problems import Findings

ALLOWED = frozenset({"a", "b"})


@pytest.fixture
def found() -> Findings:
    return Findings(version2=False)


def told(found: Findings) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.code) for problem in found.problems]


def test_a_good_object_is_handed_on_as_it_is(found: Findings) -> None:
    value = {"a": 1}
    assert parts.open_object(value, ALLOWED, "/x", "s", found) is value
    assert told(found) == []


@pytest.mark.parametrize("value", [None, 1, "a", ["a"], True])
def test_what_is_no_object_gives_nothing_more_to_complain_of(value: Any, found: Findings) -> None:
    opened = parts.open_object(value, ALLOWED, "/x", "s", found)
    parts.require(opened, ("a", "b"), "/x", "s", found)
    assert told(found) == [("/x", "not-an-object")]


def test_unknown_names_are_told_with_their_pointer(found: Findings) -> None:
    parts.open_object({"a": 1, "c/d": 2}, ALLOWED, "/x", "s", found)
    assert [(one.pointer, one.params) for one in found.problems] == [("/x/c~1d", {"name": "c/d"})]


def test_null_is_told_once_and_then_counts_as_absent(found: Findings) -> None:
    opened = parts.open_object({"a": None, "b": 1}, ALLOWED, "", "s", found)
    assert opened == {"b": 1}
    assert told(found) == [("/a", "null-value")]


def test_each_missing_name_is_told(found: Findings) -> None:
    parts.require({"a": 1}, ("a", "b", "c"), "/x", "s", found)
    assert [one.params["name"] for one in found.problems] == ["b", "c"]


@pytest.mark.parametrize(
    ("check", "good", "bad", "code"),
    [
        (parts.check_text, "x", 1, "not-a-string"),
        (parts.check_flag, False, 0, "not-a-boolean"),
    ],
)
def test_typed_members(check: Any, good: Any, bad: Any, code: str, found: Findings) -> None:
    check({}, "a", "/x", "s", found)
    check({"a": good}, "a", "/x", "s", found)
    assert told(found) == []
    check({"a": bad}, "a", "/x", "s", found)
    assert told(found) == [("/x/a", code)]


def test_iris_are_checked_where_they_are(found: Findings) -> None:
    parts.check_iri({"a": "urn:x"}, "a", "", found)
    parts.check_iri({}, "a", "", found)
    parts.check_iri({"a": "x"}, "a", "", found)
    assert told(found) == [("/a", "invalid-iri")]


def test_a_format_is_any_predicate(found: Findings) -> None:
    parts.check_format({"a": 2}, "a", lambda value: value == 1, "not-one", "", "s", found)
    parts.check_format({"a": 1}, "a", lambda value: value == 1, "not-one", "", "s", found)
    assert told(found) == [("/a", "not-one")]


def test_a_type_if_stated_is_the_wanted_one(found: Findings) -> None:
    parts.check_object_type({}, "Agent", "", "s", found)
    parts.check_object_type({"objectType": "Agent"}, "Agent", "", "s", found)
    parts.check_object_type({"objectType": "agent"}, "Agent", "", "s", found)
    assert [one.params for one in found.problems] == [{"wanted": "Agent"}]


def test_both_faults_of_a_language_map_are_told(found: Findings) -> None:
    parts.check_language_map({"name": {"ja_JP": 1, "ja": "よい"}}, "name", "", found)
    assert told(found) == [("/name/ja_JP", "invalid-language-tag"), ("/name/ja_JP", "not-a-string")]


@pytest.mark.parametrize("value", [{}, {"extensions": {}}, {"extensions": {"https://x.jp/a": None}}])
def test_good_extensions(value: dict[str, Any], found: Findings) -> None:
    parts.check_extensions(value, "", found)
    assert told(found) == []


def test_keys_of_extensions_are_escaped_in_the_pointer(found: Findings) -> None:
    parts.check_extensions({"extensions": {"a/b": 1}}, "", found)
    assert told(found) == [("/extensions/a~1b", "invalid-iri")]


def test_lists(found: Findings) -> None:
    assert parts.open_list([1], "", "s", found) == [1]
    assert parts.open_list({"0": 1}, "/x", "s", found) == []
    assert told(found) == [("/x", "not-an-array")]
