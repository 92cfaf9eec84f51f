"""The command line as somebody runs it: with its settings in the environment, on a database of either kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from elearn.cli.main import group
from elearn.db import prepare_engine

Run = Callable[..., Result]


@dataclass
class Line:
    """A shell in an installation: its settings, and commands typed one after another."""

    environ: dict[str, str | None]
    folder: Path
    url: str

    def __call__(self, *words: str | Path, status: int = 0, typed: str = "", **settings: str) -> Result:
        """Run a command that must end with ``status``; ``settings`` are further ``ELEARN_`` variables."""
        environ = self.environ | {f"ELEARN_{name.upper()}": value for name, value in settings.items()}
        result = CliRunner().invoke(
            group, [str(word) for word in words], env=environ, input=typed, prog_name="elearn", catch_exceptions=False
        )
        assert result.exit_code == status, result.output
        return result

    def session(self) -> Session:
        """A session of one's own, to look at what the commands left."""
        engine = create_engine(self.url)
        prepare_engine(engine)
        self._engines.append(engine)
        return sessionmaker(engine)()

    def __post_init__(self) -> None:
        self._engines: list[object] = []

    def close(self) -> None:
        for engine in self._engines:
            engine.dispose()  # type: ignore[attr-defined]  # engines only


def make_line(url: str, folder: Path) -> Line:
    environ: dict[str, str | None] = {
        "ELEARN_DATABASE_URL": url,
        "ELEARN_DATA_DIR": str(folder / "data"),
        "ELEARN_RELAY_SECONDS": "0",
        "ELEARN_ARGON2_MEMORY_KIB": "8",
        "ELEARN_SETTINGS": None,
    }
    return Line(environ, folder, url)


@pytest.fixture
def line(sqlite_url: str, tmp_path: Path) -> Iterator[Line]:
    """A shell on SQLite, for what does not depend on the kind of database."""
    made = make_line(sqlite_url, tmp_path)
    yield made
    made.close()


@pytest.fixture
def any_line(database_url: str, tmp_path: Path) -> Iterator[Line]:
    """A shell on either kind of database."""
    made = make_line(database_url, tmp_path)
    yield made
    made.close()
