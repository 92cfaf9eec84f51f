"""Rows are put as if one after the other, times are UTC, and an SQLite transaction that writes never fails half-way."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import StaticPool

from elearn.db import Base, Put, UTCDateTime, begin_write, prepare_engine, put_rows, sqlite_url, table_of, upsert
from elearn.records.tables import LeaseRow

AT = dt.datetime(2026, 11, 20, 1, 30, 0, 123456, tzinfo=dt.UTC)

HERE = sa.MetaData()
MARKS = sa.Table(
    "probe_mark",
    HERE,
    sa.Column("person", sa.String(36), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("points", sa.Integer),
    sa.Column("note", sa.String(40), default=""),
    sa.Column("at", UTCDateTime, nullable=True),
)
WORDS = sa.Table("probe_word", HERE, sa.Column("word", sa.String(40), primary_key=True))


@pytest.fixture
def probes(engine: Engine) -> Iterator[Session]:
    """A session with two small tables of this test's own."""
    HERE.create_all(engine)
    with sessionmaker(engine)() as session:
        yield session


def mark(person: str = "p", number: int = 1, **values: Any) -> Put:
    return Put(MARKS, {"person": person, "number": number, "points": None, "note": "", "at": None} | values)


def change(person: str = "p", number: int = 1, **values: Any) -> Put:
    return Put(MARKS, values, {"number": number, "person": person})


def rows_of(session: Session) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(select(MARKS).order_by(MARKS.c.person, MARKS.c.number))]


def test_a_row_is_inserted_updated_and_overwritten(probes: Session) -> None:
    put_rows(probes, [mark(points=1, at=AT)])
    assert rows_of(probes) == [("p", 1, 1, "", AT)]
    put_rows(probes, [change(points=2)])
    assert rows_of(probes) == [("p", 1, 2, "", AT)]
    put_rows(probes, [mark(note="anew")])
    assert rows_of(probes) == [("p", 1, None, "anew", None)]


def test_an_update_of_a_row_that_is_not_there_adds_none(probes: Session) -> None:
    put_rows(probes, [change(points=2)])
    assert rows_of(probes) == []


def test_a_table_of_keys_alone_takes_the_same_row_twice(probes: Session) -> None:
    put_rows(probes, [Put(WORDS, {"word": "a"})])
    put_rows(probes, [Put(WORDS, {"word": "a"}), Put(WORDS, {"word": "b"})])
    assert list(probes.scalars(select(WORDS.c.word).order_by(WORDS.c.word))) == ["a", "b"]


def test_an_update_before_an_insert_of_the_same_row_does_not_win(probes: Session) -> None:
    """An appointment ended and made again: shown in two steps or in one, it is in force."""
    put_rows(probes, [mark(note="first")])
    put_rows(probes, [change(points=9, note="ended"), mark(note="again")])
    assert rows_of(probes) == [("p", 1, None, "again", None)]


def test_a_key_that_is_not_the_whole_primary_key_is_refused(probes: Session) -> None:
    with pytest.raises(ValueError, match=r"\['person'\] is not the primary key of probe_mark"):
        put_rows(probes, [Put(MARKS, {"points": 1}, {"person": "p"})])


STEPS = st.lists(
    st.tuples(
        st.booleans(),
        st.sampled_from(["p", "q"]),
        st.integers(1, 2),
        st.dictionaries(st.sampled_from(["points", "note"]), st.integers(0, 9), min_size=1),
    ),
    max_size=12,
)


@given(steps=STEPS, cuts=st.lists(st.integers(0, 12), max_size=3))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_changes_are_cut_into_calls_the_outcome_is_the_same(
    probes: Session, steps: list[tuple[bool, str, int, dict[str, int]]], cuts: list[int]
) -> None:
    """What a rebuild shows in chunks equals what was shown fact by fact."""
    puts = []
    for whole, person, number, numbers in steps:
        values = {name: str(value) if name == "note" else value for name, value in numbers.items()}
        puts.append(mark(person, number, **values) if whole else change(person, number, **values))
    outcomes = []
    for edges in (range(len(puts) + 1), [0, *sorted(cuts), len(puts)], [0, len(puts)]):
        probes.execute(sa.delete(MARKS))
        for start, end in pairwise(edges):
            put_rows(probes, puts[start:end])
        outcomes.append(rows_of(probes))
    probes.rollback()
    assert outcomes[1] == outcomes[0]
    assert outcomes[2] == outcomes[0]


