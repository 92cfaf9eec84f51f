from __future__ import annotations

from typing import Any

import pytest

from elearn.xapi.check import check_statement
from elearn.xapi.check_actors import IDENTIFIERS, check_actor, check_agent, check_authority, check_group
from elearn.xapi.problems import Findings
from tests.elearn.xapi.samples import FULL, PLAIN, change

VALUES: dict[str, Any] = {
    "mbox": "mailto:a@example.jp",
    "mbox_sha1sum": "0123456789abcdef0123456789ABCDEF01234567",
    "openid": "https://id.example.jp/a",
    "account": {"homePage": "https://example.jp", "name": "a"},
}
ANONYMOUS: dict[str, Any] = {"objectType": "Group", "member": [{"mbox": "mailto:a@example.jp"}]}


def run(check: Any, value: Any) -> list[tuple[str, str]]:
    findings = Findings(version2=False)
    check(value, "/actor", findings)
    return [(problem.pointer, problem.code) for problem in findings.problems]


@pytest.mark.parametrize("name", IDENTIFIERS)
@pytest.mark.parametrize("extra", [{}, {"objectType": "Agent"}, {"name": "髙﨑"}])
def test_an_agent_with_one_identifier(name: str, extra: dict[str, Any]) -> None:
    assert run(check_agent, {name: VALUES[name], **extra}) == []
    assert run(check_actor, {name: VALUES[name], **extra}) == []


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_a_group_with_one_identifier_needs_no_members(name: str) -> None:
    assert run(check_group, {"objectType": "Group", name: VALUES[name]}) == []


@pytest.mark.parametrize("first", IDENTIFIERS)
@pytest.mark.parametrize("second", IDENTIFIERS)
@pytest.mark.parametrize("kind", ["Agent", "Group"])
def test_two_identifiers_are_one_too_many(first: str, second: str, kind: str) -> None:
    value = {"objectType": kind, first: VALUES[first], second: VALUES[second]}
    assert run(check_actor, value) == ([] if first == second else [("/actor", "several-identifiers")])


def test_an_agent_without_identifier() -> None:
    assert run(check_agent, {"name": "一"}) == [("/actor", "no-identifier")]


def test_an_empty_agent_is_without_identifier_too() -> None:
    assert run(check_agent, {"objectType": "Agent"}) == [("/actor", "no-identifier")]


def test_an_agent_has_no_members() -> None:
    value = {"mbox": VALUES["mbox"], "member": []}
    assert run(check_agent, value) == [("/actor/member", "unknown-property")]


@pytest.mark.parametrize("kind", ["agent", "AGENT", "Person", "", 1, ["Agent"]])
def test_another_type_is_no_agent(kind: Any) -> None:
    assert ("/actor/objectType", "invalid-object-type") in run(
        check_agent, {"objectType": kind, "mbox": VALUES["mbox"]}
    )


@pytest.mark.parametrize("kind", ["group", "Agent", None])
def test_a_group_says_so_itself(kind: Any) -> None:
    value = {key: one for key, one in {**ANONYMOUS, "objectType": kind}.items() if one is not None}
    assert ("/actor", "invalid-object-type") in run(check_group, value)


@pytest.mark.parametrize("member", [None, []])
def test_an_anonymous_group_has_members(member: Any) -> None:
    value = {"objectType": "Group"} | ({"member": member} if member is not None else {})
    assert run(check_group, value) == [("/actor", "no-members")]


@pytest.mark.parametrize(
    ("member", "problem"),
    [
        ({"name": "x"}, ("/actor/member/1", "no-identifier")),
        ("mailto:a@example.jp", ("/actor/member/1", "not-an-object")),
        (ANONYMOUS, ("/actor/member/1/objectType", "invalid-object-type")),
        ({"mbox": "a@example.jp"}, ("/actor/member/1/mbox", "invalid-mbox")),
        ({"mbox": VALUES["mbox"], "openid": VALUES["openid"]}, ("/actor/member/1", "several-identifiers")),
    ],
)
def test_members_are_agents(member: Any, problem: tuple[str, str]) -> None:
    assert problem in run(check_group, {"objectType": "Group", "member": [{"mbox": VALUES["mbox"]}, member]})


