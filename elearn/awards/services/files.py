"""The PDF of a certificate: drawn at the first download, then always the bytes that were drawn."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.glyphs import FontSet
from certificates.model import CertificateFacts
from elearn.awards.projector import FontShelf
from elearn.awards.services.register import Certificate
from elearn.awards.tables import FileRow
from elearn.db import begin_write, table_of, upsert


class NameErased(LookupError):
    """The certificate's name was erased, so its paper cannot be shown any more."""


class FontsUnavailable(RuntimeError):
    """The fonts are not installed on this computer."""


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """The bytes of a certificate's PDF, their SHA-256 (hex), and a file name of letters, digits and hyphens."""

    data: bytes
    sha256: str
    filename: str


def certificate_file(session: Session, shelf: FontShelf, certificate: Certificate, now: dt.datetime) -> CertificateFile:
    """The PDF of a certificate; drawn and stored when nobody asked for it before.

    The drawing happens before the transaction that stores it, which therefore is short. Raises ``NameErased``,
    ``FontsUnavailable``, and what ``certificates.render.render`` raises when fonts were taken away since the issue.
    """
    filename = f"{certificate.serial}.pdf"
    row = session.execute(
        select(FileRow.data, FileRow.sha256).where(FileRow.facts_digest == certificate.facts_digest)
    ).one_or_none()
    if row is not None:
        return CertificateFile(row.data, row.sha256, filename)
    if certificate.facts is None:
        raise NameErased(certificate.serial)
    fonts = shelf.take()
    if fonts is None:
        raise FontsUnavailable
    data = _draw(certificate.facts, fonts)
    digest = hashlib.sha256(data).hexdigest()
    begin_write(session)
    values = {"facts_digest": certificate.facts_digest, "sha256": digest, "data": data, "made_at": now}
    upsert(session, table_of(FileRow), [values], sorted(values))
    return CertificateFile(data, digest, filename)


def _draw(facts: CertificateFacts, fonts: FontSet) -> bytes:
    # The one lazy door of the house: half a second and 80 MB that only a process which draws should pay.
    from certificates.render import render

    return render(facts, fonts)
