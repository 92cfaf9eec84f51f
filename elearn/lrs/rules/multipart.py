"""Bodies of several parts, ``multipart/mixed`` (RFC 2046, section 5.1), on the way in and out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from elearn.lrs.rules.faults import LrsFault

MAX_PARTS = 1001
"""More parts are refused: a batch of statements and an attachment for each."""

_BOUNDARY = re.compile(r""";\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))""", re.IGNORECASE)
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n]*?)[ \t]*")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its headers by lower-case name, and its content as it came."""

    headers: Mapping[str, str]
    content: bytes


def split_multipart(body: bytes, content_type: str) -> list[Part]:
    """The parts of a body, in order; what stands before the first and behind the last delimiter is nothing.

    Raises ``LrsFault`` (400): no boundary, no delimiter, no end, too many parts, or a header that is none.
    """
    match = _BOUNDARY.search(content_type)
    if match is None:
        raise _refuse("no-boundary")
    boundary = re.escape((match[1] or match[2]).encode("latin-1", "replace"))
    delimiter = re.compile(rb"(?:\A|\r\n)--" + boundary + rb"(--)?[ \t]*(?=\r\n|\Z)")
    parts: list[Part] = []
    start = -1
    for found in delimiter.finditer(body):
        if start >= 0:
            parts.append(_read_part(body[start : found.start()]))
        if found[1]:
            return parts
        start = found.end()
        if len(parts) >= MAX_PARTS:
            raise _refuse("too-many-parts", limit=str(MAX_PARTS))
    raise _refuse("multipart-without-end")


def _read_part(raw: bytes) -> Part:
    # The line end that closes the delimiter is the first of the part.
    head, blank, content = raw.partition(b"\r\n\r\n")
    if not blank:
        raise _refuse("part-without-head")
    headers: dict[str, str] = {}
    for line in head.split(b"\r\n"):
        match = _HEADER.fullmatch(line)
        if match:
            headers[match[1].decode("ascii").lower()] = match[2].decode("latin-1")
        elif line:
            raise _refuse("bad-part-header")
    return Part(headers, content)


def join_multipart(parts: Iterable[Part], boundary: str) -> bytes:
    """A body of these parts. The boundary must not stand in any of them; a digest of the contents never does."""
    pieces: list[bytes] = []
    for part in parts:
        pieces.append(f"--{boundary}\r\n".encode("ascii"))
        pieces += [f"{name}: {value}\r\n".encode("latin-1", "replace") for name, value in part.headers.items()]
        pieces += [b"\r\n", part.content, b"\r\n"]
    return b"".join([*pieces, f"--{boundary}--\r\n".encode("ascii")])


def _refuse(code: str, **params: str) -> LrsFault:
    return LrsFault(400, code, (), **params)
