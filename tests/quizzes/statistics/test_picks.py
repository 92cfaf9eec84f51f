"""The distractor table: who picked what, and how these people did elsewhere."""

from __future__ import annotations

from fractions import Fraction

from quizzes.kinds.essay import EssayBody
from quizzes.kinds.likert import LikertBody
from quizzes.kinds.lines import text_id
from quizzes.kinds.registry import KINDS
from quizzes.statistics.picks import MOST_TYPED, tabulate_picks
from tests.quizzes.builders import (
    a_matching,
    a_number,
    a_partial_choice,
    a_sequence,
    a_text,
    an_item,
)


def rows(item, responses, others=None, least=1):
    earned = [Fraction(part) for part in others or [0] * len(responses)]
    table = tabulate_picks(item, responses, earned, KINDS, least)
    return [(row.group, row.text, row.right, row.count) for row in table]


def test_every_choice_stands_there_even_when_nobody_took_it():
    assert rows(an_item(), [["b"], ["b"], ["a"]]) == [
        ("", "選択肢a", False, 1),
        ("", "選択肢b", True, 2),
        ("", "選択肢c", False, 0),
    ]


def test_those_who_gave_nothing_have_a_row_without_a_text():
    table = tabulate_picks(an_item(), [["b"], None], [Fraction(2), Fraction(1)], KINDS)
    assert [(row.text, row.count, row.share, row.others_mean) for row in table] == [
        ("選択肢a", 0, 0.0, 0.0),
        ("選択肢b", 1, 0.5, 2.0),
        ("選択肢c", 0, 0.0, 0.0),
        ("", 1, 0.5, 1.0),
    ]


def test_several_picks_of_one_person_count_once_each():
    item = an_item(body=a_partial_choice())
    assert [row[3] for row in rows(item, [["a", "b"], ["a", "a"], ["d"]])] == [2, 1, 0, 1]


def test_the_mean_elsewhere_is_exact():
    table = tabulate_picks(an_item(), [["a"], ["a"], ["a"]], [Fraction(1, 3)] * 3, KINDS)
    assert table[0].others_mean == float(Fraction(1, 3))


def test_matching_counts_every_right_for_every_left():
    item = an_item(kind="matching", body=a_matching(("犬", "わん"), ("猫", "にゃあ"), spare=("もう",)))
    said = [{"1": text_id("わん"), "2": text_id("もう")}, {"1": text_id("もう"), "2": "nothing-like-it"}]
    assert rows(item, said) == [
        ("犬", "わん", True, 1),
        ("犬", "にゃあ", False, 0),
        ("犬", "もう", False, 1),
        ("猫", "わん", False, 0),
        ("猫", "にゃあ", True, 0),
        ("猫", "もう", False, 1),
    ]


def test_sequencing_shows_the_right_places_and_those_that_were_taken():
    item = an_item(kind="sequencing", body=a_sequence("い", "ろ", "は"))
    said = [[text_id(text) for text in order] for order in ("いろは", "ろいは")]
    assert rows(item, said) == [
        ("い", "1", True, 1),
        ("い", "2", False, 1),
        ("ろ", "1", False, 1),
        ("ろ", "2", True, 1),
        ("は", "3", True, 2),
    ]


def test_an_unfinished_sequence_counts_as_nothing_given():
    item = an_item(kind="sequencing", body=a_sequence("い", "ろ", "は"))
    assert rows(item, [{"positions": {text_id("い"): "1"}}])[-1] == ("", "", False, 1)


def test_typed_texts_are_folded_together_and_the_rare_ones_are_not_shown():
    item = an_item(kind="fill_in", body=a_text("DX"))
    typed = ["DX", "ｄｘ", "dx ", "DT", "ＤＴ", "花子の秘密", None, "  "]
    assert rows(item, typed) == [("", "dx", True, 3), ("", "", False, 2), ("", "dt", False, 2)]
    assert rows(item, typed, least=3) == [("", "dx", True, 3), ("", "", False, 2)]


def test_numbers_are_judged_by_the_kind():
    item = an_item(kind="numeric", body=a_number())
    assert rows(item, ["32", "32", "３２％", "32%", "1", "1"]) == [
        ("", "1", False, 2),
        ("", "32", True, 2),
        ("", "32%", True, 2),
    ]


def test_a_long_tail_is_cut():
    item = an_item(kind="fill_in", body=a_text("DX"))
    assert len(rows(item, [f"語{n // 2}" for n in range(4 * MOST_TYPED)])) == MOST_TYPED


def test_values_that_are_no_responses_are_nothing_given():
    for item in (an_item(), an_item(kind="matching", body=a_matching()), an_item(kind="fill_in", body=a_text())):
        assert rows(item, [7, {"a": 1}, []])[-1] == ("", "", False, 3)


def test_a_plug_ins_kind_has_no_rows_but_the_empty_one():
    assert rows(an_item(kind="other", body=object()), ["x"]) == [("", "", False, 1)]


def test_a_scale_is_told_as_a_distribution_with_nothing_right():
    item = an_item("mood", "likert", LikertBody(("いいえ", "どちらとも", "はい")))
    assert rows(item, [["3"], ["3"], ["1"], None]) == [
        ("", "いいえ", False, 1),
        ("", "どちらとも", False, 0),
        ("", "はい", False, 2),
        ("", "", False, 1),
    ]


def test_what_people_wrote_at_length_is_never_listed():
    assert rows(an_item("essay", "essay", EssayBody(())), ["同じ文", "同じ文", None]) == []
