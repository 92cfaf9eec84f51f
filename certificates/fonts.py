"""Font files: where they are looked for, and which characters each one draws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import uharfbuzz

SEARCHED = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)
"""Directories that are searched, with everything below them, after those that the caller adds."""

_FAMILIES = (uharfbuzz.OTNameIdPredefined.TYPOGRAPHIC_FAMILY, uharfbuzz.OTNameIdPredefined.FONT_FAMILY)


class BadFont(ValueError):
    """A file that is no font, or one without a name or characters."""


_KNOWN = frozenset({"BIZUDPMincho-Regular.ttf", "BIZUDPGothic-Regular.ttf", "ipamjm.ttf"})


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


class Coverage:
    """What one font file draws. HarfBuzz looks each character up in the file itself, so that nothing is unpacked:

    a font of fifty thousand characters costs no time to open and hardly any memory.
    Raises ``BadFont`` for a file that is none, and ``OSError`` for one that cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        path.open("rb").close()  # HarfBuzz has no words for why a file cannot be opened
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
        names = (face.get_name(number, "en") for number in _FAMILIES)
        self.family: str = next((name for name in names if name), "")
        if not face.glyph_count or not face.upem or not self.family:
            raise BadFont(path.name)
        self._font, self._units = uharfbuzz.Font(face), face.upem
        self.tables = frozenset(face.table_tags)

    def advance(self, code: int) -> float | None:
        """The width of a character in em; none when the font has no glyph for it."""
        glyph = self._font.get_nominal_glyph(code)
        return self._font.get_glyph_h_advance(glyph) / self._units if glyph else None

    def has_variant(self, base: int, selector: int) -> bool:
        """Whether the font knows the pair (cmap format 14), be it as its standard glyph."""
        return bool(self._font.get_variation_glyph(base, selector))


def list_own_fonts(directories: Iterable[Path]) -> list[Path]:
    """The TrueType files of folders that somebody added, beside the known ones, by folder and name.

    Files that are no fonts, have no name or no TrueType outlines are left out; ``judge_own_fonts`` tells of them.
    """
    return [path for path in _list_files(directories) if _judge(path) == ""]


def judge_own_fonts(directories: Iterable[Path]) -> list[tuple[Path, str]]:
    """The files of added folders that look like fonts and cannot be used, each with why: a few words for an expert."""
    return [(path, fault) for path in _list_files(directories) if (fault := _judge(path))]


def _list_files(directories: Iterable[Path]) -> list[Path]:
    found = (path for one in directories if one.is_dir() for path in sorted(one.rglob("*.[toTO][tT][fFcC]")))
    return [path for path in dict.fromkeys(found) if path.name not in _KNOWN and path.is_file()]


def _judge(path: Path) -> str:
    try:
        return "" if "glyf" in Coverage(path).tables else "no TrueType outlines"
    except (BadFont, OSError) as fault:
        return str(fault) or type(fault).__name__


def cut_font(path: Path, characters: str) -> bytes:
    """A font file of a few characters, with their variants if selectors are among them; for one paper, never kept.

    Raises ``BadFont`` when the file cannot be cut.
    """
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.set({ord(character) for character in characters})
    try:
        return bytes(uharfbuzz.subset(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))), wanted).blob.data)
    except (RuntimeError, ValueError) as fault:
        raise BadFont(path.name) from fault


@lru_cache(maxsize=16)
def _read_coverage(path: Path, _modified_ns: int, _size: int) -> Coverage:
    return Coverage(path)


@dataclass(frozen=True)
class Face:
    """One font file. It is read when first asked for, once in a process for every version of the file.

    Reading raises ``BadFont`` when the file is no font, and ``OSError`` when it cannot be opened.
    """

    path: Path

    @cached_property
    def coverage(self) -> Coverage:
        """What the file draws."""
        status = self.path.stat()
        return _read_coverage(self.path, status.st_mtime_ns, status.st_size)

    @property
    def family(self) -> str:
        """The name used in a page's style: that of the file, so marked that no installed font bears it."""
        return f"Certificate {self.coverage.family}"

    def draws(self, base: int, selector: int | None) -> bool:
        """Whether the font has a glyph for the character, and for the pair when there is a variation selector."""
        if selector is not None:
            return self.coverage.has_variant(base, selector)
        return self.coverage.advance(base) is not None
