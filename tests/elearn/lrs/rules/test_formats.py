from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from elearn.lrs.rules.formats import choose_language, format_bodies, rank_languages
from elearn.xapi.check import check_statement
from tests.elearn.lrs.house import account, body, statement
from tests.elearn.xapi.samples import FULL, change


def wrapped() -> dict[str, Any]:
    """The full statement as a store keeps it: context activities in arrays."""
    return change(FULL, "/context/contextActivities/grouping", [FULL["context"]["contextActivities"]["grouping"]])


def form(value: dict[str, Any], name: str, language: str = "") -> dict[str, Any]:
    result: dict[str, Any] = json.loads(format_bodies([body(value)], name, language)[0])
    return result


def test_exact_bodies_are_the_very_bytes() -> None:
    odd = b'{ "a": 8.00,\n "b" : 1e2 }'
    assert format_bodies([odd], "exact") == [odd]


@pytest.mark.parametrize("name", ["exact", "ids", "canonical"])
def test_every_form_of_the_full_statement_is_a_statement(name: str) -> None:
    assert check_statement(form(wrapped(), name, "ja")) == []


@pytest.mark.parametrize("name", ["ids", "canonical"])
def test_reducing_changes_nothing_of_the_original(name: str) -> None:
    value = wrapped()
    before = copy.deepcopy(value)
    form(value, name)
    assert value == before


def test_ids_leave_identifiers_only() -> None:
    reduced = form(wrapped(), "ids")
    assert reduced["verb"] == {"id": FULL["verb"]["id"]}
    assert reduced["object"] == {"id": FULL["object"]["id"]}
    assert reduced["actor"] == {"objectType": "Group", "mbox": "mailto:group@example.jp"}
    assert reduced["context"]["team"] == {"objectType": "Group", "member": [{"mbox": "mailto:a@example.jp"}]}
    assert reduced["context"]["contextActivities"]["other"] == [{"id": "https://example.jp/other"}]
    assert reduced["authority"] == FULL["authority"]


def test_ids_keep_what_is_no_description() -> None:
    reduced = form(wrapped(), "ids")
    for name in ("id", "result", "timestamp", "stored", "version", "attachments"):
        assert reduced[name] == FULL[name]
    assert reduced["context"]["registration"] == FULL["context"]["registration"]
    assert reduced["context"]["extensions"] == FULL["context"]["extensions"]


@pytest.mark.parametrize(
    ("target", "reduced"),
    [
        (account("o") | {"name": "x"}, account("o")),
        ({"objectType": "StatementRef", "id": "x"}, {"objectType": "StatementRef", "id": "x"}),
        (
            {"objectType": "SubStatement", **statement(), "verb": {"id": "https://v", "display": {"ja": "x"}}},
            {"objectType": "SubStatement", **statement(), "verb": {"id": "https://v"}},
        ),
    ],
)
def test_ids_of_other_objects(target: dict[str, Any], reduced: dict[str, Any]) -> None:
    assert form(statement() | {"object": target}, "ids")["object"] == reduced


def test_ids_of_context_agents() -> None:
    entry = {"objectType": "contextAgent", "agent": account("a") | {"name": "x"}, "relevantTypes": ["https://t"]}
    reduced = form(statement(context={"contextAgents": [entry]}), "ids")
    assert reduced["context"]["contextAgents"] == [{**entry, "agent": account("a")}]


@pytest.mark.parametrize(
    ("language", "description"),
    [
        ("ja", {"ja": "一つ選んでください"}),
        ("en", {"en": "Pick one"}),
        ("fr, en;q=0.5, ja;q=0.4", {"en": "Pick one"}),
        ("fr", {"ja": "一つ選んでください"}),
        ("", {"ja": "一つ選んでください"}),
    ],
)
def test_canonical_speaks_one_language(language: str, description: dict[str, str]) -> None:
    spoken = form(wrapped(), "canonical", language)
    assert spoken["object"]["definition"]["description"] == description
    assert spoken["object"]["definition"]["choices"][0] == {"id": "a", "description": {"ja": "ア"}}


def test_canonical_leaves_names_of_agents_and_extensions_alone() -> None:
    extensions = {"https://x.jp/map": {"name": {"ja": "一", "en": "one"}}}
    value = change(wrapped(), "/context/extensions", extensions)
    spoken = form(value, "canonical", "en")
    assert spoken["actor"]["name"] == "研修班"
    assert spoken["context"]["extensions"] == extensions


@pytest.mark.parametrize(
    ("header", "ranked"),
    [
        ("", []),
        ("ja", ["ja"]),
        ("en;q=0.5, ja", ["ja", "en"]),
        ("ja-JP, ja;q=0.9, en-US;q=0.8", ["ja-jp", "ja", "en-us"]),
        ("en;q=0, ja;q=0.1", ["ja"]),
        ("en;q=x, ja", ["ja"]),
        (", ,ja", ["ja"]),
        ("a;q=0.5,b;q=0.5", ["a", "b"]),
    ],
)
def test_languages_are_ranked(header: str, ranked: list[str]) -> None:
    assert rank_languages(header) == ranked


@pytest.mark.parametrize(
    ("words", "wanted", "chosen"),
    [
        ({}, ["ja"], {}),
        ({"en": "a", "ja": "b"}, ["ja"], {"ja": "b"}),
        ({"en-US": "a", "ja-JP": "b"}, ["ja"], {"ja-JP": "b"}),
        ({"JA": "b"}, ["ja"], {"JA": "b"}),
        ({"jav": "x", "en": "a"}, ["ja"], {"jav": "x"}),
        ({"jav": "x", "ja": "b"}, ["ja"], {"ja": "b"}),
    ],
)
def test_a_language_is_chosen(words: dict[str, str], wanted: list[str], chosen: dict[str, str]) -> None:
    assert choose_language(words, wanted) == chosen
