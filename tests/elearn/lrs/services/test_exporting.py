"""Files of statements: every one, oldest first, whatever a store's page holds; and Parquet that others can read."""

from __future__ import annotations

import importlib
import io
import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from elearn.lrs.rules.columns import Row
from elearn.lrs.rules.queries import StatementQuery
from elearn.lrs.rules.terms import Term
from elearn.lrs.services import (
    ParquetMissing,
    can_write_parquet,
    exporting,
    list_bodies,
    store_statements,
    write_lines,
    write_parquet,
)
from tests.elearn.lrs.house import AUTHORITY, NOON, body, statement


@pytest.fixture
def stored(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(exporting, "PAGE", 7)
    monkeypatch.setattr(exporting, "ROWS", 4)
    values = [
        statement(
            f"p-{n}", verb=f"https://x.jp/v/{n % 2}", result={"score": {"scaled": n / 100}, "success": n % 2 == 0}
        )
        for n in range(30)
    ]
    made = store_statements(session, [body(value) for value in values], AUTHORITY, NOON)
    session.commit()
    return [str(one) for one in made]


def test_every_statement_is_listed_once_oldest_first(session: Session, stored: list[str]) -> None:
    assert [json.loads(one)["id"] for one in list_bodies(session, StatementQuery(limit=3))] == stored
    odd = StatementQuery(verb=Term("verb", "https://x.jp/v/1").digest)
    assert [json.loads(one)["id"] for one in list_bodies(session, odd)] == stored[1::2]


def test_lines_are_statements_each_on_one_line(session: Session, stored: list[str]) -> None:
    text = b"".join(write_lines(list_bodies(session, StatementQuery())))
    assert text.endswith(b"\n")
    assert [json.loads(line)["id"] for line in text.splitlines()] == stored
    assert b"".join(write_lines([])) == b""
    spread = b'{"id":\r\n"x",\n"y":"a\\nb"}'
    assert b"".join(write_lines([spread])).count(b"\n") == 1
    assert json.loads(b"".join(write_lines([spread]))) == {"id": "x", "y": "a\nb"}


def test_parquet_is_read_back_by_its_own_maker(session: Session, stored: list[str]) -> None:
    parquet: Any = pytest.importorskip("pyarrow.parquet")
    pieces = list(write_parquet(list_bodies(session, StatementQuery())))
    assert len(pieces) > 3, "it leaves in pieces"
    table = parquet.read_table(io.BytesIO(b"".join(pieces)))
    assert table.column_names == list(Row._fields)
    assert table["id"].to_pylist() == stored
    assert table["scaled"].to_pylist() == [n / 100 for n in range(30)]
    assert table["success"].to_pylist() == [n % 2 == 0 for n in range(30)]
    assert table["raw"].to_pylist() == [None] * 30
    kinds = {str(table.schema.field(name).type) for name in ("actor", "type", "statement")}
    assert kinds == {"string"}
    assert str(table.schema.field("completion").type) == "bool"
    assert [json.loads(one)["id"] for one in table["statement"].to_pylist()] == stored
    empty = parquet.read_table(io.BytesIO(b"".join(write_parquet([]))))
    assert (empty.num_rows, empty.column_names) == (0, list(Row._fields))


def test_without_the_package_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", refuse)
    assert not can_write_parquet()
    with pytest.raises(ParquetMissing):
        write_parquet([])
