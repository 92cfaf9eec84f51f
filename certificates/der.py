"""ASN.1 in its distinguished encoding (ITU-T X.690, clause 10): the few forms that a signature is made of.

The reader accepts what the writer could have written and nothing else, so that equal contents are equal bytes: a
signature cannot be dressed up differently without being noticed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

BOOLEAN, INTEGER, OCTETS, NULL, OID = 0x01, 0x02, 0x04, 0x05, 0x06
SEQUENCE, SET = 0x30, 0x31

_DEEPEST = 32


class NotDer(ValueError):
    """Bytes that are no distinguished encoding."""


@dataclass(frozen=True)
class Node:
    """One element: its tag, its content, and the whole of it as it stood in the bytes."""

    tag: int
    content: bytes
    whole: bytes

    def children(self) -> tuple[Node, ...]:
        """The elements inside. Raises ``NotDer`` when the content is no row of elements."""
        found, rest = [], self.content
        while rest:
            node = read(rest, exact=False)
            found.append(node)
            rest = rest[len(node.whole) :]
        return tuple(found)


def write(tag: int, *parts: bytes) -> bytes:
    """An element of that tag around the parts."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def write_integer(value: int) -> bytes:
    """A whole number, not below 0."""
    return write(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def write_oid(dotted: str) -> bytes:
    """An object identifier such as ``1.2.840.113549.1.7.2``."""
    first, second, *others = (int(part) for part in dotted.split("."))
    encoded = bytearray()
    for arc in (first * 40 + second, *others):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(0x80 | (arc & 0x7F))
        encoded += bytes(reversed(groups))
    return write(OID, bytes(encoded))


def write_set(*parts: bytes) -> bytes:
    """A set, its parts in the order of their bytes, as DER asks."""
    return write(SET, *sorted(parts))


def write_utc(moment: dt.datetime) -> bytes:
    """An aware moment as GeneralizedTime (tag 0x18), to the second, in UTC."""
    return write(0x18, moment.astimezone(dt.UTC).strftime("%Y%m%d%H%M%SZ").encode("ascii"))


def read(data: bytes, *, exact: bool = True) -> Node:
    """The first element of the bytes; with ``exact`` nothing may follow it.

    Raises ``NotDer`` when the length is missing, is not written as short as possible, or reaches beyond the bytes.
    """
    if len(data) < 2:
        raise NotDer("too short")
    tag, size, start = data[0], data[1], 2
    if tag & 0x1F == 0x1F:
        raise NotDer("a tag of more than one byte")
    if size & 0x80:
        count = size & 0x7F
        length = data[2 : 2 + count]
        if not 1 <= count <= 3 or len(length) != count:
            raise NotDer("a length that cannot be read")
        size, start = int.from_bytes(length, "big"), 2 + count
        if size < 0x80 or length[0] == 0:
            raise NotDer("a length that is not written as short as possible")
    end = start + size
    if end > len(data) or (exact and end != len(data)):
        raise NotDer("a length that does not fit")
    return Node(tag, data[start:end], data[:end])


def check(data: bytes, depth: int = 0) -> None:
    """Raises ``NotDer`` unless the bytes are one element and every constructed element inside can be read, too."""
    if depth > _DEEPEST:
        raise NotDer("too deep")
    node = read(data)
    if node.tag & 0x20:
        for child in node.children():
            check(child.whole, depth + 1)
