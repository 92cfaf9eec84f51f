"""Checking items one by one: the decisions of immediate and interactive feedback, and that a replay gives the same."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import Started, Terms, apply, assemble, count_tries, fold_attempt, save, settled_items, submit
from tests.quizzes.builders import NINE, a_quiz, a_section, an_item, minutes, some_items

ITEMS = (an_item("one", hints=("まず読む", "次に比べる")), an_item("two"), *some_items(2))


def a_taker(feedback, **terms):
    return Taker(a_quiz(a_section(*ITEMS), feedback=feedback, terms=Terms(**terms)))


class Taker:
    """Somebody who checks items one after the other; keeps the events as a ledger would."""

    def __init__(self, quiz):
        self.quiz, self.form = quiz, assemble(quiz, 7)
        self.events = [Started(7, quiz.digest, NINE)]

    @property
    def attempt(self):
        return fold_attempt(self.events)

    def does(self, responses, checked=(), certainty=None):
        now, locked = NINE + minutes(len(self.events)), settled_items(self.attempt, self.quiz)
        event = save(self.attempt, responses, now, checked=checked, certainty=certainty or {}, locked=locked)
        self.events += [event] if event else []
        return event

    def checks(self, item, choice, **more):
        return self.does({item: [choice]}, [item], **more)

    def tries(self, item):
        return count_tries(self.quiz.items()[item], self.attempt, self.quiz)

    def score(self):
        return submit(self.attempt, self.quiz, self.form, NINE + minutes(60)).score


class TestImmediate:
    def test_a_checked_item_cannot_be_changed_any_more(self):
        taker = a_taker("immediate")
        assert taker.checks("one", "a").checked == ("one",)
        assert taker.tries("one").settled
        assert taker.checks("one", "b") is None
        assert taker.attempt.responses == {"one": ["a"]}
        assert taker.score().items["one"].state == "wrong"

    def test_items_that_are_not_checked_count_as_they_were_saved(self):
        taker = a_taker("immediate")
        taker.does({"two": ["b"]})
        assert not taker.tries("two").settled
        assert taker.score().items["two"].exact == 1

    def test_nothing_is_not_checked(self):
        taker = a_taker("immediate")
        assert taker.does({}, ["one"]) is None
        assert taker.does({"one": None}, ["one"]) is None

    def test_other_items_of_the_same_page_are_saved_with_it(self):
        taker = a_taker("immediate")
        taker.checks("one", "b")
        event = taker.does({"one": ["a"], "two": ["b"]}, ["two"])
        assert (event.responses, event.checked) == ({"two": ["b"]}, ("two",))


class TestInteractive:
    def test_hints_come_one_after_the_other_and_each_try_costs(self):
        taker = a_taker("interactive", tries=3, penalty=Decimal("0.25"))
        assert taker.tries("one") == count_tries(ITEMS[0], taker.attempt, taker.quiz)
        assert (taker.tries("one").left, taker.tries("one").hints) == (3, ())
        taker.checks("one", "a")
        assert (taker.tries("one").left, taker.tries("one").hints) == (2, ("まず読む",))
        taker.checks("one", "c")
        assert taker.tries("one").hints == ("まず読む", "次に比べる")
        assert taker.tries("one").pending
        taker.checks("one", "b")
        assert (taker.tries("one").settled, taker.tries("one").left) == (True, 0)
        score = taker.score().items["one"]
        assert (score.exact, score.state, score.points) == (Fraction(1, 2), "right", Decimal("0.5000"))
        assert score.lines[-1].code == "line-tries"

    def test_right_at_once_settles_the_item_and_costs_nothing(self):
        taker = a_taker("interactive")
        taker.checks("one", "b")
        assert taker.tries("one").settled
        assert taker.score().items["one"].exact == 1

    def test_the_last_try_settles_it_even_when_wrong(self):
        taker = a_taker("interactive", tries=2)
        taker.checks("one", "a")
        taker.checks("one", "c")
        assert taker.tries("one").settled
        assert taker.checks("one", "b") is None
        assert taker.score().items["one"].exact == 0

    def test_a_double_click_is_one_try(self):
        taker = a_taker("interactive")
        assert taker.checks("one", "a")
        assert taker.checks("one", "a") is None
        assert taker.tries("one").used == 1

    def test_a_response_that_was_only_saved_after_a_try_is_a_further_try(self):
        taker = a_taker("interactive", penalty=Decimal("0.25"))
        taker.checks("one", "a")
        taker.does({"one": ["b"]})
        assert taker.score().items["one"].exact == Fraction(3, 4)


class TestCertainty:
    def test_marks_follow_what_was_said_and_the_whole_is_never_below_nothing(self):
        taker = a_taker("deferred", certainty=True)
        taker.does({"one": ["a"], "two": ["b"]}, certainty={"one": 3, "two": 2})
        score = taker.score()
        assert (score.items["one"].exact, score.items["two"].exact) == (-2, Fraction(2, 3))
        assert score.items["one"].points == Decimal("-2.0000")
        assert (score.raw, score.scaled, score.passed) == (0, 0, False)

    def test_what_was_left_blank_costs_nothing_however_sure(self):
        taker = a_taker("deferred", certainty=True)
        taker.does({}, certainty={"one": 3})
        assert taker.score().items["one"].state == "blank"
        assert taker.score().items["one"].exact == 0

    def test_a_change_of_mind_about_certainty_alone_is_saved(self):
        taker = a_taker("deferred", certainty=True)
        taker.does({"one": ["b"]}, certainty={"one": 1})
        assert taker.does({"one": ["b"]}, certainty={"one": 3}).certainty == {"one": 3}
        assert taker.does({"one": ["b"]}, certainty={"one": 3}) is None
        assert taker.score().items["one"].exact == 1

    def test_together_with_immediate_feedback_it_is_fixed_by_the_check(self):
        taker = a_taker("immediate", certainty=True)
        taker.checks("one", "b", certainty={"one": 2})
        assert taker.does({}, certainty={"one": 3}) is None
        assert taker.score().items["one"].exact == Fraction(2, 3)


STEPS = st.lists(
    st.tuples(st.sampled_from(["one", "two", "item-00"]), st.sampled_from("abc"), st.booleans(), st.integers(1, 3)),
    max_size=12,
)


@pytest.mark.parametrize("feedback", ["immediate", "interactive", "deferred"])
@given(steps=STEPS)
@settings(max_examples=25, deadline=None)
def test_a_replay_is_the_state_and_what_is_settled_never_changes(feedback, steps):
    taker = a_taker(feedback, certainty=feedback != "interactive")
    attempt, fixed = taker.attempt, {}
    for item, choice, checked, level in steps:
        event = taker.does({item: [choice]}, [item] if checked else [], {item: level})
        attempt = apply(attempt, event) if event else attempt
        assert attempt == taker.attempt
        for settled in settled_items(attempt, taker.quiz) if feedback != "deferred" else ():
            state = (attempt.responses[settled], attempt.work.certainty.get(settled), taker.tries(settled).used)
            assert fixed.setdefault(settled, state) == state
    score = taker.score()
    assert 0 <= score.scaled <= 1
    assert sum(one.exact for one in score.items.values()) <= len(ITEMS)
