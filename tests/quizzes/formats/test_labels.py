"""Labels: what a format has no place for goes out beside the item and comes back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizzes.formats.labels import Labels, read_labels, write_labels
from tests.quizzes.builders import an_item

WORDS = st.text(st.sampled_from("ab:統計-use"), min_size=1, max_size=10).filter(lambda word: word.strip() == word)


def test_the_settings_of_an_item_are_labels():
    item = an_item(tags=("must", "統計"), sources=("plan", "law"))
    assert write_labels(item, unit="%", fold="") == (
        "objective:why",
        "use:test",
        "source:plan",
        "source:law",
        "unit:%",
        "must",
        "統計",
    )


def test_labels_come_back():
    item = an_item(tags=("must",), sources=("plan",))
    labels = read_labels(write_labels(item, unit="%", points="2"))
    assert (labels.objective, labels.use, labels.sources, labels.tags) == ("why", "test", ("plan",), ("must",))
    assert (labels.setting("unit"), labels.setting("points"), labels.setting("fold")) == ("%", "2", "")


@given(st.lists(WORDS, unique=True, max_size=5).map(tuple))
def test_every_tag_comes_back_whatever_it_looks_like(tags):
    item = an_item(tags=tags, sources=("plan",))
    assert read_labels(write_labels(item)).tags == tags


def test_a_label_that_says_nothing_we_know_is_a_tag():
    labels = read_labels(["objective:何か", "use:sometimes", "level:2", "objective:"])
    assert labels.tags == ("objective:何か", "use:sometimes", "level:2", "objective:")
    assert (labels.objective, labels.use) == ("", "")


def test_a_second_objective_is_a_tag_and_not_lost():
    labels = read_labels(["objective:why", "objective:how"])
    assert (labels.objective, labels.tags) == ("why", ("objective:how",))


def test_a_tag_that_we_cannot_hold_is_named():
    assert read_labels(["a, b", "c"]).unusable == ("a, b",)
    assert read_labels(["a, b", "c"]).tags == ("c",)


def test_blank_and_double_labels_do_not_count():
    assert read_labels(["", " ", "a", "a "]) == Labels(tags=("a",), settings={})


def test_without_labels_every_setting_is_empty():
    assert Labels().setting("unit") == ""
