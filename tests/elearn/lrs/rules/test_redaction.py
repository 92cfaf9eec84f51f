"""A pseudonym in an agent's place: everywhere it is named, nowhere else, and not another byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.lrs.rules.bodies import write_json
from elearn.lrs.rules.redaction import is_about, replace_agent
from elearn.lrs.rules.signatures import SIGNATURE
from elearn.lrs.rules.terms import Term, collect_terms, name_agent
from tests.elearn.lrs.house import account, reference, statement

HANAKO = {"objectType": "Agent", "name": "髙﨑 花子", "mbox": "mailto:hanako@example.jp"}
NOBODY = {"homePage": "https://elearn.example.jp/", "name": "erased-1"}


def term(agent: dict[str, Any]) -> Term:
    found = name_agent(agent)
    assert found
    return found


def redact(value: dict[str, Any], agent: dict[str, Any] = HANAKO) -> dict[str, Any]:
    done: dict[str, Any] = json.loads(replace_agent(write_json(value), term(agent), NOBODY))
    return done


def group(*members: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"objectType": "Group", "member": list(members), **more}


PLACES = {
    "actor": statement() | {"actor": HANAKO},
    "member": statement() | {"actor": group(account("p-2"), HANAKO)},
    "object": statement() | {"object": HANAKO},
    "object group": statement() | {"object": group(HANAKO)},
    "authority": statement(authority=HANAKO),
    "instructor": statement(context={"instructor": HANAKO}),
    "team": statement(context={"team": group(HANAKO, name="A")}),
    "contextAgents": statement(context={"contextAgents": [{"objectType": "contextAgent", "agent": HANAKO}]}),
    "contextGroups": statement(context={"contextGroups": [{"objectType": "contextGroup", "group": group(HANAKO)}]}),
    "inner actor": statement() | {"object": {"objectType": "SubStatement", **statement(), "actor": HANAKO}},
    "inner context": statement()
    | {"object": {"objectType": "SubStatement", **statement(context={"instructor": HANAKO})}},
}


@pytest.mark.parametrize("place", PLACES)
def test_an_agent_is_replaced_wherever_it_is_named(place: str) -> None:
    before = PLACES[place]
    assert term(HANAKO) in collect_terms(before)
    after = redact(before)
    text = json.dumps(after, ensure_ascii=False)
    assert "hanako" not in text
    assert "花子" not in text
    assert term(HANAKO) not in collect_terms(after)
    assert term({"account": NOBODY}) in collect_terms(after)
    assert set(collect_terms(after)) - {term({"account": NOBODY})} == set(collect_terms(before)) - {term(HANAKO)}


def test_others_stay_as_they_are() -> None:
    value = statement("p-7", context={"instructor": account("p-8") | {"name": "髙﨑"}})
    assert redact(value) == value
    both = statement() | {"actor": group(account("p-1") | {"name": "A"}, HANAKO)}
    assert redact(both)["actor"]["member"][0] == account("p-1") | {"name": "A"}


def test_what_is_no_agent_keeps_its_very_bytes() -> None:
    body = (
        b'{"actor":{"mbox":"mailto:hanako@example.jp"},"verb":{"id":"https://x.jp/v"},"object":{"id":"https://x.jp/a"},'
        b'"result":{"score":{"raw":8.00,"max":1e2},"duration":"P1Y2M"},'
        b'"context":{"extensions":{"https://x.jp/e":[12345678901234567890123, {"mbox":"mailto:hanako@example.jp"}]}}}'
    )
    done = replace_agent(body, term(HANAKO), NOBODY)
    for kept in (b'"raw":8.00', b'"max":1e2', b'"P1Y2M"', b"12345678901234567890123"):
        assert kept in done
    assert done.count(b"hanako") == 1, "what a sender hides in an extension is not an agent of the statement"


def test_an_identified_group_keeps_its_kind_and_members() -> None:
    team = group(account("p-2"), mbox="mailto:hanako@example.jp", name="係")
    done = redact(statement() | {"actor": team})["actor"]
    assert done == {"objectType": "Group", "member": [account("p-2")], "account": NOBODY}


def test_signatures_go_and_other_attachments_stay() -> None:
    def attachment(usage: str) -> dict[str, Any]:
        return {"usageType": usage, "display": {"en": "x"}, "contentType": "text/plain", "length": 1, "sha2": "00"}

    both = PLACES["actor"] | {"attachments": [attachment(SIGNATURE), attachment("https://x.jp/photo")]}
    assert redact(both)["attachments"] == [attachment("https://x.jp/photo")]
    alone = PLACES["actor"] | {"attachments": [attachment(SIGNATURE)]}
    assert "attachments" not in redact(alone)


@pytest.mark.parametrize(
    ("place", "own"),
    [("actor", True), ("object", True), ("inner actor", True), ("member", False), ("instructor", False)],
)
def test_a_record_of_somebody_is_one_that_is_about_nobody_else(place: str, own: bool) -> None:
    assert is_about(PLACES[place], term(HANAKO)) is own


def test_a_reference_is_about_its_actor_only() -> None:
    assert not is_about(reference("0" * 8), term(HANAKO))
    assert is_about(reference("0" * 8), term(account("p-9")))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(sorted(PLACES)), min_size=1, max_size=5), st.text(max_size=20))
def test_twice_is_once_and_the_meaning_beside_stays(places: list[str], words: str) -> None:
    value: dict[str, Any] = {}
    for place in places:
        value |= PLACES[place]
    value["result"] = {"response": words}
    once = replace_agent(write_json(value), term(HANAKO), NOBODY)
    assert replace_agent(once, term(HANAKO), NOBODY) == once
    assert json.loads(once)["result"] == {"response": words}
    assert json.loads(once)["verb"] == value["verb"]
