"""The pieces of an item that say what is right, as they stand in the file."""

from __future__ import annotations

from decimal import Decimal

from quizzes.formats.qti.names import QTI_2
from quizzes.formats.qti.rules import (
    declare_outcome,
    declare_response,
    map_entries,
    mapped,
    matched,
    set_feedback,
    set_note,
    within,
)
from quizzes.formats.xmltree import Node, write_xml


def shown(node):
    root = QTI_2.spell(Node("x", {}, [node]))
    text = write_xml(root).decode()
    return text[text.index(">", text.index("<x")) + 1 : text.rindex("</x>")]


def test_a_response_with_its_key():
    assert shown(declare_response("multiple", "identifier", ["a", "b"])) == (
        '<responseDeclaration identifier="RESPONSE" cardinality="multiple" baseType="identifier">'
        "<correctResponse><value>a</value><value>b</value></correctResponse></responseDeclaration>"
    )


def test_outcomes():
    assert shown(declare_outcome("NOTE", "identifier")) == (
        '<outcomeDeclaration identifier="NOTE" cardinality="single" baseType="identifier"/>'
    )
    score = shown(declare_outcome("SCORE", "float", "0", Decimal("2.5")))
    assert 'normalMaximum="2.5"' in score
    assert "<defaultValue><value>0</value></defaultValue>" in score


def test_a_mapping():
    assert shown(map_entries({"a": "1"}, lower="0", upper="1", case=False)) == (
        '<mapping defaultValue="0" lowerBound="0" upperBound="1">'
        '<mapEntry mapKey="a" mappedValue="1" caseSensitive="false"/></mapping>'
    )
    assert shown(map_entries({"a": "1"})) == (
        '<mapping defaultValue="0"><mapEntry mapKey="a" mappedValue="1"/></mapping>'
    )


def test_rules_of_the_score():
    assert shown(matched(Decimal(2))).startswith(
        '<responseCondition><responseIf><match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/>'
        "</match>"
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">2</baseValue></setOutcomeValue></responseIf>'
    )
    assert 'toleranceMode="absolute" tolerance="0.5 0.5"' in shown(within(Decimal(1), "0.5"))
    assert '<responseElse><setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/>' in shown(mapped())


def test_rules_of_the_feedback():
    assert shown(set_feedback()) == (
        '<setOutcomeValue identifier="FEEDBACK"><variable identifier="RESPONSE"/></setOutcomeValue>'
    )
    note = shown(set_note(Decimal(2)))
    assert '<lt><variable identifier="SCORE"/><baseValue baseType="float">2</baseValue></lt>' in note
    assert '<baseValue baseType="identifier">wrong-note</baseValue>' in note
