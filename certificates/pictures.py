"""The customer's own pictures on a paper: the emblem and the seal, as SVG or PNG, checked before they are used.

A picture is kept in a folder under the SHA-256 of its bytes, and the facts name that digest: so a paper that is drawn
later, or anew, bears the picture of its day. What a picture must not do is what would harm the paper: reach for other
files, hold text in a foreign font, run anything, or be see-through in the way that PDF/UA refuses.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from certificates.baking import NotAPicture, list_chunks
from certificates.model import Problem

MOST_BYTES = 100_000
"""A paper has 75,000 by itself."""
MOST_PIXELS, LEAST_PIXELS = 4000, 64
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = frozenset(
    {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs", "use", "symbol"}
    | {"clipPath", "title", "desc", "linearGradient", "radialGradient", "stop", "metadata"}
)
_SEE_THROUGH = ("opacity", "fill-opacity", "stroke-opacity", "stop-opacity", "mask", "filter", "mix-blend-mode")


class BadPicture(ValueError):
    """A picture that cannot be used; ``code`` says why, ``what`` names what was found."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(f"{code} {what}".strip())
        self.code, self.what = code, what


class PictureMissing(LookupError):
    """The picture that the facts name is not in the folder, or is not what it was."""


@dataclass(frozen=True)
class Picture:
    """A picture that may be drawn."""

    data: bytes
    media_type: str

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def address(self) -> str:
        """The picture as a data address."""
        return f"data:{self.media_type};base64,{base64.b64encode(self.data).decode('ascii')}"


def read_picture(data: bytes) -> Picture:
    """The picture in a file's bytes. Raises ``BadPicture``."""
    if len(data) > MOST_BYTES:
        raise BadPicture("picture-too-large", str(len(data)))
    if data.startswith(b"\x89PNG"):
        _judge_png(data)
        return Picture(data, "image/png")
    _judge_svg(data)
    return Picture(data, "image/svg+xml")


def check_picture(path: Path) -> list[Problem]:
    """Why a file cannot be used as a picture; empty when it can."""
    try:
        read_picture(path.read_bytes())
    except OSError as fault:
        return [Problem(str(path), 0, "picture-unreadable", {"what": fault.strerror or ""})]
    except BadPicture as fault:
        return [Problem(str(path), 0, fault.code, {"what": fault.what})]
    return []


def find_picture(folder: Path | None, digest: str) -> Picture:
    """The picture of a digest. Raises ``PictureMissing``."""
    if folder is None or len(digest) != 64 or not digest.isalnum():
        raise PictureMissing(digest)
    try:
        picture = read_picture((folder / digest).read_bytes())
    except (OSError, BadPicture) as fault:
        raise PictureMissing(digest) from fault
    if picture.digest != digest:
        raise PictureMissing(digest)
    return picture


def _judge_png(data: bytes) -> None:
    try:
        chunks = list(list_chunks(data))
    except NotAPicture as fault:
        raise BadPicture("picture-unreadable", "PNG") from fault
    if chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13:
        raise BadPicture("picture-unreadable", "PNG")
    width, height, depth, _, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if not all(LEAST_PIXELS <= side <= MOST_PIXELS for side in (width, height)):
        raise BadPicture("picture-size", f"{width}x{height}")
    if depth > 8 or interlaced:
        raise BadPicture("picture-harmful", "16 bit" if depth > 8 else "interlaced")


def _judge_svg(data: bytes) -> None:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"<?xml-stylesheet" in data:
        raise BadPicture("picture-harmful", "DOCTYPE")
    try:
        root = ElementTree.fromstring(data.decode("utf-8"))  # noqa: S314 - nothing can be declared in it
    except (ElementTree.ParseError, ValueError) as fault:
        raise BadPicture("picture-unreadable", "SVG") from fault
    if root.tag != f"{_SVG}svg":
        raise BadPicture("picture-unreadable", "SVG")
    if not root.get("viewBox"):
        raise BadPicture("picture-size", "viewBox")
    for element in root.iter():
        name = str(element.tag)
        if name.startswith(_SVG) and name.removeprefix(_SVG) not in _DRAWN:
            raise BadPicture("picture-harmful", name.removeprefix(_SVG))
        for key, value in element.attrib.items():
            _judge_attribute(key.rpartition("}")[2], value)


def _judge_attribute(key: str, value: str) -> None:
    said = value.replace(" ", "").lower()
    if key.lower().startswith("on"):
        raise BadPicture("picture-harmful", key)
    if key == "href" and not value.startswith("#"):
        raise BadPicture("picture-harmful", value[:40])
    if "url(" in said.replace("url(#", ""):
        raise BadPicture("picture-harmful", value[:40])
    if key in _SEE_THROUGH and said not in ("1", "none", "normal"):
        raise BadPicture("picture-harmful", key)
    if key == "style":
        for declaration in value.split(";"):
            name, _, content = declaration.partition(":")
            if name.strip():
                _judge_attribute(name.strip().lower(), content.strip())
