"""Draws that know what a person met before: fresh items first, then what was met longest ago."""

from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import LAYER, assemble, push_layer
from tests.quizzes.builders import a_quiz, a_section, some_items

POOL = some_items(12, objectives=("why", "how", "who"))
QUIZ = a_quiz(a_section(*POOL, draw=4))


def test_one_attempt_after_the_other_meets_every_item_before_any_comes_again():
    avoid, met = (), []
    for seed in (3, 1, 4, 1, 5, 9):
        form = assemble(QUIZ, seed, avoid)
        met.append(set(form.item_ids))
        avoid = push_layer(form.item_ids, avoid)
    assert set.union(*met[:3]) == {item.id for item in POOL}
    assert met[0] == met[3]
    assert met[1] == met[4]
    assert met[2] == met[5]


def test_the_same_seed_and_history_give_the_same_form_and_another_history_does_not():
    avoid = push_layer(assemble(QUIZ, 2).item_ids, push_layer(assemble(QUIZ, 1).item_ids, ()))
    assert assemble(QUIZ, 5, avoid) == assemble(QUIZ, 5, list(avoid))
    assert assemble(QUIZ, 5, avoid) != assemble(QUIZ, 5)


def test_a_layer_names_an_item_once_and_the_newest_counts():
    assert push_layer(["b", "a"], ("a", "c", LAYER, "d", "b")) == ("b", "a", LAYER, "c", LAYER, "d")
    assert push_layer(["a"], ()) == ("a",)
    assert push_layer([], ("a", LAYER, "b")) == ("a", LAYER, "b")


def test_a_history_never_grows_beyond_the_pool():
    avoid = ()
    for seed in range(100):
        avoid = push_layer(assemble(QUIZ, seed, avoid).item_ids, avoid)
        assert len(avoid) < 2 * len(POOL)
    assert {one for one in avoid if one} == {item.id for item in POOL}


def test_a_pair_of_quizzes_shares_no_item_where_the_bank_allows_it():
    before = assemble(QUIZ, 11).item_ids
    after = assemble(a_quiz(a_section(*POOL, draw=8)), 12, push_layer(before, ())).item_ids
    assert not {*before} & {*after}
    everything = assemble(a_quiz(a_section(*POOL, draw=10)), 12, push_layer(before, ())).item_ids
    assert len({*before} & {*everything}) == 2


@given(st.lists(st.integers(0, 99), max_size=6), st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_no_item_is_met_again_while_fresh_ones_remain(seeds, draw):
    quiz, avoid = a_quiz(a_section(*POOL, draw=draw)), ()
    for seed in seeds:
        ids = assemble(quiz, seed, avoid).item_ids
        known = {one for one in avoid if one}
        fresh = len(POOL) - len(known)
        assert len({*ids} - known) == min(fresh, draw)
        avoid = push_layer(ids, avoid)
