"""What every resource has before it when a request comes in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.forms import Call
from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.services import Reader


@dataclass(frozen=True, slots=True)
class Desk:
    """The database, who is asking, what, and in which version of xAPI."""

    session: Session
    reader: Reader
    call: Call
    version: str

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
