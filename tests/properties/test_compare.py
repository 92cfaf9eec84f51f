"""Comparing is fair: equal things differ in nothing, and what one side calls added the other calls removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import KINDS, load_bank, mend_quiz
from quizzes.compare import ADDED, CHANGED, REGRADABLE, REMOVED, RESHAPED, compare_items, compare_quizzes, find_effects
from quizzes.digest import digest_item, digest_quiz
from quizzes.model import Item, Quiz, Section

EXAMPLES = [
    replace(load_bank("x.md", example.text).items[0], id=f"{kind.name}-{number}".replace("_", "-"))
    for kind in KINDS.values()
    for number, example in enumerate(kind.examples(), start=1)
]
"""An item of every kind and more."""

CHANGES = (
    lambda item: item,
    lambda item: replace(item, stem=item.stem + "（改）"),
    lambda item: replace(item, points=item.points + 1),
    lambda item: replace(item, explanation=item.explanation + "（補足）"),
    lambda item: replace(item, tags=("新しい",)),
    lambda item: replace(item, use="practice" if item.use == "test" else "test"),
)


@st.composite
def banks(draw: st.DrawFn) -> dict[str, Item]:
    chosen = draw(st.lists(st.sampled_from(EXAMPLES), max_size=5, unique_by=lambda item: item.id))
    return {item.id: draw(st.sampled_from(CHANGES))(item) for item in chosen}


def quiz_of(items: dict[str, Item], mastery: str = "0.8") -> Quiz:
    section = Section("節", tuple(items.values()), None, None)
    quiz = Quiz("q", "題", Decimal(mastery), None, timedelta(0), "deferred", 5, None, True, (section,), "")
    return replace(quiz, digest=digest_quiz(quiz))


@given(banks())
@settings(max_examples=40)
def test_a_bank_does_not_differ_from_itself(items: dict[str, Item]) -> None:
    assert compare_items(items, items) == ()
    assert compare_quizzes(quiz_of(items), quiz_of(items)) is None
    assert find_effects(quiz_of(items), quiz_of(items)) == {}


@given(banks(), banks())
@settings(max_examples=80)
def test_both_directions_tell_the_same(old: dict[str, Item], new: dict[str, Item]) -> None:
    there = {one.id: one for one in compare_items(old, new)}
    back = {one.id: one for one in compare_items(new, old)}
    assert there.keys() == back.keys()
    mirrored = {ADDED: REMOVED, REMOVED: ADDED, CHANGED: CHANGED}
    for ident, one in there.items():
        other = back[ident]
        assert other.how == mirrored[one.how]
        assert (one.old, one.new, one.key, one.points) == (other.new, other.old, other.key, other.points)
        assert [(field.name, field.old, field.new) for field in one.fields] == [
            (field.name, field.new, field.old) for field in other.fields
        ]


@given(banks(), banks())
@settings(max_examples=80)
def test_exactly_what_differs_is_told(old: dict[str, Item], new: dict[str, Item]) -> None:
    told = {one.id: one.how for one in compare_items(old, new)}
    assert {ident for ident, how in told.items() if how == ADDED} == new.keys() - old.keys()
    assert {ident for ident, how in told.items() if how == REMOVED} == old.keys() - new.keys()
    assert {ident for ident, how in told.items() if how == CHANGED} == {
        ident for ident in old.keys() & new.keys() if digest_item(old[ident]) != digest_item(new[ident])
    }
    for one in compare_items(old, new):
        assert one.fields, "a change without a part that changed says nothing"


@given(banks(), banks())
@settings(max_examples=60)
def test_effects_are_those_of_regrading(old: dict[str, Item], new: dict[str, Item]) -> None:
    effects = find_effects(quiz_of(old), quiz_of(new))
    mending = mend_quiz(quiz_of(old), new)
    assert {ident for ident, effect in effects.items() if effect == REGRADABLE} == set(mending.changed)
    assert {ident for ident, effect in effects.items() if effect == RESHAPED} <= old.keys() & new.keys()
    assert effects.keys() <= {one.id for one in compare_items(old, new)}


@pytest.mark.parametrize("item", EXAMPLES, ids=lambda item: item.id)
def test_words_around_a_key_are_no_other_key(item: Item) -> None:
    for change, marked in ((1, False), (3, False), (4, False), (5, False)):
        changed = CHANGES[change](item)
        (one,) = compare_items({item.id: item}, {item.id: changed})
        assert (one.key, one.points) == (marked, False)
    (one,) = compare_items({item.id: item}, {item.id: CHANGES[2](item)})
    assert one.points
    assert [field.name for field in one.fields][:1] == ["points"]


def test_a_pass_mark_alone_changes_the_quiz_and_no_item() -> None:
    items = {item.id: item for item in EXAMPLES[:3]}
    change = compare_quizzes(quiz_of(items), quiz_of(items, "0.9"))
    assert change is not None
    assert [(field.name, field.old, field.new) for field in change.settings] == [("mastery", "0.8", "0.9")]
    assert change.items == ()
