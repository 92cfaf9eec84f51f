from __future__ import annotations

import itertools
from typing import Any

import pytest

from elearn.lrs.rules.terms import Term, collect_terms, name_agent
from tests.elearn.lrs.house import PASSED, account, statement

GROUP = {"objectType": "Group", "mbox": "mailto:g@x.jp", "member": [account("m1"), account("m2")]}


def name(who: str) -> Term:
    term = name_agent(account(who))
    assert term
    return term


def flags(value: dict[str, Any]) -> dict[Term, bool]:
    return collect_terms(value)


AGENTS: list[dict[str, Any]] = [
    {"mbox": "mailto:a@x.jp"},
    {"mbox": "mailto:A@x.jp"},
    {"mbox_sha1sum": "a" * 40},
    {"openid": "mailto:a@x.jp"},
    {"account": {"homePage": "https://x.jp", "name": "a"}},
    {"account": {"homePage": "https://x.jp/", "name": "a"}},
    {"account": {"homePage": "https://x.jp", "name": "A"}},
    {"account": {"homePage": "https://x.jp", "name": "a\x1f"}},
]


def test_different_agents_have_different_terms() -> None:
    for first, second in itertools.combinations(AGENTS, 2):
        one, other = name_agent(first), name_agent(second)
        assert one
        assert other
        assert one.digest != other.digest


@pytest.mark.parametrize("agent", AGENTS)
def test_names_and_types_make_no_difference(agent: dict[str, Any]) -> None:
    assert name_agent(agent | {"name": "x", "objectType": "Agent"}) == name_agent(agent)
    assert name_agent(agent | {"objectType": "Group", "member": []}) == name_agent(agent)


def test_the_case_of_a_sum_makes_no_difference() -> None:
    assert name_agent({"mbox_sha1sum": "AB" * 20}) == name_agent({"mbox_sha1sum": "ab" * 20})


def test_an_anonymous_group_has_no_term() -> None:
    assert name_agent({"objectType": "Group", "member": [account("a")]}) is None


def test_a_digest_tells_kinds_apart() -> None:
    digests = {Term(kind, "https://x.jp").digest for kind in ("agent", "verb", "activity", "registration")}
    assert len(digests) == 4
    assert all(len(digest) == 32 for digest in digests)


def test_the_plain_statement() -> None:
    assert flags(statement("p", what="https://x.jp/a")) == {
        Term("verb", PASSED): True,
        name("p"): True,
        Term("activity", "https://x.jp/a"): True,
    }


def test_members_of_the_actor_are_main() -> None:
    found = flags(statement() | {"actor": GROUP})
    assert found[name("m1")]
    assert found[name("m2")]
    assert found[Term("agent", "mbox\x1fmailto:g@x.jp")]


@pytest.mark.parametrize("target", [account("o"), {**account("o"), "objectType": "Group"}])
def test_an_agent_as_object_is_main(target: dict[str, Any]) -> None:
    assert flags(statement() | {"object": target})[name("o")]


def test_a_registration_is_main_in_any_case() -> None:
    upper = "ABCDEFAB-0000-4000-8000-000000000001"
    found = flags(statement(context={"registration": upper}))
    assert found[Term("registration", upper.lower())]


@pytest.mark.parametrize(
    "context",
    [
        {"instructor": account("r")},
        {"instructor": {"objectType": "Group", "member": [account("r")]}},
        {"team": {"objectType": "Group", "member": [account("r")]}},
        {"contextAgents": [{"objectType": "contextAgent", "agent": account("r")}]},
        {"contextGroups": [{"objectType": "contextGroup", "group": {"objectType": "Group", "member": [account("r")]}}]},
    ],
)
def test_agents_of_the_context_are_related(context: dict[str, Any]) -> None:
    assert flags(statement(context=context))[name("r")] is False


def test_authorities_are_related() -> None:
    assert flags(statement(authority=account("lrs")))[name("lrs")] is False


@pytest.mark.parametrize("kind", ["parent", "grouping", "category", "other"])
@pytest.mark.parametrize("single", [True, False])
def test_context_activities_are_related(kind: str, single: bool) -> None:
    activity = {"id": "https://x.jp/r"}
    found = flags(statement(context={"contextActivities": {kind: activity if single else [activity]}}))
    assert found[Term("activity", "https://x.jp/r")] is False


def test_everything_of_a_sub_statement_is_related_but_its_verb() -> None:
    inner = statement("s", "https://x.jp/v", "https://x.jp/s", context={"instructor": account("i")})
    found = flags(statement("p") | {"object": {"objectType": "SubStatement", **inner}})
    assert found == {
        Term("verb", PASSED): True,
        name("p"): True,
        name("s"): False,
        name("i"): False,
        Term("activity", "https://x.jp/s"): False,
    }


def test_main_wins_over_related() -> None:
    assert flags(statement("p", context={"instructor": account("p")}))[name("p")]


def test_a_reference_has_no_term_of_its_own() -> None:
    target = {"objectType": "StatementRef", "id": "12345678-1234-5678-9234-567812345678"}
    assert set(flags(statement("p") | {"object": target})) == {name("p"), Term("verb", PASSED)}
