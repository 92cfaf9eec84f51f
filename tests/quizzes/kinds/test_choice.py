from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from quizzes import check_bank, dump_bank, load_bank, parse_response, score, score_item
from quizzes.kinds.choice import MOST, ChoiceKind
from quizzes.kinds.contract import Line
from quizzes.report import Report
from tests.quizzes.builders import a_choice, a_partial_choice, an_item

FRAME = "## pick\nkind: choice\nobjective: why\nuse: test\n{metadata}\n本文\n\n{choices}\n### 解説\n説明\n"


def a_text(*marks, metadata=""):
    choices = "".join(f"- [{mark}] 選択肢{n}\n  > 説明{n}\n" for n, mark in enumerate(marks))
    return FRAME.format(metadata=metadata, choices=choices)


def codes(text):
    return [problem.code for problem in check_bank("quiz.md", text)]


def share(body, *picked):
    return score_item(an_item(body=body), list(picked)).exact


class TestKeys:
    @pytest.mark.parametrize(
        ("marks", "code"),
        [
            ("   ", "choice-single-needs-one-right"),
            ("xx ", "choice-single-needs-one-right"),
            ("x ", "choices-too-few"),
        ],
    )
    def test_a_single_choice_has_one_right_among_three(self, marks, code):
        assert codes(a_text(*marks)) == [code]
        assert codes(a_text(*"x  ")) == []

    @pytest.mark.parametrize(("marks", "sound"), [("xx ", True), ("x  ", True), ("xxx", False), ("   ", False)])
    def test_a_multiple_choice_has_right_ones_and_others(self, marks, sound):
        found = codes(a_text(*marks, metadata="select: multiple\n"))
        assert found == ([] if sound else ["choice-multiple-needs-both"])

    def test_a_capital_mark_counts(self):
        (item,) = load_bank("quiz.md", a_text(" ", "X", " ")).items
        assert [choice.right for choice in item.body.choices] == [False, True, False]

    def test_more_choices_than_letters(self):
        assert codes(a_text("x", *" " * (MOST - 1))) == []
        assert codes(a_text("x", *" " * MOST)) == ["choices-too-many"]

    def test_choices_that_say_the_same_or_nothing(self):
        text = a_text(*"x   ")
        assert codes(text.replace("選択肢1", "選択肢0")) == ["choice-duplicate"]
        assert codes(text.replace("選択肢1", "")) == ["choice-text-missing"]

    def test_every_choice_is_explained(self):
        problems = check_bank("quiz.md", a_text(*"x  ").replace("  > 説明1\n", ""))
        assert [(problem.line, problem.code) for problem in problems] == [(10, "choice-explanation-missing")]

    def test_partial_scoring_is_for_multiple_choices(self):
        assert codes(a_text(*"x  ", metadata="scoring: partial\n")) == ["scoring-partial-needs-multiple"]
        assert codes(a_text(*"x  ", metadata="scoring: partial\nselect: multiple\n")) == []

    def test_ids_are_letters_in_the_authors_order(self):
        (item,) = load_bank("quiz.md", a_text(*"x   ")).items
        assert [choice.id for choice in item.body.choices] == ["a", "b", "c", "d"]


class TestScoring:
    def test_single(self):
        body = a_choice(right="b")
        assert share(body, "b") == 1
        assert share(body, "a") == 0
        assert share(body, "a", "b") == 0

    def test_multiple_is_all_or_nothing(self):
        body = a_choice("ab", "abcd", "multiple")
        assert share(body, "a", "b") == share(body, "b", "a") == 1
        for picked in ("a", "abc", "abcd", "cd", ""):
            assert share(body, *picked) == 0

    @pytest.mark.parametrize(
        ("picked", "worth"),
        [
            ("abc", 1),
            ("ab", Fraction(2, 3)),
            ("a", Fraction(1, 3)),
            ("abcd", Fraction(2, 3)),
            ("abd", Fraction(1, 3)),
            ("ad", 0),
            ("ade", 0),
            ("de", 0),
            ("abcde", Fraction(1, 3)),
            ("", 0),
        ],
    )
    def test_partial_is_right_picks_less_wrong_picks(self, picked, worth):
        assert share(a_partial_choice("abc", "abcde"), *picked) == worth

    def test_picking_everything_never_earns_everything(self):
        assert share(a_partial_choice("ab", "abcd"), *"abcd") == 0

    def test_the_line_tells_the_counts(self):
        (line,) = score_item(an_item(body=a_partial_choice("ab", "abcd")), ["a", "b", "d"]).lines
        assert (line.code, line.params) == ("choices-partial", {"hits": "2", "misses": "1", "right": "2"})

    def test_a_pick_counts_once(self):
        assert share(a_partial_choice("ab", "abcd"), "a", "a") == Fraction(1, 2)


