"""A filled place read back: where it stands in a file, what the signature is made of, and the time stamp added later.

A signature is read only in the form in which ``sign`` writes it. A time stamp goes into the part of the place that was
left free, beside what is signed, so that the signature, and every signed byte, stays as it was.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from cryptography import x509

from certificates import der
from certificates.authority import read_certificate
from certificates.sign import (
    ECDSA_SHA256,
    RSA_SHA256,
    SignatureTooLarge,
    assemble,
    list_attributes,
    name_certificate,
)

_PLACE = re.compile(
    rb"/M \(D:([0-9]{14})Z\) /ByteRange \[0 ([0-9]{10}) ([0-9]{10}) ([0-9]{10})\] /Contents <([0-9a-f]{64,40000})>>>"
)


class Spoilt(ValueError):
    """A signature that is not in the form in which it is written here."""


class StampedAlready(ValueError):
    """The signature has its time stamp."""


@dataclass(frozen=True)
class Place:
    """A filled place: its offset and that behind it, how many bytes follow, and what stands in it."""

    begin: int
    end: int
    tail: int
    said: bytes
    start: int
    value: bytes

    @property
    def moment(self) -> dt.datetime:
        """When it was signed, as the signer says. Raises ``ValueError`` for no moment."""
        return dt.datetime.strptime(self.said.decode("ascii"), "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)

    @property
    def padded(self) -> bytes:
        """The signature with the room behind it. Raises ``ValueError`` for half a byte."""
        return bytes.fromhex(self.value.decode("ascii"))

    def fits(self, size: int) -> bool:
        """Whether what the place says of itself is so, in a file of that size."""
        stands = self.begin == self.start - 1 and self.end == self.start + len(self.value) + 1
        return stands and self.end + self.tail <= size


def find_place(data: bytes) -> Place | None:
    """The first filled place of a file, found by its form alone; none when there is none."""
    found = _PLACE.search(data)
    if found is None:
        return None
    begin, end, tail = (int(found[group]) for group in (2, 3, 4))
    return Place(begin, end, tail, found[1], found.start(5), found[5])


@dataclass(frozen=True)
class Parts:
    """A signature taken apart. ``digest`` is that of the signed bytes, ``stamp`` a token (RFC 3161), if any."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    digest: bytes
    attributes: bytes
    value: bytes
    algorithm: str
    bags: tuple[bytes, ...]
    stamp: bytes | None

    @property
    def value_digest(self) -> bytes:
        """What a time stamp is about: the SHA-256 of the signature value (ETSI EN 319 122-1, 5.3)."""
        return hashlib.sha256(self.value).digest()

    def assemble(self, stamp: bytes | None) -> bytes:
        """The signature put together again, with that time stamp."""
        signing, *others = self.bags
        return assemble(signing, others, list_attributes(self.digest, signing), self.value, stamp, self.algorithm)


def take_apart(padded: bytes) -> Parts:
    """The parts of a signature in its place.

    Raises ``Spoilt`` or another ``ValueError`` unless they, put together again, are these bytes.
    """
    node = der.read(padded, exact=False)
    if padded[len(node.whole) :].strip(b"\0"):
        raise Spoilt("something after the signature")
    _, wrapped = _children(node, 2)
    (content,) = _children(wrapped, 1)
    _, _, _, chain, infos = _children(content, 5)
    (info,) = _children(infos, 1)
    fields = info.children()
    if len(fields) not in (6, 7):
        raise Spoilt("not the fields of a signer")
    _, named, _, attributes, algorithm, value, *unsigned = fields
    bags = [one.whole for one in chain.children()]
    signing = next((one for one in bags if name_certificate(one) == named.whole), None)
    if signing is None:
        raise Spoilt("without the signer's certificate")
    others = [one for one in bags if one is not signing]
    parts = Parts(
        certificate=read_certificate(signing),
        others=tuple(map(read_certificate, others)),
        digest=_find_digest(attributes),
        attributes=attributes.content,
        value=value.content,
        algorithm=ECDSA_SHA256 if der.write_oid(ECDSA_SHA256) in algorithm.whole else RSA_SHA256,
        bags=(signing, *others),
        stamp=_find_stamp(unsigned[0]) if unsigned else None,
    )
    if parts.assemble(parts.stamp) != node.whole:
        raise Spoilt("not in the form in which it is written here")
    return parts


def digest_value(data: bytes) -> bytes:
    """What a time stamp for a signed file is asked for. Raises ``StampedAlready``, and ``ValueError`` as ``Spoilt``."""
    return _open(data)[1].value_digest


def add_stamp(data: bytes, token: bytes) -> bytes:
    """The signed file with a time stamp (RFC 3161, DER) in its place; as long as before, no signed byte changed.

    The token is taken as it is: prove it first (``timestamp.read_response``). Raises ``SignatureTooLarge`` when no
    room was left for it, ``StampedAlready``, and ``ValueError`` when there is no signature in our form.
    """
    place, parts = _open(data)
    value = parts.assemble(token).hex().encode("ascii")
    if len(value) > len(place.value):
        raise SignatureTooLarge(f"{len(value) // 2} bytes for {len(place.value) // 2}")
    return data[: place.start] + value.ljust(len(place.value), b"0") + data[place.start + len(place.value) :]


def _open(data: bytes) -> tuple[Place, Parts]:
    place = find_place(data)
    if place is None or not place.fits(len(data)):
        raise Spoilt("no signature")
    parts = take_apart(place.padded)
    if parts.stamp is not None:
        raise StampedAlready
    return place, parts


def _children(node: der.Node, count: int) -> tuple[der.Node, ...]:
    found = node.children()
    if len(found) != count:
        raise Spoilt(f"{len(found)} parts where {count} are due")
    return found


def _find_digest(attributes: der.Node) -> bytes:
    """The octets of the message digest: the only attribute that is 32 octets and nothing else."""
    for attribute in attributes.children():
        _, values = _children(attribute, 2)
        (value,) = _children(values, 1)
        if value.tag == der.OCTETS:
            return value.content
    raise Spoilt("without a digest")


def _find_stamp(unsigned: der.Node) -> bytes:
    (attribute,) = _children(unsigned, 1)
    _, values = _children(attribute, 2)
    (value,) = _children(values, 1)
    return value.whole
