from decimal import Decimal
from fractions import Fraction

import pytest

from quizzes import Grade, Outcome, Terms, grade_quiz
from tests.quizzes.builders import a_quiz, a_section, some_items


def outcomes(*points):
    return [Outcome(number, Decimal(raw), Decimal(10), raw >= 8) for number, raw in enumerate(points, 1)]


def graded(how, *points, mastery="0.8"):
    return grade_quiz(a_quiz(mastery=mastery, terms=Terms(grade=how)), outcomes(*points))


def test_no_attempt_has_no_grade():
    assert grade_quiz(a_quiz(), []) is None


@pytest.mark.parametrize(
    ("how", "grade"),
    [
        ("best", Grade(Decimal("0.9000"), True, 2)),
        ("last", Grade(Decimal("0.5000"), False, 3)),
        ("first", Grade(Decimal("0.7000"), False, 1)),
        ("average", Grade(Decimal("0.7000"), False, 0)),
    ],
)
def test_each_way_of_grading_on_the_same_three_attempts(how, grade):
    assert graded(how, 7, 9, 5) == grade


def test_the_order_in_which_attempts_are_told_does_not_matter():
    quiz = a_quiz(terms=Terms(grade="last"))
    assert grade_quiz(quiz, outcomes(7, 9, 5)[::-1]) == graded("last", 7, 9, 5)


def test_of_equal_attempts_the_earlier_one_is_the_best():
    assert graded("best", 9, 9).number == 1


def test_an_attempt_that_passed_is_better_than_one_with_more_points_that_did_not():
    quiz = a_quiz(terms=Terms(grade="best"))
    more, passed = Outcome(1, Decimal(9), Decimal(10), False), Outcome(2, Decimal(8), Decimal(10), True)
    assert grade_quiz(quiz, [more, passed]).number == 2


def test_an_average_is_exact_and_is_rounded_once():
    third = [Outcome(number, Decimal(raw), Decimal(3), False) for number, raw in enumerate((1, 2, 2), 1)]
    grade = grade_quiz(a_quiz(mastery="0.5555", terms=Terms(grade="average")), third)
    assert grade == Grade(Decimal("0.5556"), True, 0)
    assert Fraction(5, 9) > Fraction("0.5555")


def test_an_average_needs_an_attempt_that_reached_every_sections_own_mastery():
    quiz = a_quiz(a_section(*some_items(2), mastery="1.0"), mastery="0.5", terms=Terms(grade="average"))
    failed = [Outcome(1, Decimal(9), Decimal(10), False), Outcome(2, Decimal(9), Decimal(10), False)]
    assert not grade_quiz(quiz, failed).passed
    assert grade_quiz(quiz, [*failed, Outcome(3, Decimal(9), Decimal(10), True)]).passed
