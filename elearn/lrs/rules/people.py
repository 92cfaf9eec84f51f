"""The Person object of the agents resource (1.0.3 communication, section 2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from elearn.lrs.rules.terms import Term, name_agent
from elearn.xapi.check_actors import IDENTIFIERS

Person = dict[str, Any]


def describe_person(actor: Mapping[str, Any], names: Iterable[str]) -> Person:
    """A person whose members are all arrays; the name in the request counts as one."""
    called = dict.fromkeys([*([actor["name"]] if "name" in actor else []), *names])
    person: Person = {"objectType": "Person"}
    if called:
        person["name"] = list(called)
    person |= {key: [actor[key]] for key in IDENTIFIERS if key in actor}
    return person


def list_names(statement: Mapping[str, Any], term: Term | None) -> Iterator[str]:
    """The names by which a statement's actor or object calls this agent."""
    for one in (statement["actor"], statement["object"]):
        for agent in (one, *one.get("member", ())):
            if "name" in agent and "definition" not in agent and name_agent(agent) == term:
                yield agent["name"]
