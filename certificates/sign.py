"""The electronic signature of a paper: PAdES baseline B-B (ETSI EN 319 142-1), over every byte of the file.

A paper is drawn with an empty place for its signature; signing fills the place. So the file has one revision, nothing
may follow the signature, and signing reads and writes no PDF structure, which is why it takes a millisecond. What is
written is a CMS SignedData (RFC 5652) with one signer and three signed attributes, always in the same form.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from certificates import der
from certificates.authority import covers

DATA, SIGNED_DATA = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2"
SHA256 = "2.16.840.1.101.3.4.2.1"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47"
TIME_STAMP = "1.2.840.113549.1.9.16.2.14"
ECDSA_SHA256, RSA_SHA256 = "1.2.840.10045.4.3.2", "1.2.840.113549.1.1.11"

RANGE = b"/ByteRange [0 0000000000 0000000000 0000000000]"
"""How the place says that it is still empty; the same length when it is filled."""
MOMENT = b"(D:00000000000000Z)"
CONTENTS = b"/Contents <"
_FIXED, _VALUE = 620, 80
"""Bytes of a signature beside its certificates and its value, and of the longest value of a P-256 key."""


class NoPlace(ValueError):
    """The file has no empty place for a signature, or more than one."""


class SignatureTooLarge(ValueError):
    """The signature does not fit its place."""


class KeyExpired(ValueError):
    """The signing key is not valid at the moment of signing; ``until`` is the last moment at which it was."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class UnusableKey(ValueError):
    """The key is of a kind that is not used here, is not that of the certificate, or cannot be opened."""


@dataclass(frozen=True)
class Signer:
    """Who signs: the certificate of the key, the certificates between it and its root, and the key's hand.

    ``sign_bytes`` gives the signature value over bytes (hashed with SHA-256 by it); the key may live in a token.
    ``stamp_room`` are bytes that are kept free for a time stamp (``signature.add_stamp``), which makes the signature
    B-T; without one it is B-B.
    """

    certificate: x509.Certificate
    sign_bytes: Callable[[bytes], bytes] = field(repr=False)
    others: tuple[x509.Certificate, ...] = ()
    stamp_room: int = 0

    @property
    def room(self) -> int:
        """How many bytes a signature of this signer takes at most."""
        chain = sum(len(dump(one)) for one in (self.certificate, *self.others))
        key = self.certificate.public_key()
        value = key.key_size // 8 if isinstance(key, rsa.RSAPublicKey) else _VALUE
        return chain + _FIXED + value + self.stamp_room


def open_signer(
    certificate: x509.Certificate,
    key: object,
    others: tuple[x509.Certificate, ...] = (),
    stamp_room: int = 0,
) -> Signer:
    """A signer for a key in memory: P-256 (values follow RFC 6979, so the same bytes give the same value) or RSA.

    Raises ``UnusableKey`` for any other key, or for one that is not the certificate's.
    """
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        matches = key.public_key() == certificate.public_key()

        def sign_bytes(data: bytes) -> bytes:
            return key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))

    elif isinstance(key, rsa.RSAPrivateKey) and 2048 <= key.key_size <= 4096:
        matches = key.public_key() == certificate.public_key()

        def sign_bytes(data: bytes) -> bytes:
            return key.sign(data, padding.PKCS1v15(), hashes.SHA256())

    else:
        raise UnusableKey("neither P-256 nor RSA of 2048 to 4096 bits")
    if not matches:
        raise UnusableKey("the key is not that of the certificate")
    return Signer(certificate, sign_bytes, others, stamp_room)


