"""Storing: all or none, in one order, each once; on both databases."""

from __future__ import annotations

import datetime as dt
import json
import threading
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.queries import StatementQuery
from elearn.lrs.services import find_statement, find_statements, store_statements
from elearn.lrs.tables import MentionRow, StatementRow, TermRow
from elearn.xapi.build import build_statements, read_statement_id
from elearn.xapi.vocabulary import SPOKEN
from tests.elearn.lrs.house import AUTHORITY, NOON, VOIDED, account, body, new_id, reference, statement
from tests.elearn.xapi.samples import DIRECTORY, EVENTS

SECOND = dt.timedelta(seconds=1)


def store(session: Session, *values: dict[str, Any], now: dt.datetime = NOON) -> list[UUID]:
    uuids = store_statements(session, [body(value) for value in values], AUTHORITY, now)
    session.commit()
    return uuids


def stored(session: Session) -> list[dict[str, Any]]:
    bodies = find_statements(session, StatementQuery(limit=500, ascending=True)).bodies
    return [json.loads(one) for one in bodies]


def test_ids_come_back_in_order(session: Session) -> None:
    given = [new_id(), new_id()]
    uuids = store(session, statement(id=given[0]), statement(), statement(id=given[1]))
    assert [str(uuids[0]), str(uuids[2])] == given
    assert [one["id"] for one in stored(session)] == [str(uuid) for uuid in uuids]


def build_all() -> list[bytes]:
    """The statements of every kind of event. The outcome of an attempt is said once, by its submission or by the people
    who grade it, and the samples are of one attempt: the second of two with one id is left out."""
    bodies = [one for kind in SPOKEN for one in build_statements(EVENTS[kind], DIRECTORY)]
    return list({read_statement_id(one): one for one in reversed(bodies)}.values())[::-1]


def test_what_leaves_the_house_is_stored_as_it_was_built(session: Session) -> None:
    bodies = build_all()
    uuids = store_statements(session, bodies, AUTHORITY, NOON)
    assert uuids == [read_statement_id(one) for one in bodies]
    voided = {one["object"]["id"] for one in map(json.loads, bodies) if one["verb"]["id"] == VOIDED}
    for uuid, built in zip(uuids, bodies, strict=True):
        found = find_statement(session, uuid, voided=str(uuid) in voided)
        assert found
        assert found.body.startswith(built[:-1])


def test_storing_again_is_no_news(session: Session) -> None:
    bodies = build_all()
    first = store_statements(session, bodies, AUTHORITY, NOON)
    session.commit()
    before = stored(session)
    assert store_statements(session, bodies[::-1], AUTHORITY, NOON + SECOND) == first[::-1]
    session.commit()
    assert stored(session) == before


def test_an_empty_call_does_nothing(session: Session) -> None:
    assert store(session) == []
    assert stored(session) == []


def test_one_fault_and_nothing_is_stored(session: Session) -> None:
    with pytest.raises(LrsFault) as raised:
        store(session, statement(), statement(verb="x"))
    session.rollback()
    assert raised.value.status == 400
    assert stored(session) == []


def test_one_conflict_and_nothing_is_stored(session: Session) -> None:
    uuid = new_id()
    store(session, statement(id=uuid))
    with pytest.raises(LrsFault) as raised:
        store(session, statement(), statement("p-2", id=uuid), statement("p-3", id=uuid))
    session.rollback()
    assert raised.value.status == 409
    assert [one.pointer for one in raised.value.problems] == ["/1/id", "/2/id"]
    assert len(stored(session)) == 1


@pytest.mark.parametrize(
    ("first", "second", "conflict"),
    [
        ({}, {}, False),
        ({"timestamp": "2026-11-22T03:00:00Z"}, {"timestamp": "2026-11-22T12:00:00+09:00"}, False),
        ({"timestamp": "2026-11-22T03:00:00Z"}, {"timestamp": "2026-11-22T03:00:01Z"}, True),
        ({}, {"timestamp": "2026-11-22T03:00:00Z"}, False),
        ({}, {"timestamp": "2026-11-22T03:00:05Z"}, True),
        ({"timestamp": "2026-11-22T03:00:05Z"}, {}, False),
        ({"version": "1.0.0"}, {"version": "1.0.3"}, False),
        ({"result": {"score": {"raw": 8}}}, {"result": {"score": {"raw": 8.0}}}, False),
        ({"result": {"success": True}}, {"result": {"success": False}}, True),
    ],
)
def test_when_a_repeat_is_a_conflict(
    session: Session, first: dict[str, Any], second: dict[str, Any], conflict: bool
) -> None:
    uuid = new_id()
    store(session, statement(id=uuid, **first))
    if conflict:
        with pytest.raises(LrsFault, match="conflict"):
            store(session, statement(id=uuid, **second), now=NOON + SECOND)
    else:
        assert store(session, statement(id=uuid, **second), now=NOON + SECOND) == [UUID(uuid)]


