"""When the time of an attempt is over, what becomes of it, and what a person may be granted."""

from datetime import timedelta

import pytest

from quizzes import (
    Abandoned,
    AttemptSummary,
    Extended,
    Extension,
    Refusal,
    Started,
    Submitted,
    Terms,
    assemble,
    fold_attempt,
    may_start,
    must_abandon,
    save,
    submit,
)
from tests.quizzes.builders import NINE, a_quiz, minutes


def attempt_of(quiz, *events):
    return fold_attempt([Started(7, quiz.digest, NINE), *events], quiz.time_limit, quiz.terms.closes)


def submits(quiz, after, *events):
    return submit(attempt_of(quiz, *events), quiz, assemble(quiz, 7), NINE + minutes(after))


class TestDeadline:
    @pytest.mark.parametrize(
        ("limit", "closes", "extra", "own", "ends"),
        [
            (None, None, 0, None, None),
            (30, None, 0, None, 30),
            (None, 20, 0, None, 20),
            (30, 20, 0, None, 20),
            (30, 40, 0, None, 30),
            (30, None, 15, None, 45),
            (30, 20, 15, None, 35),
            (30, 20, 0, 60, 30),
            (None, 20, 0, 60, 60),
            (None, 20, 10, 60, 70),
            (None, None, 10, None, None),
        ],
    )
    def test_it_is_the_earlier_end_and_what_was_granted_comes_on_top(self, limit, closes, extra, own, ends):
        quiz = a_quiz(limit=limit, terms=Terms(closes=NINE + minutes(closes) if closes else None))
        granted = Extended(NINE, minutes(extra), NINE + minutes(own) if own else None)
        attempt = attempt_of(quiz, *([granted] if extra or own else []))
        assert attempt.deadline == (NINE + minutes(ends) if ends else None)

    def test_the_last_that_was_granted_counts_at_once_even_when_time_was_over(self):
        quiz = a_quiz(limit=30)
        granted = [Extended(NINE + minutes(31), minutes(10)), Extended(NINE + minutes(32), minutes(20))]
        assert save(attempt_of(quiz), {"item-00": ["b"]}, NINE + minutes(45)) == Refusal("time-over")
        assert save(attempt_of(quiz, *granted), {"item-00": ["b"]}, NINE + minutes(45)).sequence == 1
        taken_back = Extended(NINE + minutes(33), timedelta(0))
        assert attempt_of(quiz, *granted, taken_back).deadline == NINE + minutes(30)


class TestOverdue:
    def test_as_a_rule_what_was_saved_is_handed_in_however_late(self):
        assert isinstance(submits(a_quiz(limit=30), 10_000), Submitted)

    @pytest.mark.parametrize(("after", "late"), [(30, False), (30.5, False), (30.6, True)])
    def test_where_it_counts_as_abandoned_only_a_moment_of_grace_is_left(self, after, late):
        quiz = a_quiz(limit=30, terms=Terms(overdue="abandon"))
        assert must_abandon(attempt_of(quiz), quiz, NINE + minutes(after)) is late
        assert isinstance(submits(quiz, after), Refusal if late else Submitted)

    def test_a_grace_is_for_handing_in_and_not_for_responding(self):
        quiz = a_quiz(limit=30, terms=Terms(overdue="grace", grace=minutes(15)))
        assert save(attempt_of(quiz), {"item-00": ["b"]}, NINE + minutes(40)) == Refusal("time-over")
        assert isinstance(submits(quiz, 45), Submitted)
        assert submits(quiz, 46) == Refusal("attempt-abandoned")

    def test_an_abandoned_attempt_takes_nothing_any_more(self):
        quiz = a_quiz(limit=30)
        gone = Abandoned(NINE + minutes(60))
        attempt = attempt_of(quiz, gone)
        assert (attempt.state, attempt.is_open, attempt.abandoned) == ("abandoned", False, gone)
        assert save(attempt, {"item-00": ["b"]}, NINE) == Refusal("attempt-abandoned")
        assert submits(quiz, 61, gone) == Refusal("attempt-abandoned")
        assert not must_abandon(attempt, quiz, NINE + minutes(600))

    def test_what_was_handed_in_is_not_abandoned_afterwards(self):
        quiz = a_quiz(limit=30, terms=Terms(overdue="abandon"))
        handed_in = submits(quiz, 20)
        attempt = attempt_of(quiz, handed_in, Abandoned(NINE + minutes(60)))
        assert attempt.state == "submitted"
        assert not must_abandon(attempt, quiz, NINE + minutes(600))


class TestStarting:
    QUIZ = a_quiz(attempts=2, terms=Terms(opens=NINE, closes=NINE + minutes(60)))

    def refusal(self, after, previous=(), granted=None):
        found = may_start(self.QUIZ, list(previous), NINE + minutes(after), granted or Extension())
        return found.code if found else None

    @pytest.mark.parametrize(("after", "code"), [(-1, "quiz-not-open"), (0, None), (59, None), (60, "quiz-closed")])
    def test_a_quiz_opens_and_closes(self, after, code):
        assert self.refusal(after) == code

    def test_it_is_said_when(self):
        assert may_start(self.QUIZ, [], NINE - minutes(1)).params == {"until": NINE.isoformat()}
        assert may_start(self.QUIZ, [], NINE + minutes(99)).params == {"since": (NINE + minutes(60)).isoformat()}

    def test_what_was_granted_beats_the_closing_moment(self):
        assert self.refusal(70, granted=Extension(closes=NINE + minutes(90))) is None
        assert self.refusal(70, granted=Extension(time=minutes(15))) is None
        assert self.refusal(90, granted=Extension(closes=NINE + minutes(90))) == "quiz-closed"

    def test_what_was_granted_beats_the_number_of_attempts(self):
        done = [AttemptSummary(NINE, NINE), AttemptSummary(NINE, NINE)]
        assert self.refusal(10, done) == "attempts-used-up"
        assert self.refusal(10, done, Extension(attempts=1)) is None
        assert self.refusal(10, [*done, done[0]], Extension(attempts=1)) == "attempts-used-up"

    def test_an_abandoned_attempt_is_used_up_and_not_open_and_a_voided_one_is_neither(self):
        gone = AttemptSummary(NINE, abandoned=True)
        assert self.refusal(10, [gone]) is None
        assert self.refusal(10, [gone, gone]) == "attempts-used-up"
        assert self.refusal(10, [AttemptSummary(NINE, voided=True), gone]) is None
