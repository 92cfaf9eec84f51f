"""What guessing earns: counted out over every response that a guesser could give."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from quizzes.kinds.lines import text_id
from quizzes.kinds.registry import KINDS
from quizzes.scoring import score_item
from quizzes.statistics.guess import guess_score
from tests.quizzes.builders import (
    a_choice,
    a_matching,
    a_number,
    a_partial_choice,
    a_sequence,
    a_text,
    an_item,
)


def mean_score(item, responses):
    scores = [score_item(item, response).exact for response in responses]
    return sum(scores, Fraction(0)) / len(scores)


@pytest.mark.parametrize("ids", ["abc", "abcde"])
def test_single_choice_is_one_of_the_choices(ids):
    item = an_item(body=a_choice(ids=ids))
    assert guess_score(item) == mean_score(item, [[part] for part in ids])


def test_true_or_false_is_a_half():
    item = an_item(kind="true_false", body=a_choice(right="b", ids="ab"))
    assert guess_score(item) == Fraction(1, 2)


def test_matching_is_one_of_the_rights_with_the_spare_ones():
    body = a_matching(("犬", "わん"), ("猫", "にゃあ"), spare=("もう",))
    item = an_item(kind="matching", body=body)
    picks = itertools.product(body.rights(), repeat=2)
    assert guess_score(item) == mean_score(item, [{"1": one, "2": two} for one, two in picks])


@pytest.mark.parametrize("scoring", ["exact", "position"])
def test_sequencing_is_the_mean_over_all_orders(scoring):
    item = an_item(kind="sequencing", body=a_sequence("い", "ろ", "は", "に", scoring=scoring))
    ids = [text_id(text) for text in "いろはに"]
    assert guess_score(item) == mean_score(item, [list(order) for order in itertools.permutations(ids)])


@pytest.mark.parametrize(("kind", "body"), [("numeric", a_number()), ("fill_in", a_text())])
def test_nobody_guesses_a_number_or_a_word(kind, body):
    assert guess_score(an_item(kind=kind, body=body)) == 0


def test_several_picks_and_unknown_kinds_cannot_be_told():
    assert guess_score(an_item(body=a_partial_choice())) is None
    assert guess_score(an_item(kind="other", body=object())) is None


def test_every_kind_of_ours_is_known():
    bodies = {
        "choice": a_choice(),
        "true_false": a_choice(ids="ab"),
        "matching": a_matching(),
        "sequencing": a_sequence(),
        "numeric": a_number(),
        "fill_in": a_text(),
    }
    for kind, body in bodies.items():
        assert kind in KINDS
        assert guess_score(an_item(kind=kind, body=body)) is not None


@pytest.mark.parametrize("scoring", ["exact", "position", "relative"])
def test_an_order_guessed_blindly_earns_what_all_orders_earn_on_average(scoring):
    item = an_item("order", "sequencing", a_sequence(scoring=scoring))
    orders = [list(one) for one in itertools.permutations(entry.id for entry in item.body.entries)]
    assert guess_score(item) == mean_score(item, orders)


@pytest.mark.parametrize("scoring", ["run", "subset"])
def test_the_longest_piece_is_not_guessed_about(scoring):
    assert guess_score(an_item("order", "sequencing", a_sequence(scoring=scoring))) is None


def test_a_penalty_makes_guessing_worth_less():
    item = an_item(body=replace(a_choice(), penalty=Decimal("0.5")))
    assert guess_score(item) == mean_score(item, [["a"], ["b"], ["c"]]) == 0
