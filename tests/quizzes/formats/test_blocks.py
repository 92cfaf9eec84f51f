"""Bodies from foreign answers: scored by ours, each gives what the other program would have given, or it is said."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.folding import DEFAULT_FOLDS
from quizzes.formats.blocks import (
    Answer,
    choice_shares,
    export_pattern,
    import_pattern,
    make_choices,
    make_sequence,
    split_texts,
)
from quizzes.formats.draft import Draft
from quizzes.kinds.choice import ChoiceKind
from quizzes.kinds.patterns import fold_pattern, matches
from tests.quizzes.builders import a_choice, a_partial_choice


def answers(*shares):
    return [Answer(f"選択肢{place}", Fraction(share).limit_denominator(10**6)) for place, share in enumerate(shares)]


def make(*shares, select="multiple", scoring=""):
    draft = Draft("file")
    body = make_choices(draft, 3, answers(*shares), select, scoring)
    reading = draft.reading()
    return body, [problem.code for problem in reading.problems], [loss.code for loss in reading.losses]


def test_one_right_choice():
    body, problems, losses = make(0, 1, 0, select="single")
    assert ([choice.right for choice in body.choices], body.select) == ([False, True, False], "single")
    assert (problems, losses) == ([], [])


def test_one_share_that_every_wrong_choice_costs_is_a_penalty():
    body, problems, losses = make("-0.25", 1, "-0.25", select="single")
    assert (body.penalty, problems, losses) == (Fraction(1, 4), [], [])


@pytest.mark.parametrize("shares", [(0, 1, "0.5"), (0, "0.9"), (1, "-0.5", 0), (1, "-1.5")])
def test_a_single_choice_with_part_marks_is_read_and_the_change_is_said(shares):
    body, problems, losses = make(*shares, select="single")
    assert sum(choice.right for choice in body.choices) == 1
    assert (problems, losses) == ([], ["scoring-changed"])


@pytest.mark.parametrize(
    ("shares", "select", "code"),
    [
        ((1, 1, 0), "single", "choice-single-needs-one-right"),
        ((0, 0), "single", "key-missing"),
        ((0, "-0.5"), "multiple", "key-missing"),
        ((), "multiple", "choices-too-few"),
        ((0,) * 27, "multiple", "choices-too-many"),
    ],
)
def test_what_has_no_key_of_ours_is_refused(shares, select, code):
    assert make(*shares, select=select) == (None, [code], [])


@pytest.mark.parametrize(
    "shares",
    [("0.5", "0.5", "-0.5", "-0.5"), ("0.33333", "0.33333", "0.33333", "-0.33333"), (1, -1, -1)],
)
def test_the_usual_way_of_several_picks_is_our_partial_scoring(shares):
    body, problems, losses = make(*shares)
    assert (body.scoring, problems, losses) == ("partial", [], [])


@pytest.mark.parametrize("shares", [("0.5", "0.5", 0, 0), ("0.5", "0.5", -1, -1), ("0.6", "0.4", -1)])
def test_other_shares_of_several_picks_are_said(shares):
    assert make(*shares)[2] == ["scoring-changed"]


def test_a_label_brings_exact_scoring_back():
    body, _, losses = make("0.5", "0.5", -1, scoring="exact")
    assert (body.scoring, losses) == ("exact", [])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.data())
def test_partial_scoring_gives_what_the_sum_of_shares_gives(right, wrong, data):
    body = a_partial_choice("abcde"[:right], "abcdefghij"[:right] + "klmno"[:wrong])
    shares = dict(zip((choice.id for choice in body.choices), choice_shares(body), strict=True))
    picks = data.draw(st.sets(st.sampled_from(sorted(shares))))
    total = min(max(sum(shares[pick] for pick in picks), Fraction(0)), Fraction(1))
    assert ChoiceKind().score(body, sorted(picks)).fraction == total


def test_shares_of_single_and_exact_choices():
    assert choice_shares(a_choice("b", "abc")) == [0, 1, 0]
    assert choice_shares(a_choice("ab", "abc", "multiple")) == [Fraction(1, 2), Fraction(1, 2), -1]


def texts(*pairs, folds=DEFAULT_FOLDS):
    draft = Draft("file")
    given_answers = [Answer(text, Fraction(share), feedback) for text, share, feedback in pairs]
    found = split_texts(draft, 3, given_answers, folds)
    return found, [loss.code for loss in draft.reading().losses], [fault.code for fault in draft.reading().problems]


def test_accepted_texts_and_the_note_for_all_else():
    assert texts(("DX", 1, ""), ("dx*", 1, ""), ("*", 0, "違います")) == ((["DX", "dx*"], "違います"), [], [])


@pytest.mark.parametrize(
    "pairs",
    [
        (("DX", 1, ""), ("DT", "1/2", "")),
        (("DX", 0, ""), ("D*", 1, "")),
        (("*", 0, ""), ("DX", 1, "")),
    ],
)
def test_answers_that_count_differently_with_us_are_said(pairs):
    assert texts(*pairs)[1] == ["scoring-changed"]


def test_a_named_wrong_answer_loses_only_its_feedback():
    assert texts(("DX", 1, ""), ("DT", 0, "惜しい")) == ((["DX"], ""), ["detail-left-out"], [])
    assert texts(("DX", 1, ""), ("DT", 0, "")) == ((["DX"], ""), [], [])


def test_without_a_full_answer_there_is_no_key():
    assert texts(("DX", "1/2", "")) == (None, [], ["key-missing"])


@pytest.mark.parametrize(
    ("theirs", "ours"), [("a*b", "a*b"), ("a\\*b", "a\\*b"), ("C:\\x", "C:\\\\x"), ("\\", "\\\\"), ("", "")]
)
def test_patterns_cross_over(theirs, ours):
    assert import_pattern(theirs) == ours
    assert export_pattern(ours) == theirs


@pytest.mark.parametrize("ours", ["a\\\\*", "\\\\*b"])
def test_a_backslash_before_an_asterisk_has_no_way_out(ours):
    assert export_pattern(ours) is None


@given(st.text(st.sampled_from("ab*\\"), max_size=8), st.text(st.sampled_from("ab*\\"), max_size=8))
def test_an_exported_pattern_matches_the_same_texts(pattern, text):
    theirs = export_pattern(pattern)
    if theirs is not None:
        ours, again = fold_pattern(pattern), fold_pattern(import_pattern(theirs))
        assert matches(ours, text) == matches(again, text)


def test_a_sequence_keeps_its_order():
    body = make_sequence(["い", "ろ", "は"], "position")
    assert ([entry.text for entry in body.entries], body.scoring) == (["い", "ろ", "は"], "position")
