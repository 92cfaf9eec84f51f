"""Fixtures for the whole suite: databases of both kinds, sessions, a clock that stands still, the whole application."""

from __future__ import annotations

import datetime as dt
import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, close_all_sessions, sessionmaker

from elearn.app import create_app
from elearn.config import Settings
from elearn.db import prepare_engine
from elearn.wiring.house import House
from tests.databases import find_postgres, fresh_postgres, make_sqlite_template, run_postgres
from tests.remembered import remember

# The same cases on every machine, so that a failure comes from the change and not from the day, and no time limit, so
# that it does not come from a busy machine. HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

remember()


def pytest_collection_finish() -> None:
    """What was collected stays to the end: nobody needs to look through it again and again for what can go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


MOMENT = dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC)
"""20 November 2026, 10:30 in Japan: when tests happen."""


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A running PostgreSQL cluster with a migrated template; the URL up to the database's name."""
    if find_postgres() is None:
        pytest.skip("no PostgreSQL server is installed")
    # Not in pytest's own folder: a second run of pytest closes that to other users, and the server is one.
    with (
        tempfile.TemporaryDirectory(prefix="elearn-", ignore_cleanup_errors=True) as folder,
        run_postgres(Path(folder) / "postgres") as base,
    ):
        yield base


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file; tests work on copies."""
    return make_sqlite_template(tmp_path_factory.mktemp("sqlite") / "template.sqlite3")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path / "elearn.sqlite3"
        shutil.copyfile(template, path)
        yield f"sqlite:///{path}"
    else:
        with fresh_postgres(request.getfixturevalue("postgres_url")) as url:
            yield url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite database, for what does not depend on the kind."""
    path = tmp_path / "elearn.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


def close_engine(engine: Engine) -> None:
    """Close every connection: those, too, that a session of an unfinished answer or of a kept traceback still holds."""
    close_all_sessions()
    engine.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a fresh database of either kind, with our pragmas."""
    made = create_engine(database_url)
    prepare_engine(made)
    yield made
    close_engine(made)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on a fresh database of either kind."""
    with sessionmaker(engine)() as opened:
        yield opened


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = MOMENT

    def __call__(self) -> dt.datetime:
        return self.moment

    def pass_time(self, **span: float) -> None:
        """Let time pass: ``pass_time(days=1)``."""
        self.moment += dt.timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    """The clock of the application under test."""
    return Clock()


def make_settings(url: str, folder: Path, **more: object) -> Settings:
    """Settings for tests: cheap password hashes, no relay thread."""
    values: dict[str, object] = {
        "data_dir": folder / "data",
        "database_url": url,
        "relay_seconds": 0.0,
        "argon2_memory_kib": 8,
        **more,
    }
    return Settings(**values)  # type: ignore[arg-type]  # values are checked by name at run time


@pytest.fixture
def make_app(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., Flask]]:
    """Makes applications on a database URL; their engines are closed at the end."""
    made: list[Flask] = []

    def make(url: str, **more: object) -> Flask:
        app = create_app(make_settings(url, tmp_path, **more), clock=clock)
        app.testing = True
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            close_engine(app.extensions["sqlalchemy"].engine)


@pytest.fixture
def app(make_app: Callable[..., Flask], database_url: str) -> Flask:
    """The whole standalone application on a fresh database of either kind."""
    return make_app(database_url)


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    """The joined house of the application, in its context."""
    with app.app_context():
        yield app.extensions["elearn"]
