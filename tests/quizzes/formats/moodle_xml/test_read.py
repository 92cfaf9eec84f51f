"""Reading Moodle XML: each type of question that is a kind of ours, and every other one by name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from quizzes.formats.draft import Draft
from quizzes.formats.moodle_xml.read import read_quiz
from quizzes.formats.xmltree import parse_xml


def text(name, said, markup="html"):
    return f'<{name} format="{markup}"><text>{said}</text></{name}>'


def answer(said, fraction, feedback="", more=""):
    return f'<answer fraction="{fraction}" format="html"><text>{said}</text>{text("feedback", feedback)}{more}</answer>'


def quiz(kind, inner, name="q-1"):
    head = f"<name><text>{name}</text></name>{text('questiontext', '本文')}"
    return f'<quiz>\n<question type="{kind}">{head}\n{inner}</question></quiz>'


def read(source):
    draft = Draft("a.xml")
    read_quiz(parse_xml(source.encode(), draft.report), draft)
    return draft.reading()


def one(kind, inner):
    reading = read(quiz(kind, inner))
    assert reading.problems == ()
    (item,) = reading.items
    return item


def faults(kind, inner):
    return [fault.code for fault in read(quiz(kind, inner)).problems]


def losses(kind, inner):
    return [loss.params.get("detail", loss.code) for loss in read(quiz(kind, inner)).losses]


TWO = answer("甲", 100, "よい") + answer("乙", 0)


def test_a_single_choice_with_everything():
    item = one(
        "multichoice",
        f"{text('generalfeedback', '解説')}<defaultgrade>2.5</defaultgrade><idnumber>id-9</idnumber>"
        f"<single>true</single>{text('incorrectfeedback', '見直し')}{TWO}"
        "<tags><tag><text>must</text></tag><tag><text>objective:why</text></tag><tag><text>use:test</text></tag></tags>",
    )
    assert (item.id, item.kind, item.stem, item.points) == ("id-9", "choice", "本文", Decimal("2.5"))
    assert (item.explanation, item.wrong_note, item.line) == ("解説", "見直し", 2)
    assert (item.objective, item.use, item.tags) == ("why", "test", ("must",))
    assert [(choice.text, choice.right, choice.explanation) for choice in item.body.choices] == [
        ("甲", True, "よい"),
        ("乙", False, ""),
    ]


def test_several_choices():
    body = one("multichoice", f"<single>false</single>{answer('甲', 100)}{answer('乙', -100)}").body
    assert (body.select, body.scoring) == ("multiple", "partial")


@pytest.mark.parametrize("right", ["true", "false"])
def test_true_or_false(right):
    item = one(
        "truefalse", answer("true", 100 * (right == "true"), "一") + answer("false", 100 * (right == "false"), "二")
    )
    assert [(choice.id, choice.right) for choice in item.body.choices] == [
        ("true", right == "true"),
        ("false", right == "false"),
    ]
    assert [choice.explanation for choice in item.body.choices] == ["一", "二"]


@pytest.mark.parametrize("kind", ["matching", "match"])
def test_matching(kind):
    pairs = "".join(
        f"<subquestion format='html'><text>{left}</text><answer><text>{right}</text></answer></subquestion>"
        for left, right in [("犬", "わん"), ("猫", "にゃあ"), ("", "もう")]
    )
    body = one(kind, pairs).body
    assert [(pair.left, pair.right) for pair in body.pairs] == [("犬", "わん"), ("猫", "にゃあ")]
    assert body.spare == ("もう",)


@pytest.mark.parametrize(
    ("grading", "scoring"),
    [
        ("ALL_OR_NOTHING", "exact"),
        ("ABSOLUTE_POSITION", "position"),
        ("-1", "exact"),
        ("0", "position"),
        ("1", "relative"),
        ("LONGEST_ORDERED_SUBSET", "subset"),
        ("LONGEST_CONTIGUOUS_SUBSET", "run"),
    ],
)
def test_sequencing(grading, scoring):
    entries = answer("二", "2.0") + answer("一", "1.0") + answer("三", "3.0")
    body = one("ordering", f"<gradingtype>{grading}</gradingtype>{entries}").body
    assert ([entry.text for entry in body.entries], body.scoring) == (["一", "二", "三"], scoring)


def test_other_ways_of_grading_a_sequence_are_said():
    entries = answer("一", 1) + answer("二", 2) + answer("三", 3)
    assert losses("ordering", f"<gradingtype>RELATIVE_TO_CORRECT</gradingtype>{entries}") == ["scoring-changed"]
    assert losses("ordering", f"<selecttype>RANDOM</selecttype>{entries}") == ["scoring-changed"]


def test_short_text():
    item = one("shortanswer", answer("DX*", 100) + answer("C:\\", 100) + answer("*", 0, "違います"))
    assert (item.body.accepted, item.wrong_note) == (("DX*", "C:\\\\"), "違います")
    assert "case" in item.body.folds
    assert "case" not in one("shortanswer", "<usecase>1</usecase>" + answer("DX", 100)).body.folds


def test_number_with_tolerance_unit_and_note():
    unit = "<units><unit><multiplier>1</multiplier><unit_name>人</unit_name></unit></units>"
    item = one(
        "numerical",
        answer("1234.5", 100, "", "<tolerance>0.5</tolerance>") + answer("*", 0, "数え直し") + unit,
    )
    assert (item.body.answer, item.body.tolerance, item.body.unit) == (Decimal("1234.5"), Decimal("0.5"), "人")
    assert item.wrong_note == "数え直し"


@pytest.mark.parametrize(
    "inner",
    [
        answer("5", 100) + answer("6", 50),
        answer("5", 100) + "<units><unit><unit_name>m</unit_name></unit><unit><unit_name>km</unit_name></unit></units>",
        answer("5", 100) + "<unitgradingtype>1</unitgradingtype>",
    ],
)
def test_numbers_that_count_differently_are_said(inner):
    assert losses("numerical", inner) == ["scoring-changed"]


@pytest.mark.parametrize(
    "kind",
    ["description", "cloze", "multianswer", "gapselect", "calculated", "random", "", "新しい"],
)
def test_types_that_are_none_of_ours_are_named(kind):
    (problem,) = read(quiz(kind, "")).problems
    assert (problem.code, problem.line, problem.params) == ("kind-not-ours", 2, {"kind": kind})


@pytest.mark.parametrize(
    ("kind", "inner", "code"),
    [
        ("multichoice", answer("甲", 0), "key-missing"),
        ("multichoice", "", "choices-too-few"),
        ("truefalse", answer("true", 100) + answer("false", 100), "key-missing"),
        ("truefalse", answer("はい", 100), "key-missing"),
        ("matching", "<subquestion><text>犬</text></subquestion>", "matching-right-missing"),
        ("shortanswer", answer("DX", 50), "key-missing"),
        ("numerical", answer("五", 100), "numeric-not-a-number"),
        ("numerical", answer("5", 50), "key-missing"),
    ],
)
def test_questions_without_a_usable_key_are_refused(kind, inner, code):
    assert faults(kind, inner) == [code]


@pytest.mark.parametrize(
    ("inner", "detail"),
    [
        (text("hint", "ヒント") * 10, "<hint>"),
        (text("correctfeedback", "よい"), "<correctfeedback>"),
        ("<shuffleanswers>0</shuffleanswers>", "shuffleanswers"),
        ("<hidden>1</hidden>", "hidden"),
        ("<plugin>1</plugin>", "<plugin>"),
    ],
)
def test_details_without_a_place_are_said(inner, detail):
    assert losses("multichoice", TWO + inner) == [detail]


@pytest.mark.parametrize(
    "inner", ["<penalty>0.3</penalty>", "<answernumbering>abc</answernumbering>", text("hint", "")]
)
def test_how_it_is_delivered_is_no_detail_of_an_item(inner):
    assert losses("multichoice", TWO + inner) == []


def test_categories_and_strange_elements_are_losses():
    reading = read('<quiz><question type="category"><category/></question><other/></quiz>')
    assert [loss.params["detail"] for loss in reading.losses] == ["category", "<other>"]
    assert (reading.items, reading.problems) == ((), ())


def test_points_that_cannot_be_used_are_said():
    assert losses("multichoice", TWO + "<defaultgrade>0</defaultgrade>") == ["item-points-changed"]


def test_hints_are_kept_in_their_order_without_empty_ones():
    inner = TWO + text("hint", "一つめ") + text("hint", "") + text("hint", "二つめ")
    (item,) = read(f'<quiz><question type="multichoice">{text("questiontext", "問い")}{inner}</question></quiz>').items
    assert item.hints == ("一つめ", "二つめ")