def test_members_stand_in_an_array() -> None:
    value = {"objectType": "Group", "mbox": VALUES["mbox"], "member": {"mbox": VALUES["mbox"]}}
    assert run(check_group, value) == [("/actor/member", "not-an-array")]


@pytest.mark.parametrize(
    ("identifier", "pointer", "code"),
    [
        ({"mbox": "a@example.jp"}, "/actor/mbox", "invalid-mbox"),
        ({"mbox": ["mailto:a@example.jp"]}, "/actor/mbox", "invalid-mbox"),
        ({"mbox_sha1sum": "x" * 40}, "/actor/mbox_sha1sum", "invalid-sha1"),
        ({"openid": "id.example.jp"}, "/actor/openid", "invalid-iri"),
        ({"account": "a"}, "/actor/account", "not-an-object"),
        ({"account": {"name": "a"}}, "/actor/account", "missing-property"),
        ({"account": {"homePage": "https://example.jp"}}, "/actor/account", "missing-property"),
        ({"account": {"homePage": "example.jp", "name": "a"}}, "/actor/account/homePage", "invalid-iri"),
        ({"account": {"homePage": "https://example.jp", "name": 7}}, "/actor/account/name", "not-a-string"),
        ({"account": {**VALUES["account"], "id": 1}}, "/actor/account/id", "unknown-property"),
    ],
)
@pytest.mark.parametrize("kind", ["Agent", "Group"])
def test_ill_formed_identifiers(identifier: dict[str, Any], pointer: str, code: str, kind: str) -> None:
    assert run(check_actor, {"objectType": kind, **identifier}) == [(pointer, code)]


@pytest.mark.parametrize("kind", ["Agent", "Group"])
def test_names_are_text(kind: str) -> None:
    value = {"objectType": kind, "mbox": VALUES["mbox"], "name": {"ja": "一"}}
    assert run(check_actor, value) == [("/actor/name", "not-a-string")]


@pytest.mark.parametrize("value", [None, [], "a", 1, True])
def test_what_is_no_object_is_no_actor(value: Any) -> None:
    assert run(check_actor, value) == [("/actor", "not-an-object")]
    assert run(check_group, value)[0] == ("/actor", "not-an-object")


TWO = [{"account": VALUES["account"]}, {"mbox": VALUES["mbox"]}]


@pytest.mark.parametrize("value", [{"mbox": VALUES["mbox"]}, {"objectType": "Group", "member": TWO}])
def test_authorities(value: dict[str, Any]) -> None:
    assert run(check_authority, value) == []


@pytest.mark.parametrize(
    "value",
    [
        {"objectType": "Group", "member": TWO[:1]},
        {"objectType": "Group", "member": TWO * 2},
        {"objectType": "Group", "member": TWO, "mbox": VALUES["mbox"]},
        {"objectType": "Group", "mbox": VALUES["mbox"]},
        {"objectType": "Group", "member": "two"},
    ],
)
def test_a_group_as_authority_is_anonymous_and_a_pair(value: dict[str, Any]) -> None:
    assert ("/actor", "invalid-authority-group") in run(check_authority, value)


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_an_empty_object_is_nobody(version: str) -> None:
    for place in ("/actor", "/authority", "/context/instructor"):
        found = check_statement(change(FULL, place, {}), version)
        assert (place, "no-identifier") in [(one.pointer, one.code) for one in found]
    group = {"objectType": "Group", "member": [{}]}
    assert [(one.pointer, one.code) for one in check_statement(change(PLAIN, "/actor", group), version)] == [
        ("/actor/member/0", "no-identifier")
    ]
