from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.queries import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    SingleQuery,
    StatementQuery,
    limit_authority,
    parse_query,
    parse_statement_id,
)
from elearn.lrs.rules.terms import Term, name_agent
from tests.elearn.lrs.house import account

ID = "12345678-1234-5678-9234-567812345678"
AGENT = json.dumps(account("p"))


def parse(**parameters: str) -> StatementQuery | SingleQuery:
    return parse_query({name: [value] for name, value in parameters.items()})


def search(**parameters: str) -> StatementQuery:
    query = parse(**parameters)
    assert isinstance(query, StatementQuery)
    return query


def refused(parameters: dict[str, list[str]]) -> list[tuple[str, str]]:
    with pytest.raises(LrsFault) as raised:
        parse_query(parameters)
    assert (raised.value.status, raised.value.code) == (400, "bad-parameters")
    return [(problem.pointer, problem.code) for problem in raised.value.problems]


def test_no_parameters_search_everything() -> None:
    assert search() == StatementQuery(limit=DEFAULT_LIMIT)


@pytest.mark.parametrize(("text", "limit"), [("1", 1), ("0", MAX_LIMIT), ("500", 500), ("501", MAX_LIMIT), ("007", 7)])
def test_limits(text: str, limit: int) -> None:
    assert search(limit=text).limit == limit


@pytest.mark.parametrize(("text", "value"), [("true", True), ("false", False), ("True", True), ("FALSE", False)])
@pytest.mark.parametrize("name", ["ascending", "related_agents", "related_activities"])
def test_flags(name: str, text: str, value: bool) -> None:
    assert getattr(search(**{name: text}), name) is value


def test_terms_are_digests() -> None:
    agent = name_agent(account("p"))
    assert agent
    query = search(agent=AGENT, verb="https://x.jp/v", activity="https://x.jp/a", registration=ID.upper())
    assert query.agent == agent.digest
    assert query.verb == Term("verb", "https://x.jp/v").digest
    assert query.activity == Term("activity", "https://x.jp/a").digest
    assert query.registration == Term("registration", ID).digest


def test_moments_are_microseconds() -> None:
    query = search(since="1970-01-01T00:00:01Z", until="1970-01-01T09:00:02+09:00")
    assert (query.since, query.until) == (1_000_000, 2_000_000)


@pytest.mark.parametrize("form", ["exact", "ids", "canonical"])
def test_forms(form: str) -> None:
    assert search(format=form).format == form
    single = parse(statementId=ID, format=form)
    assert single.format == form


@pytest.mark.parametrize(("name", "voided"), [("statementId", False), ("voidedStatementId", True)])
def test_single_statements(name: str, voided: bool) -> None:
    assert parse(**{name: ID}) == SingleQuery(uuid=UUID(ID), voided=voided)
    assert parse(**{name: ID, "attachments": "false", "format": "ids"}) == SingleQuery(
        uuid=UUID(ID), voided=voided, format="ids"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "-1"),
        ("limit", "1.5"),
        ("limit", ""),
        ("limit", "x"),
        ("limit", "１"),
        ("limit", "9" * 5000),
        ("ascending", "1"),
        ("ascending", ""),
        ("related_agents", "yes"),
        ("attachments", "no"),
        ("since", "2026-11-22"),
        ("until", ""),
        ("until", "2026-11-22T00:00:00-00:00"),
        ("format", "EXACT"),
        ("verb", "passed"),
        ("verb", ""),
        ("activity", "a"),
        ("registration", "1"),
        ("statementId", "1"),
        ("voidedStatementId", ""),
        ("agent", "{}"),
        ("agent", "p"),
        ("agent", "[]"),
        ("agent", '{"mbox": "a@x.jp"}'),
        ("agent", '{"mbox": "mailto:a@x.jp", "mbox": "mailto:b@x.jp"}'),
        ("agent", '{"objectType": "Group", "member": [{"mbox": "mailto:a@x.jp"}]}'),
        ("agent", "[" * 3000),
    ],
)
def test_ill_formed_values(name: str, value: str) -> None:
    assert refused({name: [value]}) == [(f"?{name}", "bad-parameter")]


@pytest.mark.parametrize("name", ["statementid", "StatementId", "Limit", "method", "content", "", "x" * 500])
def test_unknown_names(name: str) -> None:
    assert refused({name: ["1"]}) == [(f"?{name}"[:100], "unknown-parameter")]


def test_a_name_twice() -> None:
    assert refused({"limit": ["1", "2"]}) == [("?limit", "repeated-parameter")]


def test_every_fault_is_told() -> None:
    faults = refused({"limit": ["x"], "verb": ["y"], "foo": ["z"], "since": ["1", "2"]})
    assert {code for _, code in faults} == {"bad-parameter", "unknown-parameter", "repeated-parameter"}
    assert len(faults) == 4


@pytest.mark.parametrize(
    "other",
    ["agent", "verb", "activity", "registration", "related_activities", "related_agents", "since", "until", "limit"],
)
@pytest.mark.parametrize("name", ["statementId", "voidedStatementId"])
def test_nothing_but_form_and_attachments_beside_an_id(name: str, other: str) -> None:
    good: dict[str, Any] = {
        "agent": AGENT,
        "verb": "https://x.jp",
        "activity": "https://x.jp",
        "registration": ID,
        "since": "2026-11-22T00:00:00Z",
        "until": "2026-11-22T00:00:00Z",
        "limit": "1",
    }
    assert refused({name: [ID], other: [good.get(other, "true")]}) == [(f"?{other}", "unfit-parameter")]


def test_two_ids_are_one_too_many() -> None:
    assert refused({"statementId": [ID], "voidedStatementId": [ID]}) == [("?voidedStatementId", "unfit-parameter")]


def test_attachments_are_asked_for() -> None:
    assert refused({"attachments": ["yes"]}) == [("?attachments", "bad-parameter")]
    assert search(attachments="false") == StatementQuery()
    assert search(attachments="true") == StatementQuery(attachments=True)


def test_the_id_of_a_put() -> None:
    assert parse_statement_id({"statementId": [ID]}) == UUID(ID)


@pytest.mark.parametrize(
    "parameters", [{}, {"statementId": ["x"]}, {"voidedStatementId": [ID]}, {"statementId": [ID], "format": ["ids"]}]
)
def test_no_id_of_a_put(parameters: dict[str, list[str]]) -> None:
    with pytest.raises(LrsFault) as raised:
        parse_statement_id(parameters)
    assert raised.value.status == 400


def test_a_search_can_be_bound_to_an_authority() -> None:
    assert limit_authority(search(limit="3"), b"x") == StatementQuery(limit=3, authority=b"x")
    assert limit_authority(search(), None) == StatementQuery()
