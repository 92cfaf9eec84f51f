from __future__ import annotations

import itertools
import re
from typing import Any

import pytest

from elearn import events
from elearn.xapi.check_values import is_iri
from elearn.xapi.vocabulary import ACTIVITY_TYPES, EXTENSIONS, PROFILE_PATH, SILENT, SPOKEN, VERBS, Concept

BASE = "https://elearn.example.jp/xapi/"
TABLES = {"verbs": VERBS, "types": ACTIVITY_TYPES, "extensions": EXTENSIONS}
EVERY = [concept for table in TABLES.values() for concept in table.values()]


def test_every_event_of_the_house_is_either_spoken_or_silent() -> None:
    assert set(SPOKEN) | set(SILENT) == set(events.KINDS)


def test_no_event_is_both_spoken_and_silent() -> None:
    assert not set(SPOKEN) & set(SILENT)


def test_silence_has_a_reason() -> None:
    assert all(len(reason) > 20 for reason in SILENT.values())


def test_a_draft_of_answers_never_leaves() -> None:
    assert "AttemptSaved" in SILENT


def test_every_spoken_verb_is_defined_and_every_defined_verb_is_spoken() -> None:
    spoken = {verb for choices in SPOKEN.values() for choice in choices for verb in choice.split("|")}
    assert spoken == set(VERBS)


@pytest.mark.parametrize("concept", EVERY, ids=lambda concept: concept.iri)
def test_a_concept_is_an_iri_with_words_in_both_languages(concept: Concept) -> None:
    assert is_iri(concept.resolve(BASE))
    assert concept.ja.strip()
    assert concept.en.strip()


@pytest.mark.parametrize("concept", EVERY, ids=lambda concept: concept.iri)
def test_japanese_words_are_japanese_and_english_words_are_not(concept: Concept) -> None:
    japanese = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    assert japanese.search(concept.ja)
    assert not japanese.search(concept.en)


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_keys_name_their_concepts(table: dict[str, Concept]) -> None:
    assert all(key == concept.key for key, concept in table.items())


def test_iris_are_all_different() -> None:
    iris = [concept.resolve(BASE) for concept in EVERY]
    assert len(set(iris)) == len(iris)


def test_standard_words_stay_where_the_standards_put_them() -> None:
    assert VERBS["passed"].resolve(BASE) == "http://adlnet.gov/expapi/verbs/passed"
    assert VERBS["satisfied"].resolve(BASE) == "https://w3id.org/xapi/adl/verbs/satisfied"
    assert ACTIVITY_TYPES["quiz"].resolve(BASE) == "http://adlnet.gov/expapi/activities/assessment"


@pytest.mark.parametrize("base", [BASE, "https://other.example.jp/x/"])
def test_own_words_stand_under_the_base(base: str) -> None:
    own = [concept for concept in EVERY if concept.own]
    assert own
    assert all(concept.resolve(base).startswith(base) for concept in own)


def test_own_and_standard_words_are_told_apart() -> None:
    assert VERBS["was-conferred"].own
    assert not VERBS["registered"].own


def test_extensions_are_all_our_own() -> None:
    assert all(concept.own for concept in EXTENSIONS.values())


def test_displays_of_verbs_are_all_different() -> None:
    for first, second in itertools.combinations(VERBS.values(), 2):
        assert first.ja != second.ja
        assert first.en != second.en


def test_the_profile_path_is_relative() -> None:
    assert "://" not in PROFILE_PATH
    assert not PROFILE_PATH.startswith("/")


def test_words_that_the_vocabulary_forbids_do_not_appear() -> None:
    forbidden = ("user", "lesson", "question", "enrol", "diploma", "rank")
    words: list[Any] = [concept.en for concept in EVERY]
    assert not [word for word in words for bad in forbidden if bad in word.split()]
