"""What can be said about a PDF that someone hands in: is it a paper of this issuer, unchanged to the last bit?

The order is what keeps it safe. First the signature is found by its fixed form, without reading any PDF structure;
then every byte of the file is checked against it, and its key against the issuer's roots. Only a file that passed all
of that, and so was written by the issuer, is opened. Nothing is written anywhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import pikepdf
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from certificates import der
from certificates.authority import covers, find_root
from certificates.badge import ENCLOSURE, NotAToken, read_token
from certificates.sign import ECDSA_SHA256, RSA_SHA256, assemble, list_attributes, name_certificate

CREDENTIAL = ENCLOSURE.name
"""Name of the enclosed file that holds the facts for machines."""
MOST_BYTES = 480 * 1024
"""A paper has a seventh of that."""

_PLACE = re.compile(
    rb"/M \(D:([0-9]{14})Z\) /ByteRange \[0 ([0-9]{10}) ([0-9]{10}) ([0-9]{10})\] /Contents <([0-9a-f]{64,40000})>>>"
)
_UNREADABLE = (ValueError, IndexError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.InvalidVersion)
"""What reading a signature and its certificates raises when they are not what they should be."""
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
    NO_FACTS = "no-facts"
    GENUINE = "genuine"


@dataclass(frozen=True, kw_only=True)
class Examination:
    """The finding; with ``GENUINE`` (and, for the signature alone, ``NO_FACTS``) who signed and when.

    ``credential`` are the claims of the enclosed badge, ``title`` is the document's title; both only when genuine.
    """

    finding: Finding
    sha256: str
    signed_at: dt.datetime | None = None
    signer: str = ""
    title: str = ""
    credential: dict[str, Any] | None = None

    @property
    def genuine(self) -> bool:
        """Whether the file is the issuer's, unchanged."""
        return self.finding is Finding.GENUINE


@dataclass(frozen=True)
class _Parts:
    """A signature taken apart."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    digest: bytes
    attributes: bytes
    value: bytes


class _Spoilt(ValueError):
    """A signature that is not in the form in which it is written here."""


def examine(data: bytes, roots: Iterable[x509.Certificate]) -> Examination:
    """What the file is, judged against the issuer's root certificates. Never raises, whatever the bytes are."""
    sha256 = hashlib.sha256(data).hexdigest()
    if len(data) > MOST_BYTES:
        return Examination(finding=Finding.TOO_LARGE, sha256=sha256)
    if not data.startswith(b"%PDF-"):
        return Examination(finding=Finding.NOT_PDF, sha256=sha256)
    place = _PLACE.search(data)
    if place is None:
        signed = any(mark in data for mark in _MARKS)
        return Examination(finding=Finding.FOREIGN if signed else Finding.UNSIGNED, sha256=sha256)
    finding, parts = _judge(data, place, tuple(roots))
    if parts is None or finding is not Finding.GENUINE:
        return Examination(finding=finding, sha256=sha256)
    found = Examination(
        finding=finding,
        sha256=sha256,
        signed_at=_read_moment(place),
        signer=parts.certificate.subject.rfc4514_string(),
    )
    return _open(data, found)


def _judge(data: bytes, place: re.Match[bytes], roots: tuple[x509.Certificate, ...]) -> tuple[Finding, _Parts | None]:
    begin, end, tail = (int(place[group]) for group in (2, 3, 4))
    if begin != place.start(5) - 1 or end != place.end(5) + 1 or end + tail > len(data):
        return Finding.ALTERED, None
    covered = data[:begin] + data[end : end + tail]
    try:
        parts = _take_apart(bytes.fromhex(place[5].decode("ascii")))
        if parts.digest != hashlib.sha256(covered).digest() or not _holds(parts):
            return Finding.ALTERED, None
        if find_root(parts.certificate, parts.others, roots) is None:
            return Finding.FOREIGN, None
        if not covers(parts.certificate, _read_moment(place)):
            return Finding.OUT_OF_TIME, None
    except _UNREADABLE:
        return Finding.ALTERED, None
    return (Finding.GENUINE if end + tail == len(data) else Finding.APPENDED), parts


def _read_moment(place: re.Match[bytes]) -> dt.datetime:
    return dt.datetime.strptime(place[1].decode("ascii"), "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)


def _take_apart(padded: bytes) -> _Parts:
    """The parts of a signature in its place. Raises ``ValueError`` unless they, put together again, are these bytes."""
    node = der.read(padded, exact=False)
    if padded[len(node.whole) :].strip(b"\0"):
        raise _Spoilt("something after the signature")
    _, wrapped = _children(node, 2)
    (content,) = _children(wrapped, 1)
    _, _, _, chain, infos = _children(content, 5)
    (info,) = _children(infos, 1)
    fields = info.children()
    if len(fields) not in (6, 7):
        raise _Spoilt("not the fields of a signer")
    _, named, _, attributes, algorithm, value, *unsigned = fields
    bags = [one.whole for one in chain.children()]
    signing = next((one for one in bags if name_certificate(one) == named.whole), None)
    if signing is None:
        raise _Spoilt("without the signer's certificate")
    others = [one for one in bags if one is not signing]
    digest = _find_digest(attributes)
    kind = ECDSA_SHA256 if der.write_oid(ECDSA_SHA256) in algorithm.whole else RSA_SHA256
    stamp = _find_stamp(unsigned[0]) if unsigned else None
    again = assemble(signing, others, list_attributes(digest, signing), value.content, stamp, kind)
    if again != node.whole:
        raise _Spoilt("not in the form in which it is written here")
    return _Parts(
        _read_certificate(signing), tuple(map(_read_certificate, others)), digest, attributes.content, value.content
    )


def _read_certificate(data: bytes) -> x509.Certificate:
    """A certificate whose serial number is above 0 (RFC 5280, 4.1.2.2); others make the reader merely grumble."""
    number = der.read(data).children()[0].children()[1].content
    if not number.strip(b"\0") or number[0] & 0x80:
        raise _Spoilt("a certificate without a serial number")
    return x509.load_der_x509_certificate(data)


def _children(node: der.Node, count: int) -> tuple[der.Node, ...]:
    found = node.children()
    if len(found) != count:
        raise _Spoilt(f"{len(found)} parts where {count} are due")
    return found


def _find_digest(attributes: der.Node) -> bytes:
    """The octets of the message digest: the only attribute that is 32 octets and nothing else."""
    for attribute in attributes.children():
        _, values = _children(attribute, 2)
        (value,) = _children(values, 1)
        if value.tag == der.OCTETS:
            return value.content
    raise _Spoilt("without a digest")


def _find_stamp(unsigned: der.Node) -> bytes:
    (attribute,) = _children(unsigned, 1)
    _, values = _children(attribute, 2)
    (value,) = _children(values, 1)
    return value.whole


def _holds(parts: _Parts) -> bool:
    """Whether the certificate's key made the value over the signed attributes."""
    key = parts.certificate.public_key()
    signed = der.write(der.SET, parts.attributes)
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(parts.value, signed, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(parts.value, signed, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _open(data: bytes, found: Examination) -> Examination:
    """The examination with what stands in the file, which is known to be the issuer's own."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            token = pdf.attachments[CREDENTIAL].get_file().read_bytes().decode("ascii")
            title = str(pdf.docinfo.get("/Title", ""))
        return replace(found, credential=read_token(token), title=title)
    except (KeyError, pikepdf.PdfError, NotAToken, ValueError):
        return replace(found, finding=Finding.NO_FACTS)
