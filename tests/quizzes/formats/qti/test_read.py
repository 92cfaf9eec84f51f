"""Reading items: each kind with each standard processing, and everything else by name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from quizzes.formats.draft import Draft
from quizzes.formats.labels import Labels, read_labels
from quizzes.formats.qti.names import plain_names
from quizzes.formats.qti.read import read_item
from quizzes.formats.xmltree import parse_xml
from tests.quizzes.formats.qti.samples import MAP, choice_body, choices, declaration, item, mapping, processing

THREE = choice_body("A甲", "B乙", "C丙")
BOX = "<p>花は<textEntryInteraction responseIdentifier='RESPONSE'/>です。</p>"


def read(source, labels=None):
    draft = Draft("a.xml")
    read_item(plain_names(parse_xml(source.encode(), draft.report)), labels or Labels(), draft)
    return draft.reading()


def one(source, labels=None):
    reading = read(source, labels)
    assert reading.problems == ()
    (found,) = reading.items
    return found, [loss.params.get("detail", loss.code) for loss in reading.losses]


def faults(source):
    return [(fault.code, fault.params.get("kind", "")) for fault in read(source).problems]


def test_a_single_choice():
    found, losses = one(item(declaration("B"), f"<p>前置き</p>{THREE}", processing()))
    assert (found.id, found.kind, found.stem, found.points) == ("q-1", "choice", "前置き\n\n選んでください。", 1)
    assert [(choice.text, choice.right) for choice in found.body.choices] == [
        ("甲", False),
        ("乙", True),
        ("丙", False),
    ]
    assert losses == []


def test_several_choices_all_or_nothing():
    found, losses = one(
        item(declaration("A", "B", cardinality="multiple"), choice_body("A甲", "B乙", "C丙", most="0"), processing())
    )
    assert (found.body.select, found.body.scoring, losses) == ("multiple", "exact", [])


def test_several_choices_with_a_mapping():
    entries = mapping(lower="0", A="1", B="1", C="-1")
    source = item(declaration("A", "B", cardinality="multiple", mapping=entries), THREE, processing(MAP))
    found, losses = one(source)
    assert (found.body.scoring, found.points, losses) == ("partial", 2, [])
    without = source.replace(" lowerBound='0'", "")
    assert one(without)[1] == ["scoring-changed"]
    assert one(source.replace("mappedValue='-1'", "mappedValue='0'"))[1] == ["scoring-changed"]


def test_a_single_choice_with_a_mapping():
    found, losses = one(item(declaration("B", mapping=mapping(B="3")), THREE, processing(MAP)))
    assert (found.points, [choice.right for choice in found.body.choices], losses) == (3, [False, True, False], [])
    assert one(item(declaration("B", mapping=mapping(B="2", A="1")), THREE, processing(MAP)))[1] == ["scoring-changed"]


def test_true_or_false_is_known_by_its_identifiers():
    body = (
        "<choiceInteraction responseIdentifier='RESPONSE' maxChoices='1'><simpleChoice identifier='true'>はい"
        "</simpleChoice><simpleChoice identifier='false'>いいえ</simpleChoice></choiceInteraction>"
    )
    found, _ = one(item(declaration("false"), f"<p>文。</p>{body}", processing()))
    assert found.kind == "true_false"
    assert [(choice.text, choice.right) for choice in found.body.choices] == [("正しい", False), ("正しくない", True)]


def test_an_inline_choice_leaves_a_gap():
    body = f"<p>花は<inlineChoiceInteraction responseIdentifier='RESPONSE'>{choices('A菊', 'B桜', tag='inlineChoice')}"
    found, _ = one(item(declaration("A"), f"{body}</inlineChoiceInteraction>です。</p>", processing()))
    assert (found.kind, found.stem) == ("choice", "花は（　　）です。")
    assert found.body.choices[0].right


def test_an_order():
    body = f"<orderInteraction responseIdentifier='RESPONSE'>{choices('A二', 'B一', 'C三')}</orderInteraction>"
    source = item(declaration("B", "A", "C", cardinality="ordered"), body, processing())
    found, losses = one(source)
    assert ([entry.text for entry in found.body.entries], found.body.scoring, losses) == (
        ["一", "二", "三"],
        "exact",
        [],
    )
    assert one(source, read_labels(["scoring:position"]))[0].body.scoring == "position"
    assert faults(source.replace("<value>C</value>", "")) == [("key-missing", "")]


def matching(entries="", correct=("L1 R1", "L2 R2"), rule=MAP):
    sides = [("L1犬", "L2猫"), ("R1わん", "R2にゃあ", "R3もう")]
    sets = "".join(
        "<simpleMatchSet>"
        + "".join(f"<simpleAssociableChoice identifier='{one[:2]}'>{one[2:]}</simpleAssociableChoice>" for one in side)
        + "</simpleMatchSet>"
        for side in sides
    )
    body = f"<matchInteraction responseIdentifier='RESPONSE'>{sets}</matchInteraction>"
    declared = declaration(*correct, cardinality="multiple", base="directedPair", mapping=entries)
    return item(declared, body, processing(rule))


def test_pairs():
    found, losses = one(matching(mapping(L1__R1="1", L2__R2="1")))
    assert [(pair.left, pair.right) for pair in found.body.pairs] == [("犬", "わん"), ("猫", "にゃあ")]
    assert (found.body.spare, found.points, losses) == (("もう",), 2, [])


@pytest.mark.parametrize(
    "source",
    [
        matching(rule="match_correct"),
        matching(mapping(L1__R1="1", L2__R2="2")),
        matching(mapping("-1", L1__R1="1", L2__R2="1")),
    ],
)
def test_pairs_that_count_differently_are_said(source):
    assert one(source)[1] == ["scoring-changed"]


def test_pairs_may_stand_the_other_way_round():
    turned = matching(mapping(L1__R1="1", L1__R2="1", L2__R3="1"), correct=("L1 R1", "L1 R2", "L2 R3"))
    found, _ = one(turned)
    assert [(pair.left, pair.right) for pair in found.body.pairs] == [("わん", "犬"), ("にゃあ", "犬"), ("もう", "猫")]


def test_what_is_no_set_of_pairs_is_refused():
    assert faults(matching(mapping(L1__R1="1"), correct=("L1 R1",))) == [("qti-not-pairs", "")]


def test_short_texts():
    found, losses = one(item(declaration("菊", base="string"), BOX, processing()))
    assert (found.kind, found.body.accepted, losses) == ("fill_in", ("菊",), [])
    assert "case" not in found.body.folds
    entries = mapping(case="false", DX="2", D__X="2")
    found, _ = one(item(declaration("DX", base="string", mapping=entries), BOX, processing(MAP)))
    assert (found.body.accepted, found.points) == (("DX", "D X"), 2)
    assert "case" in found.body.folds
    assert one(item(declaration("a*\\", base="string"), BOX, processing()))[0].body.accepted == ("a\\*\\\\",)


def test_part_marks_of_texts_are_said():
    entries = mapping(DX="1", DT="0.5")
    found, losses = one(item(declaration("DX", base="string", mapping=entries), BOX, processing(MAP)))
    assert (found.body.accepted, losses) == (("DX",), ["scoring-changed"])


@pytest.mark.parametrize("base", ["float", "integer"])
def test_numbers(base):
    found, losses = one(item(declaration("32", base=base), BOX, processing()), read_labels(["unit:%"]))
    assert (found.kind, found.body.answer, found.body.tolerance, found.body.unit) == ("numeric", 32, 0, "%")
    assert losses == []
    assert faults(item(declaration("多い", base=base), BOX, processing())) == [("numeric-not-a-number", "")]


def test_labels_and_the_most_points():
    labels = read_labels(["objective:why", "use:test", "must"])
    extra = (
        "<outcomeDeclaration identifier='MAXSCORE'><defaultValue><value>2.5</value></defaultValue></outcomeDeclaration>"
    )
    found, _ = one(item(declaration("B"), THREE, processing(), extra), labels)
    assert (found.objective, found.use, found.tags, found.points) == ("why", "test", ("must",), Decimal("2.5"))


def test_feedback_of_the_item():
    extra = "".join(
        f"<modalFeedback identifier='{name}' outcomeIdentifier='X' showHide='show'><p>{text}</p></modalFeedback>"
        for name, text in (("explanation", "解説"), ("wrong-note", "見直し"), ("A", "甲の説明"))
    )
    found, losses = one(item(declaration("B"), THREE, processing(), extra))
    assert (found.explanation, found.wrong_note, found.body.choices[0].explanation) == ("解説", "見直し", "甲の説明")
    assert losses == []


@pytest.mark.parametrize(
    ("source", "code", "kind"),
    [
        (item("", "<p>x</p>", processing()), "kind-not-ours", "item without interaction"),
        (item(declaration("A"), "<hotspotInteraction/>", processing()), "kind-not-ours", "hotspot-interaction"),
        (item(declaration("A"), THREE + THREE, processing()), "kind-not-ours", "choice-interaction"),
        (item(declaration("A"), THREE, processing(), attributes="adaptive='true'"), "kind-not-ours", "adaptive"),
        (item(declaration("A"), THREE, processing(), "<templateDeclaration/>"), "kind-not-ours", "adaptive"),
        (item("", THREE, processing()), "key-missing", ""),
        (item(declaration(), THREE, processing()), "key-missing", ""),
        (item(declaration("A"), THREE, processing(MAP)), "key-missing", ""),
        (item(declaration("Z"), THREE, processing()), "key-missing", ""),
        (item(declaration("A"), THREE, ""), "qti-processing-unknown", ""),
        (item(declaration("A"), BOX, processing()), "kind-not-ours", "text-entry-interaction (identifier)"),
    ],
)
def test_what_cannot_be_read_is_named(source, code, kind):
    assert faults(source) == [(code, kind)]
