"""What counts as right: standard templates, the same as rules, and nothing that only looks like them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from quizzes.formats.qti.names import plain_names
from quizzes.formats.qti.processing import EQUAL, MAP, MATCH, Rule, read_declaration, read_maximum, read_rule
from quizzes.formats.qti.rules import mapped, matched, set_feedback, set_note, within
from quizzes.formats.xmltree import Node, parse_xml
from quizzes.report import Report
from tests.quizzes.formats.qti.samples import declaration, mapping

SET = "<setOutcomeValue identifier='{}'>{}</setOutcomeValue>"
ONE, NOUGHT = "<baseValue baseType='float'>1</baseValue>", "<baseValue baseType='float'>0.0</baseValue>"
SIDES = "<variable identifier='RESPONSE'/><correct identifier='RESPONSE'/>"
IS_RIGHT = f"<match>{SIDES}</match>"
MAPPED = "<mapResponse identifier='RESPONSE'/>"
PLUS = "<sum><variable identifier='SCORE'/>{}</sum>"
MAXIMUM = (
    "<outcomeDeclaration identifier='MAXSCORE'><defaultValue><value>2.5</value></defaultValue></outcomeDeclaration>"
)


def score(value):
    return SET.format("SCORE", value)


def condition(test, then, otherwise=""):
    last = f"<responseElse>{otherwise}</responseElse>" if otherwise else ""
    return f"<responseCondition><responseIf>{test}{then}</responseIf>{last}</responseCondition>"


def parse(inner):
    return plain_names(parse_xml(f"<assessmentItem>{inner}</assessmentItem>".encode(), Report("")))


def rule(inner, extra=""):
    return read_rule(parse(f"{extra}<responseProcessing>{inner}</responseProcessing>"), "RESPONSE")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct", MATCH),
        ("https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml", MAP),
        ("https://www.imsglobal.org/question/qti_v3p0/rptemplates/CC2_match.xml", MATCH),
    ],
)
def test_templates_are_known_by_the_end_of_their_address(address, name):
    item = parse(f"<responseProcessing template='{address}'/>")
    assert read_rule(item, "RESPONSE") == Rule(name)
    assert read_rule(item, "OTHER") is None


@pytest.mark.parametrize("address", ["", "http://x/map_response_point", "http://x/mine"])
def test_other_templates_are_not(address):
    assert read_rule(parse(f"<responseProcessing template='{address}'/>"), "RESPONSE") is None
    assert read_rule(parse(""), "RESPONSE") is None


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        (condition(IS_RIGHT, score(ONE), score(NOUGHT)), Rule(MATCH, Fraction(1))),
        (condition(IS_RIGHT, score(ONE)), Rule(MATCH, Fraction(1))),
        (condition(IS_RIGHT, score(PLUS.format(ONE))), Rule(MATCH, Fraction(1))),
        (score(MAPPED), Rule(MAP)),
        (condition("<isNull><variable identifier='RESPONSE'/></isNull>", score(NOUGHT), score(MAPPED)), Rule(MAP)),
        (
            condition("<not><isNull><variable identifier='RESPONSE'/></isNull></not>", score(PLUS.format(MAPPED))),
            Rule(MAP),
        ),
        (
            condition(f"<equal toleranceMode='absolute' tolerance='0.5 0.5'>{SIDES}</equal>", score(ONE)),
            Rule(EQUAL, Fraction(1), Decimal("0.5")),
        ),
        (condition(f"<equal>{SIDES}</equal>", score(ONE)), Rule(EQUAL, Fraction(1))),
        (
            condition(IS_RIGHT, score(ONE)) + SET.format("FEEDBACK", "<variable identifier='RESPONSE'/>"),
            Rule(MATCH, Fraction(1)),
        ),
    ],
)
def test_rules_that_say_the_same_as_a_template(inner, found):
    assert rule(inner) == found


def test_a_constant_stands_for_its_value():
    most = "<variable identifier='MAXSCORE'/>"
    assert rule(condition(IS_RIGHT, score(most)), MAXIMUM) == Rule(MATCH, Fraction(5, 2))
    assert rule(condition(IS_RIGHT, score(PLUS.format(most))), MAXIMUM) == Rule(MATCH, Fraction(5, 2))
    set_later = SET.format("MAXSCORE", ONE)
    assert rule(set_later + condition(IS_RIGHT, score(most)), MAXIMUM) is None


def test_bounds_of_the_score_change_nothing():
    most = "<variable identifier='MAXSCORE'/>"
    too_much = f"<gt><variable identifier='SCORE'/>{most}</gt>"
    inner = condition(IS_RIGHT, score(ONE)) + condition(too_much, score(most))
    assert rule(inner, MAXIMUM) == Rule(MATCH, Fraction(1))


@pytest.mark.parametrize(
    "inner",
    [
        "",
        score(ONE),
        condition(IS_RIGHT, score(ONE)) + condition(IS_RIGHT, score(ONE)),
        condition("<match><variable identifier='RESPONSE'/><baseValue>A</baseValue></match>", score(ONE)),
        condition("<match><variable identifier='OTHER'/><correct identifier='OTHER'/></match>", score(ONE)),
        condition(f"<not>{IS_RIGHT}</not>", score(ONE)),
        condition(f"<equal toleranceMode='relative' tolerance='5 5'>{SIDES}</equal>", score(ONE)),
        condition(f"<equal toleranceMode='absolute' tolerance='1 2'>{SIDES}</equal>", score(ONE)),
        condition(IS_RIGHT, score(MAPPED)),
        score("<mapResponse identifier='OTHER'/>"),
        score("<mapResponsePoint identifier='RESPONSE'/>"),
        condition(f"<or>{IS_RIGHT}</or>", score(ONE)),
    ],
)
def test_rules_that_say_something_else_are_unknown(inner):
    assert rule(inner) is None


@pytest.mark.parametrize(
    ("own", "found"),
    [
        (matched(Decimal(2)), Rule(MATCH, Fraction(2))),
        (mapped(), Rule(MAP)),
        (within(Decimal("1.5"), "0.05"), Rule(EQUAL, Fraction(3, 2), Decimal("0.05"))),
    ],
)
def test_our_own_rules_are_understood(own, found):
    item = Node("assessment-item", {}, [Node("response-processing", {}, [own, set_feedback(), set_note(Decimal(2))])])
    assert read_rule(item, "RESPONSE") == found


def test_a_declaration_with_its_mapping():
    entries = mapping(default="-1", lower="0", upper="3", case="false", A="2", B="x")
    declared = read_declaration(parse(declaration("A", " B\n", cardinality="multiple", mapping=entries)), "RESPONSE")
    assert (declared.cardinality, declared.base, declared.correct) == ("multiple", "identifier", ("A", "B"))
    assert [(one.key, one.value, one.exact_case) for one in declared.entries] == [("A", 2, False), ("B", 0, False)]
    assert (declared.default, declared.lower, declared.upper) == (-1, 0, 3)
    assert (declared.value("A"), declared.value("Z")) == (2, -1)


def test_a_declaration_that_is_not_there():
    assert read_declaration(parse(declaration("A")), "OTHER") is None


@pytest.mark.parametrize(
    ("inner", "most"),
    [
        (MAXIMUM, Fraction(5, 2)),
        ("<outcomeDeclaration identifier='SCORE' normalMaximum='4'/>", Fraction(4)),
        ("<outcomeDeclaration identifier='SCORE'/>", None),
        ("", None),
    ],
)
def test_the_most_points(inner, most):
    assert read_maximum(parse(inner)) == most
