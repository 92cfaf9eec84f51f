"""What can be said about a PDF that someone hands in: is it a paper of this issuer, unchanged to the last bit?

The order is what keeps it safe. First the signature is found by its fixed form, without reading any PDF structure;
then every byte of the file is checked against it, and its key against the issuer's roots. Only a file that passed all
of that, and so was written by the issuer, is opened. Nothing is written anywhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import pikepdf
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from certificates import der
from certificates.authority import covers, find_root
from certificates.badge import ENCLOSURE, NotAToken, read_token
from certificates.sign import holds
from certificates.signature import Parts, Place, find_place, take_apart
from certificates.timestamp import BadStamp, Stamp, prove

CREDENTIAL = ENCLOSURE.name
"""Name of the enclosed file that holds the facts for machines."""
MOST_BYTES = 480 * 1024
"""A paper has a seventh of that."""

_UNREADABLE = (ValueError, IndexError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.InvalidVersion)
"""What reading a signature and its certificates raises when they are not what they should be."""
_CLOCKS_DIFFER = dt.timedelta(minutes=10)
"""How much later than its time stamp a signature may say that it was made."""
_MARKS = (b"/ByteRange", b"/Type /Sig", b"/Type/Sig")


class Finding(StrEnum):
    """What can be found, the best last."""

    NOT_PDF = "not-pdf"
    TOO_LARGE = "too-large"
    UNSIGNED = "unsigned"
    FOREIGN = "foreign"
    ALTERED = "altered"
    APPENDED = "appended"
    OUT_OF_TIME = "out-of-time"
    UNKNOWN_TIME = "unknown-time"
    NO_FACTS = "no-facts"
    GENUINE = "genuine"


@dataclass(frozen=True, kw_only=True)
class Examination:
    """The finding; with ``GENUINE`` (and, for the signature alone, ``NO_FACTS``) who signed and when.

    ``signed_at`` is what the signer says; ``stamped_at`` what ``stamper`` proves, when there is a time stamp.
    ``credential`` are the claims of the enclosed badge, ``title`` is the document's title; both only when genuine.
    """

    finding: Finding
    sha256: str
    signed_at: dt.datetime | None = None
    signer: str = ""
    stamped_at: dt.datetime | None = None
    stamper: str = ""
    title: str = ""
    credential: dict[str, Any] | None = None

    @property
    def genuine(self) -> bool:
        """Whether the file is the issuer's, unchanged."""
        return self.finding is Finding.GENUINE


def examine(data: bytes, roots: Iterable[x509.Certificate], times: Iterable[x509.Certificate] = ()) -> Examination:
    """What the file is, judged against the issuer's root certificates, its time stamp against those trusted for time.

    Never raises, whatever the bytes are.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if len(data) > MOST_BYTES:
        return Examination(finding=Finding.TOO_LARGE, sha256=sha256)
    if not data.startswith(b"%PDF-"):
        return Examination(finding=Finding.NOT_PDF, sha256=sha256)
    place = find_place(data)
    if place is None:
        signed = any(mark in data for mark in _MARKS)
        return Examination(finding=Finding.FOREIGN if signed else Finding.UNSIGNED, sha256=sha256)
    try:
        parts = take_apart(place.padded)
        finding = _judge(data, place, parts, tuple(roots))
        stamp = _prove(parts, place.moment, tuple(times)) if finding is Finding.GENUINE else None
    except _Refused as fault:
        return Examination(finding=fault.finding, sha256=sha256)
    except _UNREADABLE:
        return Examination(finding=Finding.ALTERED, sha256=sha256)
    if finding is not Finding.GENUINE:
        return Examination(finding=finding, sha256=sha256)
    found = Examination(
        finding=finding,
        sha256=sha256,
        signed_at=place.moment,
        signer=parts.certificate.subject.rfc4514_string(),
        stamped_at=stamp.moment if stamp else None,
        stamper=stamp.authority if stamp else "",
    )
    return _open(data, found)


class _Refused(Exception):
    """What is found of a time stamp that is not believed."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding


def _judge(data: bytes, place: Place, parts: Parts, roots: tuple[x509.Certificate, ...]) -> Finding:
    if not place.fits(len(data)):
        return Finding.ALTERED
    end = place.end + place.tail
    covered = hashlib.sha256(data[: place.begin] + data[place.end : end]).digest()
    if parts.digest != covered or not holds(parts.certificate, der.write(der.SET, parts.attributes), parts.value):
        return Finding.ALTERED
    if find_root(parts.certificate, parts.others, roots) is None:
        return Finding.FOREIGN
    if not covers(parts.certificate, place.moment):
        return Finding.OUT_OF_TIME
    return Finding.GENUINE if end == len(data) else Finding.APPENDED


def _prove(parts: Parts, moment: dt.datetime, times: tuple[x509.Certificate, ...]) -> Stamp | None:
    """The signature's time stamp, none when it has none. It stands beside what is signed, so all of it must hold."""
    if parts.stamp is None:
        return None
    try:
        stamp = prove(parts.stamp, parts.value_digest, times)
    except BadStamp as fault:
        raise _Refused(Finding.UNKNOWN_TIME if fault.reason == "stamp-unknown" else Finding.ALTERED) from fault
    if stamp.token != parts.stamp:
        raise _Refused(Finding.ALTERED)
    if moment - stamp.moment > _CLOCKS_DIFFER:
        raise _Refused(Finding.OUT_OF_TIME)
    return stamp


def _open(data: bytes, found: Examination) -> Examination:
    """The examination with what stands in the file, which is known to be the issuer's own."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            token = pdf.attachments[CREDENTIAL].get_file().read_bytes().decode("ascii")
            title = str(pdf.docinfo.get("/Title", ""))
        return replace(found, credential=read_token(token), title=title)
    except (KeyError, pikepdf.PdfError, NotAToken, ValueError):
        return replace(found, finding=Finding.NO_FACTS)
