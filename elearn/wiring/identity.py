"""Who makes a request: from our own sign-in, a host's, or a trusted proxy's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from elearn.people.services import directory
from elearn.web.identity import Identity, IdentityLoader

EPOCH, PERSON, SINCE = "epoch", "person", "since"
"""Keys of the session cookie: when a password changes the epoch moves, and older cookies end."""


def load_identity(
    user_loader: Callable[[], str | None] | None, now: Callable[[], dt.datetime], hours: float
) -> IdentityLoader:
    """The look-up behind every request: one statement.

    ``user_loader`` gives the staff number of a host's signed-in person; without one the cookie tells. A cookie older
    than ``hours``, of another epoch, or of a person who has left, is nobody.
    """

    def load(session: Session, cookie: Mapping[str, Any]) -> Identity | None:
        if user_loader is not None:
            number = user_loader()
            uuid = directory.person_by_number(session, number) if number else None
            return _page_identity(directory.identity_of(session, uuid, now())) if uuid else None
        uuid, since = cookie.get(PERSON), cookie.get(SINCE)
        if not isinstance(uuid, str) or not isinstance(since, (int, float)):
            return None
        moment = now()
        if moment.timestamp() - since > hours * 3600:
            return None
        found = directory.identity_of(session, uuid, moment)
        if found is None or found.epoch != cookie.get(EPOCH):
            return None
        return _page_identity(found)

    return load


def _page_identity(found: directory.Identity | None) -> Identity | None:
    if found is None:
        return None
    return Identity(
        uuid=found.uuid,
        name=found.name,
        roles=frozenset(found.roles),
        org_unit=found.org_unit or "",
        language=found.language,
    )
