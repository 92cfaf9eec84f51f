from __future__ import annotations

from typing import Any

import pytest

from elearn.xapi.check_surroundings import check_attachments, check_context, check_result, check_statement_ref
from elearn.xapi.problems import Findings
from tests.elearn.xapi.samples import FULL

UUID = "12345678-1234-5678-9234-567812345678"
ONE = {"mbox": "mailto:a@example.jp"}
TEAM = {"objectType": "Group", "member": [ONE]}


def result(**value: Any) -> list[tuple[str, str]]:
    findings = Findings(version2=False)
    check_result(value, "", findings)
    return [(problem.pointer, problem.code) for problem in findings.problems]


def context(version2: bool = False, about_activity: bool = True, **value: Any) -> list[tuple[str, str]]:
    findings = Findings(version2=version2)
    check_context(value, about_activity, "", findings)
    return [(problem.pointer, problem.code) for problem in findings.problems]


def attachment(**changes: Any) -> list[tuple[str, str]]:
    value = {key: one for key, one in {**FULL["attachments"][0], **changes}.items() if one is not ...}
    findings = Findings(version2=False)
    check_attachments([value], "", findings)
    return [(problem.pointer, problem.code) for problem in findings.problems]


@pytest.mark.parametrize(
    "score",
    [
        {},
        {"scaled": 1},
        {"scaled": -1.0},
        {"raw": 5},
        {"raw": 0, "min": 0, "max": 1},
        {"raw": 1, "min": 0, "max": 1},
        {"min": -5.5, "max": -5},
        {"raw": -100, "max": 10},
    ],
)
def test_scores(score: dict[str, Any]) -> None:
    assert result(score=score) == []


@pytest.mark.parametrize(
    ("score", "problem"),
    [
        ({"scaled": 1.01}, ("/score/scaled", "scaled-out-of-range")),
        ({"scaled": -1.01}, ("/score/scaled", "scaled-out-of-range")),
        ({"scaled": True}, ("/score/scaled", "not-a-number")),
        ({"scaled": "0.5"}, ("/score/scaled", "not-a-number")),
        ({"raw": 11, "max": 10}, ("/score/raw", "raw-out-of-range")),
        ({"raw": -1, "min": 0}, ("/score/raw", "raw-out-of-range")),
        ({"min": 10, "max": 10}, ("/score/min", "min-not-below-max")),
        ({"min": 11, "max": 10}, ("/score/min", "min-not-below-max")),
        ({"max": float("inf")}, ("/score/max", "not-a-number")),
        ({"percent": 50}, ("/score/percent", "unknown-property")),
        ([], ("/score", "not-an-object")),
    ],
)
def test_no_scores(score: Any, problem: tuple[str, str]) -> None:
    assert result(score=score) == [problem]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"success": "true"}, ("/success", "not-a-boolean")),
        ({"success": 1}, ("/success", "not-a-boolean")),
        ({"completion": 0}, ("/completion", "not-a-boolean")),
        ({"response": ["a"]}, ("/response", "not-a-string")),
        ({"duration": "1h"}, ("/duration", "invalid-duration")),
        ({"duration": 60}, ("/duration", "invalid-duration")),
        ({"extensions": {"plain": 1}}, ("/extensions/plain", "invalid-iri")),
        ({"grade": 1}, ("/grade", "unknown-property")),
    ],
)
def test_faults_of_a_result(value: dict[str, Any], problem: tuple[str, str]) -> None:
    assert result(**value) == [problem]


@pytest.mark.parametrize("version2", [False, True])
@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"registration": "1"}, ("/registration", "invalid-uuid")),
        ({"instructor": {"name": "x"}}, ("/instructor", "no-identifier")),
        ({"team": ONE}, ("/team", "invalid-object-type")),
        ({"team": {"objectType": "Group"}}, ("/team", "no-members")),
        ({"language": "japanese language"}, ("/language", "invalid-language-tag")),
        ({"revision": 2}, ("/revision", "not-a-string")),
        ({"platform": {}}, ("/platform", "not-a-string")),
        ({"statement": {"id": UUID}}, ("/statement", "missing-property")),
        ({"statement": {"objectType": "StatementRef"}}, ("/statement", "missing-property")),
        ({"statement": {"objectType": "StatementRef", "id": "x"}}, ("/statement/id", "invalid-uuid")),
        ({"statement": {"objectType": "Activity", "id": UUID}}, ("/statement/objectType", "invalid-object-type")),
        ({"contextActivities": []}, ("/contextActivities", "not-an-object")),
        ({"contextActivities": {"sibling": []}}, ("/contextActivities/sibling", "unknown-property")),
        ({"contextActivities": {"parent": "x"}}, ("/contextActivities/parent", "not-an-object")),
        ({"contextActivities": {"parent": [{}]}}, ("/contextActivities/parent/0", "missing-property")),
        ({"contextActivities": {"other": {"id": "x"}}}, ("/contextActivities/other/id", "invalid-iri")),
        ({"extensions": 1}, ("/extensions", "not-an-object")),
    ],
)
def test_faults_of_a_context(value: dict[str, Any], problem: tuple[str, str], version2: bool) -> None:
    assert problem in context(version2, **value)


