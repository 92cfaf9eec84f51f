"""What an attacker or plain bad luck does to the whole application, over HTTP."""

from __future__ import annotations

import logging
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text

from tests.builders import add_person, person_uuid
from tests.visitor import PASSWORD, Visitor, inside

NUMBER, NAME = "0000001", "髙﨑　花子"


@pytest.fixture
def staffed(make_app: Callable[..., Flask], sqlite_url: str) -> Flask:
    """An application with one person, as in production: a fault is answered and not raised."""
    app = make_app(sqlite_url)
    app.testing = False
    with inside(app) as house, house.sessions() as session:
        add_person(session, NUMBER, NAME, ["hr", "administrator"], house=house, password=PASSWORD)
    return app


@contextmanager
def hurried(app: Flask, url: str) -> Iterator[Any]:
    """Somebody else holds the database's write lock, and nobody waits for it long; gives the holder's connection."""
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    engine.dispose()
    event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout=50"))
    other = create_engine(url)
    with other.connect() as holder:
        holder.execute(text("BEGIN IMMEDIATE"))
        yield holder
        holder.execute(text("ROLLBACK"))
    other.dispose()


def test_while_the_database_is_locked_pages_are_read_and_writing_waits_for_later(
    staffed: Flask, sqlite_url: str
) -> None:
    visitor = Visitor(staffed)
    visitor.sign_in(NUMBER)
    visitor.open("/password")
    sent = {"current": PASSWORD, "password": "a long red river", "repeat": "a long red river"}
    with hurried(staffed, sqlite_url):
        visitor.open("/courses")
        answer = visitor.client.post("/password", data={"csrf_token": visitor.token(), **sent})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert "ただいま利用できません" in answer.text
    assert visitor.post("/password", **sent).title == "プロフィール"


def test_a_fault_of_the_database_tells_the_log_no_names_and_no_hashes(
    staffed: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    visitor = Visitor(staffed)
    visitor.sign_in(NUMBER)
    visitor.open("/password")
    with inside(staffed) as house, house.sessions() as session:
        session.execute(text("DROP TABLE elearn_access_log"))
        session.execute(text("ALTER TABLE elearn_account RENAME COLUMN changed_at TO changed"))
        session.commit()
    words = {"current": PASSWORD, "password": "a long red river", "repeat": "a long red river"}
    visitor.client.post("/password", data={"csrf_token": visitor.token(), **words})
    visitor.client.get("/hr/completions?unit=&q=%E9%AB%99")
    with (
        inside(staffed) as house,
        house.sessions() as session,
        pytest.raises(Exception, match="no such column") as raised,
    ):
        session.execute(text("SELECT missing FROM elearn_person WHERE name = :name"), {"name": NAME})
    told = caplog.text + str(raised.value)
    assert "request-failed" in told
    for secret in (NAME, "花子", "argon2", "red river", PASSWORD, NUMBER):
        assert secret not in told


def test_a_commit_that_fails_is_answered_like_any_fault(staffed: Flask, caplog: pytest.LogCaptureFixture) -> None:
    visitor = Visitor(staffed)
    visitor.sign_in(NUMBER)
    visitor.open(f"/staff/{person_uuid(NUMBER)}")
    with inside(staffed):
        engine = staffed.extensions["sqlalchemy"].engine

        def fail(_connection: object) -> None:
            raise ZeroDivisionError("of " + NAME)

        event.listen(engine, "commit", fail)
        caplog.clear()
        answer = visitor.client.post(f"/staff/{person_uuid(NUMBER)}/lift-wait", data={"csrf_token": visitor.token()})
        event.remove(engine, "commit", fail)
        assert answer.status_code == 500
        assert "あなたの操作が原因ではありません" in answer.text
        assert NAME not in caplog.text
        assert [record.name for record in caplog.records] == ["elearn.web"]
    assert "解除しました" not in visitor.open("/staff").text
    assert visitor.open("/profile").title == "プロフィール"


def test_the_folder_with_everybodys_data_is_for_our_eyes_only(staffed: Flask) -> None:
    folder: Path = staffed.extensions["elearn"].settings.data_dir
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in folder.iterdir() if path.is_file())
