"""The quick way for many papers: what is the same on all is drawn once, and only what is personal is written anew.

A template is made of a few full drawings of an invented holder. Between them one fact at a time changes, which shows
where that fact stands and how everything that depends on its width moves: nothing about a design is assumed. Where a
drawing differs in anything else there is no template, and the full renderer serves. The structure tree and all marks
stay as they were drawn, so a stamped paper is tagged like a drawn one.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

import uharfbuzz

from certificates.capture import Capture, write_string
from certificates.code import make_rows
from certificates.fontfile import open_outlines
from certificates.model import CertificateFacts

_SHAPING = dict.fromkeys(("liga", "clig", "dlig", "hlig", "calt"), False)
_QUIET = 2
"""Blank modules around a code."""


class NoTemplate(ValueError):
    """The drawings do not show where a personal fact stands; the full renderer must be used."""


@dataclass(frozen=True)
class Personal:
    """The facts that differ from paper to paper, as they are drawn and as they stand in the metadata."""

    name: str
    date: str
    day: str
    serial: str
    verify_url: str

    @classmethod
    def of(cls, facts: CertificateFacts, date_text: str) -> Personal:
        """Those of a certificate."""
        return cls(facts.name, date_text, facts.issued_on.isoformat(), facts.serial, facts.verify_url)

    def fields(self) -> dict[str, str]:
        """Field -> text, the address before the serial that it contains."""
        return {
            "verify_url": self.verify_url,
            "serial": self.serial,
            "name": self.name,
            "date": self.date,
            "day": self.day,
        }


@dataclass(frozen=True)
class _Slot:
    """A piece of text that is personal: which field it holds, what stands around it, and its width in the template."""

    field: str
    before: str
    after: str
    width: float


@dataclass(frozen=True)
class Template:
    """What all papers of a key have in common. ``shifts``: piece of text -> field -> pixels for each pixel of width."""

    capture: Capture
    personal: Personal
    font: str
    font_path: Path
    slots: Mapping[int, _Slot]
    shifts: Mapping[int, Mapping[str, float]]
    link_shift: float
    fixed_glyphs: Mapping[int, str]


@lru_cache(maxsize=8)
def _open_font(path: Path) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))


@lru_cache(maxsize=64)
def shape(path: Path, text: str) -> tuple[tuple[int, int, str], ...]:
    """Glyph, advance in font units and text of each cluster, as the layout library would set them."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.language = "ja"
    uharfbuzz.shape(_open_font(path), buffer, _SHAPING)
    starts = [info.cluster for info in buffer.glyph_infos]
    ends = [*starts[1:], len(text)]
    return tuple(
        (info.codepoint, position.x_advance, text[start:end])
        for info, position, start, end in zip(buffer.glyph_infos, buffer.glyph_positions, starts, ends, strict=True)
    )


def _measure(path: Path, text: str, size: float) -> float:
    units = open_outlines(path).units
    return sum(advance for _, advance, _ in shape(path, text)) * size / units


def make_template(
    base: Capture, personal: Personal, variants: Mapping[str, tuple[Capture, Personal]], font: Path
) -> Template:
    """The template that the drawings show. ``variants`` are for ``name``, ``date``, ``serial`` and ``verify_url``.

    Raises ``NoTemplate`` when a field is nowhere, or when anything changes that is not understood.
    """
    slots = _find_slots(base, personal, font)
    missing = {"name", "date", "serial", "verify_url"} - {slot.field for slot in slots.values()}
    if missing:
        raise NoTemplate(f"not found: {sorted(missing)}")
    shifts: dict[int, dict[str, float]] = {}
    link_shift = 0.0
    for field, (other, changed) in variants.items():
        widths = _compare(base, other, slots, changed, field, font)
        for number, text in base.texts.items():
            moved = other.texts[number].x - text.x
            if abs(moved) > 1e-4:
                shifts.setdefault(number, {})[field] = moved / widths
        if field == "verify_url":
            link_shift = (other.link_box[2] - base.link_box[2]) / widths
        elif other.link_box != base.link_box:
            raise NoTemplate(f"{field} moves the link")
    names = {text.font for number, text in base.texts.items() if number in slots}
    if len(names) != 1:
        raise NoTemplate("personal facts in several fonts")
    (name,) = names
    fixed = {
        glyph: base.glyph_texts[name].get(glyph, "")
        for number, text in base.texts.items()
        if number not in slots and text.font == name
        for glyph in text.glyphs
    }
    return Template(base, personal, name, font, slots, shifts, link_shift, fixed)


def _find_slots(base: Capture, personal: Personal, font: Path) -> dict[int, _Slot]:
    slots: dict[int, _Slot] = {}
    for number, text in base.texts.items():
        said = "".join(base.glyph_texts[text.font].get(glyph, "\0") for glyph in text.glyphs)
        for field, value in personal.fields().items():
            if value not in said:
                continue
            if tuple(glyph for glyph, _, _ in shape(font, said)) != text.glyphs:
                raise NoTemplate(f"{field} is set in another way")
            before, _, after = said.partition(value)
            slots[number] = _Slot(field, before, after, _measure(font, said, text.size))
            break
    return slots


