"""The databases that tests work on are real, migrated, and gone afterwards."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from elearn.migrations.run import current_revision, newest_revision
from tests import databases
from tests.databases import find_postgres, free_port, fresh_postgres, make_sqlite_template, run_postgres


def revision_of(url: str) -> str | None:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = current_revision(connection)
    engine.dispose()
    return found


def test_a_template_is_migrated(tmp_path: Path) -> None:
    path = make_sqlite_template(tmp_path / "t.sqlite3")
    assert revision_of(f"sqlite:///{path}") == newest_revision()


@pytest.mark.postgres
def test_a_fresh_database_is_migrated_and_dropped(postgres_url: str) -> None:
    with fresh_postgres(postgres_url) as url:
        assert revision_of(url) == newest_revision()
        with fresh_postgres(postgres_url) as other:
            assert other != url
        open_still = create_engine(url)
        connection = open_still.connect()
    with pytest.raises(OperationalError):
        connection.execute(text("SELECT 1"))
    connection.close()
    open_still.dispose()
    engine = create_engine(url)
    with pytest.raises(OperationalError):
        engine.connect()
    engine.dispose()


def test_a_free_port_is_free() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", free_port()))


def test_without_a_server_program_the_words_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "find_postgres", lambda: None)
    with pytest.raises(RuntimeError, match="setup"), run_postgres(tmp_path / "cluster"):
        raise AssertionError("there is no server")


@pytest.mark.postgres
def test_the_programs_of_the_newest_server_are_found() -> None:
    programs = find_postgres()
    assert programs is None or (programs / "initdb").is_file()
