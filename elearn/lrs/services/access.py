"""Credentials: making, revoking and recognising them."""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from elearn.db import begin_write
from elearn.lrs.rules.credentials import READ, SCOPES, WRITE, digest_secret, match_secret, read_basic, read_bearer
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.services.bearer import Bearer
from elearn.lrs.services.readers import Reader
from elearn.lrs.tables import CredentialRow


@dataclass(frozen=True, slots=True)
class NewCredential:
    """What the owner gets to see once."""

    key: str
    secret: str


def create_credential(
    session: Session,
    label: str,
    now: dt.datetime,
    scopes: Sequence[str] = (WRITE, READ),
    key: str | None = None,
    secret: str | None = None,
) -> NewCredential:
    """Make a credential; key and secret are made at random unless given. The secret is not kept.

    Raises ``ValueError`` for an unknown scope, or a key with a colon (RFC 7617 cannot carry it).
    """
    unknown = set(scopes) - set(SCOPES)
    key = key or secrets.token_urlsafe(12)
    secret = secret or secrets.token_urlsafe(32)
    if unknown or ":" in key or not 1 <= len(key) <= 64:
        raise ValueError(f"no such scope: {sorted(unknown)}" if unknown else f"not a key: {key}")
    salt = secrets.token_bytes(16)
    begin_write(session)
    row = {
        "key": key,
        "salt": salt,
        "digest": digest_secret(salt, secret),
        "scopes": " ".join(scopes),
        "label": label[:200],
        "created_at": now,
        "revoked_at": None,
    }
    session.execute(insert(CredentialRow), [row])
    return NewCredential(key, secret)


def revoke_credential(session: Session, key: str, now: dt.datetime) -> bool:
    """End a credential; False where there is none that still counts."""
    global _revocations
    _revocations += 1
    begin_write(session)
    found = session.scalars(
        update(CredentialRow)
        .where(CredentialRow.key == key, CredentialRow.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(CredentialRow.key)
    ).all()
    return bool(found)


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential as it may be shown: never its secret."""

    key: str
    label: str
    scopes: tuple[str, ...]
    created_at: dt.datetime
    revoked_at: dt.datetime | None


def list_credentials(session: Session) -> list[Credential]:
    """Every credential, those that count first, newest first."""
    rows = session.scalars(
        select(CredentialRow).order_by(CredentialRow.revoked_at.is_not(None), CredentialRow.created_at.desc())
    )
    return [Credential(row.key, row.label, tuple(row.scopes.split()), row.created_at, row.revoked_at) for row in rows]


class Keyring:
    """Remembers who was recognised lately, by a digest that only this process can make, so that most requests ask no
    database. A revocation counts at once in the process that did it, and after ``TRUST`` seconds in every other.
    """

    def __init__(self, bearer: Bearer | None = None) -> None:
        self._bearer = bearer
        self._secret = secrets.token_bytes(32)
        self._known: dict[bytes, tuple[float, int, Reader]] = {}

    def recognise(self, open_session: Callable[[], Session], authorization: str | None) -> Reader:
        """The speaker behind an ``Authorization`` header. Raises ``LrsFault`` (401)."""
        mark = blake2b((authorization or "").encode("utf-8", "replace"), key=self._secret, digest_size=32).digest()
        until, revision, reader = self._known.get(mark, _NOBODY)
        now = time.monotonic()
        if now < until and revision == _revocations:
            return reader
        revision = _revocations
        token = read_bearer(authorization) if self._bearer else None
        if self._bearer and token:
            reader = self._bearer.recognise(token)
        else:
            reader = recognise_reader(open_session(), authorization)
        if len(self._known) > MOST:
            self._known.clear()
        self._known[mark] = (now + TRUST, revision, reader)
        return reader


TRUST = 1.0
"""Seconds for which a recognised credential is not looked up again."""

MOST = 10_000
_NOBODY = (0.0, 0, Reader("", frozenset()))
_revocations = 0


def recognise_reader(session: Session, authorization: str | None) -> Reader:
    """The speaker behind an ``Authorization`` header. Raises ``LrsFault`` (401)."""
    basic = read_basic(authorization)
    if basic is None:
        raise LrsFault(401, "credentials-missing")
    row = session.execute(
        select(CredentialRow.salt, CredentialRow.digest, CredentialRow.scopes).where(
            CredentialRow.key == basic.key, CredentialRow.revoked_at.is_(None)
        )
    ).first()
    # An unknown key costs the same digest as a known one.
    salt, digest, scopes = (row.salt, row.digest, row.scopes) if row else (b"", b"", "")
    if not match_secret(salt, digest, basic.secret):
        raise LrsFault(401, "credentials-wrong")
    return Reader(basic.key, frozenset(scopes.split()))
