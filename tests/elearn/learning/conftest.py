"""A house on SQLite with the small course published: for what does not depend on the kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.wiring.house import House
from tests.builders import publish, write_course


@pytest.fixture
def lite_app(make_app: Callable[..., Flask], sqlite_url: str) -> Flask:
    """The whole application on a fresh SQLite file."""
    return make_app(sqlite_url)


@pytest.fixture
def lite(lite_app: Flask) -> Iterator[House]:
    """Its house, in its context."""
    with lite_app.app_context():
        yield lite_app.extensions["elearn"]


@pytest.fixture
def lite_session(lite: House) -> Session:
    """The session of its context."""
    return lite.session()


@pytest.fixture
def school(lite: House, lite_session: Session, tmp_path: Path) -> House:
    """The house with the small course published."""
    publish(lite, lite_session, write_course(tmp_path / "course"))
    return lite
