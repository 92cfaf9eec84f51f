"""What a transaction read of a stream under the lock spares the next append a question, and never more than that."""

from __future__ import annotations

from sqlalchemy import bindparam, literal, literal_column, select
from sqlalchemy.orm import Session

from elearn.db import begin_write
from elearn.records.ledger import append, lock_ledger, read_stream_beside, verify_ledger
from elearn.records.tables import LedgerRow
from tests.elearn.records.samples import AT, HANAKO, TARO, evidence
from tests.sqlcount import count_statements

NOTES = select(literal_column("0").label("seq"), literal("note").label("kind"), LedgerRow.kind.label("payload")).where(
    LedgerRow.person == bindparam("stream"), LedgerRow.kind == "DutySkillDeclared"
)


def _ask(session: Session, person: str = HANAKO) -> None:
    begin_write(session)
    lock_ledger(session)
    read_stream_beside(session, person, NOTES)


def _append(session: Session, *numbers: int, person: str = HANAKO) -> tuple[int, int]:
    """How many facts were new, and how many statements it took."""
    with count_statements(session.get_bind()) as sent:  # type: ignore[arg-type]  # it is an engine
        fresh = append(session, [evidence(number, person) for number in numbers], AT)
    return len(fresh), sent.count


def test_an_append_to_the_stream_that_was_read_asks_nothing(session: Session) -> None:
    _ask(session)
    assert _append(session, 1, 2) == (2, 1)
    session.commit()
    _ask(session)
    assert _append(session, 2, 3) == (1, 1)
    session.commit()
    assert verify_ledger(session).rows == 3


def test_what_stands_there_already_adds_nothing(session: Session) -> None:
    append(session, [evidence(1)], AT)
    session.commit()
    _ask(session)
    assert _append(session, 1) == (0, 0)


def test_another_stream_is_asked_for(session: Session) -> None:
    append(session, [evidence(1, TARO)], AT)
    session.commit()
    _ask(session)
    assert _append(session, 1, person=TARO) == (0, 1)
    assert _append(session, 2, person=TARO) == (1, 2)
    assert verify_ledger(session).sound


def test_after_an_append_the_end_is_asked_for_again(session: Session) -> None:
    _ask(session)
    assert _append(session, 1) == (1, 1)
    assert _append(session, 2) == (1, 2)
    session.commit()
    assert verify_ledger(session).rows == 2


def test_the_next_transaction_and_a_savepoint_ask_again(session: Session) -> None:
    _ask(session)
    session.commit()
    begin_write(session)
    assert _append(session, 1)[0] == 1
    session.commit()
    _ask(session)
    with session.begin_nested():
        assert _append(session, 2)[0] == 1
    assert _append(session, 3)[0] == 1
    session.commit()
    assert verify_ledger(session).rows == 3


def test_without_the_lock_nothing_is_remembered(session: Session) -> None:
    read_stream_beside(session, HANAKO, NOTES)
    append(session, [evidence(1)], AT)
    session.commit()
    assert verify_ledger(session).rows == 1
