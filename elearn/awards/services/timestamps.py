"""Time stamps for papers that were signed before: asked of a service by whoever tends the house, never by a page.

A paper is handed out as soon as it is signed (B-B). Its stamp goes later into room that was left for it (B-T); the
signature stays, so that what was handed out before stays valid. A service that is away delays stamps, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import secrets
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from cryptography import x509
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from certificates.examination import examine
from certificates.sign import SignatureTooLarge
from certificates.signature import StampedAlready, add_stamp, digest_value
from certificates.timestamp import QUERY, BadStamp, Stamp, read_response, write_request
from elearn.awards.services.keys import Keys
from elearn.awards.tables import FileRow, TimeRow
from elearn.db import begin_write

SECONDS = 20.0
_MOST = 1 << 16
"""Bytes of a response; a usual one has 6,000."""
_LEAST = 1000
"""No stamp has fewer bytes: a paper without that much room is not asked for."""


class ServiceAway(RuntimeError):
    """The service cannot be reached or does not answer with a response; says why."""


@dataclass(frozen=True, slots=True)
class Stamped:
    """What became of one paper, by the digest of its facts. ``code`` says why it has no stamp; empty when it has."""

    facts_digest: str
    code: str = ""


class Service:
    """A service (RFC 3161 over HTTP, clause 3.4) at an address, which may hold a name and a password."""

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        self._parts, self._seconds = urlsplit(url), seconds

    def ask(self, request: bytes) -> bytes:
        """The response to a request. Raises ``ServiceAway``."""
        parts = self._parts
        headers = {"Content-Type": QUERY, "User-Agent": "elearn"}
        if parts.username is not None:
            named = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
            headers["Authorization"] = "Basic " + base64.b64encode(named).decode("ascii")
        secure = parts.scheme == "https"
        line = (
            http.client.HTTPSConnection(
                parts.hostname or "", parts.port, timeout=self._seconds, context=ssl.create_default_context()
            )
            if secure
            else http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=self._seconds)
        )
        try:
            line.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), request, headers)
            response = line.getresponse()
            data = response.read(_MOST + 1)
        except (OSError, http.client.HTTPException) as fault:
            raise ServiceAway(str(fault) or type(fault).__name__) from fault
        finally:
            line.close()
        if response.status != 200 or len(data) > _MOST:
            raise ServiceAway(f"{response.status} {response.reason}, {len(data)} bytes")
        return data


def list_due(session: Session) -> list[str]:
    """The digests of the facts of papers that are signed and have no time stamp, in a fixed order."""
    statement = (
        select(FileRow.facts_digest)
        .outerjoin(TimeRow, TimeRow.facts_digest == FileRow.facts_digest)
        .where(TimeRow.facts_digest.is_(None))
        .order_by(FileRow.made_at, FileRow.facts_digest)
    )
    return list(session.scalars(statement))


def stamp_due(session: Session, ask: Callable[[bytes], bytes], keys: Keys) -> Iterator[Stamped]:
    """Stamp what is due, one paper after the other; the caller commits after each.

    Codes: ``no-room`` for a paper that was signed before a service was named, ``not-signed`` for one that is no signed
    paper of ours. Nothing is locked while the service is asked. Raises ``ServiceAway``, and
    ``certificates.timestamp.BadStamp`` when its answer proves nothing; then the rest stays due.
    """
    for facts_digest in list_due(session):
        row = session.execute(
            select(FileRow.data, FileRow.sha256).where(FileRow.facts_digest == facts_digest)
        ).one_or_none()
        session.rollback()  # nothing is held while a service far away thinks
        if row is not None:
            yield _stamp(session, ask, keys, facts_digest, row.data, row.sha256)


def _stamp(
    session: Session, ask: Callable[[bytes], bytes], keys: Keys, facts_digest: str, data: bytes, sha256: str
) -> Stamped:
    if not examine(data, keys.roots, keys.times).genuine:
        return Stamped(facts_digest, "not-signed")
    try:
        add_stamp(data, b"\0" * _LEAST)
        stamp = ask_stamp(ask, digest_value(data), keys.times)
        stamped = add_stamp(data, stamp.token)
    except SignatureTooLarge:
        return Stamped(facts_digest, "no-room")
    except StampedAlready:
        return Stamped(facts_digest, "not-signed")
    if not examine(stamped, keys.roots, keys.times).genuine:
        raise BadStamp("stamp-mismatch", "its time is not that of the signature")
    begin_write(session)
    changed = session.execute(
        update(FileRow)
        .where(FileRow.facts_digest == facts_digest, FileRow.sha256 == sha256)
        .values(data=stamped, sha256=hashlib.sha256(stamped).hexdigest())
        .returning(FileRow.facts_digest)
    ).all()
    if changed:  # else somebody was quicker, or the name was erased meanwhile
        session.add(TimeRow(facts_digest=facts_digest, stamped_at=stamp.moment, authority=stamp.authority))
    return Stamped(facts_digest)


def ask_stamp(ask: Callable[[bytes], bytes], digest: bytes, times: tuple[x509.Certificate, ...]) -> Stamp:
    """A proven stamp for a digest. Raises ``BadStamp`` and what ``ask`` raises."""
    nonce = secrets.randbits(63)
    return read_response(ask(write_request(digest, nonce)), digest, nonce, times)