def _compare(
    base: Capture, other: Capture, slots: Mapping[int, _Slot], changed: Personal, field: str, font: Path
) -> float:
    """How much wider the field became. Raises ``NoTemplate`` when anything else but places changed."""
    if set(base.texts) != set(other.texts) or base.figure_box != other.figure_box:
        raise NoTemplate(f"{field} changes the structure")
    widths = set()
    for number, text in base.texts.items():
        there = other.texts[number]
        if (there.y, there.font, there.size) != (text.y, text.font, text.size):
            raise NoTemplate(f"{field} moves a line or changes its size")
        slot = slots.get(number)
        if slot is None:
            if there.shown != text.shown:
                raise NoTemplate(f"{field} changes another text")
        elif slot.field == field:
            said = slot.before + changed.fields()[slot.field] + slot.after
            widths.add(_measure(font, said, text.size) - slot.width)
    if len(widths) != 1 or not abs(next(iter(widths))) > 1:
        raise NoTemplate(f"{field} does not change its width")
    personal = {place for text in base.texts.values() for place in text.at}
    start, end = base.figure
    before = [one for place, one in enumerate(base.content) if place not in personal and not start <= place < end]
    start, end = other.figure
    personal = {place for text in other.texts.values() for place in text.at}
    after = [one for place, one in enumerate(other.content) if place not in personal and not start <= place < end]
    if before != after:
        raise NoTemplate(f"{field} changes a drawing")
    return widths.pop()


def write_content(template: Template, personal: Personal) -> tuple[bytes, dict[int, str], float]:
    """The page's operators for a person, the glyphs that are new with their texts, and the link's right edge."""
    capture, values = template.capture, personal.fields()
    content = list(capture.content)
    wider: dict[str, float] = {}
    glyphs: dict[int, str] = {}
    units = open_outlines(template.font_path)
    for number, slot in template.slots.items():
        text = capture.texts[number]
        run = shape(template.font_path, slot.before + values[slot.field] + slot.after)
        if any(glyph == 0 for glyph, _, _ in run):
            raise NoTemplate(f"{slot.field} needs another font")
        content[text.at[2]] = _show(run, units.metrics, units.units)
        glyphs.update({glyph: said for glyph, _, said in run})
        wider[slot.field] = sum(advance for _, advance, _ in run) * text.size / units.units - slot.width
    for number, shifts in template.shifts.items():
        text = capture.texts[number]
        x = text.x + sum(share * wider[field] for field, share in shifts.items())
        content[text.at[0]] = f"1 0 0 -1 {x:.6f} {text.y:.6f} Tm".encode("ascii")
    start, end = capture.figure
    content[start:end] = [draw_code(personal.verify_url, capture.figure_box)]
    return b"\n".join(content), glyphs, capture.link_box[2] + template.link_shift * wider["verify_url"]


def _show(run: tuple[tuple[int, int, str], ...], metrics: list[tuple[int, int]], units: int) -> bytes:
    """A run as one operator: glyphs in hexadecimal, and what is kerned between them in thousandths."""
    parts, row = [], ""
    for glyph, advance, _ in run:
        row += f"{glyph:04x}"
        kern = metrics[glyph][0] - advance
        if kern:
            parts.append(f"<{row}>{kern * 1000 / units:g}")
            row = ""
    parts.append(f"<{row}>" if row else "")
    return ("[" + "".join(parts) + "] TJ").encode("ascii")


def draw_code(url: str, box: tuple[float, ...]) -> bytes:
    """The code of an address as one filled path: the dark runs of each row, with the quiet zone inside the box."""
    rows = make_rows(url)
    left, top, right, _ = box
    side = (right - left) / (len(rows) + 2 * _QUIET)
    parts = ["q", f"{side:.6f} 0 0 {side:.6f} {left + _QUIET * side:.6f} {top + _QUIET * side:.6f} cm", "0 0 0 rg"]
    for y, row in enumerate(rows):
        x = 0
        while (x := row.find(1, x)) >= 0:
            end = row.find(0, x)
            end = len(row) if end < 0 else end
            parts.append(f"{x} {y} {end - x} 1 re")
            x = end
    return "\n".join((*parts, "f", "Q")).encode("ascii")


def write_packet(template: Template, personal: Personal) -> bytes:
    """The metadata for a person."""
    packet = template.capture.packet
    for old, new in zip(template.personal.fields().values(), personal.fields().values(), strict=True):
        packet = packet.replace(escape(old).encode(), escape(new).encode())
    return packet


def write_info(template: Template, personal: Personal) -> bytes:
    """The document information for a person."""
    day = template.personal.day
    entries = []
    for key, value in template.capture.info.items():
        said = value.string
        if said == "D:" + day.replace("-", ""):
            said = "D:" + personal.day.replace("-", "")
        for old, new in zip(template.personal.fields().values(), personal.fields().values(), strict=True):
            said = said.replace(old, new)
        entries.append(b"/%s %s" % (key.encode("ascii"), write_string(said)))
    return b"<<" + b"".join(entries) + b">>"


def identify(serial: str) -> bytes:
    """The file's identifier, from the serial alone."""
    return hashlib.sha256(serial.encode()).digest()[:16]


def invent(facts: CertificateFacts) -> tuple[CertificateFacts, Mapping[str, CertificateFacts]]:
    """An invented holder, and the same with one fact changed each: what ``make_template`` wants drawn."""
    base = replace(
        facts,
        name="甲乙丙",
        issued_on=date(1999, 2, 3),
        serial="R08-L1-000001-A",
        verify_url=facts.verify_url.replace(facts.serial, "R08-L1-000001-A"),
    )
    return base, {
        "name": replace(base, name="甲乙丙丁戊"),
        "date": replace(base, issued_on=date(1999, 12, 28)),
        "serial": replace(base, serial="R08-L1-000001-WW"),
        "verify_url": replace(base, verify_url=base.verify_url + "WW"),
    }


def compress(data: bytes) -> bytes:
    """Bytes as they stand in a file."""
    return zlib.compress(data, 4)
