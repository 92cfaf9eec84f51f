import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.folding import DEFAULT_FOLDS, FOLDING_VERSION, FOLDS, fold


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ＤＸ", "DX"),
        ("dx", "DX"),
        ("ﾃﾞｼﾞﾀﾙ", "デジタル"),
        ("　東京　", "東京"),
        ("東京　都庁", "東京 都庁"),
        ("東京 \t 都庁", "東京 都庁"),
        ("東京\u00a0都庁", "東京 都庁"),
        ("１２", "12"),
        ("ｻｰﾊﾞｰ", "サーバー"),
        ("50％", "50%"),
        ("A／B", "A/B"),
        ("e‐Gov", "e-Gov"),
        ("e−Gov", "e-Gov"),
        ("e—Gov", "e-Gov"),
        ("ｅ－Ｇｏｖ", "e-gov"),
        ("10〜20", "10～20"),
        ("10〜20", "10~20"),
        ("“DX”", '"DX"'),
        ("that’s", "that's"),
        ("がぎ", "か\u3099き\u3099"),
        ("Straße", "STRASSE"),
    ],
)
def test_what_a_reader_takes_for_the_same_is_the_same(typed, meant):
    assert fold(typed) == fold(meant)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("サーバ", "サーバー"),
        ("サーバー", "サ-バ-"),
        ("デジタル", "でじたる"),
        ("髙", "高"),
        ("﨑", "崎"),
        ("𠮷", "吉"),
        ("一ヶ月", "一ケ月"),
        ("葛󠄀", "葛"),
        ("東京", "京都"),
        ("かき", "がぎ"),
    ],
)
def test_what_differs_stays_different(one, other):
    """The long vowel sign is a letter and never a hyphen; names keep their own characters."""
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("kana", "ひらかた", "ヒラカタ"),
        ("kana", "ゔゝゞ", "ヴヽヾ"),
        ("small-ke", "一ヶ月", "一ケ月"),
        ("small-ke", "ヵ所", "カ所"),
        ("selector", "葛󠄀城", "葛城"),
        ("selector", "‼\ufe0f", "!!"),
    ],
)
def test_further_folds_work_when_an_author_asks(name, one, other):
    assert fold(one) != fold(other)
    assert fold(one, DEFAULT_FOLDS | {name}) == fold(other, DEFAULT_FOLDS | {name})


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("width", "ＤＸ", "DX"),
        ("case", "dx", "DX"),
        ("space", " DX", "DX"),
        ("hyphen", "e−Gov", "e-Gov"),
        ("wave", "〜", "~"),
        ("quote", "’", "'"),
    ],
)
def test_each_usual_fold_can_be_switched_off(name, one, other):
    assert fold(one) == fold(other)
    assert fold(one, DEFAULT_FOLDS - {name}) != fold(other, DEFAULT_FOLDS - {name})


@pytest.mark.parametrize(("typed", "too_much"), [("10²", "102"), ("①", "1"), ("㋿", "令和"), ("½", "1⁄2")])
def test_where_width_folds_too_much_it_can_be_switched_off(typed, too_much):
    assert fold(typed) == fold(too_much)
    assert fold(typed, DEFAULT_FOLDS - {"width"}) != fold(too_much, DEFAULT_FOLDS - {"width"})


def test_no_folds_at_all_leave_the_text_as_it_is():
    assert fold(" Ｄ　x ", ()) == " Ｄ　x "


def test_an_unknown_fold_is_refused():
    with pytest.raises(ValueError, match="magic"):
        fold("x", {"magic"})


def test_small_hiragana_ke_goes_all_the_way_with_both_folds():
    assert fold("ゖ", {"kana"}) == "ヶ"
    assert fold("ゖ", {"kana", "small-ke"}) == "ケ"


def test_the_version_is_told():
    assert FOLDING_VERSION == "1"


FOLD_SETS = st.sets(st.sampled_from(sorted(FOLDS)))
JAPANESE = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x30FF) | st.sampled_from("髙﨑𠮷ﾃﾞＤ－　゛㋿ﷺ\u0345ΐ"), max_size=20
)


@settings(max_examples=200)
@given(JAPANESE, FOLD_SETS)
def test_folding_twice_changes_nothing_more(text, folds):
    assert fold(fold(text, folds), folds) == fold(text, folds)


@settings(max_examples=100)
@given(JAPANESE)
def test_the_unicode_form_that_was_typed_does_not_matter(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@settings(max_examples=100)
@given(st.text(max_size=30))
def test_the_usual_folds_leave_no_outer_blanks_and_no_runs(text):
    folded = fold(text)
    assert folded == " ".join(folded.split())
