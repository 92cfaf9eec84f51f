"""Parameters are read strictly, and every fault is told at once."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.rules.parameters import (
    find_problem,
    read_actor,
    read_agent,
    read_flag,
    read_iri,
    read_moment,
    read_parameters,
    read_plain_iri,
    read_text,
    read_uuid,
    refuse_missing,
)
from elearn.lrs.rules.terms import Term, name_agent
from tests.elearn.lrs.house import NOON, account

READERS = {"flag": read_flag, "uuid": read_uuid}


def test_known_parameters_become_values() -> None:
    uuid = "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"
    assert read_parameters({"flag": ["TRUE"], "uuid": [uuid]}, READERS, "s") == {"flag": True, "uuid": UUID(uuid)}
    assert read_parameters({}, READERS, "s") == {}


def test_every_fault_is_told_at_once() -> None:
    given = {"flag": ["yes"], "uuid": ["1", "2"], "Flag": ["true"], "x" * 300: [""]}
    with pytest.raises(LrsFault) as caught:
        read_parameters(given, READERS, "s", [find_problem("more", "unfit-parameter", "s")])
    assert (caught.value.status, caught.value.code) == (400, "bad-parameters")
    assert [(one.pointer[:8], one.code) for one in caught.value.problems] == [
        ("?more", "unfit-parameter"),
        ("?flag", "bad-parameter"),
        ("?uuid", "repeated-parameter"),
        ("?Flag", "unknown-parameter"),
        ("?" + "x" * 7, "unknown-parameter"),
    ]
    assert max(len(one.pointer) for one in caught.value.problems) <= 100


def test_missing_ones_are_all_named() -> None:
    refuse_missing({"a": 0, "b": None}, ("a", "b"), "s")
    with pytest.raises(LrsFault) as caught:
        refuse_missing({"a": 1}, ("a", "b", "c"), "s")
    assert [one.params["name"] for one in caught.value.problems] == ["b", "c"]


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (read_flag, "false", False),
        (read_flag, "True", True),
        (read_moment, "2026-11-22T12:00:00+09:00", count_microseconds(NOON)),
        (read_text, "髙", "髙"),
        (read_iri("verb"), "https://x.example.jp/v", Term("verb", "https://x.example.jp/v").digest),
        (read_plain_iri, "urn:x:1", "urn:x:1"),
    ],
)
def test_good_values(reader: Any, text: str, value: Any) -> None:
    assert reader(text) == value


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (read_flag, "1"),
        (read_flag, ""),
        (read_moment, "2026-11-22"),
        (read_moment, "2026-11-22T12:00:00-00:00"),
        (read_uuid, "f81d4fae7dec11d0a76500a0c91e6bf6"),
        (read_text, ""),
        (read_text, "\ud800"),
        (read_iri("verb"), "passed"),
        (read_plain_iri, "no scheme"),
        (read_actor, "{"),
        (read_actor, "[]"),
        (read_actor, "{}"),
        (read_actor, '{"mbox": "x"}'),
        (read_actor, '{"mbox": "mailto:a@b.c", "extra": 1}'),
        (read_agent, '{"objectType": "Group", "member": [{"mbox": "mailto:a@b.c"}]}'),
    ],
)
def test_bad_values(reader: Any, text: str) -> None:
    with pytest.raises(ValueError):
        reader(text)


def test_an_agent_is_its_term_whatever_its_name() -> None:
    term = name_agent(account("p"))
    assert term is not None
    assert read_agent(json.dumps(account("p"))) == read_agent(json.dumps(account("p") | {"name": "髙"})) == term.digest
    assert read_actor(json.dumps(account("p")))["account"]["name"] == "p"
