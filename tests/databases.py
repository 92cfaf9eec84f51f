"""Databases for tests: SQLite files, and a real PostgreSQL cluster of our own, both made by the migrations."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from elearn.db import prepare_engine
from elearn.migrations.run import upgrade_database

TEMPLATE = "elearn_template"


def find_postgres() -> Path | None:
    """The folder of the newest installed PostgreSQL server's programs."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return homes[-1].parent if homes else None


def _run(command: list[str], folder: Path) -> None:
    # PostgreSQL refuses to run as root; Debian's package brings the user for it.
    before = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*before, *command], check=True, cwd=folder, capture_output=True, timeout=120)


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(programs: Path, data: Path, log: Path, tries: int = 5) -> str:
    """Start a cluster; the URL up to the database's name. A port may be taken between looking and starting."""
    while True:
        port = free_port()
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=50"
        )
        tries -= 1
        try:
            _run([str(programs / "pg_ctl"), "-D", str(data), "-w", "-o", options, "-l", str(log), "start"], data.parent)
        except subprocess.CalledProcessError:
            if not tries:
                raise
        else:
            return f"postgresql+psycopg://elearn@127.0.0.1:{port}/"


@contextmanager
def run_postgres(folder: Path) -> Iterator[str]:
    """A running cluster with a migrated template database; gives the URL up to the database's name."""
    programs = find_postgres()
    if programs is None:
        raise RuntimeError("no PostgreSQL server is installed; run ./scripts/setup --test")
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        for parent in folder.parents:
            if parent.stat().st_mode & 0o001 == 0 and parent.stat().st_uid == 0:
                parent.chmod(parent.stat().st_mode | 0o011)
    data = folder / "data"
    _run([str(programs / "initdb"), "-D", str(data), "-U", "elearn", "-A", "trust", "-E", "UTF8", "--locale=C"], folder)
    base = _start(programs, data, folder / "log")
    try:
        _administer(base, f"CREATE DATABASE {TEMPLATE}")
        engine = create_engine(base + TEMPLATE)
        with engine.begin() as connection:
            upgrade_database(connection)
        engine.dispose()
        yield base
    finally:
        _run([str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"], folder)


def _administer(base: str, statement: str) -> None:
    engine = create_engine(base + "postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@contextmanager
def fresh_postgres(base: str) -> Iterator[str]:
    """A fresh migrated database in a running cluster; gives its URL and drops it afterwards."""
    name = f"t_{uuid.uuid4().hex}"
    _administer(base, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    try:
        yield base + name
    finally:
        _administer(base, f"DROP DATABASE {name} WITH (FORCE)")


def make_sqlite_template(path: Path) -> Path:
    """A migrated SQLite file to copy from."""
    engine = create_engine(f"sqlite:///{path}")
    prepare_engine(engine)
    with engine.begin() as connection:
        upgrade_database(connection)
    engine.dispose()
    return path
