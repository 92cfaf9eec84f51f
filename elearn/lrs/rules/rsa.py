"""Verifying RSA signatures with public keys only: RSASSA-PKCS1-v1_5 (RFC 8017, 8.2.2) and the key in a certificate.

Nothing here is secret, so plain integers do: no private key ever comes near this module.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any, NamedTuple

_RSA = bytes.fromhex("2a864886f70d010101")  # object identifier 1.2.840.113549.1.1.1, rsaEncryption
_SEQUENCE, _BITS, _INTEGER, _OBJECT = 0x30, 0x03, 0x02, 0x06
LEAST_BITS, MOST_BITS = 1024, 16384


class BadKey(ValueError):
    """A certificate that cannot be read, or whose key is no RSA key of a sensible size."""


class PublicKey(NamedTuple):
    """An RSA public key."""

    modulus: int
    exponent: int


class Hash(NamedTuple):
    """A hash function and what stands before its value in a signature (RFC 8017, 9.2, note 1)."""

    name: str
    prefix: bytes


HASHES = {
    name: Hash(name, bytes.fromhex(prefix))
    for name, prefix in (
        ("sha256", "3031300d060960864801650304020105000420"),
        ("sha384", "3041300d060960864801650304020205000430"),
        ("sha512", "3051300d060960864801650304020305000440"),
    )
}


def verify_pkcs1(key: PublicKey, kind: Hash, message: bytes, signature: bytes) -> bool:
    """Whether the signature over the message was made with the key's private half."""
    size = (key.modulus.bit_length() + 7) // 8
    digest: Any = hashlib.new(kind.name, message)
    wanted = kind.prefix + digest.digest()
    number = int.from_bytes(signature, "big")
    if len(signature) != size or number >= key.modulus or size < len(wanted) + 11:
        return False
    opened = pow(number, key.exponent, key.modulus).to_bytes(size, "big")
    padded = b"\x00\x01" + b"\xff" * (size - len(wanted) - 3) + b"\x00" + wanted
    return hmac.compare_digest(opened, padded)


def read_certificate_key(certificate: bytes) -> PublicKey:
    """The RSA key of an X.509 certificate in DER (RFC 5280, 4.1). Raises ``BadKey``."""
    try:
        body = next(_walk(_open(certificate, _SEQUENCE)))  # tbsCertificate
        for tag, content in _walk(body[1]):
            key = _read_key(content) if tag == _SEQUENCE else None
            if key:
                return key
    except (IndexError, StopIteration, ValueError) as fault:
        raise BadKey("not a certificate") from fault
    raise BadKey("no RSA key")


def _read_key(content: bytes) -> PublicKey | None:
    """The key, if this is a SubjectPublicKeyInfo: an algorithm and a bit string, of RSA."""
    parts = list(_walk(content))
    if [tag for tag, _ in parts] != [_SEQUENCE, _BITS]:
        return None
    if next(_walk(parts[0][1])) != (_OBJECT, _RSA):
        return None
    numbers = list(_walk(_open(parts[1][1][1:], _SEQUENCE)))
    if [tag for tag, _ in numbers] != [_INTEGER, _INTEGER]:
        raise BadKey("no RSA key")
    modulus, exponent = (int.from_bytes(value, "big") for _, value in numbers)
    if not LEAST_BITS <= modulus.bit_length() <= MOST_BITS or not 3 <= exponent < 1 << 33:
        raise BadKey("an RSA key of no sensible size")
    return PublicKey(modulus, exponent)


def _open(data: bytes, wanted: int) -> bytes:
    tag, content = next(_walk(data))
    if tag != wanted:
        raise BadKey(f"tag {tag}")
    return content


def _walk(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements of a DER text, one behind the other: tag and content."""
    place = 0
    while place < len(data):
        tag, length, start = data[place], data[place + 1], place + 2
        if length & 0x80:
            count = length & 0x7F
            if not 1 <= count <= 4:
                raise BadKey("length")
            length, start = int.from_bytes(data[start : start + count], "big"), start + count
        if start + length > len(data):
            raise BadKey("cut off")
        yield tag, data[start : start + length]
        place = start + length
