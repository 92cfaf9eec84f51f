"""A rehearsal is what an attempt in earnest would be: every policy, whatever is given, in whatever order."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import Started, Step, Terms, apply, assemble, count_tries, fold_attempt, rehearse, save, settled_items
from quizzes.feedback import POLICIES
from tests.quizzes.builders import NINE, a_quiz, a_section, an_item, minutes, some_items

ITEMS = (an_item("one", hints=("まず読む", "次に比べる")), an_item("two"), *some_items(2))
IDS = tuple(item.id for item in ITEMS)
SURE = Terms(certainty=True)
AGAIN = Terms(tries=3)


def a_rehearsal(feedback="deferred", terms=None, steps=()):
    quiz = a_quiz(a_section(*ITEMS), feedback=feedback, terms=terms or Terms())
    return rehearse(quiz, assemble(quiz, 7), steps)


def give(checked="", **choices):
    """A step: item -> choice, or choice and how sure."""
    fields = {}
    for item, said in choices.items():
        choice, _, level = said.partition("/")
        fields[item] = {"choice": [choice]} | ({"certainty": [level]} if level else {})
    return Step(fields, checked)


def test_before_anything_is_given_there_is_nothing():
    now = a_rehearsal()
    assert (now.attempt.responses, dict(now.problems), now.score().raw) == ({}, {}, 0)
    assert now.attempt.deadline is None


def test_a_later_step_changes_and_takes_back_what_an_earlier_one_gave():
    now = a_rehearsal(steps=[give(one="a", two="b"), give(one="b"), Step({"two": {}})])
    assert now.attempt.responses == {"one": ["b"]}


def test_items_that_the_form_does_not_hold_count_for_nothing():
    assert a_rehearsal(steps=[give("none", none="a")]).attempt.responses == {}


@pytest.mark.parametrize(("feedback", "settled"), [("deferred", set()), ("immediate", {"one"}), ("interactive", set())])
def test_a_checked_item_is_given_for_good_where_the_policy_says_so(feedback, settled):
    now = a_rehearsal(feedback, AGAIN if feedback == "interactive" else None, [give("one", one="a")])
    assert settled_items(now.attempt, now.quiz) == settled
    later = a_rehearsal(feedback, now.quiz.terms, [give("one", one="a"), give(one="b")])
    assert later.attempt.responses["one"] == (["a"] if settled else ["b"])


def test_tries_bring_hints_and_cost_points():
    steps = [give("one", one="a"), give("one", one="c"), give("one", one="b")]
    item = ITEMS[0]
    hints = []
    for count in range(len(steps) + 1):
        now = a_rehearsal("interactive", replace(AGAIN, penalty=Decimal("0.25")), steps[:count])
        hints.append(count_tries(item, now.attempt, now.quiz).hints)
    assert hints == [(), item.hints[:1], item.hints, ()]
    assert now.score().items["one"].exact == pytest.approx(0.5)


def test_how_sure_one_is_counts_only_where_the_quiz_asks_for_it():
    for terms, least in ((SURE, -2), (Terms(), 0)):
        now = a_rehearsal(terms=terms, steps=[give(one="a/3")])
        assert now.attempt.work.certainty == ({"one": 3} if terms.certainty else {})
        assert now.score().items["one"].exact == least
    assert a_rehearsal(terms=SURE, steps=[give(one="b/9")]).attempt.work.certainty == {}


def test_what_cannot_be_read_is_a_problem_of_its_step_and_no_try():
    wrong = Step({"one": {"choice": ["none"]}}, "one")
    now = a_rehearsal("immediate", steps=[wrong])
    assert set(now.problems) == {"one"}
    assert now.attempt.work.checks == {}
    assert a_rehearsal("immediate", steps=[wrong, give("one", one="b")]).problems == {}


choices = st.sampled_from(["a", "b", "c"])
levels = st.sampled_from(["", "/1", "/2", "/3"])
said = st.dictionaries(st.sampled_from(IDS), st.builds(str.__add__, choices, levels), min_size=1)


@given(
    feedback=st.sampled_from(sorted(POLICIES)),
    tries=st.integers(1, 4),
    certainty=st.booleans(),
    given_=st.lists(st.tuples(said, st.sampled_from(("", *IDS))), max_size=6),
)
def test_it_is_worth_what_an_attempt_of_the_same_steps_is_worth(feedback, tries, certainty, given_):
    terms = Terms(tries=tries, certainty=certainty)
    now = a_rehearsal(feedback, terms, [give(checked, **one) for one, checked in given_])
    quiz, form = now.quiz, now.form
    attempt = fold_attempt([Started(7, quiz.digest, NINE)])
    checks = POLICIES[feedback].checks
    for number, (one, checked) in enumerate(given_):
        event = save(
            attempt,
            {item: [text[0]] for item, text in one.items()},
            NINE + minutes(number),
            checked=[checked] if checks and checked in one else (),
            certainty={item: int(text[2]) for item, text in one.items() if text[2:]} if certainty else {},
            locked=settled_items(attempt, quiz) if checks else (),
        )
        attempt = apply(attempt, event) if event else attempt
    assert now.attempt.responses == attempt.responses
    assert now.attempt.work.certainty == attempt.work.certainty
    assert settled_items(now.attempt, quiz) == settled_items(attempt, quiz)
    assert now.score() == attempt.score(quiz, form)
