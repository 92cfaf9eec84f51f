"""Folds as a label."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.folding import DEFAULT_FOLDS, FOLDS
from quizzes.formats.folds import read_folds, write_folds


@given(st.sets(st.sampled_from(sorted(FOLDS))).map(frozenset))
def test_folds_come_back(folds):
    text = write_folds(folds)
    found = read_folds(text)
    assert (DEFAULT_FOLDS if found is None else found) == folds
    assert "," not in text


def test_the_usual_folds_need_no_label():
    assert write_folds(DEFAULT_FOLDS) == ""
    assert read_folds("") is None


def test_the_difference_is_named():
    assert write_folds(DEFAULT_FOLDS - {"case"} | {"kana"}) == "kana -case"


@pytest.mark.parametrize("text", ["magic", "kana, width", "-magic", "--kana"])
def test_an_unknown_fold_is_no_label_of_ours(text):
    assert read_folds(text) is None
