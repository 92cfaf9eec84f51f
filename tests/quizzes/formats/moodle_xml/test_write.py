"""Writing Moodle XML: read back, it is the same item."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizzes.formats.draft import Draft
from quizzes.formats.moodle_xml.read import read_quiz
from quizzes.formats.moodle_xml.write import element, write_entry
from quizzes.formats.xmltree import parse_xml, write_xml
from quizzes.kinds.choice import Choice, ChoiceBody
from tests.quizzes.builders import (
    a_choice,
    a_matching,
    a_number,
    a_partial_choice,
    a_sequence,
    a_text,
    an_item,
)

TRUE_FALSE = ChoiceBody((Choice("true", "正しい", False, "違います"), Choice("false", "正しくない", True, "はい")))

ITEMS = [
    an_item(),
    an_item(wrong_note="見直しましょう"),
    an_item(body=a_partial_choice()),
    an_item(kind="true_false", body=TRUE_FALSE),
    an_item(kind="matching", body=a_matching(spare=("めえ",))),
    an_item(kind="sequencing", body=a_sequence()),
    an_item(kind="sequencing", body=a_sequence(scoring="position")),
    an_item(kind="numeric", body=a_number()),
    an_item(kind="numeric", body=a_number("5", "0", "")),
    an_item(kind="fill_in", body=a_text("DX", "D*X", "\\*", "C:\\\\x")),
    an_item(kind="fill_in", body=a_text("DX", folds={"width", "space", "hyphen", "wave", "quote"})),
    an_item(points="2.5", tags=("must", "統計"), sources=("plan",), use="practice"),
    an_item(stem="一 <b> & ]]>\n\n* 二\n\n```\n  コード\n```", explanation="髙﨑𠮷"),
]


def write(item):
    draft = Draft("")
    node = write_entry(item, draft)
    reading = draft.reading()
    return node, [fault.code for fault in reading.problems], [loss.code for loss in reading.losses]


def again(node):
    draft = Draft("")
    read_quiz(parse_xml(write_xml(element("quiz", node)), draft.report), draft)
    (item,) = draft.reading().items
    assert draft.reading().problems == ()
    return item, [loss.code for loss in draft.reading().losses]


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_comes_back_whole(item):
    node, problems, losses = write(item)
    assert (problems, losses) == ([], [])
    assert again(node) == (item, [])


def test_what_it_looks_like():
    node, _, _ = write(an_item(kind="numeric", body=a_number()))
    assert node.attributes == {"type": "numerical"}
    names = [part.name for part in node.nodes()]
    assert names[:4] == ["name", "questiontext", "generalfeedback", "defaultgrade"]
    assert node.first("questiontext").attributes == {"format": "markdown"}
    assert [part.attributes["fraction"] for part in node.nodes("answer")] == ["100", "0"]


def test_thirds_are_written_as_moodle_writes_them():
    node, _, _ = write(an_item(body=a_partial_choice("abc", "abcd")))
    assert [part.attributes["fraction"] for part in node.nodes("answer")] == ["33.33333"] * 3 + ["-33.33333"]
    assert again(node)[1] == []


@pytest.mark.parametrize(
    "item",
    [
        an_item(body=a_choice("ab", "abc", "multiple")),
        an_item(kind="fill_in", body=a_text("ひらかた", folds={"kana", "case", "width"})),
    ],
)
def test_what_moodle_scores_differently_is_kept_by_a_label_and_said(item):
    node, problems, losses = write(item)
    assert (problems, losses) == ([], ["scoring-changed"])
    assert again(node)[0] == item


def test_a_note_that_has_no_place_is_a_loss():
    item = an_item(kind="true_false", body=TRUE_FALSE, wrong_note="見直し")
    node, _, losses = write(item)
    assert losses == ["detail-left-out"]
    assert again(node)[0] == replace(item, wrong_note="")


def test_a_pattern_without_a_way_out_and_an_unknown_kind_are_problems():
    assert write(an_item(kind="fill_in", body=a_text("a\\\\*")))[:2] == (None, ["text-not-in-format"])
    assert write(an_item(kind="hologram", body=object()))[:2] == (None, ["kind-not-in-format"])
