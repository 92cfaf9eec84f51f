"""Writing items: read back, each is the same item in either version."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizzes.formats.draft import Draft
from quizzes.formats.labels import read_labels, write_labels
from quizzes.formats.qti.names import QTI_2, QTI_3, plain_names
from quizzes.formats.qti.read import read_item
from quizzes.formats.qti.write import to_nodes, to_phrase, write_item
from quizzes.formats.xmltree import Node, parse_xml, write_xml
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
    an_item(points="2.5", tags=("must",), sources=("plan",)),
    an_item(body=a_choice("ab", "abcd", "multiple")),
    an_item(body=a_partial_choice("abc", "abcd"), points="2"),
    an_item(kind="true_false", body=TRUE_FALSE, wrong_note="見直しましょう"),
    an_item(kind="matching", body=a_matching(("犬 <3", "わん * _x_"), ("猫", "にゃあ"), spare=("めえ",))),
    an_item(kind="sequencing", body=a_sequence()),
    an_item(kind="numeric", body=a_number()),
    an_item(kind="numeric", body=a_number("5", "0", "")),
    an_item(kind="fill_in", body=a_text("DX", "D X", "\\*")),
    an_item(kind="fill_in", body=a_text("DX", folds={"width", "space", "hyphen", "wave", "quote"})),
    an_item("1-a", stem="一 **太** `x` {枚方|ひらかた}\n\n* 二\n* 三\n\n```\nコード < &\n```", explanation="髙﨑𠮷"),
]


def write(item):
    draft = Draft("")
    settings = {}
    tree = write_item(item, settings, draft)
    reading = draft.reading()
    return tree, settings, [fault.code for fault in reading.problems], [loss.code for loss in reading.losses]


def again(item, version=QTI_3):
    tree, settings, _, _ = write(item)
    draft = Draft("")
    root = plain_names(parse_xml(write_xml(version.spell(tree)), draft.report))
    read_item(root, read_labels(write_labels(item, **settings)), draft)
    reading = draft.reading()
    assert reading.problems == ()
    (found,) = reading.items
    return found, [loss.params.get("detail", loss.code) for loss in reading.losses]


@pytest.mark.parametrize("version", [QTI_2, QTI_3], ids=["2.2", "3.0"])
@pytest.mark.parametrize("item", ITEMS)
def test_an_item_comes_back_whole(item, version):
    assert write(item)[2:] == ([], [])
    found, losses = again(item, version)
    assert found == item
    assert set(losses) <= {'shuffle="false"', "name"}


def test_identifiers_begin_with_a_letter():
    assert write(an_item("1-a"))[0].attributes["identifier"] == "_1-a"


@pytest.mark.parametrize(
    ("item", "setting"),
    [
        (an_item(kind="sequencing", body=a_sequence(scoring="position")), {"scoring": "position"}),
        (an_item(kind="fill_in", body=a_text("ひらかた", folds={"kana", "case", "width"})), {}),
    ],
)
def test_what_the_standard_scores_differently_is_kept_by_a_label_and_said(item, setting):
    _, settings, problems, losses = write(item)
    assert (problems, losses) == ([], ["scoring-changed"])
    assert settings.items() >= setting.items()
    assert again(item)[0] == item


@pytest.mark.parametrize("pattern", ["D*", "*", "a\\\\*"])
def test_wildcards_have_no_place(pattern):
    tree, _, problems, _ = write(an_item(kind="fill_in", body=a_text(pattern)))
    assert (tree, problems) == (None, ["text-not-in-format"])


def test_an_unknown_kind_is_a_problem():
    assert write(an_item(kind="hologram", body=object()))[2] == ["kind-not-in-format"]


def test_partial_scoring_is_a_mapping_with_bounds():
    tree, _, _, _ = write(an_item(body=a_partial_choice("ab", "abc"), points="3"))
    mapping = tree.first("response-declaration").first("mapping")
    assert (mapping.attributes["lower-bound"], mapping.attributes["upper-bound"]) == ("0", "3")
    assert [node.attributes["mapped-value"] for node in mapping.nodes()] == ["1.5", "1.5", "-1.5"]


def test_feedback_is_written_only_where_there_is_some():
    bare = an_item(explanation="", body=ChoiceBody(tuple(replace(one, explanation="") for one in a_choice().choices)))
    names = [node.name for node in write(bare)[0].nodes()]
    assert "modal-feedback" not in names
    outcomes = [node.attributes["identifier"] for node in write(bare)[0].nodes("outcome-declaration")]
    assert outcomes == ["SCORE", "MAXSCORE"]
    rich = write(an_item(wrong_note="注"))[0]
    outcomes = [node.attributes["identifier"] for node in rich.nodes("outcome-declaration")]
    assert outcomes == ["SCORE", "MAXSCORE", "SOLUTION", "NOTE", "FEEDBACK"]


def test_markdown_becomes_xhtml():
    (paragraph,) = to_nodes("一 **太** <b>")
    assert (paragraph.name, paragraph.text()) == ("p", "一 太 <b>")
    assert [node.name for node in paragraph.nodes()] == ["strong"]
    assert to_phrase("一") == ["一"]
    assert [node.name for node in to_phrase("一\n\n二") if isinstance(node, Node)] == ["p", "p"]
    (ruby,) = to_phrase("{枚方|ひらかた}")
    assert (ruby.name, ruby.text()) == ("ruby", "枚方ひらかた")


def test_a_sign_that_xml_cannot_hold_stays_for_the_reader_to_find():
    assert to_nodes("一\x01") == ["一\x01"]
