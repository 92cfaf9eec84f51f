"""A stamped paper as a file: what all papers share is laid down once, then a few objects for each holder.

The shared small objects form one compressed object (ISO 32000-1, 7.5.7), the shared streams stand before everything
personal, so that a paper is a constant beginning, about ten objects, and an index (7.5.8).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from certificates.capture import write_string
from certificates.fontfile import open_outlines
from certificates.model import CertificateFacts, Enclosure
from certificates.stamp import (
    NoTemplate,
    Personal,
    Template,
    compress,
    identify,
    write_content,
    write_info,
    write_packet,
)

_HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_CMAP_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo
<< /Registry (Adobe)
/Ordering (UCS)
/Supplement 0
>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange"""
_CMAP_END = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"


@dataclass(frozen=True)
class _Numbers:
    """The objects that are personal, or that are added to what was drawn."""

    content: int
    link: int
    font_file: int
    texts: int
    widths: int
    glyph_map: int
    metadata: int
    info: int
    signature: int
    widget: int
    file: int
    specification: int
    packed: int
    index: int


@dataclass(frozen=True)
class Imprint:
    """A template with everything shared already written. ``room`` is that of the place of a signature."""

    template: Template
    numbers: _Numbers
    link: bytes
    font: bytes
    head: bytes
    offsets: Mapping[int, int]
    packed: Mapping[int, int]
    place: bytes
    enclosure: Enclosure


def _reference(data: bytes, key: bytes) -> int:
    found = re.search(rb"/" + key + rb" \[?(\d+) 0 R", data)
    if found is None:
        raise NoTemplate(f"no {key.decode()}")
    return int(found[1])


def _swap(data: bytes, pattern: bytes, new: bytes) -> bytes:
    changed, count = re.subn(pattern, lambda _: new, data)
    if count != 1:
        raise NoTemplate(f"{pattern!r} stands {count} times")
    return changed


def make_imprint(template: Template, place: bytes, label: str, enclosure: Enclosure) -> Imprint:
    """Write down what all papers of a template share. ``place`` and ``label`` as for ``inlay.lay_place``.

    ``enclosure`` gives name, type and words of the file in each paper, not its data. Raises ``NoTemplate``.
    """
    capture = template.capture
    objects = dict(capture.objects)
    kind = objects[capture.fonts[template.font]]
    described = _reference(kind, b"DescendantFonts")
    descriptor = _reference(objects[described], b"FontDescriptor")
    top = max(max(objects), capture.page_content)
    numbers = _Numbers(
        content=capture.page_content,
        link=capture.link,
        font_file=_reference(objects[descriptor], b"FontFile2"),
        texts=_reference(kind, b"ToUnicode"),
        widths=described,
        metadata=capture.metadata,
        **{name: top + step for step, name in enumerate(_ADDED, 1)},
    )
    signature = b"%d 0 R" % numbers.signature
    page = _reference(objects[capture.catalog], b"Pages")
    page = _reference(objects[page], b"Kids")
    objects[page] = _swap(
        objects[page], rb"/Annots \[[^\]]*\]", b"/Annots [%d 0 R %d 0 R]" % (numbers.link, numbers.widget)
    )
    objects[numbers.widget] = (
        b"<</Type /Annot/Subtype /Widget/FT /Sig/T (Signature)/TU %s/F 132/Rect [0 0 0 0]/P %d 0 R/V %s>>"
        % (write_string(label), page, signature)
    )
    objects[capture.catalog] = objects[capture.catalog].removesuffix(b">>") + (
        b"/AcroForm <</Fields [%d 0 R]/SigFlags 3>>/Perms <</DocMDP %s>>/AF [%d 0 R]"
        b"/Names <</EmbeddedFiles <</Names [%s %d 0 R]>>>>>>"
        % (
            numbers.widget,
            signature,
            numbers.specification,
            write_string(enclosure.name),
            numbers.specification,
        )
    )
    objects[numbers.specification] = (
        b"<</Type /Filespec/F %s/UF %s/EF <</F %d 0 R/UF %d 0 R>>/Desc %s/AFRelationship /Data>>"
        % (
            write_string(enclosure.name),
            write_string(enclosure.name),
            numbers.file,
            numbers.file,
            write_string(enclosure.description),
        )
    )
    personal = {numbers.link, numbers.font_file, numbers.texts, numbers.widths, numbers.metadata}
    shared = {number: data for number, data in objects.items() if number not in personal}
    small = {number for number in shared if number in capture.plain or number > top}
    head, offsets = _lay_down({number: data for number, data in shared.items() if number not in small})
    order = sorted(small)
    bodies = [shared[number] for number in order]
    starts, place_now = [], 0
    for body in bodies:
        starts.append(place_now)
        place_now += len(body) + 1
    listing = b" ".join(b"%d %d" % pair for pair in zip(order, starts, strict=True)) + b"\n"
    stream = compress(listing + b"\n".join(bodies))
    offsets[numbers.packed] = len(head)
    head += (
        b"%d 0 obj\n<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n"
        % (
            numbers.packed,
            len(order),
            len(listing),
            len(stream),
            stream,
        )
    )
    return Imprint(
        template=template,
        numbers=numbers,
        link=objects[numbers.link],
        font=objects[numbers.widths],
        head=head,
        offsets=offsets,
        packed={number: index for index, number in enumerate(order)},
        place=place,
        enclosure=enclosure,
    )


