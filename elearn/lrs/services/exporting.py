"""Statements as a file, as many as there are, with memory for a page: JSON lines, or Parquet where pyarrow is there."""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterable, Iterator
from typing import Any, get_type_hints

import msgspec
from sqlalchemy.orm import Session

from elearn.lrs.rules.bodies import parse_json
from elearn.lrs.rules.columns import Row, tabulate
from elearn.lrs.rules.queries import StatementQuery
from elearn.lrs.services.reading import find_statements

PAGE = 500
ROWS = 5_000
"""Rows of one group of a Parquet file."""

_ARROW = {bool: "bool_", float: "float64", str: "string"}


class ParquetMissing(Exception):
    """The package that writes Parquet files is not installed."""


def list_bodies(session: Session, query: StatementQuery) -> Iterator[bytes]:
    """Every statement that a search finds, oldest first, whatever its limit."""
    rest: StatementQuery | None = msgspec.structs.replace(query, limit=PAGE, ascending=True)
    while rest is not None:
        page = find_statements(session, rest)
        yield from page.bodies
        rest = page.rest
        session.rollback()  # nothing is kept of a page, no snapshot either


def write_lines(bodies: Iterable[bytes]) -> Iterator[bytes]:
    """JSON lines: a statement as it stands in the store on each line, some hundred of them at once."""
    chunk: list[bytes] = []
    for body in bodies:
        chunk.append(
            body.replace(b"\n", b" ").replace(b"\r", b" ")
        )  # between members only: in strings they are escaped
        if len(chunk) == PAGE:
            yield b"\n".join(chunk) + b"\n"
            chunk = []
    if chunk:
        yield b"\n".join(chunk) + b"\n"


def can_write_parquet() -> bool:
    """Whether Parquet files can be written here."""
    try:
        load_arrow()
    except ParquetMissing:
        return False
    return True


def write_parquet(bodies: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a Parquet file with the columns of ``Row``. Raises ``ParquetMissing``."""
    arrow, parquet = load_arrow()
    return _write_parquet(arrow, parquet, bodies)


def _write_parquet(arrow: Any, parquet: Any, bodies: Iterable[bytes]) -> Iterator[bytes]:
    schema = arrow.schema([(name, getattr(arrow, _arrow_type(name))()) for name in Row._fields])
    sink = _Pieces()
    writer = parquet.ParquetWriter(sink, schema, compression="zstd")
    try:
        rows: list[Row] = []
        for body in bodies:
            rows.append(tabulate(parse_json(body), body))
            if len(rows) == ROWS:
                writer.write_table(_table(arrow, schema, rows))
                rows = []
                yield sink.take()
        if rows:
            writer.write_table(_table(arrow, schema, rows))
    finally:
        writer.close()
    yield sink.take()


def _table(arrow: Any, schema: Any, rows: list[Row]) -> Any:
    columns = [arrow.array(column, kind) for column, kind in zip(zip(*rows, strict=True), schema.types, strict=True)]
    return arrow.table(columns, schema=schema)


def _arrow_type(name: str) -> str:
    kind = get_type_hints(Row)[name]
    return next((arrow for one, arrow in _ARROW.items() if kind in (one, one | None)), "string")


def load_arrow() -> tuple[Any, Any]:
    """The two modules of pyarrow, loaded when they are needed: it is large, and an installation may do without.

    Raises ``ParquetMissing``.
    """
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as fault:
        raise ParquetMissing from fault


class _Pieces(io.RawIOBase):
    """A file that is only written to, and handed on piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._size += len(part)
        return len(part)

    def tell(self) -> int:
        return self._size

    def take(self) -> bytes:
        """What was written since the last time."""
        taken, self._parts = b"".join(self._parts), []
        return taken
