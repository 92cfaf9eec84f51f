"""Few statements for many rows, said straight to the database's driver.

SQLAlchemy's expressions cost more than the work behind them where a statement of a few hundred bytes is stored, so the
way of storing speaks SQL. It stays inside its transaction: the caller commits or rolls back as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError

CHUNK = 500
"""Values in one IN list; SQLite bounds the number of parameters."""

MOST_ROWS = 256
"""Rows in one INSERT into SQLite, a power of two."""

EXACT_ROWS = 64
"""So many rows or fewer go in one INSERT of just this size."""

T = TypeVar("T")


def split_chunks(values: Iterable[T]) -> Iterator[Sequence[T]]:
    """The values in lists of at most ``CHUNK``."""
    everything = list(values)
    for start in range(0, len(everything), CHUNK):
        yield everything[start : start + CHUNK]


class Target:
    """A table and those of its columns that are filled, each with its type in PostgreSQL."""

    def __init__(self, table: str, *columns: tuple[str, str]) -> None:
        names = ", ".join(name for name, _ in columns)
        arrays = ", ".join(f"%b::{kind}[]" for _, kind in columns)
        self._head = f"INSERT INTO {table} ({names}) "
        self._row = f"({_marks(len(columns))})"
        self._written: dict[int, str] = {}
        self.unnested = f"{self._head}SELECT * FROM unnest({arrays})"  # noqa: S608 (names of this house)

    def write(self, rows: int) -> str:
        """The INSERT of so many rows. There are few such numbers, so the driver keeps all of them prepared."""
        if rows not in self._written:
            self._written[rows] = f"{self._head}VALUES {','.join([self._row] * rows)}"
        return self._written[rows]


class Driver:
    """A connection in a transaction. SQL is written with ``?`` for parameters. Raises ``DBAPIError``."""

    def __init__(self, connection: Connection) -> None:
        self._take(connection.connection.dbapi_connection, connection.dialect)

    def _take(self, raw: Any, dialect: Dialect) -> None:
        self._raw = raw
        self._dialect = dialect
        self.postgres = dialect.name == "postgresql"

    @classmethod
    @contextmanager
    def open(cls, engine: Engine, begin: str) -> Iterator[Driver]:
        """A driver on a connection of its own, in a transaction that is kept unless something is raised.

        ``begin`` is what is said to the database first.
        """
        held = engine.raw_connection()
        driver = cls.on(held.dbapi_connection, engine.dialect)
        try:
            driver.begin(begin)
            yield driver
            driver.keep()
        except BaseException:
            try:
                driver.undo()
            except DBAPIError:
                held.invalidate()  # nobody shall get a connection that cannot even undo
            raise
        finally:
            held.close()

    @classmethod
    def on(cls, raw: Any, dialect: Dialect) -> Driver:
        """A driver on a connection of the database's driver."""
        driver = cls.__new__(cls)
        driver._take(raw, dialect)
        return driver

    def begin(self, words: str) -> None:
        """Say what begins a transaction, or what is to hold for the connection."""
        self._execute(words, ())

    def keep(self) -> None:
        """Commit."""
        self._end(self._raw.commit)

    def undo(self) -> None:
        """Roll back; where there is no transaction nothing happens."""
        self._end(self._raw.rollback)

    def close(self) -> None:
        """Close the connection, where it is the caller's own."""
        self._end(self._raw.close)

    @classmethod
    @contextmanager
    def peek(cls, engine: Engine) -> Iterator[Driver]:
        """A driver on a connection of its own for reading, without a transaction: every query sees what is newest."""
        held = engine.raw_connection()
        driver = cls.on(held.dbapi_connection, engine.dialect)
        if driver.postgres:
            driver._raw.autocommit = True
        try:
            yield driver
        except DBAPIError:
            held.invalidate()
            raise
        finally:
            if driver.postgres and held.is_valid:
                driver._raw.autocommit = False
            held.close()

    def all(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self._execute(_place(sql) if self.postgres else sql, parameters, rows=True)

    def among(self, sql: str, values: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query where some column is one of the values.

        ``{among}`` stands in place of the condition behind the column's name, or it comes last.
        """
        whole = sql if "{among}" in sql else sql + " {among}"
        times = whole.count("{among}")
        for chunk in split_chunks(values):
            given = (list(chunk),) * times if self.postgres else [*chunk] * times
            yield from self._execute(_make_among(whole, len(chunk), self.postgres), given, rows=True)

    def insert(self, target: Target, rows: Sequence[Sequence[Any]], end: str = "") -> list[tuple[Any, ...]]:
        """Insert rows; ``end`` is an ON CONFLICT or RETURNING clause. Gives what is returned."""
        if not rows:
            return []
        returns = "RETURNING" in end
        if self.postgres:
            columns = [list(column) for column in zip(*rows, strict=True)]
            return self._execute(target.unnested + end, columns, rows=returns)
        # A thread that steps through rows one by one gives Python away at every step and waits to get it back.
        start, left, found = 0, len(rows), list[tuple[Any, ...]]()
        while left:
            size = left if left <= EXACT_ROWS else min(1 << (left.bit_length() - 1), MOST_ROWS)
            values = [value for row in rows[start : start + size] for value in row]
            found += self._execute(target.write(size) + end, values, rows=returns)
            start, left = start + size, left - size
        return found

    def _execute(self, sql: str, parameters: Any, *, rows: bool = False) -> list[tuple[Any, ...]]:
        try:
            cursor = self._raw.execute(sql, parameters)
            found: list[tuple[Any, ...]] = cursor.fetchall() if rows else []
            cursor.close()
        except self._dialect.loaded_dbapi.Error as fault:
            raise self._wrap(sql, fault) from fault
        return found

    def _end(self, act: Any) -> None:
        try:
            act()
        except self._dialect.loaded_dbapi.Error as fault:
            raise self._wrap("", fault) from fault

    def _wrap(self, sql: str, fault: Exception) -> Exception:
        return DBAPIError.instance(sql, None, fault, self._dialect.loaded_dbapi.Error, dialect=self._dialect)


@cache
def _place(sql: str) -> str:
    return sql.replace("?", "%b")


@lru_cache(maxsize=2000)
def _make_among(sql: str, count: int, postgres: bool) -> str:
    return sql.replace("{among}", "= ANY(%b)" if postgres else f"IN ({_marks(count)})")


@cache
def _marks(count: int) -> str:
    return ",".join("?" * count)
