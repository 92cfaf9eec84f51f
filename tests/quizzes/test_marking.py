from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.kinds.contract import Line, Mark
from quizzes.marking import CERTAINTIES, WHEN_RIGHT, WHEN_WRONG, charge_tries, weigh_certainty
from quizzes.terms import Terms

RIGHT = Mark(Fraction(1), (Line("choice-right"),))
WRONG = Mark(Fraction(0), (Line("choice-wrong"),))
SHARES = st.fractions(0, 1, max_denominator=12)


@pytest.mark.parametrize(("level", "right", "wrong"), [(1, 1, 0), (2, 2, -2), (3, 3, -6)])
def test_certainty_gives_the_known_marks_scaled_to_the_points(level, right, wrong):
    assert weigh_certainty(RIGHT, level).fraction * 3 == right
    assert weigh_certainty(WRONG, level).fraction * 3 == wrong


def test_who_does_not_say_how_sure_is_taken_as_not_sure():
    for unsaid in (None, 0, 7):
        assert weigh_certainty(RIGHT, unsaid) == weigh_certainty(RIGHT, 1)
        assert weigh_certainty(WRONG, unsaid).fraction == 0


def test_the_line_of_the_kind_stays_and_another_one_says_why():
    lines = weigh_certainty(WRONG, 3).lines
    assert lines == (*WRONG.lines, Line("line-certainty-wrong", {"certainty": "3", "share": "-200"}))
    assert weigh_certainty(RIGHT, 2).lines[-1].params == {"certainty": "2", "share": "66.7"}


def test_honesty_pays():
    """The level that expects most: the first below two thirds of certainty, the third above four fifths."""

    def best(sure):
        worth = {level: sure * WHEN_RIGHT[level] + (1 - sure) * WHEN_WRONG[level] for level in CERTAINTIES}
        return max(worth, key=worth.__getitem__)

    assert [best(Fraction(n, 100)) for n in (0, 50, 66, 67, 79, 81, 100)] == [1, 1, 1, 2, 2, 3, 3]


@given(SHARES, SHARES, st.sampled_from(CERTAINTIES))
@settings(max_examples=60, deadline=None)
def test_a_better_response_is_never_worth_less(one, other, level):
    low, high = sorted((one, other))
    assert weigh_certainty(Mark(low, ()), level).fraction <= weigh_certainty(Mark(high, ()), level).fraction


def test_the_first_try_costs_nothing():
    assert charge_tries(RIGHT, 0, Terms()) is RIGHT


def test_each_earlier_try_costs_its_penalty_and_nothing_goes_below_zero():
    terms = Terms(penalty=Decimal("0.3"))
    worths = [charge_tries(RIGHT, earlier, terms).fraction for earlier in range(5)]
    assert worths == [1, Fraction(7, 10), Fraction(4, 10), Fraction(1, 10), 0]
    assert charge_tries(RIGHT, 1, terms).lines[-1] == Line("line-tries", {"tries": "2", "penalty": "30"})


@given(SHARES, st.integers(0, 9), st.decimals(0, 1, places=3))
@settings(max_examples=60, deadline=None)
def test_another_try_never_makes_a_response_worth_more(share, earlier, penalty):
    terms = Terms(penalty=penalty)
    now, then = (charge_tries(Mark(share, ()), count, terms).fraction for count in (earlier, earlier + 1))
    assert 0 <= then <= now <= share
