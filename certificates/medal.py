"""The picture of a badge, for wallets that show one: a rosette with a star for each level, without any text.

Drawn here, as SVG and as PNG, so that no picture and no font has to be shipped. The same level gives the same bytes.
"""

from __future__ import annotations

import math
import struct
import zlib
from functools import lru_cache
from xml.sax.saxutils import escape

from certificates.baking import write_chunk

SIDE = 256
"""Pixels of the PNG, units of the SVG."""
MOST = 9

_INK, _GOLD, _PALE = (39, 54, 74), (166, 124, 46), (243, 234, 214)
_RIM, _PETALS, _WAVE = 116.0, 24, 7.0
_DISC, _RING = 84.0, 92.0
_FINE = 3
"""Points along a side that are looked at for one pixel."""

Point = tuple[float, float]


def _list_stars(level: int) -> list[tuple[float, float, float]]:
    """Where the stars stand (x, y, radius): one in the middle, or a ring of them; none for what is no level (0)."""
    if level == 0:
        return []
    if not 1 <= level <= MOST:
        raise ValueError(f"no badge of level {level}")
    if level == 1:
        return [(SIDE / 2, SIDE / 2, 46.0)]
    around = 40.0 if level < 6 else 50.0
    size = min(32.0, around * math.sin(math.pi / level) * 0.92)
    turns = (2 * math.pi * number / level - math.pi / 2 for number in range(level))
    return [(SIDE / 2 + around * math.cos(turn), SIDE / 2 + around * math.sin(turn), size) for turn in turns]


def _draw_star(x: float, y: float, radius: float) -> list[Point]:
    corners = []
    for number in range(10):
        reach = radius if number % 2 == 0 else radius * 0.42
        turn = math.pi * number / 5 - math.pi / 2
        corners.append((x + reach * math.cos(turn), y + reach * math.sin(turn)))
    return corners


def _draw_rim() -> list[Point]:
    steps = _PETALS * 12
    rim = []
    for number in range(steps):
        turn = 2 * math.pi * number / steps
        reach = _RIM + _WAVE * math.cos(_PETALS * turn)
        rim.append((SIDE / 2 + reach * math.cos(turn), SIDE / 2 + reach * math.sin(turn)))
    return rim


def draw_svg(level: int, title: str) -> str:
    """The badge of a level as an SVG drawing with its title. Raises ``ValueError`` for no level (0 to 9)."""
    stars = "".join(_polygon(_draw_star(*star), _GOLD) for star in _list_stars(level))
    middle = f'cx="{SIDE // 2}" cy="{SIDE // 2}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" role="img">'
        f"<title>{escape(title)}</title>"
        + _polygon(_draw_rim(), _GOLD)
        + f'<circle {middle} r="{_RING:g}" fill="{_hex(_PALE)}"/><circle {middle} r="{_DISC:g}" fill="{_hex(_INK)}"/>'
        + stars
        + "</svg>\n"
    )


def _hex(colour: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def _polygon(corners: list[Point], colour: tuple[int, int, int]) -> str:
    listed = " ".join(f"{x:.2f},{y:.2f}" for x, y in corners)
    return f'<polygon points="{listed}" fill="{_hex(colour)}"/>'


@lru_cache(maxsize=MOST)
def draw_png(level: int) -> bytes:
    """The badge of a level as a PNG of 256 pixels, clear around it. Raises ``ValueError`` for no level (0 to 9)."""
    stars = [_draw_star(*star) for star in _list_stars(level)]
    rows = bytearray()
    for y in range(SIDE):
        rows.append(0)
        for x in range(SIDE):
            rows += _colour_pixel(x, y, stars)
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(write_chunk(kind, data) for kind, data in parts)


def _colour_pixel(x: int, y: int, stars: list[list[Point]]) -> bytes:
    far = math.hypot(x + 0.5 - SIDE / 2, y + 0.5 - SIDE / 2)
    if far > _RIM + _WAVE + 1:
        return b"\0\0\0\0"
    corners = {_colour_point(x + dx, y + dy, stars) for dx in (0, 1) for dy in (0, 1)}
    if len(corners) == 1:  # no edge runs through
        (colour,) = corners
        return bytes((*colour, 255)) if colour else b"\0\0\0\0"
    total, clear = [0, 0, 0], 0
    for row in range(_FINE):
        for column in range(_FINE):
            colour = _colour_point(x + (column + 0.5) / _FINE, y + (row + 0.5) / _FINE, stars)
            if colour is None:
                clear += 1
                continue
            total = [one + part for one, part in zip(total, colour, strict=True)]
    full = _FINE * _FINE - clear
    return bytes((*(part // full for part in total), 255 * full // (_FINE * _FINE))) if full else b"\0\0\0\0"


def _colour_point(x: float, y: float, stars: list[list[Point]]) -> tuple[int, int, int] | None:
    dx, dy = x - SIDE / 2, y - SIDE / 2
    far = math.hypot(dx, dy)
    if far < _DISC:
        return _GOLD if any(_is_inside(x, y, star) for star in stars) else _INK
    if far < _RING:
        return _PALE
    return _GOLD if far < _RIM + _WAVE * math.cos(_PETALS * math.atan2(dy, dx)) else None


def _is_inside(x: float, y: float, corners: list[Point]) -> bool:
    """Whether a point lies in a polygon: a line from it crosses an odd number of its sides."""
    left, top = zip(*corners, strict=True)
    if not (min(left) <= x <= max(left) and min(top) <= y <= max(top)):
        return False
    inside = False
    for (ax, ay), (bx, by) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside
