"""The Person object."""

from __future__ import annotations

from elearn.lrs.rules.people import describe_person, list_names
from elearn.lrs.rules.terms import name_agent
from tests.elearn.lrs.house import account, statement


def test_every_member_of_a_person_is_an_array() -> None:
    actor = account("p") | {"name": "髙橋"}
    assert describe_person(actor, ["高橋", "髙橋"]) == {
        "objectType": "Person",
        "name": ["髙橋", "高橋"],
        "account": [account("p")["account"]],
    }


def test_an_unknown_person_has_its_identifier_only() -> None:
    assert describe_person({"mbox": "mailto:a@b.c"}, []) == {"objectType": "Person", "mbox": ["mailto:a@b.c"]}


def test_names_come_from_actor_object_and_members_with_this_identifier() -> None:
    term = name_agent(account("p"))
    value = statement() | {
        "actor": {"objectType": "Group", "member": [account("p") | {"name": "a"}, account("q") | {"name": "x"}]},
        "object": account("p") | {"name": "b"},
    }
    assert list(list_names(value, term)) == ["a", "b"]
    assert list(list_names(statement(), term)) == []


def test_an_activity_is_nobody() -> None:
    value = statement() | {"object": {"id": "https://x.example.jp/a", "definition": {"name": {"ja": "講座"}}}}
    assert list(list_names(value, name_agent(account("p-1")))) == []
