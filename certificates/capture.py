"""What a drawn page consists of, taken from the writer before the file is written: texts, code, and all objects."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pydyf

from certificates.inlay import find_object
from certificates.wording import CODE

_PLACE = re.compile(rb"1 0 0 -1 (\S+) (\S+) Tm")
_SIZE = re.compile(rb"/(\S+) (\S+) Tf")
_GLYPHS = re.compile(rb"<([0-9a-f]*)>")


@dataclass(frozen=True)
class Text:
    """A piece of text on the page: where it begins (pixels from the top left), its font, size and glyphs.

    ``at`` are the numbers of its three operators in the page's content: place, font, glyphs.
    """

    x: float
    y: float
    font: str
    size: float
    shown: bytes
    at: tuple[int, int, int]

    @property
    def glyphs(self) -> tuple[int, ...]:
        """The numbers of its glyphs."""
        found = b"".join(_GLYPHS.findall(self.shown)).decode("ascii")
        return tuple(int(found[place : place + 4], 16) for place in range(0, len(found), 4))


@dataclass(frozen=True)
class Capture:
    """One drawn page. ``content`` are its operators, ``texts`` its pieces of text by marked-content number.

    ``figure`` are the first and last operator of the code, ``figure_box`` its edges in pixels. ``objects`` are
    number -> bytes, ``plain`` the numbers of those that may be compressed together, ``fonts`` resource name -> number.
    """

    content: list[bytes]
    texts: dict[int, Text]
    figure: tuple[int, int]
    figure_box: tuple[float, ...]
    objects: dict[int, bytes]
    plain: frozenset[int]
    fonts: dict[str, int]
    page_content: int
    link: int
    link_box: tuple[float, ...]
    catalog: int
    info: dict[str, Any]
    metadata: int
    packet: bytes
    glyph_texts: dict[str, dict[int, str]] = field(default_factory=dict)


def _as_bytes(item: Any) -> bytes:
    if isinstance(item, bytes):
        return item
    if isinstance(item, dict):
        entries = (b"/%s %s" % (str(key).encode(), _as_bytes(value)) for key, value in item.items())
        return b"<<" + b"".join(entries) + b">>"
    return str(item).encode("ascii")


def take_capture(document: Any, pdf: Any) -> Capture:
    """The page of a document that is about to be written.

    Raises ``ValueError`` when it has not exactly one code (told by its alternate text) and one link.
    """
    page = find_object(pdf, pdf.page_references[0])
    stream = find_object(pdf, page["Contents"])
    content = [_as_bytes(item) for item in stream.stream]
    texts, figures = _read_content(content)
    links = [int(one.split()[0]) for one in page.get("Annots", ())]
    marked = [one for one in pdf.objects if isinstance(one, dict) and one.get("S") == "/Figure"]
    codes = [number for number, one in enumerate(marked) if one["Alt"].string == CODE]
    if len(codes) != 1 or len(figures) != len(marked) or len(links) != 1:
        raise ValueError("a page with another number of codes or links")
    (code,) = codes
    resources = find_object(pdf, page["Resources"])
    fonts = find_object(pdf, resources["Font"])
    metadata = find_object(pdf, pdf.catalog["Metadata"])
    written = [one for one in pdf.objects if one.number]
    return Capture(
        content=content,
        texts=texts,
        figure=figures[code],
        figure_box=tuple(float(edge) for edge in marked[code]["A"]["BBox"]),
        objects={one.number: one.data for one in written if one is not stream},
        plain=frozenset(one.number for one in written if one.compressible),
        fonts={name: int(reference.split()[0]) for name, reference in fonts.items()},
        page_content=stream.number,
        link=links[0],
        link_box=tuple(float(edge) for edge in pdf.objects[links[0]]["Rect"]),
        catalog=pdf.catalog.number,
        info=dict(pdf.info),
        metadata=metadata.number,
        packet=b"".join(_as_bytes(part) for part in metadata.stream),
        glyph_texts={font.hash: dict(font.to_unicode) for font in document.fonts.values()},
    )


def _read_content(content: list[bytes]) -> tuple[dict[int, Text], list[tuple[int, int]]]:
    texts: dict[int, Text] = {}
    figures: list[tuple[int, int]] = []
    for begin, operator in enumerate(content):
        if operator != b"BDC":
            continue
        end = content.index(b"EMC", begin)
        if content[begin - 2] == b"/Figure":
            figures.append((begin + 1, end))
            continue
        number = int(content[begin - 1].removeprefix(b"<</MCID ").removesuffix(b">>"))
        text = _read_text(content, begin, end)
        if text is not None:
            texts[number] = text
    return texts, figures


def _read_text(content: list[bytes], begin: int, end: int) -> Text | None:
    """The one piece of text between two operators; none when there is another number of pieces."""
    found = [
        [(number, match) for number in range(begin, end) if (match := pattern.fullmatch(content[number]))]
        for pattern in (_PLACE, _SIZE)
    ]
    shown = [number for number in range(begin, end) if content[number].endswith(b" TJ")]
    if any(len(one) != 1 for one in found) or len(shown) != 1:
        return None
    (placed, place), (sized, size) = found[0][0], found[1][0]
    return Text(
        x=float(place[1]),
        y=float(place[2]),
        font=size[1].decode("ascii"),
        size=float(size[2]),
        shown=content[shown[0]],
        at=(placed, sized, shown[0]),
    )


def write_string(text: str) -> bytes:
    """A text as a PDF string."""
    data: bytes = pydyf.String(text).data
    return data
