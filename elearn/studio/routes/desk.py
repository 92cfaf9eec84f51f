"""The studio's blueprint, and what its views share."""

from __future__ import annotations

import datetime as dt
from typing import Protocol, cast

from flask import Blueprint, request

from elearn.learning.services.catalog import Catalog
from elearn.people.services.access import log_access
from elearn.records.reactor import Recorder
from elearn.web.dates import jst
from elearn.web.furniture import furnish
from elearn.web.identity import the_identity
from elearn.web.session import db_session, installation, now

blueprint = furnish(Blueprint("studio", __name__, url_prefix="/studio"))


class House(Protocol):
    """What this room's views need of the joined house."""

    @property
    def catalog(self) -> Catalog:
        """The published courses."""
        ...

    def recorder(self) -> Recorder:
        """A pen for this request."""
        ...


def house() -> House:
    """The house of this request."""
    return cast(House, installation())


def today() -> dt.date:
    """Today in Japan."""
    return jst(now()).date()


def note(action: str, purpose: str, subject: str | None = None, detail: str = "") -> None:
    """Put a row into the access log, in this request's transaction."""
    log_access(db_session(), the_identity().uuid, subject, action, purpose, now(), detail, request.path)