def test_many_rows_take_few_statements(probes: Session) -> None:
    said: list[str] = []
    connection = probes.connection()
    event.listen(connection, "before_cursor_execute", lambda _c, _cu, statement, *_: said.append(statement))
    put_rows(probes, [mark(number=n) for n in range(500)] + [change("q", n, points=n) for n in range(500)])
    assert len(said) == 2
    assert probes.scalar(select(sa.func.count()).select_from(MARKS)) == 500


def test_upsert_of_nothing_says_nothing(probes: Session) -> None:
    upsert(probes, MARKS, [], ["person"])
    assert rows_of(probes) == []


@pytest.mark.parametrize("hours", [0, 9, -11.5])
def test_a_moment_comes_back_in_utc_from_whatever_zone(probes: Session, hours: float) -> None:
    there = AT.astimezone(dt.timezone(dt.timedelta(hours=hours)))
    put_rows(probes, [mark(at=there)])
    probes.commit()
    (found,) = probes.scalars(select(MARKS.c.at))
    assert found == AT
    assert found.tzinfo == dt.UTC
    assert probes.scalar(select(MARKS.c.number).where(MARKS.c.at == there)) == 1


def test_a_naive_moment_is_refused(probes: Session) -> None:
    with pytest.raises(StatementError, match="a naive datetime may not be stored"):
        put_rows(probes, [mark(at=AT.replace(tzinfo=None))])


def test_our_tables_stand_on_metadata_of_their_own() -> None:
    class Other(DeclarativeBase):
        """Somebody else's models."""

    assert Other.metadata is not Base.metadata
    assert all(name.startswith("elearn_") for name in Base.metadata.tables)
    assert table_of(LeaseRow) is Base.metadata.tables["elearn_lease"]


def test_a_model_without_a_table_of_its_own_cannot_be_written() -> None:
    class Joined(Base):
        """Leases once more, as a selection."""

        __table__ = select(table_of(LeaseRow)).subquery()
        __mapper_args__ = {"primary_key": [__table__.c.target]}  # noqa: RUF012

    with pytest.raises(TypeError, match="Joined is not mapped to a table"):
        table_of(Joined)
    Base.registry._dispose_cls(Joined)


# SQLite's transactions


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(sqlite_url(tmp_path / "lite.sqlite3"), connect_args={"timeout": 0.1})
    prepare_engine(made)
    HERE.create_all(made)
    yield made
    made.dispose()


def test_every_sqlite_connection_is_set_up(lite: Engine) -> None:
    with lite.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000}


def test_every_sqlite_connection_has_room_for_pages_and_maps_the_file(lite: Engine) -> None:
    with lite.connect() as connection:
        kilobytes, mapped = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("cache_size", "mmap_size")
        )
    assert kilobytes == -8000
    assert mapped is not None
    assert mapped > 1 << 30


def test_what_is_written_is_seen_by_a_connection_that_mapped_the_file_before(lite: Engine) -> None:
    """The file grows behind the map of another connection, and shrinks under it."""
    query = "SELECT count(*), coalesce(sum(length(word)), 0) FROM probe_word"
    words = [{"word": f"{number:040}"} for number in range(3000)]
    with lite.connect() as reader:
        for statement, rows, expected in (
            ("INSERT INTO probe_word VALUES (:word)", words, (3000, 120_000)),
            ("DELETE FROM probe_word WHERE word >= :word", words[10:11], (10, 400)),
        ):
            with lite.begin() as writer:
                writer.execute(sa.text(statement), rows)
            with lite.connect().execution_options(isolation_level="AUTOCOMMIT") as keeper:
                driver: Any = keeper.connection.dbapi_connection
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                driver.execute("VACUUM")
            assert reader.exec_driver_sql(query).one() == expected
            reader.rollback()


def test_a_hosts_foreign_keys_are_left_as_they_are_and_its_older_connections_set_up(tmp_path: Path) -> None:
    made = create_engine(sqlite_url(tmp_path / "host.sqlite3"))
    with made.connect() as before:
        before.exec_driver_sql("SELECT 1")
    prepare_engine(made, foreign_keys=False)
    with made.connect() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("foreign_keys", "busy_timeout")]
    assert found == [0, 15000]
    made.dispose()


