"""What a route needs from the installation: the database session, the settings and the clock."""

from __future__ import annotations

import datetime as dt
from typing import Protocol, cast

from flask import current_app
from sqlalchemy.orm import Session

from elearn.config import Settings


class Installation(Protocol):
    """What ``elearn.ext`` leaves in ``app.extensions["elearn"]``."""

    @property
    def settings(self) -> Settings:
        """The settings of this installation."""
        ...

    def session(self) -> Session:
        """The database session of the request."""
        ...

    def now(self) -> dt.datetime:
        """The time, aware, UTC."""
        ...


def installation() -> Installation:
    """The installation that serves this request. Raises ``KeyError`` when the extension was not set up."""
    return cast(Installation, current_app.extensions["elearn"])


def db_session() -> Session:
    """The database session of the request."""
    return installation().session()


def settings() -> Settings:
    """The settings of the installation."""
    return installation().settings


def now() -> dt.datetime:
    """The time, aware, UTC: the only clock that routes read."""
    return installation().now()
