from dataclasses import replace
from decimal import Decimal

import pytest

from quizzes import assemble, mend_quiz, score_attempt
from quizzes.digest import digest_quiz
from tests.quizzes.builders import (
    a_choice,
    a_matching,
    a_number,
    a_quiz,
    a_section,
    a_sequence,
    a_text,
    an_item,
    some_items,
)

OLD = an_item("one", body=a_choice("b"))


def mended(old, new):
    quiz = a_quiz(a_section(old, *some_items(2)))
    return mend_quiz(quiz, {item.id: item for item in (new, *some_items(2))})


def test_the_same_items_change_nothing():
    quiz = a_quiz(a_section(OLD))
    mending = mend_quiz(quiz, {"one": OLD})
    assert (mending.quiz, mending.changed, mending.problems) == (quiz, (), ())


def test_a_mended_key_scores_old_responses_anew():
    mending = mended(OLD, replace(OLD, body=a_choice("c")))
    assert mending.changed == ("one",)
    assert mending.quiz.digest == digest_quiz(mending.quiz)
    form = assemble(mending.quiz, 3)
    assert score_attempt(mending.quiz, form, {"one": ["c"]}).items["one"].exact == 1
    assert score_attempt(mending.quiz, form, {"one": ["b"]}).items["one"].exact == 0


def test_what_was_asked_and_the_terms_stay_as_they_were():
    new = replace(OLD, stem="別の本文", points=Decimal(3), explanation="直した解説", objective="other")
    item = mended(OLD, new).quiz.items()["one"]
    assert (item.stem, item.objective) == (OLD.stem, OLD.objective)
    assert (item.points, item.explanation) == (3, "直した解説")


def test_choices_that_were_moved_are_still_the_same_choices():
    moved = replace(a_choice("b"), choices=tuple(replace(one, id=ident) for one, ident in
                                                 zip(reversed(a_choice("b").choices), "abc", strict=True)))  # fmt: skip
    mending = mended(OLD, replace(OLD, body=moved))
    form = assemble(mending.quiz, 3)
    assert score_attempt(mending.quiz, form, {"one": ["b"]}).items["one"].exact == 1
    assert score_attempt(mending.quiz, form, {"one": ["c"]}).items["one"].exact == 0


def test_a_choice_reworded_in_its_place_is_the_same_choice():
    first, *rest = a_choice("a").choices
    mending = mended(OLD, replace(OLD, body=replace(a_choice("a"), choices=(replace(first, text="言い直し"), *rest))))
    assert (mending.changed, mending.problems) == (("one",), ())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (a_choice("b"), a_choice("b", ids="abcd")),
        (a_choice("b"), a_choice("ab", select="multiple")),
        (a_matching(), a_matching(("鳥", "ちゅん"), ("猫", "にゃあ"), ("牛", "もう"))),
        (a_sequence(), a_sequence("起きる", "寝る")),
    ],
)
def test_what_was_built_anew_keeps_its_old_key_and_is_named(old, new):
    kind = {"ChoiceBody": "choice", "MatchingBody": "matching", "SequencingBody": "sequencing"}[type(old).__name__]
    before = an_item("one", kind=kind, body=old)
    mending = mended(before, replace(before, body=new))
    assert mending.changed == ()
    assert [(one.code, one.params) for one in mending.problems] == [("regrade-item-reshaped", {"id": "one"})]


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("numeric", a_number("32"), a_number("33")),
        ("fill_in", a_text("DX"), a_text("DX", "デジタル変革")),
        ("sequencing", a_sequence("起きる", "食べる"), a_sequence("食べる", "起きる")),
    ],
)
def test_keys_of_other_kinds_are_mended_too(kind, old, new):
    before = an_item("one", kind=kind, body=old)
    assert mended(before, replace(before, body=new)).changed == ("one",)


def test_an_item_that_is_gone_or_of_another_kind_keeps_its_old_key():
    assert mend_quiz(a_quiz(a_section(OLD)), {}).problems[0].code == "regrade-item-gone"
    other = an_item("one", kind="numeric", body=a_number())
    assert mended(OLD, other).problems[0].code == "regrade-item-reshaped"