def test_an_instructor_may_be_a_group() -> None:
    assert context(instructor=TEAM) == []


@pytest.mark.parametrize("name", ["revision", "platform"])
def test_two_members_speak_of_activities_only(name: str) -> None:
    assert context(about_activity=True, **{name: "1"}) == []
    assert context(about_activity=False, **{name: "1"}) == [(f"/{name}", "only-for-activities")]


@pytest.mark.parametrize("name", ["contextAgents", "contextGroups"])
def test_context_actors_are_unknown_to_the_first_version(name: str) -> None:
    assert context(**{name: []}) == [(f"/{name}", "unknown-property")]
    assert context(version2=True, **{name: []}) == []


KINDS = [("contextAgents", "contextAgent", "agent", ONE), ("contextGroups", "contextGroup", "group", TEAM)]


@pytest.mark.parametrize(("name", "kind", "member", "actor"), KINDS)
def test_context_actors_of_the_second_version(name: str, kind: str, member: str, actor: Any) -> None:
    good = {"objectType": kind, member: actor, "relevantTypes": ["https://example.jp/types/peer"]}
    assert context(version2=True, **{name: [good]}) == []
    for changes, pointer, code in (
        ({"objectType": kind.upper()}, "/objectType", "invalid-object-type"),
        ({member: {}}, f"/{member}", "no-identifier" if member == "agent" else "invalid-object-type"),
        ({member: "x"}, f"/{member}", "not-an-object"),
        ({"relevantTypes": []}, "/relevantTypes", "empty-array"),
        ({"relevantTypes": ["peer"]}, "/relevantTypes/0", "invalid-iri"),
        ({"relevantTypes": "https://example.jp"}, "/relevantTypes", "not-an-array"),
        ({"role": "x"}, "/role", "unknown-property"),
    ):
        problems = context(version2=True, **{name: [{**good, **changes}]})
        assert (f"/{name}/0{pointer}", code) in problems or changes == {member: {}}
    for gone in ("objectType", member):
        rest = {key: value for key, value in good.items() if key != gone}
        assert context(version2=True, **{name: [rest]}) == [(f"/{name}/0", "missing-property")]
    assert context(version2=True, **{name: good}) == [(f"/{name}", "not-an-array")]


@pytest.mark.parametrize("version2", [False, True])
def test_an_empty_agent_in_the_context_is_refused(version2: bool) -> None:
    assert context(version2, instructor={"objectType": "Agent"}) == [("/instructor", "no-identifier")]


def test_a_reference_may_point_to_an_unknown_statement() -> None:
    findings = Findings(version2=False)
    check_statement_ref({"objectType": "StatementRef", "id": UUID}, "", findings)
    assert findings.problems == []


def test_attachments_are_declared_in_full() -> None:
    assert attachment() == []
    assert attachment(fileUrl=..., description=...) == []


@pytest.mark.parametrize("name", ["usageType", "display", "contentType", "length", "sha2"])
def test_declarations_lack_nothing(name: str) -> None:
    assert attachment(**{name: ...}) == [("/0", "missing-property")]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"usageType": "report"}, ("/0/usageType", "invalid-iri")),
        ({"display": "報告書"}, ("/0/display", "not-an-object")),
        ({"description": {"ja": 1}}, ("/0/description/ja", "not-a-string")),
        ({"contentType": 1}, ("/0/contentType", "not-a-string")),
        ({"length": "12"}, ("/0/length", "not-a-length")),
        ({"length": 1.5}, ("/0/length", "not-a-length")),
        ({"length": -1}, ("/0/length", "not-a-length")),
        ({"length": True}, ("/0/length", "not-a-length")),
        ({"sha2": 1}, ("/0/sha2", "not-a-string")),
        ({"fileUrl": "report.pdf"}, ("/0/fileUrl", "invalid-iri")),
        ({"sha1": "x"}, ("/0/sha1", "unknown-property")),
    ],
)
def test_faults_of_a_declaration(changes: dict[str, Any], problem: tuple[str, str]) -> None:
    assert attachment(**changes) == [problem]
