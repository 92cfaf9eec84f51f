"""Definitions of activities: where they stand, and how they are merged."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.lrs.rules.definitions import collect_definitions, list_activities, merge_definition
from tests.elearn.lrs.house import account, reference, statement

WORDS = st.dictionaries(st.sampled_from(["ja", "en", "en-GB"]), st.text(max_size=3), max_size=3)
DEFINITIONS = st.fixed_dictionaries(
    {},
    optional={
        "name": WORDS,
        "description": WORDS,
        "type": st.sampled_from(["https://x.example.jp/t", "https://x.example.jp/u"]),
        "extensions": st.dictionaries(st.sampled_from(["urn:a", "urn:b"]), st.integers(0, 2), max_size=2),
    },
)


def activity(key: str, /, **definition: Any) -> dict[str, Any]:
    return {"id": f"https://x.example.jp/{key}", **({"definition": definition} if definition else {})}


def test_activities_are_found_everywhere() -> None:
    inner = {**statement(), "object": activity("in"), "context": {"contextActivities": {"other": activity("deep")}}}
    value = statement(context={"contextActivities": {"parent": [activity("a"), activity("b")], "other": activity("c")}})
    value["object"] = {"objectType": "SubStatement", **inner}
    assert [one["id"].rpartition("/")[2] for one in list_activities(value)] == ["in", "deep", "a", "b", "c"]


def test_what_is_no_activity_is_not_found() -> None:
    assert list(list_activities(reference("x"))) == []
    assert list(list_activities(statement() | {"object": account("p")})) == []


def test_only_definitions_that_say_something_count() -> None:
    named = activity("a", name={"ja": "講座"})
    value = statement(context={"contextActivities": {"parent": [named, activity("b") | {"definition": {}}]}})
    assert list(collect_definitions(value)) == [(named["id"], named["definition"])]


def test_the_newer_word_wins_and_languages_add_up() -> None:
    old = {"name": {"ja": "古", "en": "old"}, "type": "urn:t", "extensions": {"urn:a": {"x": 1}}, "moreInfo": "urn:m"}
    new = {"name": {"ja": "新"}, "type": "urn:u", "extensions": {"urn:b": 2}}
    assert merge_definition(old, new) == {
        "name": {"ja": "新", "en": "old"},
        "type": "urn:u",
        "extensions": {"urn:a": {"x": 1}, "urn:b": 2},
        "moreInfo": "urn:m",
    }


@settings(max_examples=60)
@given(DEFINITIONS, DEFINITIONS, DEFINITIONS)
def test_merging_is_repeatable_and_groups_as_one_likes(one: Any, other: Any, third: Any) -> None:
    assert merge_definition(one, one) == one
    once = merge_definition(one, other)
    assert merge_definition(once, other) == once
    assert merge_definition(once, third) == merge_definition(one, merge_definition(other, third))
