"""Somebody with the keys of the database switches the triggers off and changes the past: every way is found."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from elearn.db import begin_write
from elearn.records.ledger import GENESIS, append, read_person, verify_ledger
from elearn.records.tables import LedgerRow
from tests.elearn.records.samples import AT, HANAKO, TARO, evidence, level

LEDGER = LedgerRow.__table__

CHANGES: list[dict[str, Any]] = [
    {"payload": "{}"},
    {"payload": ""},
    {"kind": "CellAttained"},
    {"person": TARO},
    {"stream": TARO},
    {"recorded_at": AT + dt.timedelta(microseconds=1)},
    {"event_id": str(evidence(99).id)},
    {"digest": "f" * 64},
]


@pytest.fixture
def tampered(session: Session) -> Session:
    """Six facts in a ledger that lies open."""
    begin_write(session)
    append(session, [evidence(number) for number in range(1, 7)], AT)
    if session.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete", "replace"):
            session.execute(text(f"DROP TRIGGER elearn_ledger_no_{verb}"))
    else:
        session.execute(text("DROP TRIGGER elearn_ledger_no_change ON elearn_ledger"))
    session.commit()
    assert verify_ledger(session).sound
    return session


def found(session: Session) -> tuple[int | None, str, int]:
    outcome = verify_ledger(session, chunk=4)
    assert not outcome.sound
    return outcome.bad_seq, outcome.reason, outcome.rows


def test_a_changed_column_is_found_at_its_row(tampered: Session) -> None:
    for seq in (1, 3, 4, 5, 6):
        for change in CHANGES:
            tampered.execute(update(LEDGER).where(LEDGER.c.seq == seq).values(change))
            assert found(tampered) == (seq, "content", seq - 1), change
            tampered.rollback()


def test_every_column_is_covered() -> None:
    assert {name for change in CHANGES for name in change} | {"seq", "previous"} == set(LEDGER.c.keys())


def test_a_changed_link_is_found(tampered: Session) -> None:
    tampered.execute(update(LEDGER).where(LEDGER.c.seq == 4).values(previous=GENESIS))
    assert found(tampered) == (4, "link", 3)


def test_a_removed_fact_leaves_a_gap(tampered: Session) -> None:
    for gone, bad in (([1], 2), ([3], 4), ([2, 3, 4], 5), ([4, 5], 6)):
        tampered.execute(LEDGER.delete().where(LEDGER.c.seq.in_(gone)))
        assert found(tampered)[:2] == (bad, "gap")
        tampered.rollback()


def test_a_removed_fact_is_found_although_the_rest_moved_up(tampered: Session) -> None:
    tampered.execute(LEDGER.delete().where(LEDGER.c.seq == 3))
    for seq in (4, 5, 6):
        tampered.execute(update(LEDGER).where(LEDGER.c.seq == seq).values(seq=seq - 1))
    assert found(tampered)[:2] == (3, "link")


def test_two_facts_that_changed_places_are_found(tampered: Session) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        tampered.execute(update(LEDGER).where(LEDGER.c.seq == old).values(seq=new))
    assert found(tampered)[:2] == (2, "link")


def test_a_fact_slipped_in_outside_the_chain_is_found(tampered: Session) -> None:
    """Histories are read by person: a row before the first or behind the last would be seen there."""
    last = tampered.execute(select(LEDGER).where(LEDGER.c.seq == 6)).one()
    for seq in (-5, 0, 9):
        forged = last._asdict() | {"seq": seq, "event_id": str(level().id), "previous": last.digest}
        tampered.execute(LEDGER.insert().values(forged))
        assert len(read_person(tampered, HANAKO)) == 7
        assert found(tampered)[:2] == (seq, "gap")
        tampered.rollback()


def test_a_whole_chain_written_anew_shows_in_the_tip_that_was_noted_down(tampered: Session) -> None:
    noted = verify_ledger(tampered)
    tampered.execute(LEDGER.delete())
    append(tampered, [evidence(number, reference="forged") for number in range(1, 7)], AT)
    outcome = verify_ledger(tampered)
    assert (outcome.sound, outcome.rows) == (True, noted.rows)
    assert outcome.tip != noted.tip


def test_rows_cut_off_at_the_end_show_in_the_tip_that_was_noted_down(tampered: Session) -> None:
    noted = verify_ledger(tampered)
    tampered.execute(LEDGER.delete().where(LEDGER.c.seq > 4))
    outcome = verify_ledger(tampered)
    assert outcome.sound, "the chain alone cannot know what stood behind it"
    assert (outcome.rows, outcome.tip) != (noted.rows, noted.tip)
