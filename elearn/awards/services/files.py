"""The PDF of a certificate: drawn and signed at the first download, then always the bytes that were signed."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from certificates.badge import ENCLOSURE, make_badge
from certificates.glyphs import FontSet
from certificates.model import TRANSCRIPT, CertificateFacts, Enclosure
from certificates.sign import empty_place, sign
from certificates.transcript import state_transcript
from certificates.wording import REASON
from elearn.awards.projector import FontShelf
from elearn.awards.services.keys import Keys, KeyShelf
from elearn.awards.services.register import Certificate
from elearn.awards.tables import FileRow
from elearn.db import begin_write, table_of


class NameErased(LookupError):
    """The certificate's name was erased, so its paper cannot be shown any more."""


class FontsUnavailable(RuntimeError):
    """The fonts are not installed on this computer."""


@dataclass(frozen=True)
class Press:
    """What drawing and signing need: the fonts, the keys, and the address that badges name."""

    shelf: FontShelf
    keys: KeyShelf
    base_url: str


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """The bytes of a certificate's PDF, their SHA-256 (hex), and a file name of letters, digits and hyphens."""

    data: bytes
    sha256: str
    filename: str


def certificate_file(session: Session, press: Press, certificate: Certificate, now: dt.datetime) -> CertificateFile:
    """The PDF of a certificate; drawn, signed and stored when nobody asked for it before.

    The drawing happens before the transaction that stores it, which therefore is short. While no keys were made
    the paper is drawn unsigned each time and not stored, so that it is signed once there are keys.
    Raises ``NameErased``, ``FontsUnavailable``, ``elearn.awards.services.keys.KeysUnusable``,
    ``certificates.sign.KeyExpired``, and what ``certificates.render.render`` raises when fonts were taken away.
    """
    filename = f"{certificate.serial}.pdf"
    stored = _read(session, certificate.facts_digest, filename)
    if stored is not None:
        return stored
    if certificate.facts is None:
        raise NameErased(certificate.serial)
    fonts = press.shelf.take()
    if fonts is None:
        raise FontsUnavailable
    keys = press.keys.take()
    data = draw(certificate.facts, fonts, keys, press.base_url, now, certificate.entries)
    if keys is None:
        return CertificateFile(data, hashlib.sha256(data).hexdigest(), filename)
    begin_write(session)
    keep_file(session, certificate.facts_digest, data, now)
    kept = _read(session, certificate.facts_digest, filename)
    if kept is None:
        raise LookupError(certificate.serial)
    return kept


def draw(
    facts: CertificateFacts, fonts: FontSet, keys: Keys | None, base_url: str, now: dt.datetime, entries: str = ""
) -> bytes:
    """The paper with its badge inside, signed; neither while there are no keys. ``entries`` is what a transcript lists.

    Raises what ``certificates.render`` raises, and ``certificates.sign.KeyExpired``.
    """
    # The one lazy door of the house: half a second and 80 MB that only a process which draws should pay.
    from certificates.render import render, render_transcript

    badges: tuple[Enclosure, ...] = ()
    place = None
    if keys is not None:
        token = make_badge(facts, keys.issuer(base_url, facts.issuer))
        badges = (replace(ENCLOSURE, data=token.encode("ascii")),)
        place = empty_place(keys.signer.room, facts.issuer, REASON)
    if facts.kind == TRANSCRIPT:
        drawn = render_transcript(state_transcript(facts, entries), fonts, badges, place)
    else:
        drawn = render(facts, fonts, badges, place)
    return drawn if keys is None else sign(drawn, keys.signer, now)


def keep_file(session: Session, facts_digest: str, data: bytes, now: dt.datetime) -> None:
    """Store signed bytes. Of two that were drawn at the same moment the first stays: a paper never changes."""
    make: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {
        "facts_digest": facts_digest,
        "sha256": hashlib.sha256(data).hexdigest(),
        "data": data,
        "made_at": now,
    }
    session.execute(make(table_of(FileRow)).values(values).on_conflict_do_nothing(index_elements=["facts_digest"]))


def _read(session: Session, facts_digest: str, filename: str) -> CertificateFile | None:
    row = session.execute(
        select(FileRow.data, FileRow.sha256).where(FileRow.facts_digest == facts_digest)
    ).one_or_none()
    return None if row is None else CertificateFile(row.data, row.sha256, filename)
