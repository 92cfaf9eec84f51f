"""Font files: where they are looked for, and which characters each one draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

SEARCHED = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)
"""Directories that are searched, with everything below them, after those that the caller adds."""

_NOTDEF = ".notdef"


@dataclass(frozen=True)
class FontSource:
    """A font that the designs need: its file's name, and the Debian package that brings it."""

    file: str
    package: str


MINCHO = FontSource("BIZUDPMincho-Regular.ttf", "fonts-morisawa-bizud-mincho")
GOTHIC = FontSource("BIZUDPGothic-Regular.ttf", "fonts-morisawa-bizud-gothic")
FALLBACK = FontSource("ipamjm.ttf", "fonts-ipamj-mincho")
SOURCES = (MINCHO, GOTHIC, FALLBACK)


def find_font(source: FontSource, directories: Iterable[Path] = ()) -> Path | None:
    """The file of a font in ``directories`` (first), then in ``SEARCHED``; none when it is nowhere."""
    for directory in (*directories, *SEARCHED):
        direct = directory / source.file
        if direct.is_file():
            return direct
        found = sorted(directory.rglob(source.file)) if directory.is_dir() else []
        if found:
            return found[0]
    return None


@dataclass(frozen=True)
class Coverage:
    """What one font file draws: advance widths in em by code point, and (base, selector) pairs."""

    family: str
    advances: Mapping[int, float]
    variants: frozenset[tuple[int, int]]


@lru_cache(maxsize=16)
def _read_coverage(path: Path, _modified_ns: int, _size: int) -> Coverage:
    with path.open("rb") as file, TTFont(file, lazy=True) as font:
        units = font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        advances = {code: metrics[glyph][0] / units for code, glyph in font.getBestCmap().items() if glyph != _NOTDEF}
        variants = frozenset(
            (base, selector)
            for table in font["cmap"].tables
            if table.format == 14
            for selector, pairs in table.uvsDict.items()
            for base, glyph in pairs
            if glyph is not None or base in advances
        )
        return Coverage(str(font["name"].getBestFamilyName()), advances, variants)


@dataclass(frozen=True)
class Face:
    """One font file. It is read when first asked for, once in a process for every version of the file.

    Reading raises ``fontTools.ttLib.TTLibError`` when the file is no font, and ``OSError`` when it cannot be opened.
    """

    path: Path

    @cached_property
    def coverage(self) -> Coverage:
        """What the file draws: its cmap, and the variation sequences of cmap format 14."""
        status = self.path.stat()
        return _read_coverage(self.path, status.st_mtime_ns, status.st_size)

    @property
    def family(self) -> str:
        """The name used in a page's style: that of the file, so marked that no installed font bears it."""
        return f"Certificate {self.coverage.family}"

    def draws(self, base: int, selector: int | None) -> bool:
        """Whether the font has a glyph for the character, and for the pair when there is a variation selector."""
        if selector is not None:
            return (base, selector) in self.coverage.variants
        return base in self.coverage.advances
