"""The ledger: nothing is changed, nothing is lost, nothing is told twice, and every tampering is found."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, bindparam, create_engine, func, literal_column, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from elearn.db import begin_write, prepare_engine
from elearn.events import CellAttained, DutySkillDeclared, Event, EvidenceAccepted
from elearn.records.ledger import (
    GENESIS,
    append,
    lock_key,
    lock_ledger,
    read_all,
    read_events,
    read_person,
    read_stream,
    read_stream_beside,
    read_streams,
    verify_ledger,
)
from elearn.records.tables import LedgerRow
from tests.elearn.records.samples import AT, HANAKO, TARO, cell, duty, evidence, level
from tests.sqlcount import count_statements
from tests.strategies import any_event

LATER = AT + dt.timedelta(seconds=1)


def write(session: Session, *events: Event, at: dt.datetime = AT) -> list[Event]:
    begin_write(session)
    fresh = append(session, events, at)
    session.commit()
    return fresh


def rows_of(session: Session) -> list[Any]:
    return list(session.execute(select(LedgerRow.__table__).order_by(LedgerRow.seq)))


def test_an_empty_ledger_is_sound(session: Session) -> None:
    outcome = verify_ledger(session)
    assert (outcome.rows, outcome.sound, outcome.tip) == (0, True, GENESIS)
    assert list(read_all(session)) == []
    assert append(session, [], AT) == []


def test_facts_stand_in_order_each_with_the_digest_of_the_one_before(session: Session) -> None:
    facts = [evidence(1), cell("skill-1"), evidence(2, TARO)]
    assert write(session, *facts) == facts
    write(session, duty(), at=LATER)
    rows = rows_of(session)
    assert [row.seq for row in rows] == [1, 2, 3, 4]
    assert [row.kind for row in rows] == ["EvidenceAccepted", "CellAttained", "EvidenceAccepted", "DutySkillDeclared"]
    assert [row.previous for row in rows] == [GENESIS, *(row.digest for row in rows[:-1])]
    assert [row.event_id for row in rows] == [str(fact.id) for fact in [*facts, duty()]]
    assert [row.recorded_at for row in rows] == [AT, AT, AT, LATER]
    outcome = verify_ledger(session, chunk=2)
    assert (outcome.sound, outcome.rows, outcome.tip) == (True, 4, rows[-1].digest)


@given(events=st.lists(any_event(), min_size=1, max_size=6))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_fact_is_read_back_as_it_was_told(session: Session, events: list[Event]) -> None:
    """Codes of real people and streams are at most 36 characters; the rest of an event may hold anything."""
    fitting = [event for event in events if len(event.person) <= 36 and event.person.isprintable()]
    session.rollback()
    once: dict[object, Event] = {}
    for event in fitting:
        once.setdefault(event.id, event)
    fresh = append(session, fitting, AT)
    assert fresh == list(once.values())
    told = [event for events in read_all(session, chunk=3) for event in events]
    assert told == fresh
    assert verify_ledger(session, chunk=3).sound
    session.rollback()


def test_a_fact_told_twice_is_one_row(session: Session) -> None:
    assert write(session, evidence(1), evidence(1)) == [evidence(1)]
    assert write(session, evidence(1), evidence(2)) == [evidence(2)]
    assert write(session, evidence(1, at=LATER), at=LATER) == []
    assert len(rows_of(session)) == 2
    assert verify_ledger(session).sound


def test_an_act_that_is_known_adds_nothing_although_something_new_follows_from_it(session: Session) -> None:
    write(session, evidence(1), cell("skill-1"))
    assert append(session, [evidence(1), duty()], AT, first=1) == []
    assert append(session, [evidence(1), evidence(2), duty()], AT, first=2) == [evidence(2), duty()]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE elearn_ledger SET payload = '{}' WHERE seq = 1",
        "UPDATE elearn_ledger SET recorded_at = recorded_at",
        "DELETE FROM elearn_ledger WHERE seq = 1",
        "DELETE FROM elearn_ledger",
    ],
)
def test_the_database_refuses_to_change_a_fact(session: Session, statement: str) -> None:
    write(session, evidence(1), evidence(2))
    with pytest.raises(DatabaseError, match="the ledger is append-only"):
        session.execute(text(statement))
    session.rollback()
    assert len(rows_of(session)) == 2
    assert verify_ledger(session).sound


def test_the_orm_cannot_change_a_fact_either(session: Session) -> None:
    write(session, evidence(1))
    row = session.get_one(LedgerRow, 1)
    row.payload = "{}"
    with pytest.raises(DatabaseError, match="the ledger is append-only"):
        session.flush()
    session.rollback()
    session.delete(session.get_one(LedgerRow, 1))
    with pytest.raises(DatabaseError, match="the ledger is append-only"):
        session.flush()


def test_overwriting_by_insert_is_refused(session: Session) -> None:
    """SQLite's INSERT OR REPLACE deletes without saying DELETE; PostgreSQL's ON CONFLICT DO UPDATE updates."""
    write(session, evidence(1), evidence(2))
    columns = "seq, event_id, kind, person, stream, recorded_at, payload, previous, digest"
    if session.get_bind().dialect.name == "sqlite":
        forged = columns.replace("payload", "'x' AS payload")
        statement = f"REPLACE INTO elearn_ledger ({columns}) SELECT {forged} FROM elearn_ledger"
    else:
        statement = (
            f"INSERT INTO elearn_ledger ({columns}) SELECT {columns} FROM elearn_ledger "
            "ON CONFLICT (seq) DO UPDATE SET payload = 'x'"
        )
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(statement))
    session.rollback()
    assert verify_ledger(session).sound


def test_the_ledger_cannot_be_emptied_by_truncation(session: Session) -> None:
    """SQLite does not know the word; PostgreSQL does, and its row triggers would not notice."""
    write(session, evidence(1))
    for statement in ("TRUNCATE elearn_ledger", "TRUNCATE elearn_ledger CASCADE"):
        with pytest.raises(DatabaseError, match=r"the ledger is append-only|syntax error"):
            session.execute(text(statement))
        session.rollback()
    assert len(rows_of(session)) == 1


def test_an_id_or_a_number_cannot_stand_twice(session: Session) -> None:
    write(session, evidence(1))
    (row,) = rows_of(session)
    for change in ({"seq": 2}, {"event_id": str(evidence(2).id)}):
        with pytest.raises(IntegrityError):
            session.execute(LedgerRow.__table__.insert().values(row._asdict() | change))
        session.rollback()


# Many hands


def at_once(*jobs: Callable[[], object]) -> list[BaseException]:
    faults: list[BaseException] = []

    def run(job: Callable[[], object]) -> None:
        try:
            job()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return faults


def test_many_hands_write_one_chain(engine: Engine) -> None:
    make = sessionmaker(engine)

    def hand(name: str) -> Callable[[], None]:
        def work() -> None:
            for number in range(12):
                with make() as session:
                    write(session, evidence(number, name), cell(f"s{number}", name))

        return work

    assert at_once(*(hand(f"person-{n}") for n in range(4))) == []
    with make() as session:
        outcome = verify_ledger(session)
        assert (outcome.sound, outcome.rows) == (True, 96)
        for n in range(4):
            mine = read_person(session, f"person-{n}", [EvidenceAccepted])
            assert [event.skill for event in mine] == [f"skill-{number}" for number in range(12)]


def test_many_hands_tell_the_same_fact_once(engine: Engine) -> None:
    make = sessionmaker(engine)
    told: list[list[Event]] = []

    def tell() -> None:
        with make() as session:
            told.append(write(session, evidence(1), cell("skill-1")))

    assert at_once(*[tell] * 6) == []
    assert sorted(len(fresh) for fresh in told) == [0, 0, 0, 0, 0, 2]
    with make() as session:
        assert verify_ledger(session).rows == 2


def test_what_was_rolled_back_leaves_no_gap(engine: Engine) -> None:
    with sessionmaker(engine)() as session:
        write(session, evidence(1))
        begin_write(session)
        append(session, [evidence(2), evidence(3)], AT)
        session.rollback()
        write(session, evidence(4))
        assert [row.seq for row in rows_of(session)] == [1, 2]
        assert verify_ledger(session).sound


def test_two_who_write_about_many_people_do_not_wait_for_each_other_for_ever(engine: Engine) -> None:
    """The one begins with Hanako and the other with Taro, and both want both."""
    make = sessionmaker(engine)
    met = threading.Event()

    def first() -> None:
        with make() as session:
            begin_write(session)
            append(session, [evidence(1)], AT)
            met.wait(0.5)
            append(session, [evidence(1, TARO)], AT)
            session.commit()

    def second() -> None:
        with make() as session:
            begin_write(session)
            lock_ledger(session)
            met.set()
            append(session, [evidence(2, TARO)], AT)
            append(session, [evidence(2)], AT)
            session.commit()

    assert at_once(first, second) == []
    with make() as session:
        assert verify_ledger(session).rows == 4


def test_a_key_is_held_by_one_transaction_without_stopping_the_ledger(postgres_url: str, engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        with sessionmaker(engine)() as session:
            lock_key(session, "guard")
            lock_ledger(session)
        return
    other = create_engine(engine.url)
    prepare_engine(other)
    with sessionmaker(engine)() as one, sessionmaker(other)() as two:
        lock_key(one, "guard")
        two.execute(text("SET lock_timeout = '200ms'"))
        lock_key(two, "another guard")
        append(two, [evidence(1)], AT)
        with pytest.raises(DatabaseError, match="lock timeout"):
            lock_key(two, "guard")
        one.rollback()
        two.rollback()
        lock_key(two, "guard")
    other.dispose()


# Reading


def test_histories_are_read_by_stream_person_kind_and_id(session: Session) -> None:
    facts = [evidence(1), evidence(1, TARO), cell("skill-1"), duty(), evidence(2)]
    write(session, *facts)
    assert read_stream(session, HANAKO) == [evidence(1), cell("skill-1"), duty(), evidence(2)]
    assert read_person(session, TARO) == [evidence(1, TARO)]
    assert read_person(session, HANAKO, [CellAttained, DutySkillDeclared]) == [cell("skill-1"), duty()]
    assert read_person(session, "nobody") == []
    assert read_events(session, [duty().id, evidence(1).id, level().id]) == [evidence(1), duty()]
    assert [len(part) for part in read_all(session, chunk=2)] == [2, 2, 1]


def test_a_history_and_what_stands_beside_it_are_one_statement(session: Session) -> None:
    notes = select(
        literal_column("0").label("seq"), literal_column("'note'").label("kind"), LedgerRow.kind.label("payload")
    ).where(LedgerRow.person == bindparam("stream"), LedgerRow.kind == "DutySkillDeclared")
    write(session, evidence(1), evidence(1, TARO), duty(), cell("skill-1"))
    with count_statements(session.get_bind()) as statements:  # type: ignore[arg-type]  # it is an engine
        told = read_stream_beside(session, HANAKO, notes)
    assert told == ([evidence(1), duty(), cell("skill-1")], [("note", "DutySkillDeclared")])
    assert statements.count == 1
    assert read_stream_beside(session, TARO, notes) == ([evidence(1, TARO)], [])
    assert read_stream_beside(session, "nobody", notes) == ([], [])


def test_memory_stays_flat(session: Session) -> None:
    write(session, *(evidence(number) for number in range(30)))
    for part in read_all(session, chunk=10):
        assert len(part) == 10
        assert not session.identity_map
    assert session.scalar(select(func.count()).select_from(LedgerRow)) == 30


def test_many_histories_are_read_at_once_each_in_order_and_only_what_is_wanted(session: Session) -> None:
    write(session, evidence(1), evidence(1, TARO), cell("skill-1"), duty(), evidence(2))
    known = select(LedgerRow.__table__.c.stream)
    with count_statements(session.get_bind()) as sent:  # type: ignore[arg-type]  # it is an engine
        found = read_streams(session, known, [EvidenceAccepted, CellAttained])
    assert sent.count == 1
    assert found == {HANAKO: [evidence(1), cell("skill-1"), evidence(2)], TARO: [evidence(1, TARO)]}
    only = known.where(LedgerRow.__table__.c.person == TARO)
    assert read_streams(session, only, [EvidenceAccepted]) == {TARO: [evidence(1, TARO)]}
    assert read_streams(session, only, [DutySkillDeclared]) == {}
