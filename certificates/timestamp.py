"""Time stamps (RFC 3161): what is asked of a service, and what its token is worth.

A token says that a value existed at a moment. Services write tokens in many ways, so one is kept in the smallest form
that still proves the same: the certificates from the stamping key to the last one below its root, one signer, nothing
unsigned. Every byte of that form is either fixed, or covered by a signature that leads to a root named beforehand.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from certificates import der
from certificates.authority import covers, list_chain, read_certificate

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
"""The media types of a request and of its response (RFC 3161, 3.4)."""

SHA256 = "2.16.840.1.101.3.4.2.1"
_SIGNED_DATA, _TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_NAMED, _NAMED_ONCE = "1.2.840.113549.1.9.16.2.47", "1.2.840.113549.1.9.16.2.12"
_TIME = 0x18
_GRANTED = (0, 1)
_MOMENT = re.compile(rb"([0-9]{14})(?:\.[0-9]{1,9})?Z")

_HASHES: dict[bytes, hashes.HashAlgorithm] = {
    der.write_oid(SHA256): hashes.SHA256(),
    der.write_oid("2.16.840.1.101.3.4.2.2"): hashes.SHA384(),
    der.write_oid("2.16.840.1.101.3.4.2.3"): hashes.SHA512(),
}
_RSA = {
    der.write_oid(f"1.2.840.113549.1.1.{kind}"): name
    for kind, name in ((1, ""), (11, "sha256"), (12, "sha384"), (13, "sha512"))
}
_ECDSA = {
    der.write_oid(f"1.2.840.10045.4.3.{kind}"): name for kind, name in ((2, "sha256"), (3, "sha384"), (4, "sha512"))
}
"""Kinds of signatures -> the digest that they stand for; the oldest leaves it to the signer."""
_NOTHING = der.write(der.NULL)
_UNREADABLE = (
    *(ValueError, LookupError, TypeError, StopIteration),
    *(UnsupportedAlgorithm, x509.DuplicateExtension, x509.InvalidVersion),
)
"""What reading a token and its certificates raises when they are not what they should be."""


class BadStamp(ValueError):
    """A response or a token that proves nothing; ``reason`` says why.

    Reasons: ``stamp-refused`` (the service declined), ``stamp-unreadable`` (no token, or in a form that is not
    understood), ``stamp-mismatch`` (of another value or another request), ``stamp-forged`` (a signature does not
    hold), ``stamp-unknown`` (no root that is trusted for time vouches for it).
    """

    def __init__(self, reason: str, what: str = "") -> None:
        super().__init__(f"{reason}: {what}" if what else reason)
        self.reason, self.what = reason, what


@dataclass(frozen=True)
class Stamp:
    """A proven token: its smallest form, the moment (UTC, to the second), and who says so."""

    token: bytes
    moment: dt.datetime
    authority: str


def write_request(digest: bytes, nonce: int) -> bytes:
    """A request for the SHA-256 of a value (RFC 3161, 2.4.1), the stamping certificate to be sent along."""
    imprint = der.write(
        der.SEQUENCE,
        der.write(der.SEQUENCE, der.write_oid(SHA256), _NOTHING),
        der.write(der.OCTETS, digest),
    )
    wanted = der.write(der.BOOLEAN, b"\xff")
    return der.write(der.SEQUENCE, der.write_integer(1), imprint, der.write_integer(nonce), wanted)


def read_response(response: bytes, digest: bytes, nonce: int, roots: Iterable[x509.Certificate]) -> Stamp:
    """The stamp in a service's response to ``write_request`` with the same digest and nonce. Raises ``BadStamp``."""
    try:
        parts = der.read(response).children()
        status = int.from_bytes(parts[0].children()[0].content, "big")
    except (der.NotDer, IndexError) as fault:
        raise BadStamp("stamp-unreadable", "no response") from fault
    if status not in _GRANTED:
        raise BadStamp("stamp-refused", str(status))
    if len(parts) != 2:
        raise BadStamp("stamp-unreadable", "no token")
    return prove(parts[1].whole, digest, roots, nonce)


