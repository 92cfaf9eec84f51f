from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from elearn.xapi.check_values import is_iri
from elearn.xapi.profile import DEFINITIONS, build_profile
from elearn.xapi.vocabulary import ACTIVITY_TYPES, EXTENSIONS, PROFILE_PATH, SPOKEN, VERBS
from tests.elearn.xapi.samples import BASE

MADE = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
PROFILE: dict[str, Any] = build_profile(BASE, "枚方市", "https://elearn.example.jp/", MADE)
OWN = {
    concept.resolve(BASE): concept for t in (VERBS, ACTIVITY_TYPES, EXTENSIONS) for concept in t.values() if concept.own
}


def test_own_words_are_defined_and_no_others() -> None:
    assert {concept["id"] for concept in PROFILE["concepts"]} == set(OWN)


def test_definitions_are_for_own_words_only() -> None:
    assert set(DEFINITIONS) == {concept.iri for concept in OWN.values()}
    assert all(text.endswith(".") for text in DEFINITIONS.values())


@pytest.mark.parametrize("concept", PROFILE["concepts"], ids=lambda concept: concept["id"])
def test_a_concept_has_labels_and_a_scheme(concept: dict[str, Any]) -> None:
    own = OWN[concept["id"]]
    assert concept["prefLabel"] == {"ja": own.ja, "en": own.en}
    assert concept["inScheme"] == BASE + PROFILE_PATH
    assert concept["type"] in {"Verb", "ActivityType", "ContextExtension"}
    assert ("inlineSchema" in concept) is (concept["type"] == "ContextExtension")


def test_schemas_of_extensions_are_json() -> None:
    schemas = [json.loads(concept["inlineSchema"]) for concept in PROFILE["concepts"] if "inlineSchema" in concept]
    assert schemas
    assert all(schema == {"type": ["string", "integer"]} for schema in schemas)


def test_there_is_a_template_for_every_verb_of_every_event() -> None:
    spoken = {(event, verb) for event, choices in SPOKEN.items() for choice in choices for verb in choice.split("|")}
    assert len(PROFILE["templates"]) == len(spoken)
    assert {one["verb"] for one in PROFILE["templates"]} == {verb.resolve(BASE) for verb in VERBS.values()}


def test_ids_are_iris_and_all_different() -> None:
    ids = [one["id"] for one in (*PROFILE["concepts"], *PROFILE["templates"])]
    assert len(set(ids)) == len(ids)
    assert all(is_iri(one) for one in ids)


def test_templates_forbid_names() -> None:
    for template in PROFILE["templates"]:
        rules = {rule["location"]: rule for rule in template["rules"]}
        assert rules["$.actor.name"]["presence"] == "excluded"
        assert rules["$.actor.mbox"]["presence"] == "excluded"


def test_the_head_of_the_profile() -> None:
    assert PROFILE["id"] == BASE + PROFILE_PATH
    assert PROFILE["versions"][0]["generatedAtTime"] == "2026-11-22T00:00:00+00:00"
    assert PROFILE["author"]["name"] == "枚方市"


def test_the_profile_is_json() -> None:
    assert json.loads(json.dumps(PROFILE)) == PROFILE


def test_another_base_moves_every_own_word() -> None:
    moved = build_profile("https://other.example.jp/", "他市", "https://other.example.jp/", MADE)
    assert all(one["id"].startswith("https://other.example.jp/") for one in moved["concepts"])