class TestResponses:
    @pytest.mark.parametrize(
        ("posted", "response", "problem"),
        [
            (["b"], ["b"], None),
            (["b", "b"], ["b"], None),
            (["", "b"], ["b"], None),
            ([""], None, None),
            ([], None, None),
            (["z"], None, "choice-unknown"),
            (["b", "z"], ["b"], "choice-unknown"),
            (["c", "a"], ["a", "c"], "choice-more-than-one"),
            (["選択肢b"], None, "choice-unknown"),
        ],
    )
    def test_of_a_single_choice(self, posted, response, problem):
        parsed = parse_response(an_item(), {"choice": posted})
        assert (parsed.response, parsed.problem) == (response, problem)

    def test_of_a_multiple_choice_come_in_the_authors_order(self):
        """The order of the clicks is chance: the same picks are the same response, and save nothing new."""
        item = an_item(body=a_choice("ab", "abcd", "multiple"))
        assert parse_response(item, {"choice": ["d", "a"]}) == parse_response(item, {"choice": ["a", "d"]})


def test_a_body_made_by_hand_is_checked_like_a_file():
    report = Report("quiz.md")
    ChoiceKind().check(a_choice(right="ab", ids="ab"), 5, report)
    assert [(problem.line, problem.code) for problem in report.problems] == [
        (5, "choices-too-few"),
        (5, "choice-single-needs-one-right"),
    ]


class TestPenalties:
    """What a wrong response costs; a blank one never does."""

    def test_a_wrong_pick_costs_its_share_and_a_right_one_earns_all(self):
        body = replace(a_choice(), penalty=Decimal("0.25"))
        assert (share(body, "b"), share(body, "a"), share(body)) == (1, Fraction(-1, 4), 0)
        wrong = score_item(an_item(body=body, points="4"), ["a"])
        assert (wrong.state, wrong.points) == ("wrong", -1)
        assert wrong.lines[-1] == Line("choice-penalty", {"share": "25"})

    def test_partial_picks_go_down_to_the_penalty_and_no_further(self):
        body = replace(a_partial_choice("ab", "abcd"), penalty=Decimal("0.5"))
        assert share(body, "a", "b") == 1
        assert share(body, "a", "c") == 0
        assert share(body, "c") == share(body, "c", "d") == Fraction(-1, 2)
        assert score_item(an_item(body=body), ["a"]).state == "partial"

    def test_all_or_nothing_costs_when_it_is_nothing(self):
        body = replace(a_choice("ab", "abcd", "multiple"), penalty=Decimal(1))
        assert (share(body, "a", "b"), share(body, "a"), share(body)) == (1, -1, 0)

    def test_an_attempt_is_never_worth_less_than_nothing(self):
        items = [an_item(f"i-{n}", body=replace(a_choice(), penalty=Decimal(1))) for n in range(3)]
        assert score(items, {"i-0": ["a"], "i-1": ["a"], "i-2": ["b"]}).raw == 0
        assert score(items, {"i-0": ["a"], "i-1": ["b"], "i-2": ["b"]}).raw == 1

    def test_it_is_read_and_written(self):
        text = a_text(" ", "x", " ", metadata="penalty: 0.3333\n")
        bank = load_bank("quiz.md", text)
        assert bank.items[0].body.penalty == Decimal("0.3333")
        assert load_bank("again.md", dump_bank(bank)) == bank
        assert codes(text.replace("0.3333", "0.33333")) == ["choice-penalty-invalid"]
