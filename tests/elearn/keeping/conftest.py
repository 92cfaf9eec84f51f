"""A house in which somebody completed a course, its statements stored, and the keeper who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.people.tables import AccessLogRow
from elearn.wiring.house import House
from elearn.wiring.relaying import deliver_all
from tests.builders import add_person, complete_course, person_uuid, publish, write_course
from tests.visitor import PASSWORD, Visitor, inside

LEARNER, OTHER, KEEPER = "0000010", "0000011", "0000070"


@dataclass
class Desk:
    """The application, and the keeper's browser."""

    app: Flask
    house: House
    keeper: Visitor

    @property
    def learner(self) -> str:
        """The uuid of who completed the course."""
        return person_uuid(LEARNER)

    def notes(self) -> list[AccessLogRow]:
        """The access log in order."""
        with self.session() as session:
            return list(session.scalars(select(AccessLogRow).order_by(AccessLogRow.id)))

    def session(self) -> Session:
        """A session of one's own."""
        return self.house.sessions()


@pytest.fixture
def desk(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> Desk:
    app = make_app(sqlite_url)
    with inside(app) as house:
        with house.sessions() as session:
            publish(house, session, write_course(tmp_path / "packages"))
            add_person(session, LEARNER, "枚方　花子")
            add_person(session, OTHER, "枚方　太郎", house=house, password=PASSWORD)
            add_person(session, KEEPER, "記録　守", ["keeper"], house=house, password=PASSWORD)
            complete_course(house, session, person_uuid(LEARNER))
        deliver_all(house, "test")
    keeper = Visitor(app)
    keeper.sign_in(KEEPER)
    return Desk(app, house, keeper)
