"""The folding table over the whole of Unicode, and beside its own description."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest

from quizzes import folding
from quizzes.folding import DEFAULT_FOLDS, FOLDS, fold

SIGNS = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs")]


def test_every_sign_there_is_folds_to_something_that_stays():
    moved = [sign for sign in SIGNS if fold(fold(f"x{sign}x")) != fold(f"x{sign}x")]
    assert moved == []


def test_every_fold_is_described_in_the_table_and_the_table_describes_no_other():
    described = re.findall(r"^\| ([a-z-]+) \|", folding.__doc__, re.MULTILINE)
    assert set(described) - {"fold"} == FOLDS


def test_the_table_names_the_hyphens_that_are_folded_and_the_long_vowel_is_none_of_them():
    folded = {sign for sign in SIGNS if sign != "-" and fold(f"x{sign}x", {"hyphen"}) == "x-x"}
    assert folded == set("‐‑‒–—―−﹣－")
    assert "ー" not in folded


def test_hiragana_and_katakana_stand_in_pairs():
    pairs = {sign: fold(sign, {"kana"}) for sign in SIGNS if fold(sign, {"kana"}) != sign}
    assert len(pairs) == 88
    for hiragana, katakana in pairs.items():
        assert unicodedata.name(hiragana).replace("HIRAGANA", "KATAKANA") == unicodedata.name(katakana)


def test_the_selectors_are_those_that_unicode_calls_so():
    gone = {sign for sign in SIGNS if fold(f"x{sign}x", {"selector"}) == "xx"}
    named = {sign for sign in SIGNS if "VARIATION SELECTOR" in unicodedata.name(sign, "")}
    # Unicode 14 added a fourth Mongolian selector, which no Japanese text holds.
    assert gone == named - {"\u180f"}


def test_no_usual_fold_touches_a_kanji_of_its_own():
    """Width folding maps the compatibility ideographs (﨑 is none of them); every other kanji stays as it is."""
    ideographs = [sign for sign in SIGNS if unicodedata.name(sign, "").startswith("CJK UNIFIED IDEOGRAPH")]
    assert len(ideographs) > 90_000
    assert all(fold(sign) == sign for sign in [*ideographs[::37], *"髙﨑𠮷"])


@pytest.mark.parametrize("name", sorted(FOLDS))
def test_each_fold_does_something_of_its_own(name):
    samples = "ＡＢ　 ab　—〜“ひヶ\ufe00"
    assert fold(samples, {name}) != samples
    if name in DEFAULT_FOLDS:
        assert fold(samples, DEFAULT_FOLDS - {name}) != fold(samples)
