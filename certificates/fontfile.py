"""The part of a TrueType font that some glyphs need (OpenType 1.9: glyf, loca, hmtx), small and made in a millisecond.

Glyphs get new numbers in the order in which they are asked for; the PDF maps its own numbers to them. Hinting is left
out: it is of no use on paper, and its programs would refer to tables that are not there.
"""

from __future__ import annotations

import mmap
import struct
from array import array
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

_INSTRUCTIONS, _MORE, _WORDS, _SCALE, _XY_SCALE, _MATRIX = 0x0100, 0x0020, 0x0001, 0x0008, 0x0040, 0x0080


class Outlines:
    """The glyphs of one font file as bytes."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            reader = font.reader
            place = reader.tables["glyf"]
            # Pages of the file, of which only those that are looked at take memory.
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._begin = place.offset
            self.head, self.hhea, self.maxp = (bytearray(reader[tag]) for tag in ("head", "hhea", "maxp"))
            self.units = int(font["head"].unitsPerEm)
            offsets = array("I" if font["head"].indexToLocFormat else "H", bytes(reader["loca"]))
            offsets.byteswap()
            self.offsets = offsets if font["head"].indexToLocFormat else array("I", (2 * one for one in offsets))
            self.metrics = self._read_metrics(bytes(reader["hmtx"]), int(font["hhea"].numberOfHMetrics))

    def _read_metrics(self, table: bytes, count: int) -> list[tuple[int, int]]:
        full = list(struct.iter_unpack(">Hh", table[: 4 * count]))
        last = full[-1][0]
        return full + [(last, bearing) for (bearing,) in struct.iter_unpack(">h", table[4 * count :])]

    def cut(self, glyphs: Iterable[int]) -> tuple[bytes, dict[int, int]]:
        """A font file of these glyphs (and those they are made of, and the one for nothing), and old number -> new."""
        order = list(dict.fromkeys((0, *glyphs)))
        for glyph in order:  # grows while it is walked: parts may have parts
            order.extend(part for part in dict.fromkeys(self._parts(glyph)) if part not in order)
        numbers = {glyph: number for number, glyph in enumerate(order)}
        body, offsets = bytearray(), [0]
        for glyph in order:
            body += self._redraw(glyph, numbers)
            body += b"\0" * (-len(body) % 4)
            offsets.append(len(body))
        head, hhea, maxp = bytearray(self.head), bytearray(self.hhea), bytearray(self.maxp)
        struct.pack_into(">I", head, 8, 0)  # the sum over the file, which nobody checks inside a PDF
        struct.pack_into(">h", head, 50, 1)
        struct.pack_into(">H", hhea, 34, len(order))
        struct.pack_into(">H", maxp, 4, len(order))
        struct.pack_into(">HHHHHH", maxp, 16, 0, 0, 0, 0, 0, 0)  # sizes of the programs that were left out
        tables = {
            b"glyf": bytes(body),
            b"head": bytes(head),
            b"hhea": bytes(hhea),
            b"hmtx": b"".join(struct.pack(">Hh", *self.metrics[glyph]) for glyph in order),
            b"loca": struct.pack(f">{len(offsets)}I", *offsets),
            b"maxp": bytes(maxp),
        }
        return _write_tables(tables), numbers

    def _read(self, glyph: int) -> bytes:
        return self._map[self._begin + self.offsets[glyph] : self._begin + self.offsets[glyph + 1]]

    def _parts(self, glyph: int) -> list[int]:
        return [part for _, part in _walk_parts(self._read(glyph))]

    def _redraw(self, glyph: int, numbers: dict[int, int]) -> bytes:
        """A glyph without its hinting, its parts under their new numbers."""
        data = self._read(glyph)
        if not data:
            return b""
        (contours,) = struct.unpack_from(">h", data)
        if contours >= 0:
            end = 10 + 2 * contours
            (length,) = struct.unpack_from(">H", data, end)
            return data[:end] + b"\0\0" + data[end + 2 + length :]
        changed = bytearray(data)
        for place, part in _walk_parts(data):
            (flags,) = struct.unpack_from(">H", data, place)
            struct.pack_into(">HH", changed, place, flags & ~_INSTRUCTIONS, numbers[part])
        return bytes(changed)


def _walk_parts(data: bytes) -> list[tuple[int, int]]:
    """Where each part of a compound glyph is named, and which glyph it is; nothing for a simple glyph."""
    if not data or struct.unpack_from(">h", data)[0] >= 0:
        return []
    found, place, flags = [], 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", data, place)
        found.append((place, part))
        place += 8 if flags & _WORDS else 6
        place += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _MATRIX else 0
    return found


def _write_tables(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    head = struct.pack(">IHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    directory, body, offset = b"", b"", 12 + 16 * count
    for tag, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        words = array("I", padded)
        words.byteswap()
        directory += struct.pack(">4sIII", tag, sum(words) & 0xFFFFFFFF, offset + len(body), len(data))
        body += padded
    return head + directory + body


@lru_cache(maxsize=8)
def open_outlines(path: Path) -> Outlines:
    """The glyphs of a font file, read once in a process. Raises ``KeyError`` for a font that is not TrueType."""
    return Outlines(path)
