"""A kind from outside: a whole one in few lines, run through loading, delivery, scoring and showing."""

from dataclasses import dataclass
from fractions import Fraction

import pytest

from quizzes import (
    KINDS,
    assemble,
    check_bank,
    dump_bank,
    extend_kinds,
    load_bank,
    parse_response,
    score_attempt,
    view_item,
    view_result,
)
from quizzes.kinds.contract import RULE, KeyText, Line, Mark, Parsed
from tests.quizzes.builders import a_quiz, a_section


@dataclass(frozen=True)
class LengthBody:
    least: int


@dataclass(frozen=True)
class LengthView:
    field: str
    text: str


class LengthKind:
    """Right when the text is long enough."""

    name = "x-length"
    metadata = frozenset({"least"})
    needs_wrong_note = False
    graded_by = RULE
    shuffles = "never"

    def starts_key(self, line):
        return False

    def parse(self, source, report):
        line, text = source.metadata.get("least", (source.line, ""))
        if not text.isdecimal():
            report.add(line, "x-length-least-missing")
            return None
        return LengthBody(int(text))

    def check(self, body, line, report):
        if body.least == 0:
            report.add(line, "x-length-least-zero")

    def dump(self, body):
        return KeyText((("least", str(body.least)),), ())

    def order_ids(self, body):
        return ()

    def settle_order(self, body, shuffled):
        return shuffled

    def parse_response(self, body, fields):
        return Parsed(next(iter(fields.get("text", ())), None) or None)

    def score(self, body, response):
        return Mark(Fraction(isinstance(response, str) and len(response) >= body.least), (Line("x-length-counted"),))

    def view(self, body, order, response, shown):
        return LengthView("text", response or "")

    def examples(self):
        return ()


TEXT = """## long-01
kind: x-length
objective: why
use: test
least: 3

三文字以上で書いてください。

### 解説
長さだけを見ます。
"""
EXTENDED = extend_kinds([LengthKind()])


def test_our_kinds_are_these():
    assert list(KINDS) == [
        "choice",
        "true_false",
        "matching",
        "sequencing",
        "numeric",
        "fill_in",
        "cloze",
        "essay",
        "likert",
    ]


def test_without_the_plug_in_its_items_are_named_as_unknown():
    (problem,) = check_bank("bank.md", TEXT)
    assert (problem.code, problem.params["kind"]) == ("item-kind-unknown", "x-length")


def test_with_it_they_are_read_written_delivered_scored_and_shown():
    bank = load_bank("bank.md", TEXT, EXTENDED)
    assert load_bank("bank.md", dump_bank(bank, EXTENDED), EXTENDED) == bank

    (item,) = bank.items
    quiz = a_quiz(a_section(item))
    form = assemble(quiz, 1, kinds=EXTENDED)
    response = parse_response(item, {"text": ["髙﨑𠮷"]}, EXTENDED).response
    score = score_attempt(quiz, form, {"long-01": response}, EXTENDED)
    assert score.passed
    assert view_item(item, form, response, 1, EXTENDED).body == LengthView("text", "髙﨑𠮷")
    assert view_result(item, form, response, score.items["long-01"], "deferred", kinds=EXTENDED).state == "right"


def test_its_own_problems_are_told_like_ours():
    assert [p.code for p in check_bank("b.md", TEXT.replace("least: 3\n", ""), EXTENDED)] == ["x-length-least-missing"]
    assert [p.code for p in check_bank("b.md", TEXT.replace("least: 3", "least: 0"), EXTENDED)] == [
        "x-length-least-zero"
    ]


def test_a_name_can_be_taken_only_once():
    with pytest.raises(ValueError, match="x-length"):
        extend_kinds([LengthKind(), LengthKind()])
    with pytest.raises(ValueError, match="choice"):
        extend_kinds([type("Other", (LengthKind,), {"name": "choice"})()])


def test_extending_leaves_our_own_mapping_alone():
    assert "x-length" not in KINDS
    assert set(EXTENDED) - set(KINDS) == {"x-length"}
    with pytest.raises(TypeError):
        KINDS["x"] = LengthKind()
