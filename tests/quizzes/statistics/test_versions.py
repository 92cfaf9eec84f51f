from dataclasses import replace
from fractions import Fraction

import pytest

from quizzes import Observation, digest_item, statistics
from quizzes.statistics.versions import part_versions
from tests.quizzes.builders import a_choice, an_item

OLD, OTHER = an_item("one", body=a_choice("b")), an_item("two")
NEW = replace(OLD, body=a_choice("c"))


def seen(mark, item=OLD, choice="b"):
    marks = {"one": Fraction(mark), "two": Fraction(1)}
    return {"one": item, "two": OTHER}, Observation(marks, {"one": [choice], "two": ["b"]})


def test_items_that_were_always_the_same_keep_their_ids():
    items, observations = part_versions([seen(1), seen(0)])
    assert items == {"one": OLD, "two": OTHER}
    assert observations == [seen(1)[1], seen(0)[1]]


def test_a_mended_item_is_another_item_to_the_statistics():
    items, observations = part_versions([seen(1), seen(0, NEW), seen(1, NEW, "c")])
    old, new = (f"one@{digest_item(item)[:8]}" for item in (OLD, NEW))
    assert set(items) == {old, new, "two"}
    assert [set(one.marks) for one in observations] == [{old, "two"}, {new, "two"}, {new, "two"}]
    figures = {one.id: one.figures for one in statistics(items, observations).items}
    assert {name: (one.count, one.facility) for name, one in figures.items()} == {
        old: (1, 1.0),
        new: (2, 0.5),
        "two": (3, 1.0),
    }


def test_only_what_counts_makes_a_version():
    moved = replace(OLD, path="elsewhere.md", line=99)
    assert set(part_versions([seen(1), seen(1, moved)])[0]) == {"one", "two"}


def test_a_mark_of_an_item_that_was_not_there_is_an_error():
    with pytest.raises(KeyError):
        part_versions([({"two": OTHER}, seen(1)[1])])
