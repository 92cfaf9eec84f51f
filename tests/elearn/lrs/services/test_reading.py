"""Finding: every filter alone and together, bounds, order and pages; compared with a plain search in Python."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
import sqlite3
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.rules.queries import StatementQuery
from elearn.lrs.rules.terms import Term, name_agent
from elearn.lrs.services import Driver, find_one, find_page, find_statement, find_statements, store_statements
from elearn.lrs.tables import MentionRow, TermRow
from tests.elearn.lrs.house import AUTHORITY, NOON, VOIDED, account, body, reference, statement

REGISTRATION = "12345678-1234-5678-9234-567812345678"
VERBS = [f"https://x.jp/v/{number}" for number in range(2)]
PLACES = [f"https://x.jp/a/{number}" for number in range(3)]


def agent(name: str) -> bytes:
    term = name_agent(account(name))
    assert term
    return term.digest


def verb(iri: str) -> bytes:
    return Term("verb", iri).digest


def activity(iri: str) -> bytes:
    return Term("activity", iri).digest


@pytest.fixture
def world(session: Session) -> list[dict[str, Any]]:
    """Thirty statements, a second apart, in a plain list as the store should give them back (oldest first)."""
    values = []
    for number in range(30):
        context: dict[str, Any] = {"contextActivities": {"grouping": [{"id": PLACES[(number + 1) % 3]}]}}
        if number % 5 == 0:
            context["registration"] = REGISTRATION
        if number % 7 == 0:
            context["instructor"] = account("p-0")
        values.append(
            statement(f"p-{number % 4}", VERBS[number % 2], PLACES[number % 3], context=context, id=str(uuid4()))
        )
    for number, value in enumerate(values):
        store_statements(session, [body(value)], AUTHORITY, NOON + dt.timedelta(seconds=number))
    session.commit()
    return values


def ids(session: Session, query: StatementQuery) -> list[str]:
    found: list[str] = []
    rest: StatementQuery | None = query
    while rest is not None:
        page = find_statements(session, rest)
        assert len(page.bodies) <= query.limit
        found += [json.loads(one)["id"] for one in page.bodies]
        rest = page.rest
    return found


def is_by(value: dict[str, Any], name: str) -> bool:
    return bool(value["actor"] == account(name))


def is_around(value: dict[str, Any], place: str) -> bool:
    return place in (value["object"]["id"], value["context"]["contextActivities"]["grouping"][0]["id"])


@pytest.mark.parametrize("limit", [1, 7, 30, 100])
@pytest.mark.parametrize("ascending", [True, False])
def test_every_filter_agrees_with_a_plain_search(
    session: Session, world: list[dict[str, Any]], limit: int, ascending: bool
) -> None:
    cases: list[tuple[dict[str, Any], Any]] = [
        ({}, lambda one: True),
        ({"agent": agent("p-0")}, lambda one: is_by(one, "p-0")),
        (
            {"agent": agent("p-0"), "related_agents": True},
            lambda one: is_by(one, "p-0") or "instructor" in one["context"],
        ),
        ({"verb": verb(VERBS[1])}, lambda one: one["verb"]["id"] == VERBS[1]),
        ({"activity": activity(PLACES[2])}, lambda one: one["object"]["id"] == PLACES[2]),
        ({"activity": activity(PLACES[2]), "related_activities": True}, lambda one: is_around(one, PLACES[2])),
        (
            {"registration": Term("registration", REGISTRATION).digest},
            lambda one: one["context"].get("registration") == REGISTRATION,
        ),
        (
            {"agent": agent("p-1"), "verb": verb(VERBS[1]), "activity": activity(PLACES[0])},
            lambda one: is_by(one, "p-1") and one["verb"]["id"] == VERBS[1] and one["object"]["id"] == PLACES[0],
        ),
    ]
    for filters, test in cases:
        expected = [one["id"] for one in world if test(one)]
        assert expected
        query = StatementQuery(limit=limit, ascending=ascending, **filters)
        assert ids(session, query) == (expected if ascending else expected[::-1])


def draw_tale(rng: random.Random) -> list[dict[str, Any]]:
    """Statements in a disorder: references to earlier and later ones and to none, chains, and some that void."""
    names = [str(uuid4()) for _ in range(40)]
    tale = []
    for uuid in names:
        who, what = f"p-{rng.randrange(3)}", rng.choice(PLACES)
        one = statement(who, rng.choice(VERBS), what, id=uuid)
        if rng.random() < 0.4:
            one = reference(rng.choice(names), rng.choice([*VERBS, VOIDED]), id=uuid) | {"actor": account(who)}
        tale.append(one)
    return tale


def search_plainly(tale: list[dict[str, Any]], **wanted: str) -> set[str]:
    """Ids of what is found by an actor, a verb and an activity, each its own or that of a target down the chain."""
    known = {one["id"]: one for one in tale}
    voids = [one for one in tale if one["verb"]["id"] == VOIDED]
    gone = {one["object"]["id"] for one in voids} - {one["id"] for one in voids}
    found = set()
    for one in tale:
        chain, here = list[dict[str, Any]](), known.get(one["id"])
        while here and here not in chain:
            chain.append(here)
            here = known.get(here["object"]["id"])
        met: dict[str, set[str]] = {
            "agent": {link["actor"]["account"]["name"] for link in chain},
            "verb": {link["verb"]["id"] for link in chain},
            "activity": {link["object"]["id"] for link in chain},
        }
        if one["id"] not in gone and all(value in met[kind] for kind, value in wanted.items()):
            found.add(one["id"])
    return found


@pytest.mark.parametrize("noted", [True, False], ids=["verbs noted", "as older rows are"])
@pytest.mark.parametrize("seed", range(4))
def test_pages_agree_with_a_plain_search_whatever_refers_to_what(session: Session, seed: int, noted: bool) -> None:
    rng = random.Random(seed)
    tale = draw_tale(rng)
    for start in range(0, len(tale), 7):
        store_statements(session, [body(one) for one in tale[start : start + 7]], AUTHORITY, NOON)
    if not noted:
        session.execute(update(MentionRow).values(verb=None))
    order = [one["id"] for one in tale]
    for who, what, place in itertools.product([None, "p-0", "p-1"], [None, *VERBS, VOIDED], [None, PLACES[0]]):
        wanted = {name: value for name, value in (("agent", who), ("verb", what), ("activity", place)) if value}
        digests = {
            name: {"agent": agent, "verb": verb, "activity": activity}[name](one) for name, one in wanted.items()
        }
        expected = search_plainly(tale, **wanted)
        ascending = rng.random() < 0.5
        found = ids(session, StatementQuery(limit=rng.choice([3, 500]), ascending=ascending, **digests))
        assert found == sorted(expected, key=order.index, reverse=not ascending)


def test_a_page_by_agent_and_verb_looks_at_the_agents_mentions_alone(
    session: Session, world: list[dict[str, Any]]
) -> None:
    query = StatementQuery(agent=agent("p-1"), verb=verb(VERBS[1]))
    before = ids(session, query)
    (number,) = session.scalars(select(TermRow.id).where(TermRow.digest == verb(VERBS[1])))
    session.execute(delete(MentionRow).where(MentionRow.term_id == number))
    assert ids(session, query) == before != []
    # Where the verb is not noted, its own mention is asked for, and is gone.
    session.execute(update(MentionRow).values(verb=None))
    assert ids(session, query) == []


@pytest.mark.parametrize(
    ("since", "until", "numbers"),
    [
        (None, None, range(30)),
        (9, None, range(10, 30)),
        (None, 9, range(10)),
        (9, 19, range(10, 20)),
        (9.5, 10.5, range(10, 11)),
        (29, None, range(0)),
        (None, -1, range(0)),
        (19, 9, range(0)),
        (-1000, 1000, range(30)),
    ],
)
@pytest.mark.parametrize("filtered", [False, True])
def test_since_is_exclusive_and_until_inclusive(
    session: Session,
    world: list[dict[str, Any]],
    since: float | None,
    until: float | None,
    numbers: range,
    filtered: bool,
) -> None:
    def moment(seconds: float | None) -> int | None:
        return None if seconds is None else count_microseconds(NOON + dt.timedelta(seconds=seconds))

    query = StatementQuery(
        since=moment(since), until=moment(until), ascending=True, verb=verb(VERBS[0]) if filtered else None
    )
    assert ids(session, query) == [world[number]["id"] for number in numbers if not filtered or number % 2 == 0]


def test_what_nobody_knows_is_an_empty_page(session: Session, world: list[dict[str, Any]]) -> None:
    unknown: list[dict[str, Any]] = [
        {"agent": agent("nobody")},
        {"verb": verb("https://x.jp/none")},
        {"activity": activity("https://x.jp/none")},
        {"registration": Term("registration", str(uuid4())).digest},
        {"verb": verb(VERBS[0]), "agent": agent("nobody")},
        {"authority": agent("nobody")},
        {"activity": verb(PLACES[0])},
    ]
    for filters in unknown:
        page = find_statements(session, StatementQuery(**filters))
        assert (page.bodies, page.rest) == ([], None)


def test_an_empty_store(session: Session) -> None:
    page = find_statements(session, StatementQuery())
    assert (page.bodies, page.rest) == ([], None)


def test_an_authority_bounds_a_search(session: Session, world: list[dict[str, Any]]) -> None:
    own = account("lrs:own")
    (uuid,) = store_statements(session, [body(statement("p-0"))], own, NOON + dt.timedelta(minutes=1))
    digest = name_agent(own)
    assert digest
    assert ids(session, StatementQuery(authority=digest.digest)) == [str(uuid)]
    assert ids(session, StatementQuery(authority=digest.digest, agent=agent("p-1"))) == []
    assert ids(session, StatementQuery(agent=digest.digest)) == []
    assert ids(session, StatementQuery(agent=digest.digest, related_agents=True)) == [str(uuid)]


@pytest.mark.parametrize("ascending", [True, False])
def test_paging_is_blind_to_what_comes_meanwhile(
    session: Session, world: list[dict[str, Any]], ascending: bool
) -> None:
    first = find_statements(session, StatementQuery(limit=20, ascending=ascending))
    store_statements(session, [body(statement())], AUTHORITY, NOON + dt.timedelta(hours=1))
    assert first.rest
    second = find_statements(session, first.rest)
    seen = [json.loads(one)["id"] for one in (*first.bodies, *second.bodies)]
    assert second.rest is None
    assert sorted(seen) == sorted(one["id"] for one in world)


def test_the_rest_is_the_same_search(session: Session, world: list[dict[str, Any]]) -> None:
    query = StatementQuery(limit=2, verb=verb(VERBS[0]), format="ids")
    rest = find_statements(session, query).rest
    assert rest
    assert msgspec.structs.replace(rest, after=None, ceiling=None) == query


def test_one_statement_and_its_moment(session: Session, world: list[dict[str, Any]]) -> None:
    found = find_statement(session, UUID(world[3]["id"]))
    assert found
    assert json.loads(found.body)["id"] == world[3]["id"]
    assert found.stored == NOON + dt.timedelta(seconds=3)
    assert find_statement(session, uuid4()) is None
    assert find_statement(session, UUID(world[3]["id"]), voided=True) is None


def test_one_statement_of_an_authority(session: Session, world: list[dict[str, Any]]) -> None:
    author = name_agent(AUTHORITY)
    assert author
    uuid = UUID(world[0]["id"])
    assert find_statement(session, uuid, authority=author.digest)
    assert find_statement(session, uuid, authority=agent("other")) is None


def test_voided_statements_are_found_by_no_search(session: Session, world: list[dict[str, Any]]) -> None:
    store_statements(session, [body(reference(world[5]["id"], VOIDED))], AUTHORITY, NOON)
    for filters in ({}, {"agent": agent("p-1")}, {"registration": Term("registration", REGISTRATION).digest}):
        assert world[5]["id"] not in ids(session, StatementQuery(**filters))


def test_a_search_creates_no_terms(session: Session, world: list[dict[str, Any]]) -> None:
    before = ids(session, StatementQuery(agent=agent("late")))
    store_statements(session, [body(statement("late"))], AUTHORITY, NOON)
    assert before == []
    assert len(ids(session, StatementQuery(agent=agent("late")))) == 1


def test_terms_that_were_met_are_asked_for_once(session: Session, world: list[dict[str, Any]]) -> None:
    driver, known = Driver(session.connection()), dict[bytes, int]()
    query = StatementQuery(agent=agent("p-1"), verb=verb(VERBS[1]))
    first = find_page(driver, query, known)
    assert set(known) == {agent("p-1"), verb(VERBS[1])}
    assert find_page(driver, query, known).bodies == first.bodies != []
    # What is remembered is believed: under a wrong number nothing of this agent is found.
    assert find_page(driver, query, known | {agent("p-1"): 10**9}).bodies == []


def test_an_unknown_term_is_not_remembered(session: Session, world: list[dict[str, Any]]) -> None:
    driver, known = Driver(session.connection()), dict[bytes, int]()
    assert find_page(driver, StatementQuery(agent=agent("late")), known).bodies == []
    store_statements(session, [body(statement("late"))], AUTHORITY, NOON)
    assert len(find_page(driver, StatementQuery(agent=agent("late")), known).bodies) == 1


@pytest.mark.parametrize("ascending", [True, False])
def test_paging_ends_however_many_arrive(session: Session, world: list[dict[str, Any]], ascending: bool) -> None:
    driver, query = Driver(session.connection()), StatementQuery(limit=7, ascending=ascending)
    seen: list[str] = []
    rest: StatementQuery | None = query
    while rest:
        page = find_page(driver, rest, {})
        seen += [json.loads(one)["id"] for one in page.bodies]
        store_statements(session, [body(statement("late"))] * 7, AUTHORITY, NOON)
        rest = page.rest
    wanted = [one["id"] for one in world]
    assert seen == (wanted if ascending else wanted[::-1])


def test_a_peek_sees_what_is_newest_and_holds_nothing(engine: Engine) -> None:
    with Driver.peek(engine) as driver:
        assert find_page(driver, StatementQuery(), {}).bodies == []
        with Session(engine) as writer:
            store_statements(writer, [body(statement())], AUTHORITY, NOON)
            writer.commit()
        assert len(find_page(driver, StatementQuery(), {}).bodies) == 1
        (uuid,) = (UUID(json.loads(one)["id"]) for one in find_page(driver, StatementQuery(), {}).bodies)
        found = find_one(driver, uuid)
        assert found is not None
        assert found.stored == NOON


@pytest.mark.parametrize("limit", [1, 2, 7, 29, 30, 31, 500])
def test_a_page_is_one_text_and_knows_where_each_statement_ends(
    session: Session, world: list[dict[str, Any]], limit: int
) -> None:
    page = find_statements(session, StatementQuery(limit=limit))
    assert page.joined == b",".join(page.bodies)
    assert [len(one) for one in page.bodies] == list(page.lengths)
    assert [json.loads(one)["id"] for one in page.bodies] == [one["id"] for one in world[::-1]][:limit]
    assert json.loads(b"[" + page.joined + b"]") == [json.loads(one) for one in page.bodies]
    assert (page.rest is None) == (limit >= len(world))


def test_commas_and_long_letters_of_a_statement_are_no_border(session: Session) -> None:
    texts = ["一、二,三", '","', "髙﨑𠮷", "\\u0000,\\u0022", ",", ""]
    for text in texts:
        value = statement(result={"response": text})
        store_statements(session, [body(value)], AUTHORITY, NOON)
    page = find_statements(session, StatementQuery(ascending=True))
    assert [json.loads(one)["result"]["response"] for one in page.bodies] == texts
    first = find_statements(session, StatementQuery(ascending=True, limit=3))
    assert first.bodies == page.bodies[:3]


def test_a_page_longer_than_one_value_may_be_is_found_all_the_same(
    session: Session, world: list[dict[str, Any]]
) -> None:
    whole = find_statements(session, StatementQuery(limit=20))
    raw = session.connection().connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        pytest.skip("PostgreSQL gives rows")
    raw.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, len(whole.joined) // 2)
    page = find_statements(session, StatementQuery(limit=20))
    assert (page.bodies, page.joined, page.rest) == (whole.bodies, whole.joined, whole.rest)
