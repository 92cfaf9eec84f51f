"""A signed credential in the forms in which a holder keeps it (Open Badges 3.0, 5.3): inside a picture, or as JSON.

Every function gives the same bytes for the same arguments.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator

KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_MAGIC = b"\x89PNG\r\n\x1a\n"


class NotAPicture(ValueError):
    """Bytes that are no PNG, or text that is no SVG drawing."""


def bake_svg(svg: str, token: str) -> str:
    """A drawing with the credential inside (OB 3.0, 5.3.2). Raises ``NotAPicture`` when it is no SVG."""
    begin = svg.find("<svg")
    end = svg.find(">", begin)
    if begin < 0 or end < 0 or svg[end - 1] == "/":
        raise NotAPicture("not an SVG drawing with contents")
    declared = f' xmlns:openbadges="{NAMESPACE}"'
    credential = f'<openbadges:credential verify="{token}"></openbadges:credential>'
    return svg[:end] + declared + ">" + credential + svg[end + 1 :]


def bake_png(png: bytes, token: str) -> bytes:
    """A picture with the credential in an uncompressed iTXt chunk (OB 3.0, 5.3.1; PNG 11.3.3.4), one only.

    Raises ``NotAPicture`` when it is no PNG.
    """
    chunks = [(kind, data) for kind, data in list_chunks(png) if not _is_credential(kind, data)]
    text = KEYWORD + b"\0" + b"\0\0" + b"\0" + b"\0" + token.encode("ascii")
    place = next(number for number, (kind, _) in enumerate(chunks) if kind == b"IDAT")
    chunks.insert(place, (b"iTXt", text))
    return _MAGIC + b"".join(write_chunk(kind, data) for kind, data in chunks)


def unbake_png(png: bytes) -> str | None:
    """The credential inside a picture; none when there is none. Raises ``NotAPicture`` when it is no PNG."""
    for kind, data in list_chunks(png):
        if _is_credential(kind, data):
            head, _, text = data[len(KEYWORD) + 3 :].partition(b"\0")[2].partition(b"\0")
            return text.decode("utf-8", "replace") if not head else None
    return None


def envelop(token: str) -> str:
    """The credential as a JSON file for a backpack: an EnvelopedVerifiableCredential (VC Data Model 2.0, 4.13)."""
    enveloped = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:application/vc+jwt,{token}",
        "type": "EnvelopedVerifiableCredential",
    }
    return json.dumps(enveloped, ensure_ascii=False, indent=1) + "\n"


def write_chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG with its length and its check (PNG 5.3)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _is_credential(kind: bytes, data: bytes) -> bool:
    return kind == b"iTXt" and data.startswith(KEYWORD + b"\0")


def list_chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk of a PNG to the last; what comes behind it is left out. Raises ``NotAPicture``."""
    if not png.startswith(_MAGIC):
        raise NotAPicture("not a PNG")
    place, seen = len(_MAGIC), False
    while place + 12 <= len(png):
        (length,) = struct.unpack_from(">I", png, place)
        kind, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += 12 + length
        if place > len(png) or png[place - 4 : place] != struct.pack(">I", zlib.crc32(kind + data)):
            break
        seen = seen or kind == b"IDAT"
        yield kind, data
        if kind == b"IEND" and seen:
            return
    raise NotAPicture("a PNG that breaks off")
