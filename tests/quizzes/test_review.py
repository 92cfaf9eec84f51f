from datetime import timedelta

import pytest

from quizzes import Review, Terms, disclose_again, disclose_at, moment_of
from quizzes.feedback import ALL, NOTHING, Disclosure
from quizzes.terms import MOMENTS
from tests.quizzes.builders import NINE, a_quiz, minutes

CLOSING = a_quiz(terms=Terms(closes=NINE + minutes(60)))


@pytest.mark.parametrize(
    ("after", "moment"), [(0, "immediately"), (1.9, "immediately"), (2, "later"), (49, "later"), (50, "closed")]
)
def test_what_time_it_is_for_a_result(after, moment):
    handed_in = NINE + minutes(10)
    assert moment_of(CLOSING, handed_in, handed_in + timedelta(minutes=after)) == moment


def test_an_attempt_that_runs_is_always_during():
    assert moment_of(CLOSING, None, NINE + minutes(600)) == "during"


def test_a_quiz_that_never_closes_is_never_closed_and_a_person_may_have_a_closing_moment_of_their_own():
    late = NINE + minutes(10_000)
    assert moment_of(a_quiz(), NINE, late) == "later"
    assert moment_of(CLOSING, NINE, late) == "closed"
    assert moment_of(CLOSING, NINE, late, closes=late + minutes(1)) == "later"


@pytest.mark.parametrize("feedback", ["deferred", "score-only", "immediate", "interactive"])
def test_without_options_every_moment_is_as_the_policy_says(feedback):
    quiz = a_quiz(feedback=feedback)
    after = Disclosure(states=True) if feedback == "score-only" else ALL
    assert [disclose_at(quiz, moment) for moment in MOMENTS[1:]] == [after] * 3
    assert disclose_at(quiz, "during") == (ALL if feedback in ("immediate", "interactive") else NOTHING)


def test_options_say_exactly_what_is_shown():
    quiz = a_quiz(terms=Terms(review=Review(immediately=("score",), later=("response", "correctness", "marks", "key"))))
    first, later = disclose_at(quiz, "immediately"), disclose_at(quiz, "later")
    assert first == Disclosure(without_marks=True, without_response=True)
    assert later == Disclosure(states=True, key=True, without_score=True)
    assert disclose_at(quiz, "closed") == ALL


def test_who_may_try_again_learns_no_more_than_who_may_not():
    told = disclose_again(a_quiz(feedback="interactive"))
    assert (told.states, told.key, told.explanations) == (True, False, False)
    silent = a_quiz(feedback="interactive", terms=Terms(review=Review(during=("response",))))
    assert not disclose_again(silent).states