def test_what_was_read_back_may_be_sent_again(session: Session) -> None:
    (uuid,) = store(session, statement())
    found = find_statement(session, uuid)
    assert found
    assert store_statements(session, [found.body], AUTHORITY, NOON + SECOND) == [uuid]


def test_moments_grow_even_when_the_clock_does_not(session: Session) -> None:
    store(session, *[statement() for _ in range(5)])
    store(session, statement(), now=NOON - dt.timedelta(days=1))
    store(session, statement(), now=NOON + SECOND)
    moments = [one["stored"] for one in stored(session)]
    assert all(earlier < later for earlier, later in pairwise(moments))
    assert moments[0] == "2026-11-22T03:00:00.000000Z"
    assert moments[-1] == "2026-11-22T03:00:01.000000Z"


@pytest.mark.parametrize(
    "authority",
    [{}, {"name": "x"}, {"mbox": "x"}, {"objectType": "Group", "member": [account("a"), account("b")]}, {"a": 1}],
)
def test_an_authority_is_one_identified_agent(session: Session, authority: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="authority"):
        store_statements(session, [body(statement())], authority, NOON)


def test_the_authority_is_written_and_can_be_searched(session: Session) -> None:
    store(session, statement(authority=account("forged")))
    assert stored(session)[0]["authority"] == AUTHORITY


def test_terms_stand_in_the_dictionary_once(session: Session) -> None:
    store(session, statement("a"), statement("b"))
    store(session, statement("a"))
    keys = session.scalars(select(TermRow.key)).all()
    assert len(set(keys)) == len(keys) == 5
    assert session.scalar(select(func.count()).select_from(MentionRow)) == 3 * 4


def test_a_rollback_leaves_nothing(session: Session) -> None:
    store_statements(session, [body(statement())], AUTHORITY, NOON)
    session.rollback()
    for table in (StatementRow, MentionRow, TermRow):
        assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_statement_is_voided(session: Session) -> None:
    (target,) = store(session, statement())
    store(session, reference(str(target), VOIDED))
    assert find_statement(session, target) is None
    assert find_statement(session, target, voided=True)


def test_an_unknown_statement_is_voided_before_it_comes(session: Session) -> None:
    uuid = new_id()
    store(session, reference(uuid, VOIDED))
    store(session, statement(id=uuid))
    assert find_statement(session, UUID(uuid)) is None
    assert find_statement(session, UUID(uuid), voided=True)


@pytest.mark.parametrize("void_first", [True, False])
def test_a_batch_may_void_its_own_statement(session: Session, void_first: bool) -> None:
    uuid = new_id()
    pair = [statement(id=uuid), reference(uuid, VOIDED)]
    store(session, *(pair[::-1] if void_first else pair))
    assert find_statement(session, UUID(uuid), voided=True)
    assert len(stored(session)) == 1


def test_a_voiding_statement_cannot_be_voided(session: Session) -> None:
    target, void, again = new_id(), new_id(), new_id()
    store(session, statement(id=target), reference(target, VOIDED, id=void), reference(void, VOIDED, id=again))
    assert {one["id"] for one in stored(session)} == {void, again}
    assert find_statement(session, UUID(target), voided=True)


def test_only_the_verb_of_voiding_voids(session: Session) -> None:
    (target,) = store(session, statement())
    store(session, reference(str(target)))
    assert find_statement(session, target)


def test_a_thousand_at_once(session: Session) -> None:
    uuids = store(session, *[statement(f"p-{number}") for number in range(1000)])
    assert len(set(uuids)) == 1000
    assert session.scalar(select(func.max(StatementRow.seq))) == 1000


def test_many_writers_leave_no_gap_and_no_disorder(engine: Engine) -> None:
    faults: list[Exception] = []

    def write(name: str) -> None:
        try:
            for _ in range(6):
                with Session(engine) as session:
                    store(session, statement(name), statement("shared"))
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(f"p-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with Session(engine) as session:
        rows = session.execute(select(StatementRow.seq, StatementRow.stored).order_by(StatementRow.seq)).all()
        assert [row.seq for row in rows] == list(range(1, 49))
        assert all(earlier.stored < later.stored for earlier, later in pairwise(rows))


def test_two_writers_of_one_statement_store_it_once(engine: Engine) -> None:
    value, results = statement(id=new_id()), list[UUID]()

    def write() -> None:
        with Session(engine) as session:
            results.extend(store(session, value))

    threads = [threading.Thread(target=write) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [UUID(value["id"])] * 5
    with Session(engine) as session:
        assert len(stored(session)) == 1
