"""Few statements for many rows, said straight to the database's driver.

SQLAlchemy's expressions cost more than the work behind them where a statement of a few hundred bytes is stored, so the
way of storing speaks SQL. It stays inside the session's transaction: the caller commits or rolls back as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

CHUNK = 500
"""Values in one IN list; SQLite bounds the number of parameters."""

T = TypeVar("T")


def split_chunks(values: Iterable[T]) -> Iterator[Sequence[T]]:
    """The values in lists of at most ``CHUNK``."""
    everything = list(values)
    for start in range(0, len(everything), CHUNK):
        yield everything[start : start + CHUNK]


class Driver:
    """A connection in a transaction. SQL is written with ``?`` for parameters. Raises ``DBAPIError``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._raw: Any = connection.connection.dbapi_connection
        self._dialect = connection.dialect
        self.postgres = connection.dialect.name == "postgresql"

    @cached_property
    def session(self) -> Session:
        """A session in the same transaction, for what is rare enough to be said in SQLAlchemy's words."""
        return Session(self._connection)

    def all(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self._execute(_place(sql) if self.postgres else sql, parameters, rows=True)

    def among(self, sql: str, values: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query that ends with a column's name, where the column is one of the values."""
        for chunk in split_chunks(values):
            if self.postgres:
                yield from self._execute(f"{sql} = ANY(%b)", (list(chunk),), rows=True)
            else:
                yield from self._execute(f"{sql} IN ({_marks(len(chunk))})", chunk, rows=True)

    def insert(
        self, table: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]], end: str = ""
    ) -> None:
        """Insert rows; ``columns`` are names with PostgreSQL's types, ``end`` is an ON CONFLICT clause."""
        if not rows:
            return
        head = _make_insert(table, tuple(columns), self.postgres) + end
        if self.postgres:
            self._execute(head, [list(column) for column in zip(*rows, strict=True)])
        else:
            self._execute(head, rows, many=True)

    def _execute(self, sql: str, parameters: Any, *, rows: bool = False, many: bool = False) -> list[tuple[Any, ...]]:
        cursor = self._raw.cursor()
        try:
            (cursor.executemany if many else cursor.execute)(sql, parameters)
            return cursor.fetchall() if rows else []
        except self._dialect.loaded_dbapi.Error as fault:
            raise DBAPIError.instance(
                sql, None, fault, self._dialect.loaded_dbapi.Error, dialect=self._dialect
            ) from fault
        finally:
            cursor.close()


@cache
def _place(sql: str) -> str:
    return sql.replace("?", "%b")


@cache
def _marks(count: int) -> str:
    return ",".join("?" * count)


@cache
def _make_insert(table: str, columns: tuple[tuple[str, str], ...], postgres: bool) -> str:
    names = ", ".join(name for name, _ in columns)
    if postgres:
        arrays = ", ".join(f"%b::{kind}[]" for _, kind in columns)
        return f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608 (names of this module's callers)
    return f"INSERT INTO {table} ({names}) VALUES ({_marks(len(columns))})"  # noqa: S608 (names of this module's callers)