def prove(token: bytes, digest: bytes, roots: Iterable[x509.Certificate], nonce: int | None = None) -> Stamp:
    """What a token for the SHA-256 of a value is worth, judged against the roots that are trusted for time.

    Without a ``nonce`` none is asked for, as when a kept token is looked at again. Raises ``BadStamp``.
    """
    try:
        parts = _take_apart(token)
        moment = _judge_info(parts.info, digest, nonce)
        _judge_signature(parts)
        chain = list_chain(parts.certificate, parts.others, roots)
        _judge_chain(chain, moment)
    except BadStamp:
        raise
    except _UNREADABLE as fault:
        raise BadStamp("stamp-unreadable", str(fault)) from fault
    below = [one.public_bytes(serialization.Encoding.DER) for one in (chain if len(chain) == 1 else chain[:-1])]
    name = parts.certificate.subject.rfc4514_string()
    return Stamp(_assemble(parts, below), moment, name)


@dataclass(frozen=True)
class _Parts:
    """A token taken apart. ``algorithms`` are those of the digest and of the signature, as they stood there."""

    info: bytes
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    named: bytes
    digest_name: der.Node
    attributes: bytes
    kind: der.Node
    value: bytes

    @property
    def hash(self) -> hashes.HashAlgorithm:
        """The digest that the token's signer used."""
        return _find_hash(self.digest_name)


def _take_apart(token: bytes) -> _Parts:
    kind, wrapped = der.read(token).children()
    (content,) = wrapped.children()
    fields = content.children()
    if kind.whole != der.write_oid(_SIGNED_DATA) or fields[0].whole != der.write_integer(3):
        raise BadStamp("stamp-unreadable", "not a signed token")
    inside, held = fields[2].children()
    if inside.whole != der.write_oid(_TST_INFO):
        raise BadStamp("stamp-unreadable", "not a time stamp")
    (octets,) = held.children()
    bag = next((one for one in fields[3:] if one.tag == 0xA0), None)
    (signer,) = fields[-1].children()
    version, named, digest_name, attributes, algorithm, value = signer.children()[:6]
    if bag is None or version.whole != der.write_integer(1) or attributes.tag != 0xA0:
        raise BadStamp("stamp-unreadable", "without a certificate or signed attributes")
    every = [one for one in bag.children() if one.tag == der.SEQUENCE]
    signing = next((one for one in every if _name(one) == named.whole), None)
    if signing is None:
        raise BadStamp("stamp-unreadable", "without the signer's certificate")
    return _Parts(
        info=octets.content,
        certificate=read_certificate(signing.whole),
        others=tuple(read_certificate(one.whole) for one in every if one is not signing),
        named=named.whole,
        digest_name=digest_name,
        attributes=attributes.content,
        kind=algorithm,
        value=value.content,
    )


def _name(certificate: der.Node) -> bytes:
    """Issuer and serial number of a certificate, as a signer names it."""
    parts = certificate.children()[0].children()
    return der.write(der.SEQUENCE, parts[3].whole, parts[1].whole)


