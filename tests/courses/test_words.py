from __future__ import annotations

import pytest

from courses.words import WORDS, words_for


def test_every_language_has_every_word():
    assert {language: set(words) for language, words in WORDS.items()} == {
        language: set(WORDS["ja"]) for language in WORDS
    }


@pytest.mark.parametrize("key", ["source", "table", "table-of", "minutes"])
def test_every_language_fills_the_same_places(key):
    values = {"number": "7", "title": "T", "heading": "H", "minutes": "5"}
    places = {name for name in values if "{" + name + "}" in WORDS["ja"][key]}
    assert places
    for words in WORDS.values():
        assert {name for name in values if "{" + name + "}" in words[key]} == places
        assert "{" not in words[key].format(**values)


@pytest.mark.parametrize(
    ("language", "word"), [("ja", "演習"), ("ja-JP", "演習"), ("en", "Exercise"), ("en-GB", "Exercise"), ("ko", "演習")]
)
def test_words_follow_the_primary_language(language, word):
    assert words_for(language)["exercise"] == word


def test_words_cannot_be_changed():
    with pytest.raises(TypeError):
        WORDS["ja"]["exercise"] = "課題"
