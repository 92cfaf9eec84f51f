"""Which font draws which character of a name, decided before anything is drawn.

A chain of families in a style sheet is not enough: the layout library keeps the first font that has the base
character and silently drops a variation selector which that font lacks, and it takes a missing glyph from any font of
the system. So every character, with its selector, gets its font here, and what no font draws is named.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from certificates.fonts import (
    FALLBACK,
    GOTHIC,
    MINCHO,
    SOURCES,
    BadFont,
    Face,
    FontSource,
    find_font,
    judge_own_fonts,
    list_own_fonts,
)
from certificates.model import Problem

_SUBSET_LIBRARIES = ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll")


@dataclass(frozen=True)
class Run:
    """Neighbouring characters that one font draws."""

    text: str
    face: Face


@dataclass(frozen=True)
class Missing:
    """A character that cannot be drawn as it stands.

    ``code_point`` reads ``U+20BB7`` or, with its selector, ``U+9089 U+E0110``. ``reason`` is ``no-glyph``,
    ``variant-lost`` (only the base form is there), ``private-use`` or ``control``.
    """

    character: str
    code_point: str
    reason: str


class MissingGlyph(ValueError):
    """Text that no configured font draws; ``missing`` lists the characters, ``field`` the fact that holds them."""

    def __init__(self, field: str, missing: tuple[Missing, ...]) -> None:
        super().__init__(field, missing)
        self.field = field
        self.missing = missing

    def __str__(self) -> str:
        return f"{self.field}: " + ", ".join(f"{one.code_point} ({one.reason})" for one in self.missing)


def is_selector(code: int) -> bool:
    """Whether a code point is a variation selector (Unicode 23.4: FE00..FE0F and E0100..E01EF)."""
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


def split_clusters(text: str) -> Iterator[str]:
    """The text in pieces that one font must draw: a character with its selector and its combining marks."""
    cluster = ""
    for character in text:
        joins = is_selector(ord(character)) or unicodedata.combining(character) != 0
        if cluster and not joins:
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _split_characters(cluster: str) -> Iterator[tuple[int, int | None]]:
    """A cluster as (code point, its selector or none)."""
    codes = [ord(character) for character in cluster]
    for place, code in enumerate(codes):
        if place and is_selector(code):
            continue
        following = codes[place + 1] if place + 1 < len(codes) else None
        yield code, following if following is not None and is_selector(following) else None


def _find_reason(cluster: str, faces: tuple[Face, ...]) -> str | None:
    """Why no face of the chain draws the cluster; none when one does."""
    categories = {unicodedata.category(character) for character in cluster}
    if "Co" in categories:
        return "private-use"
    if categories & {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return "control"
    characters = tuple(_split_characters(cluster))
    if any(all(face.draws(base, selector) for base, selector in characters) for face in faces):
        return None
    plain = any(all(face.draws(base, None) for base, _ in characters) for face in faces)
    return "variant-lost" if plain and any(selector for _, selector in characters) else "no-glyph"


@lru_cache(maxsize=512)
def _find_missing(text: str, faces: tuple[Face, ...]) -> tuple[Missing, ...]:
    """See ``FontSet.missing``. Most texts of a paper stand on the next one, too."""
    found: dict[str, Missing] = {}
    for cluster in split_clusters(text):
        reason = None if cluster in found else _find_reason(cluster, faces)
        if reason is not None:
            code_point = " ".join(f"U+{ord(character):04X}" for character in cluster)
            found[cluster] = Missing(cluster, code_point, reason)
    return tuple(found.values())


@lru_cache(maxsize=512)
def _assign(text: str, faces: tuple[Face, ...]) -> tuple[Run, ...]:
    """See ``FontSet.assign``; every character is drawn by one of the faces."""
    runs: list[Run] = []
    for cluster in split_clusters(text):
        face = next(f for f in faces if all(f.draws(*pair) for pair in _split_characters(cluster)))
        if runs and runs[-1].face == face:
            runs[-1] = Run(runs[-1].text + cluster, face)
        else:
            runs.append(Run(cluster, face))
    return tuple(runs)


@lru_cache(maxsize=512)
def _measure(text: str, faces: tuple[Face, ...]) -> float:
    """See ``FontSet.measure``."""
    return sum(
        run.face.coverage.advance(ord(character)) or 0.0
        for run in _assign(text, faces)
        for character in run.text
        if not is_selector(ord(character)) and unicodedata.combining(character) == 0
    )


@dataclass(frozen=True)
class FontSet:
    """The fonts of the certificates: ``mincho`` for all facts (first the main face, then fallbacks), ``gothic``.

    ``gothic`` is for fixed small text only, so that no fact ever depends on it. ``pictures`` is the folder in which
    the customer's own pictures are kept under their digests.
    """

    mincho: tuple[Face, ...]
    gothic: Face
    pictures: Path | None = None

    @classmethod
    def load(
        cls, directories: Iterable[Path] = (), extra: Iterable[Path] = (), pictures: Path | None = None
    ) -> FontSet:
        """Find the fonts in ``directories`` and the documented places; other fonts there and ``extra`` files come last.

        The fallback face is left out when it is not installed. Raises ``FileNotFoundError`` naming the package when
        one of the two main faces is nowhere.
        """
        places = tuple(directories)
        main = [_require(source, places) for source in (MINCHO, GOTHIC)]
        fallback = find_font(FALLBACK, places)
        others = [Face(path) for path in dict.fromkeys((fallback, *list_own_fonts(places), *extra)) if path is not None]
        return cls(mincho=(main[0], *others), gothic=main[1], pictures=pictures)

    def assign(self, text: str) -> tuple[Run, ...]:
        """The text in runs, each with the first face of the chain that draws it whole.

        Raises ``MissingGlyph`` (field ``text``) when a character is drawn by no face.
        """
        absent = self.missing(text)
        if absent:
            raise MissingGlyph("text", absent)
        return _assign(text, self.mincho)

    def missing(self, text: str) -> tuple[Missing, ...]:
        """Every character of the text that cannot be drawn, each once, in order; empty when all can."""
        return _find_missing(text, self.mincho)

    def measure(self, text: str) -> float:
        """The width of the text in em, unkerned; raises ``MissingGlyph`` as ``assign`` does."""
        absent = self.missing(text)
        if absent:
            raise MissingGlyph("text", absent)
        return _measure(text, self.mincho)


def _require(source: FontSource, places: tuple[Path, ...]) -> Face:
    path = find_font(source, places)
    if path is None:
        raise FileNotFoundError(f"{source.file} (package {source.package})")
    return Face(path)


def _has_subset_library() -> bool:
    for name in _SUBSET_LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def check_fonts(directories: Iterable[Path] = ()) -> list[Problem]:
    """What this computer lacks for drawing certificates: fonts, readable fonts, HarfBuzz's subset library.

    Meant for start-up and for ``check``: without the subset library every certificate would take six times as long,
    and without the fallback font some names could not be drawn.
    """
    places = tuple(directories)
    problems: list[Problem] = []
    for source in SOURCES:
        path = find_font(source, places)
        if path is None:
            problems.append(Problem(source.file, 0, "font-missing", {"font": source.file, "package": source.package}))
            continue
        try:
            Face(path).coverage  # noqa: B018 - reading it is the check
        except (BadFont, OSError) as error:
            problems.append(Problem(str(path), 0, "font-unreadable", {"font": source.file, "error": str(error)}))
    for own, fault in judge_own_fonts(places):
        problems.append(Problem(str(own), 0, "font-unreadable", {"font": own.name, "error": fault}))
    if not _has_subset_library():
        problems.append(Problem("", 0, "subset-library-missing", {"package": "libharfbuzz-subset0"}))
    return problems
