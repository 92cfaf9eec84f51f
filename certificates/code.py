"""The code of an address (ISO/IEC 18004): as the library makes it, its mask chosen in a fiftieth of the time.

A code is covered with the one of eight patterns under which it is easiest to read (7.8.3). Looking at every module of
eight pictures took more than half of the time of a stamped paper; here a whole picture is one number, and a rule is a
few shifts of it. The choice is the library's, so that a code looks the same whoever drew it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import segno
from segno import consts

_PATTERNS: tuple[Callable[[int, int], int], ...] = (
    lambda i, j: (i + j) % 2,
    lambda i, j: i % 2,
    lambda i, j: j % 3,
    lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2,
    lambda i, j: i * j % 2 + i * j % 3,
    lambda i, j: (i * j % 2 + i * j % 3) % 2,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
)
"""0 where a module is turned over (Table 10)."""
_MODULES = bytes.maketrans(b"01", b"\0\1")
_FIXED = frozenset(
    {
        *(consts.TYPE_FINDER_PATTERN_DARK, consts.TYPE_FINDER_PATTERN_LIGHT, consts.TYPE_SEPARATOR),
        *(consts.TYPE_ALIGNMENT_PATTERN_DARK, consts.TYPE_ALIGNMENT_PATTERN_LIGHT),
        *(consts.TYPE_TIMING_DARK, consts.TYPE_TIMING_LIGHT),
    }
)


@dataclass(frozen=True)
class _Frame:
    """What all codes of a size share, as pictures: one number each, a bit a module, a row and one blank bit each.

    ``covers`` are the eight patterns, ``told`` the modules that say which one was taken and which are not judged;
    both also with rows and columns exchanged. ``inside`` has every bit but the blank ones.
    """

    side: int
    covers: tuple[tuple[int, int], ...]
    told: tuple[int, int]
    inside: int


def _picture(rows: Iterable[Iterable[int]]) -> int:
    return int("".join("".join(map("01".__getitem__, row)) + "0" for row in rows), 2)


def _both(rows: list[list[int]]) -> tuple[int, int]:
    return _picture(rows), _picture(zip(*rows, strict=True))


def _is_told(i: int, j: int, side: int) -> bool:
    """Whether a module says which level, mask or version was taken (7.9, 7.10), or is the one that is always dark."""
    for one, other in ((i, j), (j, i)):
        if one == 8 and (other in (0, 1, 2, 3, 4, 5, 7, 8) or other >= side - 8):
            return True
        if side >= 45 and one < 6 and side - 11 <= other < side - 8:
            return True
    return False


@lru_cache(maxsize=16)
def _open_frame(version: int) -> _Frame:
    kinds = [list(row) for row in _make("0", version=version, mask=0).matrix_iter(border=0, verbose=True)]
    side = len(kinds)
    told = [[int(_is_told(i, j, side)) for j in range(side)] for i in range(side)]
    data = [[kind not in _FIXED and not told[i][j] for j, kind in enumerate(row)] for i, row in enumerate(kinds)]
    covers = tuple(
        _both([[int(data[i][j] and not turn(i, j)) for j in range(side)] for i in range(side)]) for turn in _PATTERNS
    )
    return _Frame(side, covers, _both(told), _picture([[1] * side] * side))


def _make(address: str, **more: Any) -> Any:
    return segno.make(address, error="m", micro=False, **more)


def make_code(address: str) -> Any:
    """The library's code of an address: error level M or better, the mask as it would choose."""
    return _make(address, mask=choose_mask(_make(address, mask=0)))


def make_rows(address: str) -> tuple[bytes, ...]:
    """The modules of the code of an address, row by row, 1 for a dark one."""
    plain = _make(address, mask=0)
    mask = choose_mask(plain)
    frame = _open_frame(plain.version)
    picture = _picture(map(list, plain.matrix)) ^ frame.covers[0][0] ^ frame.covers[mask][0]
    picture = picture & ~frame.told[0] | _tell(plain.version, plain.error, mask)
    wide = frame.side + 1
    modules = f"{picture:0{frame.side * wide}b}".encode("ascii").translate(_MODULES)
    return tuple(modules[begin : begin + frame.side] for begin in range(0, len(modules), wide))


@lru_cache(maxsize=256)
def _tell(version: int, error: str, mask: int) -> int:
    """The modules that say which level and mask were taken, as a picture."""
    other = segno.make("0", version=version, error=error, mask=mask, boost_error=False, micro=False)
    return _picture(map(list, other.matrix)) & _open_frame(version).told[0]


def choose_mask(plain: Any) -> int:
    """The pattern under which a code is read best, judged from the code under pattern 0. The first of equals."""
    frame = _open_frame(plain.version)
    across, down = _both([list(row) for row in plain.matrix])
    bare = across & ~frame.told[0] ^ frame.covers[0][0], down & ~frame.told[1] ^ frame.covers[0][1]
    scores = [_score(frame, bare[0] ^ cover[0], bare[1] ^ cover[1]) for cover in frame.covers]
    return scores.index(min(scores))


def _score(frame: _Frame, across: int, down: int) -> int:
    """The penalty of a picture (Table 11), given with its rows and with its columns."""
    side, wide = frame.side, frame.side + 1
    inside = frame.inside
    pairs = inside & (inside << 1)  # modules with another at their right
    score = 0
    for picture in (across, down):
        alike = ~(picture ^ (picture << 1)) & pairs
        five = alike & (alike << 1)
        five &= five << 2
        score += five.bit_count() + 2 * (five & ~(five << 1)).bit_count()
        score += 40 * _count_finders(picture, inside, side)
    alike = ~(across ^ (across << 1)) & pairs
    over = ~(across ^ (across << wide)) & inside & (inside << wide)
    score += 3 * (alike & (alike << wide) & over & (over << 1)).bit_count()
    percent = float(across.bit_count()) / side**2
    return score + 10 * int(abs(percent * 100 - 50) / 5)


def _count_finders(picture: int, inside: int, side: int) -> int:
    """How often something looks like a finder: 1:1:3:1:1, with four light modules, or the edge, before or behind it.

    None is looked for inside one that counted, nor in the first half of one that did not.
    """
    light, wide, count, row_before, begin = ~picture & inside, side + 1, 0, -1, 0
    found = picture & (light << 1) & (picture << 2) & (picture << 3) & (picture << 4) & (light << 5) & (picture << 6)
    while found:
        bit = found.bit_length() - 1
        found ^= 1 << bit
        row, place = divmod(bit, wide)
        begin = 0 if row != row_before else begin
        row_before, index = row, side - place
        if index < begin:
            continue
        line = picture >> (row * wide) & ((1 << wide) - 1)
        before, behind = line >> (place + 1) & 15, (line & ((1 << (place - 6)) - 1)) >> max(place - 10, 0)
        counts = index in (0, side - 7) or not before or not behind
        count += counts
        begin = index + (7 if counts else 4)
    return count
