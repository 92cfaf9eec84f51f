from __future__ import annotations

import copy
from typing import Any

import pytest

from elearn.lrs.rules.sameness import fingerprint_statement
from tests.elearn.lrs.house import PASSED, account, new_id, statement
from tests.elearn.xapi.samples import FULL, change, drop

GROUP = {"objectType": "Group", "member": [account("a"), account("b") | {"name": "二"}]}
SUB = {"objectType": "SubStatement", **statement(), "timestamp": "2026-11-22T00:00:00Z"}


def same(first: dict[str, Any], second: dict[str, Any]) -> bool:
    return fingerprint_statement(first) == fingerprint_statement(second)


def test_a_copy_is_the_same() -> None:
    assert same(FULL, copy.deepcopy(FULL))
    assert len(fingerprint_statement(FULL)) == 32


def test_the_order_of_members_makes_no_difference() -> None:
    assert same(FULL, dict(reversed(FULL.items())))


@pytest.mark.parametrize("name", ["id", "stored", "authority", "version", "timestamp"])
def test_what_a_store_sets_makes_no_difference(name: str) -> None:
    assert same(FULL, drop(FULL, f"/{name}"))


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/verb/display", {"en": "another word"}),
        ("/object/definition", {"name": {"ja": "別の名"}}),
        ("/actor/name", "別の名"),
        ("/actor/member/0/name", "別の名"),
        ("/result/score/raw", 5.0),
        ("/result/score/max", 10.0),
        ("/context/registration", "12345678-1234-5678-9234-567812345679".upper()),
        ("/context/contextActivities/grouping", [{"id": "https://example.jp/course"}]),
        ("/context/contextActivities/other/0/definition", {}),
        ("/context/instructor", {"mbox": "mailto:teacher@example.jp"}),
    ],
)
def test_what_means_the_same_is_the_same(pointer: str, value: Any) -> None:
    assert same(FULL, change(FULL, pointer, value))


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/verb/id", PASSED),
        ("/object/id", "https://example.jp/items/2"),
        ("/actor/mbox", "mailto:other@example.jp"),
        ("/actor/member/0/mbox_sha1sum", "1" * 40),
        ("/result/score/raw", 6),
        ("/result/success", False),
        ("/result/response", "b"),
        ("/result/extensions", {}),
        ("/context/registration", "12345678-1234-5678-9234-567812345670"),
        ("/context/platform", "other"),
        ("/context/instructor", account("x")),
        ("/context/contextActivities/category", [{"id": "https://example.jp/category"}]),
        ("/attachments/0/sha2", "x"),
    ],
)
def test_what_means_something_else_is_different(pointer: str, value: Any) -> None:
    assert not same(FULL, change(FULL, pointer, value))


@pytest.mark.parametrize("name", ["result", "context", "attachments"])
def test_a_missing_part_is_a_difference(name: str) -> None:
    assert not same(FULL, drop(FULL, f"/{name}"))


def test_the_order_of_group_members_makes_no_difference() -> None:
    turned = {**GROUP, "member": GROUP["member"][::-1]}
    assert same(statement() | {"actor": GROUP}, statement() | {"actor": turned})
    assert not same(statement() | {"actor": GROUP}, statement() | {"actor": {**GROUP, "member": GROUP["member"][:1]}})


def test_default_types_make_no_difference() -> None:
    bare = {"actor": {"account": account("p")["account"]}, "verb": {"id": PASSED}, "object": {"id": "https://x.jp"}}
    full = {
        "actor": account("p"),
        "verb": {"id": PASSED},
        "object": {"objectType": "Activity", "id": "https://x.jp"},
    }
    assert same(bare, full)


def test_an_agent_and_an_activity_as_object_differ() -> None:
    agent = {"objectType": "Agent", "mbox": "mailto:a@x.jp"}
    assert not same(statement() | {"object": agent}, statement(what="mailto:a@x.jp"))
    assert not same(statement() | {"object": agent}, statement() | {"object": {**agent, "objectType": "Group"}})


def test_references_differ_by_their_target_in_any_case() -> None:
    uuid = new_id()
    reference = {"objectType": "StatementRef", "id": uuid}
    assert same(statement() | {"object": reference}, statement() | {"object": {**reference, "id": uuid.upper()}})
    assert not same(statement() | {"object": reference}, statement() | {"object": {**reference, "id": new_id()}})


def test_the_time_of_a_sub_statement_is_part_of_its_meaning() -> None:
    later = {**SUB, "timestamp": "2026-11-23T00:00:00Z"}
    assert same(statement() | {"object": SUB}, statement() | {"object": copy.deepcopy(SUB)})
    assert not same(statement() | {"object": SUB}, statement() | {"object": later})


def test_great_numbers_are_told_apart() -> None:
    one = statement(result={"extensions": {"https://x.jp/n": 10**30}})
    two = statement(result={"extensions": {"https://x.jp/n": 10**30 + 1}})
    assert not same(one, two)


def test_true_is_not_one() -> None:
    one = statement(result={"extensions": {"https://x.jp/n": 1}})
    assert not same(one, statement(result={"extensions": {"https://x.jp/n": True}}))
