"""Rebuilding, verifying, relaying and keys, from the command line."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from elearn.awards.tables import CertificateRow, SerialRow
from elearn.learning.tables import ActivityRow, AttemptRow, RegistrationRow
from elearn.lrs.rules.credentials import SCOPES
from elearn.lrs.services import recognise_reader
from elearn.lrs.tables import StatementRow
from elearn.records.tables import LedgerRow, OutboxRow
from elearn.skills.tables import CellRow
from elearn.wiring.house import House
from tests.builders import add_person, complete_course, publish, write_course
from tests.databases import free_port
from tests.elearn.cli.conftest import Line, make_line


@pytest.fixture
def lived(house: House, database_url: str, tmp_path: Path) -> Line:
    """An installation where somebody completed a course."""
    with house.sessions() as session:
        publish(house, session, write_course(tmp_path / "packages"))
        complete_course(house, session, add_person(session))
    return make_line(database_url, tmp_path)


def shown(session: Session) -> dict[str, list[tuple[object, ...]]]:
    tables = [one.__table__ for one in (RegistrationRow, ActivityRow, AttemptRow, CellRow, CertificateRow, SerialRow)]
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
        for table in tables
    }


def test_a_rebuild_shows_again_what_was_shown(lived: Line, house: House) -> None:
    with house.sessions() as session:
        before = shown(session)
        session.execute(update(RegistrationRow).values(completed_at=None))
        session.execute(delete(CellRow))
        session.commit()
        assert shown(session) != before
        session.rollback()
        assert lived("rebuild").stdout == "8 facts\n4 sections\n"
        assert shown(session) == before


def test_a_sound_ledger_is_told_with_its_last_digest(lived: Line, house: House) -> None:
    with house.sessions() as session:
        last = session.scalar(select(LedgerRow.digest).order_by(LedgerRow.seq.desc()).limit(1))
    assert lived("verify-ledger").stdout == f"8 rows sound, the last one {last}\n"


def test_a_ledger_that_was_tampered_with_ends_with_one_and_names_the_row(lived: Line, house: House) -> None:
    with house.sessions() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER elearn_ledger_no_update"))
        else:
            session.execute(text("DROP TRIGGER elearn_ledger_no_change ON elearn_ledger"))
        session.execute(update(LedgerRow.__table__).where(LedgerRow.seq == 5).values(payload="{}"))
        session.commit()
    result = lived("verify-ledger", status=1)
    assert (result.stdout, result.stderr) == ("", "seq 5: content\n")


def test_statements_that_wait_are_sent_now(lived: Line, house: House) -> None:
    with house.sessions() as session:
        waiting = session.scalar(select(func.count()).select_from(OutboxRow))
        assert lived("relay").stdout == f"{waiting} delivered\n"
        session.rollback()
        assert session.scalar(select(func.count()).select_from(StatementRow)) == waiting
        assert lived("relay").stdout == "0 delivered\n"


def test_a_store_that_is_away_leaves_its_backlog_in_sight(line: Line, tmp_path: Path) -> None:
    line("publish", write_course(tmp_path / "packages"))
    remote = {"lrs_url": f"http://127.0.0.1:{free_port()}/xapi", "lrs_key": "k", "lrs_secret": "s"}
    with line.session() as session:
        add_person(session)
    line("assign", "dx-basics", "--rule", "all", "--due", "2030-03-31", **remote)
    assert line("relay", **remote).stdout.splitlines() == ["0 delivered", "remote: 1 waiting, 0 refused"]


def test_a_key_of_the_store_is_shown_once_and_works(any_line: Line) -> None:
    told = any_line("lrs-key", "研修所", "--scope", "statements/read", "--scope", "statements/write").stdout
    found = re.fullmatch(r"key=(\S+)\nsecret=(\S+)\n", told)
    assert found is not None
    with any_line.session() as session:
        reader = recognise_reader(session, basic(found[1], found[2]))
        assert reader.may_write
        assert reader.may_read


def test_a_key_may_only_read_unless_told_otherwise(line: Line) -> None:
    found = re.fullmatch(r"key=(\S+)\nsecret=(\S+)\n", line("lrs-key", "x").stdout)
    assert found is not None
    with line.session() as session:
        reader = recognise_reader(session, basic(found[1], found[2]))
    assert (reader.may_read, reader.may_write) == (True, False)


def basic(key: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()


def test_a_scope_that_does_not_exist_is_bad_usage_and_makes_no_key(line: Line) -> None:
    result = line("lrs-key", "x", "--scope", "everything", status=2)
    assert all(scope in result.stderr for scope in SCOPES)
    assert "key=" not in result.output
