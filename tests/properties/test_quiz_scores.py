"""What holds for every score of every kind, whatever the key and whatever the response."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import score_item
from quizzes.kinds.lines import text_id
from tests.quizzes.builders import a_choice, a_matching, a_sequence, an_item

LETTERS = "abcdef"


@st.composite
def multiples(draw):
    ids = LETTERS[: draw(st.integers(3, 6))]
    right = draw(st.sets(st.sampled_from(ids), min_size=1, max_size=len(ids) - 1))
    return an_item(body=a_choice("".join(sorted(right)), ids, "multiple", "partial")), right, set(ids) - right


@settings(max_examples=60, deadline=None)
@given(multiples(), st.data())
def test_one_more_right_pick_never_costs_and_one_more_wrong_pick_never_earns(made, data):
    item, right, wrong = made
    picked = data.draw(st.sets(st.sampled_from(sorted(right | wrong))))
    before = score_item(item, sorted(picked)).exact
    for part in right - picked:
        assert score_item(item, sorted(picked | {part})).exact >= before
    for part in wrong - picked:
        assert score_item(item, sorted(picked | {part})).exact <= before


@settings(max_examples=40, deadline=None)
@given(multiples())
def test_only_the_key_itself_earns_everything(made):
    item, right, wrong = made
    everything = sorted(right | wrong)
    full = [
        set(picked)
        for count in range(len(everything) + 1)
        for picked in combinations(everything, count)
        if score_item(item, list(picked)).exact == 1
    ]
    assert full == [right]


@pytest.mark.parametrize("scoring", ["exact", "position"])
@pytest.mark.parametrize("count", [3, 4, 5])
def test_of_all_orders_one_earns_everything_and_none_misses_by_one_alone(scoring, count):
    body = a_sequence(*(f"手順{n}" for n in range(count)), scoring=scoring)
    item = an_item(kind="sequencing", body=body)
    shares = [score_item(item, list(order)).exact for order in permutations(entry.id for entry in body.entries)]
    assert shares.count(1) == 1
    assert Fraction(count - 1, count) not in shares
    # By position every entry stands right in one order of ``count``: on average that is one entry.
    assert sum(shares) / len(shares) == (Fraction(1, count) if scoring == "position" else Fraction(1, len(shares)))


@pytest.mark.parametrize("spare", [0, 1, 2])
def test_guessing_pairs_earns_one_in_as_many_as_there_are_rights(spare):
    body = a_matching(("犬", "わん"), ("猫", "にゃあ"), spare=[f"余り{n}" for n in range(spare)])
    item = an_item(kind="matching", body=body)
    rights = list(body.rights())
    shares = [score_item(item, {"1": one, "2": other}).exact for one in rights for other in rights]
    assert sum(shares) / len(shares) == Fraction(1, len(rights))
    assert score_item(item, {"1": text_id("わん"), "2": text_id("にゃあ")}).exact == 1


@pytest.mark.parametrize("count", [3, 4, 6])
def test_guessing_a_choice_earns_one_in_as_many_as_there_are(count):
    item = an_item(body=a_choice("a", LETTERS[:count]))
    assert sum(score_item(item, [part]).exact for part in LETTERS[:count]) == 1
