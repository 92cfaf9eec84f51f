"""The drawn paper: a border of interlaced hairlines, corner rosettes and a faint rosette behind the text.

Everything is computed from a few numbers, in millimetres from the top left corner of an A4 sheet, and written as PDF
path operators (ISO 32000-1, 8.5): the paper is the same for everyone, so it is drawn once in a process and not parsed
as an image for each certificate, which took more than half of the time. The curves are cubic: a wave needs one curve
for each half period, a rosette four for each petal. What comes again is drawn again after a move, not computed again:
the same words compress to nearly nothing, and every paper carries its frame.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
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


def _exact(value: float) -> str:
    """A number that is multiplied many times."""
    return f"{round(value, 6) + 0.0:.6f}".rstrip("0").rstrip(".")


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


def _repeat(tile: str, times: int, step: str, place: str) -> str:
    """A drawing at a place, so many times, each one a step on from the one before.

    Written out anew in whole-sheet numbers every time, a border would be the largest part of a paper.
    """
    return "\n".join(("q", f"{place} cm", *(f"{tile}\nS\n{step} cm" for _ in range(times)), "Q"))


def _draw_waves(side: _Side, about: float, amplitudes: Iterable[float]) -> str:
    """Strands along a side, two of each amplitude: waves of about that length which begin and end on the middle line.

    One wave of all strands is drawn, then moved on. The side takes a whole number, so it is stretched by a hair.
    """
    times = round(side.length / about)
    stretch = side.length / times / about
    half, path = about / 2, []
    for amplitude in amplitudes:
        for sign in (1, -1):
            rise = sign * amplitude * 4 / 3
            path += [
                "0 0 m",
                _points((half * 0.3642, rise), (half * 0.6358, rise), (half, 0)) + " c",
                _points((half * 1.3642, -rise), (half * 1.6358, -rise), (about, 0)) + " c",
            ]
    turned = (side.dx * stretch, side.dy * stretch, -side.dy, side.dx, side.x, side.y)
    return _repeat("\n".join(path), times, f"1 0 0 1 {_exact(about)} 0", " ".join(map(_exact, turned)))


def _draw_rosette(x: float, y: float, radius: float, depth: float, petals: int, turn: float) -> str:
    """A closed curve round (x, y) whose distance swings between ``radius`` and ``radius - depth``, ``petals`` times."""
    step = math.pi / petals / 2

    def at(angle: float) -> tuple[float, float, float, float]:
        swing = petals * angle
        distance = radius - depth * (1 - math.cos(swing)) / 2
        change = -depth * petals * math.sin(swing) / 2
        cos, sin = math.cos(angle), math.sin(angle)
        return distance * cos, distance * sin, change * cos - distance * sin, change * sin + distance * cos

    px, py, vx, vy = at(0)
    path = [_points((px, py)) + " m"]
    for part in range(1, 5):
        qx, qy, wx, wy = at(part * step)
        third = step / 3
        path.append(_points((px + vx * third, py + vy * third), (qx - wx * third, qy - wy * third), (qx, qy)) + " c")
        px, py, vx, vy = qx, qy, wx, wy
    return _repeat("\n".join(path), petals, _turn(4 * step, 0, 0), _turn(turn, x, y))


def _turn(angle: float, x: float, y: float) -> str:
    cos, sin = math.cos(angle), math.sin(angle)
    return " ".join(map(_exact, (cos, sin, -sin, cos, x, y)))


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
    return "\n".join(_draw_waves(side, _PERIOD, (3.0, 2.25, 1.5, 0.75)) for side in sides)


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
"""Colour, width in mm, and path; one that is repeated is stroked each time."""


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
    weave = _draw_waves(side, 31, (step * 0.75 for step in range(1, 13)))
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
        parts.append(
            " ".join(f"{part:g}" for part in colour)
            + f" RG {width:g} w\n{path}"
            + ("" if path.endswith("Q") else "\nS")
        )
    return "\n".join(parts).encode("ascii")
