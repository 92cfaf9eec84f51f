from __future__ import annotations

from typing import Any

import pytest

from elearn.xapi.check_activities import INTERACTION_TYPES, check_activity
from elearn.xapi.problems import Findings

ID = "https://example.jp/items/1"


def run(value: Any) -> list[tuple[str, str]]:
    findings = Findings(version2=False)
    check_activity(value, "/object", findings)
    return [(problem.pointer, problem.code) for problem in findings.problems]


def defined(**definition: Any) -> list[tuple[str, str]]:
    return [
        (pointer.removeprefix("/object/definition"), code)
        for pointer, code in run({"id": ID, "definition": definition})
    ]


@pytest.mark.parametrize("value", [{"id": ID}, {"id": ID, "objectType": "Activity"}, {"id": ID, "definition": {}}])
def test_activities(value: dict[str, Any]) -> None:
    assert run(value) == []


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({}, ("/object", "missing-property")),
        ({"objectType": "Activity"}, ("/object", "missing-property")),
        ({"id": "items/1"}, ("/object/id", "invalid-iri")),
        ({"id": 1}, ("/object/id", "invalid-iri")),
        ({"id": ID, "objectType": "Agent"}, ("/object/objectType", "invalid-object-type")),
        ({"id": ID, "name": "x"}, ("/object/name", "unknown-property")),
        ({"id": ID, "definition": []}, ("/object/definition", "not-an-object")),
        ([], ("/object", "not-an-object")),
    ],
)
def test_no_activities(value: Any, problem: tuple[str, str]) -> None:
    assert run(value) == [problem]


@pytest.mark.parametrize(
    ("definition", "problem"),
    [
        ({"name": "x"}, ("/name", "not-an-object")),
        ({"name": {"日本語": "x"}}, ("/name/日本語", "invalid-language-tag")),
        ({"name": {"ja": 1}}, ("/name/ja", "not-a-string")),
        ({"description": {"ja": ["x"]}}, ("/description/ja", "not-a-string")),
        ({"type": "course"}, ("/type", "invalid-iri")),
        ({"moreInfo": "/about"}, ("/moreInfo", "invalid-iri")),
        ({"extensions": []}, ("/extensions", "not-an-object")),
        ({"extensions": {"x": 1}}, ("/extensions/x", "invalid-iri")),
        ({"interactionType": "Choice"}, ("/interactionType", "invalid-interaction-type")),
        ({"interactionType": ["choice"]}, ("/interactionType", "invalid-interaction-type")),
        ({"points": 1}, ("/points", "unknown-property")),
    ],
)
def test_faults_of_a_definition(definition: dict[str, Any], problem: tuple[str, str]) -> None:
    assert defined(**definition) == [problem]


def test_extensions_may_hold_anything() -> None:
    assert defined(extensions={"https://example.jp/x": None, "urn:x": {"a": [None]}}) == []


@pytest.mark.parametrize("kind", sorted(INTERACTION_TYPES))
def test_ten_interaction_types_are_known(kind: str) -> None:
    assert defined(interactionType=kind, correctResponsesPattern=["a[,]b"]) == []
    assert len(INTERACTION_TYPES) == 10


@pytest.mark.parametrize("name", ["correctResponsesPattern", "choices", "scale", "source", "target", "steps"])
def test_interaction_members_need_an_interaction_type(name: str) -> None:
    assert defined(**{name: []}) == [("", "missing-property")]
    assert defined(**{name: []}, interactionType="other") == []


@pytest.mark.parametrize("name", ["choices", "scale", "source", "target", "steps"])
@pytest.mark.parametrize(
    ("components", "problem"),
    [
        ({}, ("", "not-an-array")),
        (["a"], ("/0", "not-an-object")),
        ([{"description": {"ja": "ア"}}], ("/0", "missing-property")),
        ([{"id": 1}], ("/0/id", "not-a-string")),
        ([{"id": "a"}, {"id": "a"}], ("/1/id", "repeated-component")),
        ([{"id": "a", "description": "ア"}], ("/0/description", "not-an-object")),
        ([{"id": "a", "text": "ア"}], ("/0/text", "unknown-property")),
    ],
)
def test_faults_of_interaction_components(name: str, components: Any, problem: tuple[str, str]) -> None:
    pointer, code = problem
    assert defined(interactionType="other", **{name: components}) == [(f"/{name}{pointer}", code)]


def test_the_same_component_id_may_stand_in_two_lists() -> None:
    assert defined(interactionType="matching", source=[{"id": "a"}], target=[{"id": "a"}]) == []


@pytest.mark.parametrize(("patterns", "pointer"), [("a", ""), ([1], "/0"), (["a", None], "/1")])
def test_correct_responses_are_a_list_of_texts(patterns: Any, pointer: str) -> None:
    problems = defined(interactionType="choice", correctResponsesPattern=patterns)
    assert [place for place, _ in problems] == [f"/correctResponsesPattern{pointer}"]
