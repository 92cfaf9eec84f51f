"""The drawn paper: a border of interlaced hairlines, corner rosettes and a faint rosette behind the text.

Everything is computed from a few numbers, in millimetres from the top left corner of an A4 sheet, and written as PDF
path operators (ISO 32000-1, 8.5): the paper is the same for everyone, so it is drawn once in a process and not parsed
as an image for each certificate, which took more than half of the time. The curves are cubic: a wave needs one curve
for each half period, a rosette four for each petal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Size = tuple[float, float]
"""Width and height of a sheet in mm."""

GOLD = (0.647, 0.502, 0.227)
PALE = (0.941, 0.91, 0.839)
INK = (0.153, 0.212, 0.29)
TEAL = (0.11, 0.38, 0.43)
MIST = (0.886, 0.925, 0.933)

_RIBBON = 26.0
"""Distance of the middle of a ribbon from the left edge."""
_BAND = 16.0
"""Distance of the middle of the border from the edge of the sheet."""
_CORNER = 6.0
"""Half the side of the square that a corner rosette fills."""
_PERIOD = 7.906
"""About how long a wave of the border is; a side takes a whole number of them."""


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _points(*pairs: tuple[float, float]) -> str:
    return " ".join(f"{_number(x)} {_number(y)}" for x, y in pairs)


@dataclass(frozen=True)
class _Side:
    """A side of the border: from a point, along a unit vector, for a length."""

    x: float
    y: float
    dx: float
    dy: float
    length: float

    def place(self, along: float, across: float) -> tuple[float, float]:
        return (self.x + along * self.dx - across * self.dy, self.y + along * self.dy + across * self.dx)


def _draw_wave(side: _Side, halves: int, amplitude: float, first_up: bool) -> str:
    """One strand along a side: ``halves`` half periods that begin and end on the middle line."""
    step = side.length / halves
    path = [_points(side.place(0, 0)) + " m"]
    for half in range(halves):
        sign = 1 if (half % 2 == 0) == first_up else -1
        rise = sign * amplitude * 4 / 3
        start = half * step
        path.append(
            _points(
                side.place(start + step * 0.3642, rise),
                side.place(start + step * 0.6358, rise),
                side.place(start + step, 0),
            )
            + " c"
        )
    return "\n".join(path)


def _draw_rosette(x: float, y: float, radius: float, depth: float, petals: int, turn: float) -> str:
    """A closed curve round (x, y) whose distance swings between ``radius`` and ``radius - depth``, ``petals`` times."""
    parts = petals * 4
    step = 2 * math.pi / parts

    def at(angle: float) -> tuple[float, float, float, float]:
        swing = petals * (angle - turn)
        distance = radius - depth * (1 - math.cos(swing)) / 2
        change = -depth * petals * math.sin(swing) / 2
        cos, sin = math.cos(angle), math.sin(angle)
        return x + distance * cos, y + distance * sin, change * cos - distance * sin, change * sin + distance * cos

    px, py, vx, vy = at(0)
    path = [_points((px, py)) + " m"]
    for part in range(1, parts + 1):
        qx, qy, wx, wy = at(part * step)
        third = step / 3
        path.append(_points((px + vx * third, py + vy * third), (qx - wx * third, qy - wy * third), (qx, qy)) + " c")
        px, py, vx, vy = qx, qy, wx, wy
    return "\n".join((*path, "h"))


def _draw_lines(*pairs: tuple[float, float], close: bool = False) -> str:
    first, *others = pairs
    lines = [_points(first) + " m", *(_points(pair) + " l" for pair in others)]
    return "\n".join((*lines, "h") if close else lines)


def _draw_rectangle(size: Size, inset: float) -> str:
    right, bottom = size[0] - inset, size[1] - inset
    return _draw_lines((inset, inset), (right, inset), (right, bottom), (inset, bottom), close=True)


def _draw_band(size: Size) -> str:
    far_x, far_y = size[0] - _BAND, size[1] - _BAND
    across, down = far_x - _BAND - 2 * _CORNER, far_y - _BAND - 2 * _CORNER
    sides = (
        _Side(_BAND + _CORNER, _BAND, 1, 0, across),
        _Side(far_x, _BAND + _CORNER, 0, 1, down),
        _Side(far_x - _CORNER, far_y, -1, 0, across),
        _Side(_BAND, far_y - _CORNER, 0, -1, down),
    )
    return "\n".join(
        _draw_wave(side, 2 * round(side.length / _PERIOD), amplitude, first_up)
        for side in sides
        for amplitude in (3.0, 2.25, 1.5, 0.75)
        for first_up in (True, False)
    )


def _draw_corners(size: Size) -> str:
    places = [(x, y) for x in (_BAND, size[0] - _BAND) for y in (_BAND, size[1] - _BAND)]
    rings = ((4.0, 2.2, 12, 0.0), (4.0, 2.2, 12, math.pi / 12), (1.9, 1.3, 8, 0.0), (1.9, 1.3, 8, math.pi / 8))
    return "\n".join(_draw_rosette(x, y, *ring) for x, y in places for ring in rings)


def _draw_watermark(x: float, y: float) -> str:
    rings = ((56.0, 18.0, 24), (46.0, 18.0, 18), (33.0, 18.0, 12))
    return "\n".join(
        _draw_rosette(x, y, radius, depth, petals, turn)
        for radius, depth, petals in rings
        for turn in (0.0, math.pi / petals)
    )


def _draw_ornament(x: float, y: float) -> str:
    """A hairline with a lozenge in its middle, under the heading."""
    return "\n".join(
        (
            _draw_lines((x - 34, y), (x - 4, y)),
            _draw_lines((x + 4, y), (x + 34, y)),
            _draw_lines((x - 2.2, y), (x, y - 1.3), (x + 2.2, y), (x, y + 1.3), close=True),
        )
    )


def _draw_ticks(x: float, y: float, side: float) -> str:
    """Four corner marks around the place where a seal is put on the paper."""
    tick = 2.5
    corners = ((x, y, 1, 1), (x + side, y, -1, 1), (x, y + side, 1, -1), (x + side, y + side, -1, -1))
    return "\n".join(_draw_lines((cx + sx * tick, cy), (cx, cy), (cx, cy + sy * tick)) for cx, cy, sx, sy in corners)


Stroke = tuple[tuple[float, float, float], float, str]
"""Colour, width in mm, and path."""


def draw_frame(size: Size, *, ornament_y: float, watermark_y: float, seal: tuple[float, float, float] | None) -> bytes:
    """The background of a formal sheet as the content of a PDF form, in points from the bottom left.

    ``ornament_y`` and ``watermark_y`` are the middles of the two, ``seal`` is left, top and side of the place that is
    marked for a seal, if any, all in mm.
    """
    middle = size[0] / 2
    return _write(
        size,
        (
            (PALE, 0.16, _draw_watermark(middle, watermark_y)),
            (GOLD, 0.13, _draw_band(size) + "\n" + _draw_corners(size)),
            (GOLD, 0.3, _draw_rectangle(size, 11.6) + "\n" + _draw_rectangle(size, 20.4)),
            (INK, 0.12, _draw_rectangle(size, 10.6) + "\n" + _draw_rectangle(size, 21.4)),
            (GOLD, 0.2, _draw_ornament(middle, ornament_y)),
            *_mark_seal(seal),
        ),
    )


def _mark_seal(seal: tuple[float, float, float] | None) -> tuple[Stroke, ...]:
    return () if seal is None else ((GOLD, 0.15, _draw_ticks(*seal)),)


def draw_ribbon(size: Size, *, seal: tuple[float, float, float] | None) -> bytes:
    """The background of a modern sheet: a woven ribbon down the left, a rule along the foot, a rosette behind."""
    side = _Side(_RIBBON, 12, 0, 1, size[1] - 24)
    halves = 2 * round(side.length / 31)
    weave = "\n".join(
        _draw_wave(side, halves, step * 0.75, first_up) for step in range(1, 13) for first_up in (True, False)
    )
    edges = "\n".join(_draw_lines((x, 12), (x, size[1] - 12)) for x in (_RIBBON - 11, _RIBBON + 11))
    rings = ((52.0, 16.0, 24), (41.0, 16.0, 18), (29.0, 16.0, 12))
    rosette = "\n".join(
        _draw_rosette(size[0] - 72, 76, radius, depth, petals, turn)
        for radius, depth, petals in rings
        for turn in (0.0, math.pi / petals)
    )
    return _write(
        size,
        (
            (MIST, 0.16, rosette),
            (TEAL, 0.12, weave),
            (INK, 0.35, edges),
            (TEAL, 0.25, _draw_lines((50, size[1] - 38), (size[0] - 14, size[1] - 38))),
            *_mark_seal(seal),
        ),
    )


def _write(size: Size, strokes: tuple[Stroke, ...]) -> bytes:
    point = 72 / 25.4
    parts = [f"{point:.6f} 0 0 {-point:.6f} 0 {size[1] * point:.4f} cm"]
    for colour, width, path in strokes:
        parts.append(" ".join(f"{part:g}" for part in colour) + f" RG {width:g} w\n{path}\nS")
    return "\n".join(parts).encode("ascii")
