from dataclasses import FrozenInstanceError, replace
from datetime import timedelta

import pytest

from quizzes.digest import digest_quiz
from quizzes.terms import ASPECTS, GRADES, MOMENTS, NO_EXTENSION, OVERDUE, Extension, Review, Terms
from tests.quizzes.builders import NINE, a_quiz


def test_by_default_nothing_is_asked_and_nothing_is_limited():
    terms = Terms()
    assert (terms.certainty, terms.overdue, terms.grade) == (False, "submit", "best")
    assert (terms.opens, terms.closes, terms.password, terms.networks, terms.parallel) == (None, None, "", (), "")
    assert [terms.review.at(moment) for moment in MOMENTS] == [None] * 4


def test_the_words_that_authors_write_are_these():
    assert OVERDUE == ("submit", "grace", "abandon")
    assert GRADES == ("best", "last", "first", "average")
    assert MOMENTS == ("during", "immediately", "later", "closed")
    assert ASPECTS == ("response", "correctness", "marks", "key", "explanation", "score")


def test_a_review_knows_each_moment_by_its_name():
    review = Review(immediately=("score",), closed=())
    assert [review.at(moment) for moment in MOMENTS] == [None, ("score",), None, ()]


def test_terms_cannot_be_changed_afterwards():
    with pytest.raises(FrozenInstanceError):
        Terms().tries = 9


def test_usual_terms_leave_the_digest_of_a_quiz_as_it_was_and_others_do_not():
    plain = a_quiz()
    assert digest_quiz(replace(plain, terms=Terms())) == plain.digest
    changed = [Terms(tries=2), Terms(certainty=True), Terms(closes=NINE), Terms(review=Review(later=()))]
    digests = {digest_quiz(replace(plain, terms=terms)) for terms in changed}
    assert len(digests | {plain.digest}) == 5


def test_nothing_is_granted_unless_somebody_does():
    assert Extension() == NO_EXTENSION
    assert (NO_EXTENSION.time, NO_EXTENSION.attempts, NO_EXTENSION.closes) == (timedelta(0), 0, None)
