"""A form gives nothing away: who knows nothing and only looks at the page does no better than chance."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from fractions import Fraction

import pytest

from quizzes import assemble, score_item, view_item
from tests.quizzes.builders import a_choice, a_matching, a_partial_choice, a_quiz, a_section, a_sequence, an_item

FORMS = 300
CHOICE = an_item("pick", body=a_choice(right="a", ids="abcd"))
PARTIAL = an_item("some", body=a_partial_choice("ab", "abcd"))
MATCHING = an_item("match", "matching", a_matching(spare=("ひひん",)))
SEQUENCE = an_item("order", "sequencing", a_sequence(scoring="position"))
QUIZ = a_quiz(a_section(CHOICE, PARTIAL, MATCHING, SEQUENCE))


def mean(item, guess):
    """What a way of guessing from the page alone earns on average over many forms."""
    total = Fraction(0)
    for seed in range(FORMS):
        view = view_item(item, assemble(QUIZ, seed), None, 1).body
        total += score_item(item, guess(view)).exact
    return float(total / FORMS)


PICKERS = {
    "first shown": lambda choices: choices[0].id,
    "last shown": lambda choices: choices[-1].id,
    "longest text": lambda choices: max(choices, key=lambda choice: len(choice.text)).id,
}


@pytest.mark.parametrize("name", sorted(PICKERS))
def test_a_single_choice_is_worth_one_in_four_to_a_guesser(name):
    earned = mean(CHOICE, lambda view: [PICKERS[name](view.choices)])
    assert 0.15 < earned < 0.35


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_picking_more_of_several_earns_a_guesser_nothing_much(count):
    """Right picks less wrong picks: a guesser of any appetite comes out at a sixth or less."""
    earned = mean(PARTIAL, lambda view: [choice.id for choice in view.choices[:count]])
    assert earned < 0.32
    assert mean(PARTIAL, lambda view: [choice.id for choice in view.choices]) == 0


@pytest.mark.parametrize(
    "arrange",
    [lambda rights: [right.id for right in rights], lambda rights: [rights[0].id] * len(rights)],
    ids=["as shown", "all the same"],
)
def test_rights_do_not_follow_the_lefts(arrange):
    """Three lefts, four rights: chance is a quarter."""
    earned = mean(MATCHING, lambda view: dict(zip("123", arrange(view.rights), strict=False)))
    assert 0.18 < earned < 0.32


def test_the_ids_of_rights_and_entries_do_not_follow_the_key():
    """Sorting by id is the one order that the page's source gives away: over many items it is worth chance."""
    pairs = entries = Fraction(0)
    for n in range(FORMS):
        matching = an_item("match", "matching", a_matching(*((f"左{k}", f"右{n}の{k}") for k in range(4))))
        pairs += score_item(matching, dict(zip("1234", sorted(matching.body.rights()), strict=True))).exact
        sequence = a_sequence(*(f"手順{n}の{k}" for k in range(4)), scoring="position")
        ids = sorted(entry.id for entry in sequence.entries)
        entries += score_item(an_item("order", "sequencing", sequence), ids).exact
    assert 0.18 < float(pairs / FORMS) < 0.32
    assert 0.18 < float(entries / FORMS) < 0.32


def test_entries_in_the_order_shown_are_never_the_whole_order():
    exact = dataclasses.replace(SEQUENCE, body=a_sequence())
    assert mean(exact, lambda view: [entry.id for entry in view.entries]) == 0


def test_entries_in_the_order_shown_stand_right_no_more_often_than_by_chance():
    assert mean(SEQUENCE, lambda view: [entry.id for entry in view.entries]) < 0.3


def test_two_learners_with_different_seeds_see_different_forms():
    forms = [assemble(QUIZ, seed) for seed in range(50)]
    assert len({tuple(sorted(form.choice_order.items())) for form in forms}) == 50


PROBE = """
from quizzes import assemble, load_quiz
text = open("tests/quizzes/data/every-kind.md", encoding="utf-8").read().replace('draw = "all"', "draw = 4")
quiz = load_quiz("every-kind.md", lambda path: text)
print(quiz.digest)
for seed in range(5):
    print(assemble(quiz, seed, ("every-choice",)))
"""


def test_another_process_makes_the_same_digest_and_the_same_forms():
    """Python shuffles its own hashing from process to process; nothing here may hang on it."""
    said = set()
    for salt in ("0", "1", "4711"):
        done = subprocess.run(
            [sys.executable, "-c", PROBE],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": salt, "PYTHONIOENCODING": "utf-8"},
        )
        said.add(done.stdout)
    assert len(said) == 1
    assert said.pop().count("Form(") == 5
