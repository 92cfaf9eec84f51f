"""A served store under many writers is killed again and again, and loses nothing that it acknowledged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.lrs_server import run_server
from tests.conformance.lrs_storm import find_faults, raise_storm
from tests.databases import fresh_postgres


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_what_was_acknowledged_survives_every_kill(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if database == "sqlite":
        _weather(f"sqlite:///{tmp_path}/store.sqlite3", tmp_path)
    else:
        with fresh_postgres(request.getfixturevalue("postgres_url")) as url:
            _weather(url, tmp_path)


def _weather(url: str, folder: Path) -> None:
    with run_server(
        url, folder / "server", workers=2, threads=8, application="tests.conformance.lrs_app:app"
    ) as server:
        storm = raise_storm(server, writers=8, calm=0.7, kills=2)
        assert find_faults(storm) == []
        assert len(storm.acknowledged) > 100