def _judge_info(info: bytes, digest: bytes, nonce: int | None) -> dt.datetime:
    """The moment in the information that was signed (RFC 3161, 2.4.2)."""
    version, _policy, imprint, _serial, moment, *others = der.read(info).children()
    algorithm, hashed = imprint.children()
    if version.whole != der.write_integer(1) or not isinstance(_find_hash(algorithm), hashes.SHA256):
        raise BadStamp("stamp-unreadable", "of another version")
    if hashed.content != digest:
        raise BadStamp("stamp-mismatch", "another value")
    if nonce is not None and der.write_integer(nonce) not in [one.whole for one in others]:
        raise BadStamp("stamp-mismatch", "another request")
    read = _MOMENT.fullmatch(moment.content)
    if moment.tag != _TIME or read is None:
        raise BadStamp("stamp-unreadable", "without a moment")
    return dt.datetime.strptime(read[1].decode("ascii"), "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)


def _judge_signature(parts: _Parts) -> None:
    """The signature over the attributes, and the attributes over the information and the certificate."""
    signed = {}
    for attribute in der.read(der.write(der.SET, parts.attributes)).children():
        kind, values = attribute.children()
        (signed[kind.whole],) = values.children()
    if signed[der.write_oid(_CONTENT_TYPE)].whole != der.write_oid(_TST_INFO):
        raise BadStamp("stamp-unreadable", "not a time stamp")
    if signed[der.write_oid(_MESSAGE_DIGEST)].content != _hash(parts.hash, parts.info):
        raise BadStamp("stamp-forged", "the information was changed")
    _judge_named(signed, parts.certificate)
    _check_algorithm(parts.kind, _RSA | _ECDSA)
    key, data = parts.certificate.public_key(), der.write(der.SET, parts.attributes)
    oid = parts.kind.children()[0].whole
    if (_RSA | _ECDSA)[oid] not in ("", parts.hash.name):
        raise BadStamp("stamp-forged", "two digests")
    try:
        if isinstance(key, rsa.RSAPublicKey) and oid in _RSA:
            key.verify(parts.value, data, padding.PKCS1v15(), parts.hash)
        elif isinstance(key, ec.EllipticCurvePublicKey) and oid in _ECDSA:
            key.verify(parts.value, data, ec.ECDSA(parts.hash))
        else:
            raise BadStamp("stamp-unreadable", "a signature of another kind")
    except InvalidSignature as fault:
        raise BadStamp("stamp-forged", "the signature does not hold") from fault


def _judge_named(signed: dict[bytes, der.Node], certificate: x509.Certificate) -> None:
    """The certificate must be the one that the attributes name (RFC 5035; in its old form, RFC 2634)."""
    data = certificate.public_bytes(serialization.Encoding.DER)
    new, old = signed.get(der.write_oid(_NAMED)), signed.get(der.write_oid(_NAMED_ONCE))
    if new is not None:
        first = new.children()[0].children()[0].children()
        kind = _find_hash(first[0]) if first[0].tag == der.SEQUENCE else hashes.SHA256()
        wanted, named = _hash(kind, data), next(one for one in first if one.tag == der.OCTETS).content
    elif old is not None:
        named = old.children()[0].children()[0].children()[0].content
        wanted = hashlib.sha1(data, usedforsecurity=False).digest()  # beside the signature, which does not rest on it
    else:
        raise BadStamp("stamp-unreadable", "names no certificate")
    if wanted != named:
        raise BadStamp("stamp-forged", "another certificate")


def _judge_chain(chain: tuple[x509.Certificate, ...], moment: dt.datetime) -> None:
    """A root must vouch, the key must be there for stamping alone (RFC 3161, 2.3), and all be in their time."""
    if not chain:
        raise BadStamp("stamp-unknown", "no root vouches for it")
    try:
        usage = chain[0].extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound as fault:
        raise BadStamp("stamp-unknown", "its key is not for stamping") from fault
    if not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise BadStamp("stamp-unknown", "its key is not for stamping alone")
    if not all(covers(one, moment) for one in chain):
        raise BadStamp("stamp-unknown", "a certificate was out of its time")


def _find_hash(algorithm: der.Node) -> hashes.HashAlgorithm:
    _check_algorithm(algorithm, _HASHES.keys())
    return _HASHES[algorithm.children()[0].whole]


def _check_algorithm(algorithm: der.Node, known: Iterable[bytes]) -> None:
    name, *parameters = algorithm.children()
    if (
        algorithm.tag != der.SEQUENCE
        or name.whole not in known
        or [one.whole for one in parameters]
        not in (
            [],
            [_NOTHING],
        )
    ):
        raise BadStamp("stamp-unreadable", "an algorithm that is not known")


def _hash(kind: hashes.HashAlgorithm, data: bytes) -> bytes:
    hasher = hashes.Hash(kind)
    hasher.update(data)
    return hasher.finalize()


def _assemble(parts: _Parts, certificates: list[bytes]) -> bytes:
    """The smallest form; the same parts give the same bytes."""
    signer = der.write(
        der.SEQUENCE,
        der.write_integer(1),
        parts.named,
        parts.digest_name.whole,
        der.write(0xA0, parts.attributes),
        parts.kind.whole,
        der.write(der.OCTETS, parts.value),
    )
    held = der.write(0xA0, der.write(der.OCTETS, parts.info))
    content = der.write(
        der.SEQUENCE,
        der.write_integer(3),
        der.write_set(parts.digest_name.whole),
        der.write(der.SEQUENCE, der.write_oid(_TST_INFO), held),
        der.write(0xA0, *sorted(certificates)),
        der.write_set(signer),
    )
    return der.write(der.SEQUENCE, der.write_oid(_SIGNED_DATA), der.write(0xA0, content))
