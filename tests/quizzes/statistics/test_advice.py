"""Advice: each sign is told when it is there, and nothing when there is none."""

from __future__ import annotations

import pytest

from quizzes.statistics.advice import RELIABLE, advise
from quizzes.statistics.model import Figures, PickRow
from tests.quizzes.builders import a_choice, a_number, an_item

SOUND = {"facility": 0.6, "guess": 0.25, "discrimination": 0.4}


def figures(count=100, **changes):
    return Figures(count, **{**SOUND, **changes})


def picks(*rows):
    """Rows of (text, right, count, mean elsewhere)."""
    return tuple(PickRow("", text, right, count, count / 100, mean) for text, right, count, mean in rows)


USED = picks(("甲", True, 60, 5.0), ("乙", False, 30, 3.0), ("丙", False, 10, 2.0))


def codes(body=None, table=USED, **changes):
    return [line.code for line in advise(an_item(body=body or a_choice()), figures(**changes), table)]


def test_a_sound_item_gets_no_advice():
    assert codes() == []


def test_a_small_group_gets_no_other_advice_than_that():
    lines = advise(an_item(), figures(count=RELIABLE - 1, discrimination=-0.9), USED)
    assert [(line.code, line.params) for line in lines] == [
        ("advice-few-attempts", {"count": str(RELIABLE - 1), "least": str(RELIABLE)})
    ]
    assert codes(count=RELIABLE, discrimination=-0.9) == ["advice-check-key"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"discrimination": -0.01}, "advice-check-key"),
        ({"discrimination": 0.19}, "advice-hardly-discriminates"),
        ({"discrimination": 0.0}, "advice-hardly-discriminates"),
        ({"facility": 0.25}, "advice-guessing-level"),
        ({"facility": 0.1}, "advice-guessing-level"),
        ({"facility": 0.1, "guess": 0.0}, "advice-too-hard"),
        ({"facility": 0.2, "guess": None}, "advice-too-hard"),
        ({"facility": 0.95}, "advice-too-easy"),
        ({"facility": 1.0, "discrimination": None}, "advice-too-easy"),
    ],
)
def test_one_sign_one_advice(changes, code):
    assert codes(**changes) == [code]


def test_figures_that_cannot_be_told_give_no_advice():
    assert codes(facility=None, discrimination=None) == []


def test_a_choice_that_the_better_prefer_points_to_the_key():
    table = picks(("甲", True, 30, 3.0), ("乙", False, 60, 4.0), ("丙", False, 10, 1.0))
    assert codes(table=table) == ["advice-choice-preferred"]
    less = picks(("甲", True, 30, 3.0), ("乙", False, 60, 2.0), ("丙", False, 10, 1.0))
    assert codes(table=less) == []


def test_those_who_gave_nothing_are_no_rival_of_the_key():
    assert codes(table=picks(("甲", True, 30, 3.0), ("", False, 60, 4.0))) == []


def test_rivals_are_looked_for_within_a_group_only():
    table = (
        PickRow("犬", "わん", True, 50, 0.5, 3.0),
        PickRow("犬", "もう", False, 10, 0.1, 9.0),
        PickRow("猫", "にゃあ", True, 5, 0.05, 3.0),
    )
    assert codes(table=table, body=a_number()) == []


def test_a_choice_that_nobody_takes_is_named():
    table = picks(("甲", True, 60, 5.0), ("乙", False, 40, 3.0), ("丙", False, 0, 0.0))
    (line,) = advise(an_item(), figures(), table)
    assert (line.code, line.params) == ("advice-choice-unused", {"text": "丙"})


def test_shares_are_told_as_people_read_them():
    (line,) = advise(an_item(), figures(discrimination=-0.128), USED)
    assert line.params == {"index": "-13%"}
    (line,) = advise(an_item(), figures(facility=0.2, guess=0.25), USED)
    assert line.params == {"facility": "20%", "guess": "25%"}
