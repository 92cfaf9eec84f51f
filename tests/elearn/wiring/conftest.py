"""A joined house on SQLite, for what does not depend on the kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.wiring.house import House


@pytest.fixture
def lite(make_app: Callable[..., Flask], sqlite_url: str) -> Iterator[House]:
    """The house of an application on SQLite, in its context."""
    app = make_app(sqlite_url)
    with app.app_context():
        yield app.extensions["elearn"]


@pytest.fixture
def desk(lite: House) -> Iterator[Session]:
    """A session of that house."""
    with lite.sessions() as session:
        yield session
