import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.folding import DEFAULT_FOLDS, FOLDS
from quizzes.kinds.contract import KeySource
from quizzes.kinds.patterns import fold_pattern, matches, read_folds, show_pattern, write_folds
from quizzes.report import Report


def folds_of(value):
    report = Report("bank.md")
    folds = read_folds(KeySource({"fold": (7, value)} if value is not None else {}, (), 3), report)
    return folds, [(problem.line, problem.code) for problem in report.problems]


def test_without_a_word_the_usual_folds_hold():
    assert folds_of(None) == (DEFAULT_FOLDS, [])
    assert folds_of("") == (DEFAULT_FOLDS, [])


def test_folds_are_added_and_taken_away():
    assert folds_of("kana, -width")[0] == (DEFAULT_FOLDS | {"kana"}) - {"width"}


def test_an_unknown_fold_is_named_with_its_line():
    folds, problems = folds_of("kana, magic")
    assert problems == [(7, "metadata-value-unknown")]
    assert "kana" in folds


@given(st.frozensets(st.sampled_from(sorted(FOLDS))))
def test_what_is_written_is_read_again(folds):
    written = dict(write_folds(folds))
    assert folds_of(written.get("fold")) == (folds, [])


def test_the_usual_folds_are_not_written():
    assert write_folds(DEFAULT_FOLDS) == ()


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("DX", "DX"),
        ("デジタル*", "デジタル…"),
        ("D*X*形", "D…X…形"),
        ("5\\*3", "5*3"),
        ("a\\b", "a\\b"),
        ("C:\\\\", "C:\\"),
    ],
)
def test_learners_read_patterns_without_their_signs(pattern, shown):
    assert show_pattern(pattern) == shown


PIECES = st.text(st.sampled_from("abあ *\\"), max_size=8)


@settings(max_examples=200)
@given(pattern=PIECES, text=st.text(st.sampled_from("abあ*\\"), max_size=10))
def test_wildcards_mean_what_a_regular_expression_would(pattern, text):
    pieces = fold_pattern(pattern, frozenset())
    expected = re.fullmatch(".*".join(re.escape(piece) for piece in pieces), text, re.DOTALL) is not None
    assert matches(pieces, text) == expected
