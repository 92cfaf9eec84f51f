"""A design: a folder of ``page.html``, ``page.css`` and ``design.toml``, where the last holds the measures.

All positions are millimetres from the top left corner of the sheet, all sizes points. The shipped designs are folders
of ``templates``; a city's own is a folder anywhere, read by the same reader and held to the same lint.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "templates"
PAPERS = ("formal", "ribbon", "plain")
TEXTS = ("level_title", "name", "kana", "body", "skill", "issuer", "issuer_title", "verify_url")
"""The kinds of text of which a design must say how wide and how large they may be."""
ENGLISH_TEXTS = ("english", "skill_english")
"""The same for a design that says things in English, too."""
BLOCKS = ("level_title", "name", "body", "skills")

Steps = tuple[tuple[float, int], ...]
"""Sizes that are tried, each with the number of lines it may take."""


class BadDesign(ValueError):
    """A design that cannot be used; ``code`` says why and ``what`` names the place in its ``design.toml``."""

    def __init__(self, code: str, folder: str, what: str) -> None:
        super().__init__(f"{folder}: {code} {what}")
        self.code, self.folder, self.what = code, folder, what


@dataclass(frozen=True)
class Design:
    """The measures of a design.

    ``tops`` gives for each movable block where it begins and which share of free room moves it down; ``row`` is the
    height of a row of skills, which ``give`` more may take for each row less than ``rows``, up to ``most``.
    """

    name: str
    folder: Path
    size: tuple[float, float]
    paper: str
    seal: tuple[float, float, float]
    rows: int
    row: float
    give: float
    most: float
    tops: Mapping[str, tuple[float, float]]
    widths: Mapping[str, float]
    sizes: Mapping[str, Steps]
    ornament: float = 0.0
    watermark: float = 0.0
    english: bool = False
    emblem: tuple[float, float, float] | None = None

    def __hash__(self) -> int:
        """By folder: a design is read anew in a new process only."""
        return hash(self.folder)


@lru_cache(maxsize=16)
def find_design(name: str) -> Design:
    """The design of that name: a shipped one, or the folder of that absolute path.

    Raises ``BadDesign`` when there is none or its measures cannot be used.
    """
    path = Path(name)
    folder = path if path.is_absolute() else TEMPLATES / name
    if not path.is_absolute() and (path.name != name or name in ("", ".", "..")):
        raise BadDesign("design-unknown", name, "")
    return read_design(folder)


def read_design(folder: Path) -> Design:
    """The design in a folder. Raises ``BadDesign`` naming what is missing or does not fit."""
    try:
        table = tomllib.loads((folder / "design.toml").read_text(encoding="utf-8"))
    except OSError as fault:
        raise BadDesign("design-unknown", folder.name, "design.toml") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadDesign("design-unreadable", folder.name, str(fault)) from fault
    return _Reader(folder, table).read()


class _Reader:
    """Reads one table, and says of the first value that does not fit where it stands."""

    def __init__(self, folder: Path, table: Mapping[str, Any]) -> None:
        self.folder, self.table = folder, table

    def read(self) -> Design:
        """The whole design."""
        english = self.table.get("english", False) is True
        texts = (*TEXTS, *ENGLISH_TEXTS) if english else TEXTS
        skills = self._table("skills")
        width, height = self._numbers(self.table, "size", 2)
        paper = self.table.get("paper")
        if paper not in PAPERS:
            raise self._wrong("paper")
        rows = skills.get("rows")
        if not isinstance(rows, int) or not 1 <= rows <= 20:
            raise self._wrong("skills.rows")
        return Design(
            name=self.folder.name,
            folder=self.folder,
            size=(width, height),
            paper=str(paper),
            seal=self._box("seal"),
            rows=rows,
            row=self._number(skills, "row"),
            give=self._number(skills, "give"),
            most=self._number(skills, "most"),
            tops={name: self._pair("tops", name) for name in BLOCKS},
            widths={name: self._number(self._table("widths"), name) for name in texts},
            sizes={name: self._steps(name) for name in texts},
            ornament=self._number(self.table, "ornament", 0.0),
            watermark=self._number(self.table, "watermark", 0.0),
            english=english,
            emblem=self._box("emblem") if "emblem" in self.table else None,
        )

    def _wrong(self, what: str) -> BadDesign:
        return BadDesign("design-measure", self.folder.name, what)

    def _table(self, name: str) -> Mapping[str, Any]:
        found = self.table.get(name)
        if not isinstance(found, dict):
            raise self._wrong(name)
        return found

    def _number(self, table: Mapping[str, Any], name: str, default: float | None = None) -> float:
        found = table.get(name, default)
        if isinstance(found, bool) or not isinstance(found, (int, float)) or not 0 <= found <= 1000:
            raise self._wrong(name)
        return found

    def _numbers(self, table: Mapping[str, Any], name: str, count: int) -> tuple[float, ...]:
        found = table.get(name)
        if not isinstance(found, list) or len(found) != count:
            raise self._wrong(name)
        return tuple(self._number({name: one}, name) for one in found)

    def _box(self, name: str) -> tuple[float, float, float]:
        left, top, side = self._numbers(self.table, name, 3)
        return left, top, side

    def _pair(self, table: str, name: str) -> tuple[float, float]:
        first, second = self._numbers(self._table(table), name, 2)
        return first, second

    def _steps(self, name: str) -> Steps:
        found = self._table("sizes").get(name)
        if not isinstance(found, list) or not found:
            raise self._wrong(f"sizes.{name}")
        steps: list[tuple[float, int]] = []
        for step in found:
            size, lines = self._numbers({name: step}, name, 2)
            if size < 5 or lines != int(lines) or not 1 <= lines <= 4:
                raise self._wrong(f"sizes.{name}")
            steps.append((size, int(lines)))
        return tuple(steps)