def holds(certificate: x509.Certificate, data: bytes, value: bytes) -> bool:
    """Whether the certificate's key made the signature value over the bytes; false for kinds that are not used here."""
    key = certificate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, data, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(value, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True


def empty_place(room: int, name: str, reason: str) -> bytes:
    """The dictionary (ISO 32000-1, 12.8.1) of an empty place for a signature of at most ``room`` bytes.

    ``name`` is who signs, ``reason`` why. The signature certifies: no change at all is allowed after it.
    """
    no_change = (
        b"/Reference [<</Type /SigRef /TransformMethod /DocMDP"
        b" /TransformParams <</Type /TransformParams /P 1 /V /1.2>>>>]"
    )
    texts = b"/Name %s /Reason %s" % (_write_text(name), _write_text(reason))
    kind = b"/Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached"
    return b"<<" + b" ".join((kind, texts, no_change, b"/M", MOMENT, RANGE, CONTENTS)) + b"0" * (2 * room) + b">>>"


def _write_text(text: str) -> bytes:
    return b"<feff" + text.encode("utf-16-be").hex().encode("ascii") + b">"


def sign(data: bytes, signer: Signer, now: dt.datetime) -> bytes:
    """The file with its place filled.

    Raises ``NoPlace``, ``SignatureTooLarge``, and ``KeyExpired`` when ``now`` is outside the certificate's time.
    """
    if not covers(signer.certificate, now):
        raise KeyExpired(signer.certificate.not_valid_after_utc)
    begin, end = _find_place(data)
    said = b"/ByteRange [0 %010d %010d %010d]" % (begin, end, len(data) - end)
    moment = now.astimezone(dt.UTC).strftime("(D:%Y%m%d%H%M%SZ)").encode("ascii")
    head, tail = data[:begin].replace(RANGE, said).replace(MOMENT, moment), data[end:]
    value = make_signed_data(hashlib.sha256(head + tail).digest(), signer).hex().encode("ascii")
    room = end - begin - 2
    if len(value) > room:
        raise SignatureTooLarge(f"{len(value) // 2} bytes for {room // 2}")
    return b"".join((head, b"<", value.ljust(room, b"0"), b">", tail))


def _find_place(data: bytes) -> tuple[int, int]:
    """Where the empty place's angle brackets begin and end."""
    marks = MOMENT + b" " + RANGE + b" " + CONTENTS
    begin = data.find(marks) + len(marks) - 1
    end = data.find(b">", begin) + 1
    if (
        data.count(RANGE) != 1
        or data.count(MOMENT) != 1
        or data.count(marks) != 1
        or data[begin + 1 : end - 1].strip(b"0")
    ):
        raise NoPlace("not exactly one empty place")
    return begin, end


def make_signed_data(digest: bytes, signer: Signer) -> bytes:
    """The CMS ContentInfo for the SHA-256 of the signed bytes."""
    certificate = dump(signer.certificate)
    attributes = list_attributes(digest, certificate)
    value = signer.sign_bytes(der.write_set(*attributes))
    others = [dump(one) for one in signer.others]
    rsa_key = isinstance(signer.certificate.public_key(), rsa.RSAPublicKey)
    return assemble(certificate, others, attributes, value, None, RSA_SHA256 if rsa_key else ECDSA_SHA256)


def list_attributes(digest: bytes, certificate: bytes) -> list[bytes]:
    """The three signed attributes: what is signed, its digest, and which certificate's key did it (RFC 5035)."""
    named = der.write(der.SEQUENCE, der.write(der.OCTETS, hashlib.sha256(certificate).digest()))
    return [
        _attribute(CONTENT_TYPE, der.write_oid(DATA)),
        _attribute(MESSAGE_DIGEST, der.write(der.OCTETS, digest)),
        _attribute(SIGNING_CERTIFICATE, der.write(der.SEQUENCE, der.write(der.SEQUENCE, named))),
    ]


def name_certificate(certificate: bytes) -> bytes:
    """Issuer and serial number of a certificate, as they stand in it. Raises ``der.NotDer`` for another structure."""
    parts = der.read(certificate).children()[0].children()
    if len(parts) < 4 or parts[1].tag != der.INTEGER:
        raise der.NotDer("not a certificate of version 3")
    return der.write(der.SEQUENCE, parts[3].whole, parts[1].whole)


def assemble(
    certificate: bytes,
    others: list[bytes],
    attributes: list[bytes],
    value: bytes,
    stamp: bytes | None,
    algorithm: str,
) -> bytes:
    """The ContentInfo of its parts; the same parts give the same bytes, which is what a check relies on."""
    digest = _algorithm(SHA256, bare=True)
    signed = der.write(0xA0, *sorted(attributes))
    unsigned = [] if stamp is None else [der.write(0xA1, _attribute(TIME_STAMP, stamp))]
    signer_info = der.write(
        der.SEQUENCE,
        der.write_integer(1),
        name_certificate(certificate),
        digest,
        signed,
        _algorithm(algorithm, bare=algorithm == ECDSA_SHA256),
        der.write(der.OCTETS, value),
        *unsigned,
    )
    content = der.write(
        der.SEQUENCE,
        der.write_integer(1),
        der.write_set(digest),
        der.write(der.SEQUENCE, der.write_oid(DATA)),
        der.write(0xA0, *sorted((certificate, *others))),
        der.write_set(signer_info),
    )
    return der.write(der.SEQUENCE, der.write_oid(SIGNED_DATA), der.write(0xA0, content))


def dump(certificate: x509.Certificate) -> bytes:
    """A certificate's DER bytes."""
    return certificate.public_bytes(serialization.Encoding.DER)


def _attribute(kind: str, value: bytes) -> bytes:
    return der.write(der.SEQUENCE, der.write_oid(kind), der.write_set(value))


def _algorithm(kind: str, *, bare: bool) -> bytes:
    return der.write(der.SEQUENCE, der.write_oid(kind), *(() if bare else (der.write(der.NULL),)))
