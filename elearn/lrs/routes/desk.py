"""What every resource has before it when a request comes in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.forms import Call
from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.services import GroupWriter, Keyring, Reader

EXTENSION = "elearn_lrs"


class Office:
    """What an application keeps for its store: who is known, and the one writer of statements."""

    def __init__(self, house: Any) -> None:
        self.keyring = Keyring()
        with house.sessions() as session:
            self.writer = GroupWriter(session.get_bind(), house.now)


def find_office() -> Office:
    """The current application's; the first request makes it."""
    extensions = current_app.extensions
    office: Office = extensions.get(EXTENSION) or extensions.setdefault(EXTENSION, Office(extensions["elearn"]))
    return office


@dataclass(frozen=True, slots=True)
class Desk:
    """The database, who is asking, what, and in which version of xAPI."""

    open_session: Callable[[], Session]
    reader: Reader
    call: Call
    version: str

    @property
    def session(self) -> Session:
        """The request's session; a request that does not ask for it uses no connection."""
        return self.open_session()

    def now(self) -> dt.datetime:
        """The moment by the house's clock."""
        now: dt.datetime = current_app.extensions["elearn"].now()
        return now

    def count_now(self) -> int:
        """The moment in microseconds."""
        return count_microseconds(self.now())

    def authority(self) -> dict[str, Any]:
        """The agent that the store names as the authority of what this credential sends."""
        home_page = current_app.extensions["elearn"].settings.home_page
        return {"objectType": "Agent", "account": {"homePage": home_page, "name": f"lrs:{self.reader.key}"}}

    def secret(self) -> bytes:
        """The key that signs cursors."""
        secret = current_app.secret_key or current_app.extensions["elearn"].settings.secret_key
        return secret.encode("utf-8") if isinstance(secret, str) else secret

    def header(self, name: str, default: str = "") -> str:
        """A header by its lower-case name."""
        return self.call.headers.get(name, default)

    def require(self, allowed: bool) -> None:
        """Raise ``LrsFault`` (403) unless the credential's scopes allow it."""
        if not allowed:
            raise LrsFault(403, "scope-missing")
