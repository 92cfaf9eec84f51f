"""The tables of the records room: what a row may hold, and how the questions of every day are answered."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from elearn.db import table_of
from elearn.events import KINDS
from elearn.records.tables import BIG, LeaseRow, LedgerRow, OutboxRow
from tests.conftest import MOMENT


def a_row(seq: int = 1, **changes: object) -> LedgerRow:
    values: dict[str, object] = {
        "seq": seq,
        "event_id": f"event-{seq}",
        "kind": "CellAttained",
        "person": "p" * 36,
        "stream": "s" * 36,
        "recorded_at": MOMENT,
        "payload": "{}",
        "previous": "0" * 64,
        "digest": "1" * 64,
    }
    return LedgerRow(**(values | changes))


@pytest.mark.parametrize("missing", [column.name for column in table_of(LedgerRow).columns if column.name != "seq"])
def test_a_fact_lacks_nothing(session: Session, missing: str) -> None:
    session.add(a_row(**{missing: None}))
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_longest_name_of_an_event_fits(session: Session) -> None:
    session.add(a_row(kind=max(KINDS, key=len), payload="長" * 100_000))
    session.commit()
    assert session.get_one(LedgerRow, 1).payload == "長" * 100_000


def test_numbers_go_beyond_two_thousand_million(session: Session) -> None:
    session.add(a_row(seq=2**40))
    session.commit()
    assert session.get_one(LedgerRow, 2**40).event_id == f"event-{2**40}"


def test_the_outbox_numbers_its_rows_and_keeps_bytes(session: Session) -> None:
    body = bytes(range(256))
    for number in range(3):
        session.add(OutboxRow(target="t", statement_id=str(number), body=body, created_at=MOMENT))
        session.flush()
    session.commit()
    rows = session.query(OutboxRow).order_by(OutboxRow.id).all()
    assert [row.statement_id for row in rows] == ["0", "1", "2"]
    first = rows[0]
    assert first.body == body
    assert (first.delivered_at, first.next_try_at, first.tries, first.refused, first.last_error) == (
        None,
        None,
        0,
        False,
        "",
    )


def test_a_store_has_one_lease(session: Session) -> None:
    session.add(LeaseRow(target="t", holder="a", until=MOMENT))
    session.commit()
    session.expunge_all()
    session.add(LeaseRow(target="t", holder="b", until=MOMENT))
    with pytest.raises(DBAPIError):
        session.flush()


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("elearn_ledger", ["stream", "seq"]),
        ("elearn_ledger", ["person", "seq"]),
        ("elearn_outbox", ["target", "delivered_at", "id"]),
    ],
)
def test_the_questions_of_every_day_have_their_index(engine: Engine, table: str, columns: list[str]) -> None:
    assert columns in [index["column_names"] for index in inspect(engine).get_indexes(table)]


def test_sqlite_answers_a_history_from_the_index(sqlite_url: str, session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        plan = session.execute(
            text("EXPLAIN QUERY PLAN SELECT payload FROM elearn_ledger WHERE stream = 'x' ORDER BY seq")
        ).all()
        said = " ".join(row[-1] for row in plan)
        assert "ix_elearn_ledger_stream" in said
        assert "TEMP B-TREE" not in said
    assert str(BIG.compile()) == "BIGINT"
