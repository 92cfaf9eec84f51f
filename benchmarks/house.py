"""A house to measure: the whole application on a database of either kind, with the shipped courses and the city."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine

from benchmarks.meters import ServerCpu
from elearn.app import create_app
from elearn.config import Settings
from elearn.demo.city import invent_city, write_roster
from elearn.learning.services.catalog import publish_course
from elearn.people.rules.roster import read_roster
from elearn.people.services import directory, roster
from elearn.people.services.directory import Member
from elearn.web.dates import jst
from elearn.wiring.house import House
from tests.databases import find_postgres, fresh_postgres, make_sqlite_template, run_postgres

CATALOG = Path(__file__).parents[1] / "courses" / "catalog"
SEED = 2438


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.moment


@dataclass
class Site:
    """An application under measurement. ``server_cpu`` reads the database server's CPU seconds, if there is one."""

    app: Flask
    house: House
    engine: Engine
    clock: Clock
    server_cpu: ServerCpu | None

    def server_seconds(self) -> float:
        """CPU seconds of the database server so far; 0 for SQLite, whose work is this process's own."""
        return self.server_cpu() if self.server_cpu else 0.0


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="elearn-benchmark-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def has_postgres() -> bool:
    """Whether a PostgreSQL server is installed."""
    return find_postgres() is not None


@contextmanager
def open_site(kind: str) -> Iterator[Site]:
    """The application on a fresh ``sqlite`` file (WAL, ``synchronous=FULL``) or ``postgresql`` database."""
    with scratch_folder() as folder:
        if kind == "sqlite":
            path = make_sqlite_template(folder / "elearn.sqlite3")
            with open_url(f"sqlite:///{path}", folder, None) as site:
                yield site
        else:
            cluster = folder / "postgres"
            with (
                run_postgres(cluster) as base,
                fresh_postgres(base) as url,
                open_url(url, folder, ServerCpu(cluster / "data")) as site,
            ):
                yield site


@contextmanager
def open_url(url: str, folder: Path, server_cpu: ServerCpu | None = None) -> Iterator[Site]:
    """The application on a migrated database that is there."""
    clock = Clock()
    # The relay thread is measured on its own; cheap password hashes, for nobody's sign-in is measured here.
    settings = Settings(data_dir=folder / "data", database_url=url, relay_seconds=0.0, argon2_memory_kib=8)
    app = create_app(settings, clock=clock)
    with app.app_context():  # closed at once: requests below an open one would share its ``g``
        engine = app.extensions["sqlalchemy"].engine
    try:
        yield Site(app, app.extensions["elearn"], engine, clock, server_cpu)
    finally:
        engine.dispose()


def publish_catalog(site: Site) -> None:
    """Publish the shipped courses and open them."""
    with site.house.sessions() as session:
        for folder in sorted(path for path in CATALOG.iterdir() if (path / "course.toml").is_file()):
            version, _ = publish_course(session, folder, site.clock())
            site.house.catalog.package(session, version.digest)
        session.commit()


def settle_city(site: Site) -> list[Member]:
    """Take the invented city's 2,438 staff in; they, by kana."""
    today = jst(site.clock()).date()
    with site.house.sessions() as session:
        reading = read_roster(write_roster(invent_city(SEED, today)))
        if reading.roster is None:
            raise RuntimeError(f"the invented roster has problems: {reading.problems[:3]}")
        changes = roster.plan_roster(session, reading.roster, today - dt.timedelta(days=364))
        roster.apply_import(session, changes, "benchmark", site.clock())
        session.commit()
        return directory.members_on(session, today)