_ADDED = ("glyph_map", "info", "signature", "widget", "file", "specification", "packed", "index")


def _lay_down(objects: Mapping[int, bytes]) -> tuple[bytes, dict[int, int]]:
    head, offsets = bytearray(_HEADER), {}
    for number, data in sorted(objects.items()):
        offsets[number] = len(head)
        head += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    return bytes(head), offsets


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    packed = compress(data)
    return b"<<%s/Filter /FlateDecode/Length %d>>\nstream\n%s\nendstream" % (entries, len(packed), packed)


def imprint(made: Imprint, facts: CertificateFacts, date_text: str, data: bytes) -> bytes:
    """The paper of a holder with its enclosed ``data`` and an empty place for a signature.

    The template must be that of these facts. Raises ``NoTemplate`` when a character is in none of its fonts.
    """
    template, numbers = made.template, made.numbers
    personal = Personal.of(facts, date_text)
    content, glyphs, edge = write_content(template, personal)
    glyphs = {**template.fixed_glyphs, **glyphs}
    font, mapping = open_outlines(template.font_path).cut(glyphs)
    objects = {
        numbers.content: _stream(content),
        numbers.link: _write_link(made, personal, edge),
        numbers.font_file: _stream(font, b"/Length1 %d" % len(font)),
        numbers.texts: _stream(_write_texts(glyphs)),
        numbers.widths: _write_widths(made, glyphs),
        numbers.glyph_map: _stream(_write_map(glyphs, mapping)),
        numbers.metadata: _stream(write_packet(template, personal), b"/Type /Metadata/Subtype /XML"),
        numbers.info: write_info(template, personal),
        numbers.signature: made.place,
        numbers.file: _write_file(made.enclosure, data, personal.day),
    }
    file, offsets = bytearray(made.head), dict(made.offsets)
    for number, body in objects.items():
        offsets[number] = len(file)
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return bytes(file) + _write_index(made, offsets, len(file), identify(facts.serial))


def _write_link(made: Imprint, personal: Personal, edge: float) -> bytes:
    left, top, _, bottom = made.template.capture.link_box
    link = made.link.replace(write_string(made.template.personal.verify_url), write_string(personal.verify_url))
    return _swap(link, rb"/Rect \[[^\]]*\]", f"/Rect [{left:.6f} {top:.6f} {edge:.6f} {bottom:.6f}]".encode("ascii"))


def _write_texts(glyphs: Mapping[int, str]) -> bytes:
    rows = [
        b"<%04x> <%s>" % (glyph, said.encode("utf-16-be").hex().encode("ascii"))
        for glyph, said in sorted(glyphs.items())
    ]
    parts = [_CMAP_HEAD]
    for begin in range(0, len(rows), 100):
        block = rows[begin : begin + 100]
        parts += [b"%d beginbfchar" % len(block), *block, b"endbfchar"]
    return b"\n".join((*parts, _CMAP_END))


def _write_widths(made: Imprint, glyphs: Mapping[int, str]) -> bytes:
    outlines = open_outlines(made.template.font_path)
    rows = " ".join(f"{glyph} [{outlines.metrics[glyph][0] * 1000 / outlines.units:g}]" for glyph in sorted(glyphs))
    font = _swap(made.font, rb"/W \[(?:[^\[\]]|\[[^\]]*\])*\]", f"/W [{rows}]".encode("ascii"))
    return _swap(font, rb"/CIDToGIDMap /Identity", b"/CIDToGIDMap %d 0 R" % made.numbers.glyph_map)


def _write_map(glyphs: Mapping[int, str], mapping: Mapping[int, int]) -> bytes:
    """New numbers by old ones, two bytes each."""
    table = bytearray(2 * (max(glyphs) + 1))
    for glyph in glyphs:
        table[2 * glyph : 2 * glyph + 2] = mapping[glyph].to_bytes(2, "big")
    return bytes(table)


def _write_file(enclosure: Enclosure, data: bytes, day: str) -> bytes:
    checksum = hashlib.md5(data, usedforsecurity=False).hexdigest()  # the format asks for this one
    dated = "D:" + day.replace("-", "")
    kind = enclosure.media_type.replace("/", "#2f")
    facts = f"<</CheckSum <{checksum}>/Size {len(data)}/CreationDate ({dated})/ModDate ({dated})>>"
    return _stream(data, f"/Type /EmbeddedFile/Subtype /{kind}/Params {facts}".encode("ascii"))


def _write_index(made: Imprint, offsets: Mapping[int, int], end: int, identifier: bytes) -> bytes:
    numbers = made.numbers
    rows = bytearray(b"\0\0\0\0\xff\xff")
    for number in range(1, numbers.index):
        if number in made.packed:
            rows += b"\x02" + numbers.packed.to_bytes(3, "big") + made.packed[number].to_bytes(2, "big")
        else:
            rows += b"\x01" + offsets[number].to_bytes(3, "big") + b"\0\0"
    rows += b"\x01" + end.to_bytes(3, "big") + b"\0\0"
    named = identifier.hex().encode("ascii")
    entries = b"/Type /XRef/W [1 3 2]/Size %d/Root %d 0 R/Info %d 0 R/ID [<%s> <%s>]" % (
        numbers.index + 1,
        made.template.capture.catalog,
        numbers.info,
        named,
        named,
    )
    body = _stream(bytes(rows), entries)
    return b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (numbers.index, body, end)