def test_a_database_in_memory_is_not_lost_when_it_is_set_up() -> None:
    made = create_engine("sqlite://", poolclass=StaticPool)
    HERE.create_all(made)
    prepare_engine(made)
    with Session(made) as session:
        assert rows_of(session) == []
    made.dispose()


def test_only_one_transaction_at_a_time_begins_to_write(lite: Engine) -> None:
    with Session(lite) as one, Session(lite) as two:
        begin_write(one)
        two.connection(execution_options={}).exec_driver_sql("PRAGMA busy_timeout=50")
        with pytest.raises(OperationalError, match="locked"):
            begin_write(two)
        one.rollback()
        two.rollback()
        begin_write(two)
        put_rows(two, [mark()])
        two.commit()
    with Session(lite) as three:
        assert len(rows_of(three)) == 1


def test_a_reader_goes_on_while_somebody_writes(lite: Engine) -> None:
    with Session(lite) as reader, Session(lite) as writer:
        begin_write(writer)
        put_rows(writer, [mark()])
        assert rows_of(reader) == []
        writer.commit()
        assert rows_of(reader) == [], "one transaction sees one state"
        reader.rollback()
        assert len(rows_of(reader)) == 1


def test_begin_write_lets_go_what_was_read_before_and_never_fails_half_way(lite: Engine) -> None:
    with Session(lite) as session, Session(lite) as other:
        assert rows_of(session) == []
        put_rows(other, [mark()])
        other.commit()
        begin_write(session)  # a plain BEGIN that has read would fail here, for its state is old
        assert len(rows_of(session)) == 1
        put_rows(session, [change(points=5)])
        session.commit()


def test_begin_write_twice_is_one_transaction(lite: Engine) -> None:
    with Session(lite) as session:
        begin_write(session)
        put_rows(session, [mark()])
        begin_write(session)
        session.rollback()
        assert rows_of(session) == []


def test_begin_write_keeps_what_the_caller_wrote_before_in_the_callers_hand(engine: Engine) -> None:
    """A host adds a row of its own and then calls us: one rollback must still undo both."""
    HERE.create_all(engine)
    with sessionmaker(engine)() as session:
        session.execute(sa.insert(WORDS).values(word="host"))
        begin_write(session)
        put_rows(session, [mark()])
        session.rollback()
        assert list(session.scalars(select(WORDS.c.word))) == []
        assert rows_of(session) == []
        session.execute(sa.insert(WORDS).values(word="host"))
        begin_write(session)
        put_rows(session, [mark()])
        session.commit()
    with sessionmaker(engine)() as session:
        assert list(session.scalars(select(WORDS.c.word))) == ["host"]
        assert len(rows_of(session)) == 1


def test_begin_write_keeps_objects_that_wait_to_be_written(engine: Engine) -> None:
    with sessionmaker(engine)() as session:
        session.add(LeaseRow(target="host", holder="h", until=AT))
        begin_write(session)
        session.rollback()
        assert session.get(LeaseRow, "host") is None


def test_writers_wait_for_one_another_and_none_is_lost(engine: Engine) -> None:
    """Each reads a number and writes the next: every one of 4 x 10 steps must count."""
    HERE.create_all(engine)
    make = sessionmaker(engine)
    with make() as session:
        put_rows(session, [mark(points=0)])
        session.commit()
    faults: list[BaseException] = []

    def count() -> None:
        try:
            for _ in range(10):
                with make() as session:
                    begin_write(session)
                    points = session.scalar(select(MARKS.c.points).with_for_update())
                    put_rows(session, [change(points=points + 1)])
                    session.commit()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    with make() as session:
        assert session.scalar(select(MARKS.c.points)) == 40


def test_an_engine_of_another_kind_is_left_alone() -> None:
    postgres = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")
    prepare_engine(postgres)
    assert not event.contains(postgres, "begin", prepare_engine)
    assert not postgres.dispatch.begin
    assert not postgres.pool.dispatch.connect or all(
        "elearn" not in getattr(one, "__module__", "") for one in postgres.pool.dispatch.connect
    )


def test_the_url_of_a_file(tmp_path: Path) -> None:
    assert sqlite_url(tmp_path / "人事.sqlite3") == f"sqlite:///{tmp_path}/人事.sqlite3"
