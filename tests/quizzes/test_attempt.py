"""Walks through attempts, told as stories; then what holds for every history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import (
    AttemptSummary,
    Expired,
    Refusal,
    Saved,
    Started,
    Submitted,
    Voided,
    apply,
    assemble,
    expire,
    fold_attempt,
    may_start,
    save,
    submit,
)
from tests.quizzes.builders import NINE, a_quiz, a_section, minutes, some_items

QUIZ = a_quiz(a_section(*some_items(5)), mastery="0.8", per_page=3)
FORM = assemble(QUIZ, 7)


def started(quiz=QUIZ, at=NINE):
    return Started(7, quiz.digest, at)


class Learner:
    """Keeps the events of one attempt, as a ledger would."""

    def __init__(self, quiz=QUIZ, time_limit=None):
        self.quiz, self.time_limit = quiz, time_limit
        self.events = [started(quiz)]

    @property
    def attempt(self):
        return fold_attempt(self.events, self.time_limit)

    def does(self, outcome):
        if outcome is not None and not isinstance(outcome, Refusal) and outcome not in self.events:
            self.events.append(outcome)
        return outcome

    def saves(self, responses, after=0, base=None, **more):
        return self.does(save(self.attempt, responses, NINE + minutes(after), base, **more))

    def submits(self, after=0):
        return self.does(submit(self.attempt, self.quiz, FORM, NINE + minutes(after)))


class TestAQuietAttempt:
    def test_from_start_to_pass(self):
        learner = Learner()
        assert learner.attempt.state == "open"
        assert learner.attempt.sequence == 0

        first = learner.saves({"item-00": ["b"], "item-01": ["b"], "item-02": ["a"]}, after=2)
        assert first == Saved(1, {"item-00": ["b"], "item-01": ["b"], "item-02": ["a"]}, NINE + minutes(2))

        second = learner.saves({"item-03": ["b"], "item-04": ["b"]}, after=4)
        assert second.sequence == 2
        assert set(learner.attempt.responses) == {f"item-{n:02}" for n in range(5)}

        handed_in = learner.submits(after=5)
        assert handed_in.at == NINE + minutes(5)
        assert (handed_in.score.raw, handed_in.score.passed) == (4, True)
        assert learner.attempt.state == "submitted"
        assert not learner.attempt.is_open

    def test_a_change_of_mind_is_one_small_step(self):
        learner = Learner()
        learner.saves({"item-00": ["a"], "item-01": ["b"]})
        changed = learner.saves({"item-00": ["b"], "item-01": ["b"]})
        assert changed.responses == {"item-00": ["b"]}
        assert learner.attempt.responses == {"item-00": ["b"], "item-01": ["b"]}

    def test_saving_without_a_change_adds_nothing(self):
        learner = Learner()
        learner.saves({"item-00": ["a"]})
        assert learner.saves({"item-00": ["a"]}) is None
        assert learner.saves({}) is None
        assert learner.saves({"item-04": None}) is None
        assert learner.attempt.sequence == 1

    def test_a_response_can_be_taken_back(self):
        learner = Learner()
        learner.saves({"item-00": ["a"]})
        assert learner.saves({"item-00": None}).responses == {"item-00": None}
        assert learner.attempt.responses == {}
        assert learner.submits().score.items["item-00"].state == "blank"

    def test_handing_in_nothing_is_allowed_and_scores_nothing(self):
        assert Learner().submits().score.raw == 0


class TestTheImpatientLearner:
    def test_submitting_twice_gives_the_same_result_twice(self):
        learner = Learner()
        learner.saves({"item-00": ["b"]})
        first = learner.submits(after=5)
        assert learner.submits(after=6) is first
        assert len(learner.events) == 3

    def test_saving_after_the_submission_is_refused_in_words(self):
        learner = Learner()
        learner.submits()
        assert learner.saves({"item-00": ["b"]}) == Refusal("attempt-submitted")
        assert not learner.attempt.may_save(NINE)

    def test_eight_clicks_at_once_score_once(self):
        """Every caller read the history before any of them wrote: whichever is kept, the outcome is one."""
        learner = Learner()
        learner.saves({"item-00": ["b"]})
        outcomes = [submit(learner.attempt, QUIZ, FORM, NINE + timedelta(seconds=n)) for n in range(8)]
        learner.events += outcomes
        assert learner.attempt.submitted == outcomes[0]
        assert len({outcome.score.raw for outcome in outcomes}) == 1


class TestTheClock:
    LIMIT = minutes(20)

    def test_time_runs_down_to_zero_and_not_below(self):
        attempt = Learner(time_limit=self.LIMIT).attempt
        assert attempt.time_left(NINE) == minutes(20)
        assert attempt.time_left(NINE + minutes(15)) == minutes(5)
        assert attempt.time_left(NINE + minutes(50)) == timedelta(0)

    def test_without_a_limit_there_is_no_clock(self):
        attempt = Learner().attempt
        assert attempt.deadline is None
        assert attempt.time_left(NINE + timedelta(days=300)) is None
        assert attempt.may_save(NINE + timedelta(days=300))
        assert expire(attempt, NINE + timedelta(days=300)) is None

    def test_a_save_under_way_at_the_deadline_still_counts(self):
        learner = Learner(time_limit=self.LIMIT)
        late = save(learner.attempt, {"item-00": ["b"]}, NINE + self.LIMIT + timedelta(seconds=30))
        assert isinstance(late, Saved)

    def test_a_save_long_after_is_refused_and_what_was_saved_in_time_is_scored(self):
        learner = Learner(time_limit=self.LIMIT)
        learner.saves({f"item-{n:02}": ["b"] for n in range(4)}, after=19)
        assert learner.saves({"item-04": ["b"]}, after=21) == Refusal("time-over")

        assert learner.does(expire(learner.attempt, NINE + minutes(21))) == Expired(NINE + minutes(21))
        assert learner.attempt.state == "expired"
        assert learner.attempt.is_open

        assert learner.submits(after=21).score.raw == 4
        assert learner.attempt.state == "submitted"

    def test_an_attempt_does_not_expire_early_or_twice(self):
        learner = Learner(time_limit=self.LIMIT)
        assert expire(learner.attempt, NINE + self.LIMIT) is None
        learner.does(expire(learner.attempt, NINE + minutes(21)))
        assert expire(learner.attempt, NINE + minutes(22)) is None

    def test_a_submitted_attempt_never_expires(self):
        learner = Learner(time_limit=self.LIMIT)
        learner.submits(after=3)
        assert expire(learner.attempt, NINE + minutes(60)) is None

    def test_a_person_may_be_granted_more_time(self):
        """The limit is an argument: an accommodation gives another one to the same history."""
        learner = Learner(time_limit=self.LIMIT)
        longer = fold_attempt(learner.events, time_limit=self.LIMIT * 2)
        assert not learner.attempt.may_save(NINE + minutes(30))
        assert longer.may_save(NINE + minutes(30))


class TestVoiding:
    def test_a_voided_attempt_takes_no_saves_and_no_submission(self):
        learner = Learner()
        learner.does(Voided(NINE + minutes(1), "wrong-person"))
        assert learner.attempt.state == "voided"
        assert learner.saves({"item-00": ["b"]}) == Refusal("attempt-voided")
        assert learner.submits() == Refusal("attempt-voided")

    def test_a_submitted_attempt_can_be_voided_and_keeps_its_score(self):
        learner = Learner()
        score = learner.submits().score
        learner.does(Voided(NINE + minutes(9), "item-was-wrong"))
        assert learner.attempt.state == "voided"
        assert learner.attempt.submitted.score == score


class TestAnotherVersion:
    def test_an_attempt_is_never_scored_by_a_quiz_that_it_did_not_start_with(self):
        other = a_quiz(a_section(*some_items(5)), mastery="0.5")
        assert submit(Learner().attempt, other, FORM, NINE) == Refusal("quiz-changed")

    def test_a_result_stays_the_same_when_the_quiz_changes_later(self):
        learner = Learner()
        first = learner.submits()
        other = a_quiz(a_section(*some_items(5)), mastery="0.5")
        assert submit(learner.attempt, other, FORM, NINE) is first


class TestHistories:
    def test_a_history_begins_with_its_start(self):
        with pytest.raises(ValueError, match="Started"):
            fold_attempt([])
        with pytest.raises(ValueError, match="Started"):
            fold_attempt([Saved(1, {}, NINE)])

    def test_an_attempt_starts_only_once(self):
        with pytest.raises(ValueError, match="once"):
            apply(fold_attempt([started()]), started())

    def test_the_same_event_told_twice_counts_once(self):
        learner = Learner()
        learner.saves({"item-00": ["b"]})
        done = learner.submits()
        twice = [learner.events[0], *(event for event in learner.events[1:] for _ in range(2))]
        assert fold_attempt(twice) == learner.attempt
        assert fold_attempt([*twice, Voided(NINE, "a"), Voided(NINE, "b")]).voided.reason == "a"
        assert fold_attempt([started(), Expired(NINE), Expired(NINE + minutes(1)), done]).expired.at == NINE

    def test_a_save_that_lost_the_race_against_the_submission_changes_nothing(self):
        learner = Learner()
        late = save(learner.attempt, {"item-00": ["b"]}, NINE)
        learner.submits()
        assert apply(learner.attempt, late) == learner.attempt

    def test_folding_does_not_touch_what_it_was_given(self):
        learner = Learner()
        learner.saves({"item-00": ["a"]})
        before = learner.attempt
        apply(before, Saved(2, {"item-00": ["b"]}, NINE))
        assert before.responses == {"item-00": ["a"]}


def ended(after, passed=False, voided=False, length=10):
    return AttemptSummary(NINE + minutes(after), NINE + minutes(after + length), passed, voided)


class TestMayStart:
    def test_the_first_attempt_may_always_start(self):
        assert may_start(a_quiz(attempts=1, wait=60), [], NINE) is None

    def test_an_open_attempt_must_be_finished_first(self):
        assert may_start(a_quiz(), [AttemptSummary(NINE)], NINE + minutes(5)) == Refusal("attempt-open")

    def test_attempts_are_counted(self):
        quiz = a_quiz(attempts=2)
        later = NINE + timedelta(days=1)
        assert may_start(quiz, [ended(0)], later) is None
        assert may_start(quiz, [ended(0), ended(20)], later) == Refusal("attempts-used-up", {"allowed": "2"})

    def test_without_a_limit_there_is_always_another(self):
        assert may_start(a_quiz(), [ended(n * 20) for n in range(50)], NINE + timedelta(days=2)) is None

    def test_a_retake_waits_for_as_long_as_the_quiz_says_after_the_last_submission(self):
        quiz = a_quiz(wait=60)
        previous = [ended(100), ended(0)]
        assert may_start(quiz, previous, NINE + minutes(169)) == Refusal(
            "retake-wait", {"until": "2026-11-24T02:50:00+00:00"}
        )
        assert may_start(quiz, previous, NINE + minutes(170)) is None

    def test_a_voided_attempt_counts_for_nothing(self):
        quiz = a_quiz(attempts=1, wait=60)
        assert may_start(quiz, [ended(0, voided=True), AttemptSummary(NINE, voided=True)], NINE + minutes(11)) is None

    def test_who_has_passed_may_go_again(self):
        assert may_start(a_quiz(), [ended(0, passed=True)], NINE + timedelta(days=365)) is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["save", "save", "save", "submit", "expire", "void"]),
        st.integers(0, 30),
        st.dictionaries(st.sampled_from(["item-00", "item-01", "item-02"]), st.sampled_from([None, ["a"], ["b"]])),
        st.none() | st.integers(0, 5),
    ),
    max_size=12,
)


@settings(max_examples=80, deadline=None)
@given(steps=STEPS)
def test_what_holds_for_every_history(steps):
    learner = Learner(time_limit=minutes(20))
    now = NINE
    for action, pause, responses, base in steps:
        before = learner.attempt
        now += timedelta(seconds=pause * 10)
        if action == "save":
            outcome = save(before, responses, now, base)
        elif action == "submit":
            outcome = submit(before, QUIZ, FORM, now)
        elif action == "expire":
            outcome = expire(before, now)
        else:
            outcome = None if before.voided else Voided(now, "test")
        learner.does(outcome)
        after = learner.attempt
        # Applying one event gives what folding all of them gives.
        if outcome is not None and not isinstance(outcome, Refusal):
            assert apply(before, outcome) == after
        if isinstance(outcome, (Refusal, type(None))):
            assert after == before
        # A save is only a change, numbered without a gap.
        if isinstance(outcome, Saved):
            assert outcome.sequence == before.sequence + 1
            assert after.responses != before.responses
        # What was scored is what was saved.
        if isinstance(outcome, Submitted) and not before.submitted:
            assert {ident for ident, score in outcome.score.items.items() if score.state != "blank"} == set(
                before.responses
            )
        assert after.responses_at(after.sequence) == after.responses
