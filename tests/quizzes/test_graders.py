from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import Graded, Saved, Started, apply, assemble, fold_attempt, submit
from quizzes.graders import Opinion, earn_points, is_deciding, may_grade, settle_points
from quizzes.kinds.essay import Criterion, EssayBody, Level
from quizzes.model import Grading
from tests.quizzes.builders import NINE, a_quiz, a_section, an_item


def a_criterion(text, *points):
    return Criterion(text, tuple(Level(Decimal(one), f"{one}点") for one in points))


ITEM = an_item("essay", "essay", EssayBody((a_criterion("課題", 4, 2, 0), a_criterion("方法", 6, 3, 0))), points="10")
TWO, ONE = Grading(), Grading(graders=1)


def said(*points, names="abc"):
    return [Opinion(name, (), Decimal(one)) for name, one in zip(names, points, strict=False)]


@pytest.mark.parametrize(("levels", "points"), [((0, 0), "10"), ((1, 1), "5"), ((2, 0), "6"), ([2, 2], "0")])
def test_levels_earn_points_of_the_item(levels, points):
    assert earn_points(ITEM, levels) == Decimal(points)


def test_a_rubric_of_other_points_than_the_item_is_scaled_and_rounded_once():
    item = an_item("essay", "essay", EssayBody((a_criterion("課題", 3, 2, 0),)), points="10")
    assert earn_points(item, (1,)) == Decimal("6.6667")


@pytest.mark.parametrize("levels", [(0,), (0, 3), (0, 0, 0)])
def test_levels_that_there_are_not_earn_nothing_but_an_error(levels):
    with pytest.raises(ValueError, match="level"):
        earn_points(ITEM, levels)


def test_what_a_rule_scores_has_no_rubric():
    with pytest.raises(ValueError, match="no rubric"):
        earn_points(an_item(), ())


@pytest.mark.parametrize(
    ("opinions", "grading", "stands"),
    [
        ((), TWO, None),
        (("8",), TWO, None),
        (("8", "8"), TWO, "8"),
        (("8", "6"), TWO, "7"),
        (("8", "5.9999"), TWO, None),
        (("8", "5", "5.5"), TWO, "5.5"),
        (("0", "10", "0"), TWO, "0"),
        (("8", "7.5"), Grading(limit=Decimal(0)), None),
        (("0", "10"), Grading(limit=Decimal(1)), "5"),
        (("8", "7.9999"), TWO, "8.0000"),
        ((), ONE, None),
        (("3.5",), ONE, "3.5"),
    ],
)
def test_what_stands_after_these_opinions(opinions, grading, stands):
    assert settle_points(said(*opinions), ITEM, grading) == (None if stands is None else Decimal(stands))


def test_nobody_grades_oneself_twice_or_what_is_settled():
    assert may_grade([], ITEM, TWO, "a", "learner") is None
    assert may_grade([], ITEM, TWO, "learner", "learner").code == "grader-is-learner"
    assert may_grade(said("8"), ITEM, TWO, "a", "learner").code == "graded-already"
    assert may_grade(said("8"), ITEM, TWO, "b", "learner") is None
    assert may_grade(said("8", "8"), ITEM, TWO, "c", "learner").code == "grade-settled"
    assert may_grade(said("8", "2"), ITEM, TWO, "c", "learner") is None
    assert may_grade(said("8", "2"), ITEM, TWO, "b", "learner").code == "graded-already"
    assert may_grade(said("8"), ITEM, ONE, "b", "learner").code == "grade-settled"


def test_the_third_of_two_who_differ_decides():
    assert [is_deciding(said(*points), TWO) for points in ((), ("8",), ("8", "2"))] == [False, False, True]
    assert not is_deciding(said("8"), ONE)


POINTS = st.decimals(0, 10, places=2)


@settings(max_examples=80, deadline=None)
@given(first=POINTS, second=POINTS, third=POINTS, limit=st.decimals(0, 1, places=2))
def test_three_people_are_always_enough_and_the_order_of_the_first_two_does_not_count(first, second, third, limit):
    grading = Grading(limit=limit)
    both = settle_points(said(first, second), ITEM, grading)
    assert both == settle_points(said(second, first), ITEM, grading)
    if both is None:
        assert abs(first - second) > limit * 10
        assert settle_points(said(first, second, third), ITEM, grading) == third
    else:
        assert min(first, second) <= both <= max(first, second)


def test_an_essay_waits_after_the_submission_and_the_grade_makes_the_score_whole():
    essay = an_item("essay", "essay", EssayBody((a_criterion("課題", 2, 0),)))
    quiz = a_quiz(a_section(an_item("pick"), essay), mastery="0.8")
    form = assemble(quiz, 1)
    attempt = fold_attempt([Started(1, quiz.digest, NINE), Saved(1, {"pick": ["b"], "essay": "書きました。"}, NINE)])
    handed_in = submit(attempt, quiz, form, NINE)
    assert (handed_in.score.waiting, handed_in.score.raw, handed_in.score.passed) == (("essay",), 1, False)
    attempt = apply(apply(attempt, handed_in), Graded(NINE, "essay", Decimal("0.5")))
    assert (attempt.score(quiz, form).waiting, attempt.score(quiz, form).raw) == ((), Decimal("1.5"))
    again = apply(attempt, Graded(NINE, "essay", Decimal(1)))
    assert again.score(quiz, form).passed
    assert attempt.grades == {"essay": Decimal("0.5")}
    assert submit(again, quiz, form, NINE) == handed_in
