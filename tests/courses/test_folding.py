"""Folding: what somebody types and what a course says meet, and every sign leads back to its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.folding import CODE_LENGTH, encode_text, fold_places, fold_text

TEXTS = st.text(
    st.one_of(
        st.sampled_from("デﾃﾞｶﾞカ゛が\u3099か\u309aＤＸdx　 ー-‐−〜㌔㈱ǅß葛\U000e0100𠮷髙\ufe0f"),
        st.characters(codec="utf-8"),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ＤＸ", "DX"),
        ("dx", "DX"),
        ("ﾃﾞｼﾞﾀﾙ", "デジタル"),
        ("でじたる", "デジタル"),
        ("か\u3099す", "ガス"),
        ("ﾊﾟｿｺﾝ", "パソコン"),
        ("ｻｰﾊﾞｰ", "サーバー"),
        ("AI‐OCR", "AI-OCR"),
        ("ai−ocr", "ＡＩ－ＯＣＲ"),
        ("１００％", "100%"),
        ("㈱", "(株)"),
        ("㌔", "きろ"),
        ("葛\U000e0100城", "葛城"),
        ("e\u0301", "é"),
        ("STRASSE", "straße"),
        ("a\u200bb", "ab"),
        ("予算　要求", "予算 要求"),
        ("〜", "~"),
        ("ヴ", "ゔ"),
    ],
)
def test_what_means_the_same_is_the_same(typed: str, written: str) -> None:
    assert fold_text(typed) == fold_text(written)


@pytest.mark.parametrize(("one", "other"), [("か", "が"), ("ー", "-"), ("は", "ぱ"), ("髙", "高"), ("ッ", "ツ")])
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert fold_text(one) != fold_text(other)


def test_rare_letters_and_controls() -> None:
    assert fold_text("𠮷野家") == "𠮷野家"
    assert fold_text("a\x00b\x07c\x7f") == "abc"
    assert fold_text("a\tb\nc\u3000d") == "a b c d"
    assert fold_text("") == ""


@given(TEXTS)
@settings(max_examples=150)
def test_folding_is_done_in_one_step(text: str) -> None:
    folded = fold_places(text)
    assert folded.text == fold_text(text)
    assert not any(0x30A1 <= ord(sign) < 0x30F7 or sign in "\u3000\x00\u200b" for sign in folded.text)


@given(TEXTS)
@settings(max_examples=150)
def test_every_folded_sign_leads_to_its_place(text: str) -> None:
    folded = fold_places(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    for place in range(len(folded.text)):
        start, end = folded.span(place, place + 1)
        assert 0 <= start < end <= len(text)
        assert folded.text[place] in fold_text(text[start:end])


def test_a_span_holds_marks_and_expanded_signs_whole() -> None:
    text = "約３㌔先のﾃﾞｰﾀ"
    folded = fold_places(text)
    start = folded.text.index("きろ")
    assert text[slice(*folded.span(start, start + 1))] == "㌔"
    start = folded.text.index("でーた")
    assert text[slice(*folded.span(start, start + 3))] == "ﾃﾞｰﾀ"


def test_a_mark_without_a_sign_before_it_does_no_harm() -> None:
    assert fold_places("ﾞあ").ends[-1] == 2
    assert fold_text("\U000e0100") == ""


# Codes


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=150)
def test_the_code_of_a_part_is_part_of_the_code(before: str, word: str, after: str) -> None:
    whole = encode_text(before + word + after)
    assert encode_text(word) in whole
    assert len(whole) == CODE_LENGTH * len(before + word + after)


@given(st.text(max_size=60))
@settings(max_examples=150)
def test_a_code_holds_nothing_that_a_database_could_take_for_its_own(text: str) -> None:
    code = encode_text(text)
    assert code == "" or (code.isascii() and code.isalnum() and code == code.lower())


def test_common_letters_have_codes_of_their_own() -> None:
    signs = [chr(n) for first, last in ((0x20, 0x7F), (0x3040, 0x3100), (0x4E00, 0x9FFF)) for n in range(first, last)]
    assert len({encode_text(sign) for sign in signs}) == len(signs)
