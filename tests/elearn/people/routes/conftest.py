"""The whole application with a small town in it, and browsers whose person is named by staff number."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from elearn.people.services.accounts import set_password
from elearn.people.services.directory import person_by_number
from elearn.people.services.roles import grant_role
from elearn.wiring.house import House
from tests.elearn.people.samples import a_town, take_in

PASSWORD = "plum tree by the river"
DIRECTOR, HEAD, CLERK, OTHER, AUDITOR, DX, ADMIN = (f"000000{number}" for number in range(1, 8))


class Town:
    """The application, its clock, its database, and its people."""

    def __init__(self, app: Flask, clock: Callable[[], dt.datetime]) -> None:
        self.app, self.clock = app, clock
        self.house: House = app.extensions["elearn"]
        self.sessions: sessionmaker[Session] = self.house.sessions  # type: ignore[assignment]  # made so by the extension

    def uuid(self, number: str) -> str:
        """The uuid of somebody who is there."""
        with self.sessions() as session:
            found = person_by_number(session, number)
        assert found is not None
        return found

    def give_password(self, number: str, password: str = PASSWORD, must_change: bool = False) -> None:
        """Let a person sign in by password."""
        with self.sessions() as session:
            person = self.uuid(number)
            assert set_password(session, person, password, self.clock(), self.house.settings, must_change) == []
            session.commit()

    def client(self) -> FlaskClient:
        """A browser at which nobody is signed in."""
        return self.app.test_client()

    def browser(self, number: str) -> FlaskClient:
        """A browser at which a person has signed in, by password as everybody does."""
        self.give_password(number)
        client = self.client()
        answer = client.post("/sign-in", data={"staff_number": number, "password": PASSWORD})
        assert answer.status_code == 303, words(answer)
        return client


@pytest.fixture
def town(make_app: Callable[..., Flask], sqlite_url: str, clock: Callable[[], dt.datetime]) -> Town:
    """The application with the town's people; forms need no token here, one test of its own asks for it."""
    app = make_app(sqlite_url, remote_user=True, trusted_proxies=("10.0.0.0/24",))
    app.config["WTF_CSRF_ENABLED"] = False
    made = Town(app, clock)
    with made.sessions() as session:
        take_in(session, a_town() + "0000007,管理七郎,かんり,0200,総務課,0010,係員,R8.4.1,,\r\n".encode())
        person = person_by_number(session, ADMIN)
        assert person is not None
        grant_role(session, person, "administrator", "system", clock())
        session.commit()
    return made


def words(answer: TestResponse) -> str:
    """The text of a page without its marks, blanks made one."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))).strip()
