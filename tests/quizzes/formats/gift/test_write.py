"""Writing GIFT: read back, it is the same item."""

from __future__ import annotations

import pytest

from quizzes.formats.draft import Draft
from quizzes.formats.gift.read import read_gift
from quizzes.formats.gift.write import write_item
from tests.quizzes.builders import (
    a_choice,
    a_matching,
    a_number,
    a_partial_choice,
    a_sequence,
    a_text,
    an_item,
)


def write(item):
    draft = Draft("")
    text = write_item(item, draft)
    reading = draft.reading()
    return text, [(fault.code, fault.params) for fault in reading.problems], [loss.code for loss in reading.losses]


def again(text):
    draft = Draft("")
    read_gift(text.encode(), draft)
    (item,) = draft.reading().items
    assert draft.reading().problems == ()
    return item


ITEMS = [
    an_item(),
    an_item(body=a_partial_choice()),
    an_item(kind="matching", body=a_matching(spare=("めえ",)), wrong_note=""),
    an_item(kind="numeric", body=a_number()),
    an_item(kind="numeric", body=a_number("5", "0", "")),
    an_item(kind="fill_in", body=a_text("DX", "D*X", "\\*")),
    an_item(points="2.5", tags=("must", "a]b"), sources=("plan",), use="practice"),
    an_item(stem="一\n\n* 二 {三} = ~四 # 五: \\*\n\n```\n  コード\n```"),
]


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_comes_back_whole(item):
    text, problems, losses = write(item)
    assert (problems, losses) == ([], [])
    assert again(text) == item


def test_what_it_looks_like():
    text, _, _ = write(an_item(stem="問い: 一つ"))
    assert text.splitlines()[:3] == [
        "// [id:why-01] [tag:objective:why] [tag:use:test]",
        "::why-01::[markdown]問い\\: 一つ{",
        "~選択肢a#aの説明",
    ]


@pytest.mark.parametrize("right", ["true", "false"])
def test_true_or_false_comes_back_with_both_explanations(right):
    body = a_choice()
    from_text = again(f"::q::[markdown]文。{{{right.upper()}#誤り#正解}}")
    assert write(from_text)[1:] == ([], [])
    assert again(write(from_text)[0]) == from_text
    assert body.choices


def test_exact_scoring_is_kept_by_a_label_and_told_as_a_change():
    item = an_item(body=a_choice("ab", "abc", "multiple"))
    text, problems, losses = write(item)
    assert (problems, losses) == ([], ["scoring-changed"])
    assert "[tag:scoring:exact]" in text
    assert again(text) == item


def test_other_folds_are_kept_by_a_label_and_told_as_a_change():
    item = an_item(kind="fill_in", body=a_text("ひらかた", folds={"kana", "width"}))
    text, _, losses = write(item)
    assert losses == ["scoring-changed"]
    assert again(text).body.folds == item.body.folds


def test_a_text_that_begins_like_a_weight():
    item = an_item(body=a_choice())
    shifted = type(item.body.choices[0])("a", "%50%引き", False, "説明")
    item = an_item(body=type(item.body)((shifted, *item.body.choices[1:])))
    assert again(write(item)[0]) == item


def test_sequencing_has_no_place():
    text, problems, _ = write(an_item(kind="sequencing", body=a_sequence()))
    assert text == ""
    assert problems == [("kind-not-in-format", {"id": "why-01", "kind": "sequencing", "format": "GIFT"})]


def test_a_pattern_without_a_way_out_is_a_problem():
    text, problems, _ = write(an_item(kind="fill_in", body=a_text("a\\\\*")))
    assert (text, problems[0][0]) == ("", "text-not-in-format")


@pytest.mark.parametrize(("kind", "body"), [("choice", a_choice()), ("matching", a_matching())])
def test_a_note_that_has_no_place_is_a_loss(kind, body):
    assert write(an_item(kind=kind, body=body, wrong_note="見直しましょう"))[2] == ["detail-left-out"]
