"""What every resource has before it when a request comes in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from elearn.lrs.routes.calls import Environ
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.forms import Call
from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.services import GroupWriter, Keyring, Known, Reader


class Office:
    """What an application keeps for its store: who is known, and the one writer of statements.

    ``house`` has ``sessions``, ``now``, ``settings`` and ``bearer``; ``secret`` signs cursors where the settings have
    no key.
    """

    def __init__(self, house: Any, secret: str | bytes | None = None) -> None:
        self.keyring = Keyring(house.bearer)
        self.now: Callable[[], dt.datetime] = house.now
        self.home_page: str = house.settings.home_page
        known = secret or house.settings.secret_key
        self.secret: bytes = known.encode("utf-8") if isinstance(known, str) else known
        self.known: Known = {}
        with house.sessions() as session:
            self.engine: Engine = session.get_bind()
        self.writer = GroupWriter(self.engine, house.now)


@dataclass(slots=True)
class Desk:
    """The office, the database, who is asking, what, where, and in which version of xAPI.

    ``environ`` is the request as WSGI has it; up to ``consistent`` the answer is sure to tell everything.
    """

    office: Office
    open_session: Callable[[], Session]
    reader: Reader
    call: Call
    version: str
    environ: Environ
    consistent: dt.datetime

    @property
    def session(self) -> Session:
        """The request's session; a request that does not ask for it uses no connection."""
        return self.open_session()

    @property
    def path(self) -> str:
        """The address that was asked, without its parameters."""
        path: str = self.environ.get("SCRIPT_NAME", "") + self.environ.get("PATH_INFO", "")
        return quote(path.encode("latin-1"))  # PEP 3333 hands bytes over as latin-1

    def count_now(self) -> int:
        """The moment in microseconds by the house's clock."""
        return count_microseconds(self.office.now())

    def authority(self) -> dict[str, Any]:
        """The agent that the store names as the authority of what this credential sends."""
        account = {"homePage": self.office.home_page, "name": f"lrs:{self.reader.key}"}
        return {"objectType": "Agent", "account": account}

    def header(self, name: str, default: str = "") -> str:
        """A header by its lower-case name."""
        return self.call.headers.get(name, default)

    def require(self, allowed: bool) -> None:
        """Raise ``LrsFault`` (403) unless the credential's scopes allow it."""
        if not allowed:
            raise LrsFault(403, "scope-missing")
