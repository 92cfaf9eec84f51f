"""The small town's year, played once for all tests that look at it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.app import create_app
from elearn.demo import build, history
from elearn.demo.build import SignIn, build_demo
from elearn.wiring.house import House
from elearn.wiring.relaying import deliver_all
from tests.conftest import Clock, make_settings
from tests.elearn.demo.town import BEFORE, HOLDERS, LEVELS, invent_town

CATALOG = Path(__file__).parents[3] / "courses" / "catalog"


@dataclass
class Town:
    """A built town: its application, its house, the tour's sign-ins, what the build said, and its clock."""

    app: Flask
    house: House
    sign_ins: dict[str, SignIn]
    said: list[str]
    clock: Clock

    @property
    def path(self) -> str:
        """The file of a town on SQLite."""
        return self.house.settings.database_url.removeprefix("sqlite:///")

    def session(self) -> Session:
        """A session on the town's database."""
        return self.house.sessions()

    def close(self) -> None:
        with self.app.app_context():
            self.app.extensions["sqlalchemy"].engine.dispose()


def make_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the town stand for the city, with the counts of the year made small in proportion."""
    monkeypatch.setattr(build, "invent_city", invent_town)
    monkeypatch.setattr(history, "TRAINED_BEFORE", BEFORE)
    monkeypatch.setattr(history, "DUTY_HOLDERS", HOLDERS)
    for name, count in zip(("LEVEL_1", "LEVEL_2", "LEVEL_3"), LEVELS, strict=True):
        monkeypatch.setattr(history, name, count)


def build_town(url: str, folder: Path) -> Town:
    """Build the town on a fresh database."""
    clock, said = Clock(), list[str]()
    app = create_app(make_settings(url, folder), clock=clock)
    app.testing = True
    house: House = app.extensions["elearn"]
    with pytest.MonkeyPatch.context() as monkeypatch, house.sessions() as session:
        make_small(monkeypatch)
        sign_ins = build_demo(house, session, CATALOG, said.append)
    deliver_all(house, "tests")
    return Town(app, house, {one.label: one for one in sign_ins}, said, clock)


@pytest.fixture(scope="session")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town on SQLite. Whoever changes something works on ``own_town``."""
    folder = tmp_path_factory.mktemp("town")
    shutil.copyfile(sqlite_template, folder / "elearn.sqlite3")
    built = build_town(f"sqlite:///{folder / 'elearn.sqlite3'}", folder)
    yield built
    built.close()


@pytest.fixture
def own_town(town: Town, tmp_path: Path) -> Iterator[Town]:
    """A copy of the town, to change something in."""
    path = tmp_path / "elearn.sqlite3"
    with closing(sqlite3.connect(town.path)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
    clock = Clock()
    app = create_app(make_settings(f"sqlite:///{path}", tmp_path), clock=clock)
    app.testing = True
    copied = Town(app, app.extensions["elearn"], town.sign_ins, town.said, clock)
    yield copied
    copied.close()
