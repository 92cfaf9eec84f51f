"""A statement that was read by its type is found by the same as one that was read as JSON, and defines the same."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.lrs.rules.definitions import collect_definitions
from elearn.lrs.rules.shaped import collect_shape_definitions, collect_shape_terms
from elearn.lrs.rules.terms import collect_terms
from elearn.xapi.shapes import Agent, Shape, read_shape
from tests.elearn.lrs.house import account, statement
from tests.elearn.xapi.samples import change
from tests.elearn.xapi.test_check_properties import ODD
from tests.elearn.xapi.test_shapes import COMMON, PLACES

SUM = {"mbox_sha1sum": "AB" * 20}
AGENTS: list[dict[str, Any]] = [
    {"mbox": "mailto:A@x.jp"},
    {"openid": "https://x.jp/髙"},
    SUM,
    account("𠮷"),
    {"account": {"homePage": "https://x.jp", "name": "a:b"}, "name": "x", "objectType": "Agent"},
]
ACTIVITY = {
    "id": "https://x.jp/a",
    "definition": {"name": {"ja": "甲"}, "extensions": {"https://x.jp/e": [1.50, None]}},
}


def read(value: Any) -> Shape:
    shape = read_shape(json.dumps(value, ensure_ascii=False).encode(), "1.0.3")
    assert shape is not None
    return shape


def compare(value: Any, shape: Shape) -> None:
    assert collect_shape_terms(shape) == collect_terms(value, authority=False)
    found = [(name, json.loads(text)) for name, text in collect_shape_definitions(shape)]
    assert sorted(found, key=repr) == sorted(collect_definitions(value), key=repr)


@pytest.mark.parametrize("agent", AGENTS)
def test_agents_have_the_same_terms_wherever_they_stand(agent: dict[str, Any]) -> None:
    for value in (
        statement() | {"actor": agent},
        statement(context={"instructor": agent}),
        statement(context={"instructor": agent}) | {"actor": agent},
        statement(authority=agent),
    ):
        compare(value, read(value))


@pytest.mark.parametrize("kind", ["parent", "grouping", "category", "other"])
@pytest.mark.parametrize("found", [ACTIVITY, [ACTIVITY], [ACTIVITY, {"id": "https://x.jp/b"}], []])
def test_activities_of_a_context_count_alone_and_in_arrays(kind: str, found: Any) -> None:
    value = statement(context={"contextActivities": {kind: found}})
    compare(value, read(value))


def test_what_is_the_object_and_in_the_context_counts_as_the_object() -> None:
    value = statement(what="https://x.jp/a", context={"contextActivities": {"parent": [{"id": "https://x.jp/a"}]}})
    terms = collect_shape_terms(read(value))
    assert [main for term, main in terms.items() if term.key == "https://x.jp/a"] == [True]


def test_the_case_of_a_registration_makes_no_difference() -> None:
    value = statement(context={"registration": "5A0C8A52-7F0C-4C53-9C65-0D6F54A60001"})
    compare(value, read(value))


@pytest.mark.parametrize("definition", [{}, {"name": {}}, {"type": "https://x.jp/t"}, {"interactionType": "other"}])
def test_a_definition_without_a_word_is_none(definition: dict[str, Any]) -> None:
    value = statement()
    value["object"] = {"id": "https://x.jp/a", "definition": definition}
    compare(value, read(value))


def test_an_agent_without_an_identifier_has_no_term() -> None:
    shape = msgspec.structs.replace(read(statement()), actor=Agent(name="nobody"))
    with pytest.raises(ValueError, match="identifier"):
        collect_shape_terms(shape)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PLACES), ODD)
def test_whatever_stands_somewhere_both_find_the_same(place: str, value: Any) -> None:
    changed = change(COMMON, place, value)
    text = json.dumps(changed).encode()
    shape = read_shape(text, "1.0.3")
    if shape is not None:
        compare(json.loads(text), shape)
