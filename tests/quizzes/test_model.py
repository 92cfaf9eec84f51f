import dataclasses
from decimal import Decimal

import pytest

from quizzes.model import Bank, Grading, Header, Item, Problem, Quiz, QuizProblems, Scenario, Section, SectionRule
from tests.quizzes.builders import a_choice, a_quiz, a_section, an_item


@pytest.mark.parametrize("record", [Bank, Grading, Header, Item, Problem, Quiz, Scenario, Section, SectionRule])
def test_records_cannot_be_changed(record):
    assert dataclasses.is_dataclass(record)
    assert record.__dataclass_params__.frozen


def test_an_item_is_the_same_wherever_it_stands():
    here = dataclasses.replace(an_item(), path="a.md", line=3)
    there = dataclasses.replace(an_item(), path="b.md", line=99)
    assert here == there
    assert here != dataclasses.replace(here, stem="別の本文")


def test_a_choice_is_the_same_whatever_line_it_stands_on():
    body = a_choice()
    moved = dataclasses.replace(body, choices=tuple(dataclasses.replace(part, line=9) for part in body.choices))
    assert moved == body


def test_a_problem_reads_like_a_compiler_message():
    assert str(Problem("01-why/quiz.md", 12, "stem-missing")) == "01-why/quiz.md:12: stem-missing"
    told = Problem("quiz.md", 3, "choices-too-few", {"count": "2", "least": "3"})
    assert str(told) == "quiz.md:3: choices-too-few (count=2, least=3)"


def test_problems_travel_together_as_one_exception():
    problems = [Problem("a.md", 1, "stem-missing"), Problem("b.md", 2, "explanation-missing")]
    with pytest.raises(QuizProblems) as caught:
        raise QuizProblems(problems)
    assert caught.value.problems == tuple(problems)
    assert str(caught.value) == "a.md:1: stem-missing\nb.md:2: explanation-missing"


def test_two_problems_do_not_share_their_parameters():
    first, second = Problem("a.md", 1, "x"), Problem("a.md", 1, "x")
    first.params["text"] = "only here"
    assert second.params == {}


class TestSectionRule:
    RULE = SectionRule("節", "quiz.md", "test", objectives=("why", "how"), tags=("must",))

    def test_takes_what_meets_every_condition(self):
        assert self.RULE.admits(an_item(objective="how", tags=("must", "long")))

    @pytest.mark.parametrize(
        "item",
        [
            an_item(objective="how", tags=("must",), use="practice"),
            an_item(objective="what", tags=("must",)),
            an_item(objective="how", tags=("long",)),
            an_item(objective="how"),
        ],
        ids=["other use", "other objective", "other tag", "no tag"],
    )
    def test_leaves_what_fails_one(self, item):
        assert not self.RULE.admits(item)

    def test_without_filters_only_the_use_counts(self):
        rule = SectionRule("節", "quiz.md", "practice")
        assert rule.admits(an_item(use="practice", objective="anything"))
        assert not rule.admits(an_item(use="test"))


def test_a_quiz_knows_the_items_of_all_its_pools():
    one, two, three = (an_item(f"item-{n}") for n in range(3))
    quiz = a_quiz(a_section(one, two), a_section(two, three))
    assert quiz.items() == {"item-0": one, "item-1": two, "item-2": three}


def test_points_are_exact_decimals():
    assert an_item(points="0.1").points * 3 == Decimal("0.3")
