"""A house with the small course and some people, on either kind of database or on SQLite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.wiring.house import House
from tests.builders import add_person, add_unit, publish, write_course
from tests.visitor import PASSWORD, Visitor, inside

HANAKO, TARO, OUTSIDER = "0000001", "0000002", "0000003"
HEAD, DEPUTY, OFFICE = "0000010", "0000011", "0000020"


@dataclass
class Town:
    """A house with its session."""

    house: House
    session: Session

    def person(self, number: str = HANAKO, name: str = "枚方　花子", **more: object) -> str:
        """Somebody new."""
        return add_person(self.session, number, name, **more)  # type: ignore[arg-type]  # handed through


@pytest.fixture
def town(house: House, tmp_path: Path) -> Town:
    """A house on either kind of database, with the small course published."""
    publish(house, house.session(), write_course(tmp_path / "course"))
    return Town(house, house.session())


@pytest.fixture
def site(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> Flask:
    """Two sections: 0100 with Hanako, Taro and their head; 0200 with an outsider and a head who is deputy in 0100."""
    app = make_app(sqlite_url)
    with inside(app) as house:
        session = house.session()
        publish(house, session, write_course(tmp_path / "course"))
        add_unit(session, "0010", "総務部")
        add_unit(session, "0100", "人事課", "0010")
        add_unit(session, "0200", "市民課")

        def add(number: str, name: str, **more: object) -> str:
            return add_person(session, number, name, house=house, password=PASSWORD, **more)  # type: ignore[arg-type]

        add(HANAKO, "枚方　花子", kana="ひらかた はなこ")
        add(TARO, "御殿山　太郎", kana="ごてんやま たろう")
        add(OUTSIDER, "樟葉　次郎", unit="0200")
        add(HEAD, "長尾　三郎", roles=["section-head"])
        add(DEPUTY, "津田　四郎", unit="0200")
        add(OFFICE, "藤阪　五郎", roles=["dx-office"], unit="0200")
    return app


@pytest.fixture
def sign_in(site: Flask) -> Callable[[str], Visitor]:
    """Signs somebody in, in a browser of their own."""

    def enter(number: str) -> Visitor:
        visitor = Visitor(site)
        visitor.sign_in(number)
        return visitor

    return enter
