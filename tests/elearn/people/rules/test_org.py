from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.people.rules.org import Unit, find_cycles, list_subtree, order_tree, walk_up

CITY = {"10": None, "11": "10", "12": "10", "111": "11", "20": None}


def test_a_unit_and_all_below_it() -> None:
    assert list_subtree(CITY, "10") == {"10", "11", "12", "111"}
    assert list_subtree(CITY, "111") == {"111"}
    assert list_subtree(CITY, "99") == frozenset()


def test_the_way_up() -> None:
    assert list(walk_up(CITY, "111")) == ["111", "11", "10"]
    assert list(walk_up(CITY, "99")) == []


def test_a_parent_that_is_not_there_ends_the_way() -> None:
    assert list(walk_up({"11": "10"}, "11")) == ["11"]


def test_cycles_are_found_once_each_and_do_not_hang_the_walks() -> None:
    ring = {"a": "b", "b": "c", "c": "a", "d": "a", "e": "e", "f": None}
    assert find_cycles(ring) == [("a", "b", "c"), ("e",)]
    assert list(walk_up(ring, "d")) == ["d", "a", "b", "c"]
    assert list_subtree(ring, "a") == {"a", "b", "c", "d"}


def test_a_forest_has_no_cycle() -> None:
    assert find_cycles(CITY) == []


def test_the_tree_is_listed_with_children_under_their_parent() -> None:
    units = [Unit("20", "市民部"), Unit("12", "総務課", "10"), Unit("10", "総務部"), Unit("11", "人事課", "10")]
    assert [(depth, unit.code) for depth, unit in order_tree(units)] == [(0, "10"), (1, "11"), (1, "12"), (0, "20")]


def test_a_unit_without_its_parent_stands_at_the_top() -> None:
    assert order_tree([Unit("11", "人事課", "10")]) == [(0, Unit("11", "人事課", "10"))]


@settings(max_examples=80)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.none() | st.sampled_from("abcdefgh"), max_size=8))
def test_going_down_and_going_up_agree(parents: dict[str, str | None]) -> None:
    if find_cycles(parents):
        return
    for root in parents:
        for code in parents:
            assert (code in list_subtree(parents, root)) == (root in walk_up(parents, code))


@settings(max_examples=80)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.none() | st.sampled_from("abcdefgh"), max_size=8))
def test_every_unit_of_a_forest_is_listed_once(parents: dict[str, str | None]) -> None:
    if find_cycles(parents):
        return
    listed = [unit.code for _, unit in order_tree(Unit(code, code, parent) for code, parent in parents.items())]
    assert sorted(listed) == sorted(parents)
