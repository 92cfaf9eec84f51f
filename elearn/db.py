"""The database underneath every room: one MetaData, column types, and how rows are put, on SQLite and PostgreSQL.

Tables are plain declarative models on ``Base`` with the prefix ``elearn_``; they never touch a host application's
MetaData. A service receives its ``Session`` as an argument and never commits: the edge (route or command) does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Dialect, Engine, MetaData, Table, bindparam, event, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

WRITE = "elearn_write"
"""Execution option: this transaction will write, so SQLite takes its write lock at the start."""

CHANGES_BEFORE = "elearn_changes_before"
"""Where an SQLite connection keeps how many rows it had changed when its transaction began."""


class Base(DeclarativeBase):
    """Base of every table of the house."""

    metadata = MetaData(naming_convention=NAMING)


class UTCDateTime(TypeDecorator[dt.datetime]):
    """An aware date and time, always UTC in Python and in the database.

    Raises ``ValueError`` when a naive value is bound: a time without its zone is a fault of the caller.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Aware in; SQLite stores the UTC wall time without an offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime may not be stored")
        moment = value.astimezone(dt.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Aware UTC out."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


@dataclass(frozen=True, slots=True)
class Put:
    """One change of a projection: insert a whole row (``key`` is empty) or update the row that ``key`` names."""

    table: Table
    values: Mapping[str, Any]
    key: Mapping[str, Any] | None = None


Place = tuple[str, tuple[Any, ...]]
"""A row by its table's name and the values of its primary key."""


def table_of(model: type[Base]) -> Table:
    """The table behind a model."""
    table = model.__table__
    if not isinstance(table, Table):  # a model mapped to a join or a select has no table to write
        raise TypeError(f"{model.__name__} is not mapped to a table")
    return table


def put_rows(session: Session, puts: Iterable[Put]) -> None:
    """Write the changes, few statements for many rows: inserts are upserts on the primary key, then the updates.

    The outcome is that of writing one after the other: all changes of one row are folded into one.
    Raises ``ValueError`` for an update whose key is not the whole primary key.
    """
    inserts: dict[Place, tuple[Table, dict[str, Any]]] = {}
    updates: dict[Place, tuple[Table, dict[str, Any]]] = {}
    for put in puts:
        table, primary = put.table, [column.name for column in put.table.primary_key.columns]
        if put.key is not None and set(put.key) != set(primary):
            raise ValueError(f"{sorted(put.key)} is not the primary key of {table.name}")
        source = put.values if put.key is None else put.key
        place = table.name, tuple(source[name] for name in primary)
        if put.key is None and place not in inserts:
            earlier = updates.pop(place, (table, {}))[1]
            inserts[place] = table, {**earlier, **put.values}
        elif place in inserts:
            inserts[place][1].update(put.values)
        else:
            updates.setdefault(place, (table, {}))[1].update(put.values)
    _write_inserts(session, list(inserts.values()))
    _write_updates(session, [(table, place[1], values) for place, (table, values) in updates.items()])


def _write_inserts(session: Session, entries: Sequence[tuple[Table, dict[str, Any]]]) -> None:
    groups: dict[tuple[str, tuple[str, ...]], tuple[Table, list[dict[str, Any]]]] = {}
    for table, values in entries:
        groups.setdefault((table.name, tuple(sorted(values))), (table, []))[1].append(values)
    for (_, columns), (table, rows) in groups.items():
        upsert(session, table, rows, columns)


def upsert(session: Session, table: Table, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Insert rows (all with the same ``columns``); where the primary key is there already, overwrite those columns."""
    if rows:
        statement = _make_upsert(table, tuple(columns), session.get_bind().dialect.name)
        session.connection().execute(statement, [dict(row) for row in rows])


@cache
def _make_upsert(table: Table, columns: tuple[str, ...], dialect: str) -> Any:
    """The statement, made once: building it costs more than running it."""
    primary = [column.name for column in table.primary_key.columns]
    rest = [name for name in columns if name not in primary]
    insert: Any = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    if not rest:
        return insert.on_conflict_do_nothing(index_elements=primary)
    return insert.on_conflict_do_update(index_elements=primary, set_={name: insert.excluded[name] for name in rest})


def _write_updates(session: Session, entries: Sequence[tuple[Table, tuple[Any, ...], dict[str, Any]]]) -> None:
    groups: dict[tuple[str, tuple[str, ...]], tuple[Table, list[dict[str, Any]]]] = {}
    for table, key, values in entries:
        names = (f"key_{column.name}" for column in table.primary_key.columns)
        row = dict(zip(names, key, strict=True)) | values
        groups.setdefault((table.name, tuple(sorted(values))), (table, []))[1].append(row)
    for (_, value_names), (table, rows) in groups.items():
        session.connection().execute(_make_update(table, value_names), rows)


@cache
def _make_update(table: Table, value_names: tuple[str, ...]) -> Any:
    statement = update(table).values({name: bindparam(name) for name in value_names})
    for column in table.primary_key.columns:
        statement = statement.where(column == bindparam(f"key_{column.name}"))
    return statement


def begin_write(session: Session) -> None:
    """Say that this transaction will write, so that SQLite takes its write lock now and never fails half-way.

    What was read before in the same session is let go (its transaction ends), so call it before reading. What was
    written before is kept: it holds the lock already, and the caller's commit or rollback decides about all of it.
    """
    if session.in_transaction():
        connection = session.connection()
        if connection.get_execution_options().get(WRITE) or connection.dialect.name != "sqlite":
            return
        session.flush()
        if _changes(connection) != connection.info.get(CHANGES_BEFORE):
            return
        session.commit()
    session.connection(execution_options={WRITE: True})


def _changes(connection: Connection) -> int:
    """How many rows SQLite has changed on this connection since it was opened."""
    driver: Any = connection.connection.dbapi_connection
    return int(driver.total_changes)


_ROOM = ("cache_size=-8000", "mmap_size=2147418112")
"""Kilobytes of pages that a connection keeps; and bytes of the file that are read from where the system holds it in
memory, without a call and a copy for each page (as many as SQLite is built for)."""


def prepare_engine(engine: Engine, foreign_keys: bool = True) -> None:
    """Give an SQLite engine WAL, full durability, foreign keys, a patient lock and honest transactions.

    ``foreign_keys`` is false for a host's engine: its tables may not be ready to have theirs enforced.
    """
    if engine.dialect.name != "sqlite":
        return
    pragmas = ["journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000", *_ROOM]
    if foreign_keys:
        pragmas.append("foreign_keys=ON")

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves; the driver would begin too late
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(WRITE)
        connection.info[CHANGES_BEFORE] = _changes(connection)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    if engine.url.database not in (None, "", ":memory:"):
        engine.dispose()  # connections that a host made before know nothing of all this


def sqlite_url(path: Path) -> str:
    """The URL of an SQLite file."""
    return f"sqlite:///{path}"
