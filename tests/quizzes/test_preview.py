import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import score_item
from quizzes.folding import DEFAULT_FOLDS, FOLDS
from quizzes.preview import ANY, preview_pattern
from tests.quizzes.builders import a_text, an_item


def told(pattern, folds=DEFAULT_FOLDS):
    return {sample.text: (sample.matches, sample.folds) for sample in preview_pattern(pattern, frozenset(folds))}


def test_other_widths_and_cases_match_by_the_fold_that_is_named():
    found = told("DX")
    assert found["DX"] == (True, ())
    assert found["ＤＸ"] == (True, ("width",))
    assert found["dx"] == (True, ("case",))
    assert found["　DX "] == (True, ("space",))
    assert found["DXなど"] == found["D"] == (False, ())


def test_kana_match_only_where_the_author_asks_for_it():
    assert told("ひらかた")["ヒラカタ"] == (False, ())
    assert told("ひらかた", FOLDS)["ヒラカタ"] == (True, ("kana",))


def test_a_hyphen_of_another_kind_and_a_wildcard():
    assert told("e-Gov")["e−Gov"] == (True, ("hyphen",))
    found = told("デジタル*課")
    assert found[f"デジタル{ANY}課"] == (True, ())
    assert found[f"デジタル{ANY}課など"] == (False, ())


def test_without_folds_only_the_text_itself_matches():
    assert [sample.text for sample in preview_pattern("DX", frozenset()) if sample.matches] == ["DX"]


@pytest.mark.parametrize("pattern", ["DX", "*", "", "\\*", "ﾃﾞｼﾞﾀﾙ"])
def test_what_matches_comes_first_and_nothing_twice(pattern):
    samples = preview_pattern(pattern, DEFAULT_FOLDS)
    assert [sample.matches for sample in samples] == sorted((one.matches for one in samples), reverse=True)
    assert len({sample.text for sample in samples}) == len(samples)


@settings(max_examples=40, deadline=None)
@given(pattern=st.text("aB１　デでー-*", min_size=1, max_size=6), folds=st.frozensets(st.sampled_from(sorted(FOLDS))))
def test_the_preview_says_what_scoring_does(pattern, folds):
    item = an_item("word", "fill_in", a_text(pattern, folds=folds))
    for sample in preview_pattern(pattern, folds):
        assert sample.matches == (score_item(item, sample.text).exact == 1)
