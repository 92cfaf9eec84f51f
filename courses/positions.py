"""Where a key of a TOML file stands. ``tomllib`` gives values without places, so the text is scanned for its keys."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]
"""A place in a TOML document, such as ``("modules", 0, "title")``."""

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'))*)\s*="""
)
_ERROR = re.compile(r"\(at line (\d+),")
_FENCES = ('"""', "'''")


def _steps(name: str) -> tuple[str, ...]:
    return tuple(step.strip().strip("\"'") for step in name.split("."))


class Positions:
    """The lines of the keys and tables of one TOML text."""

    def __init__(self, text: str) -> None:
        """Scan ``text``; the inside of multi-line strings is passed over."""
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        table: Path = ()
        fence = ""
        for number, line in enumerate(text.split("\n"), start=1):
            if fence:
                fence = "" if fence in line else fence
                continue
            header = _HEADER.match(line)
            if header:
                table = self._open_table(_steps(header[2]), number, is_array=header[1] == "[[")
                continue
            key = _KEY.match(line)
            if key:
                self._lines.setdefault((*table, *_steps(key[1])), number)
            fence = next((mark for mark in _FENCES if line.count(mark) % 2), "")

    def _open_table(self, steps: tuple[str, ...], line: int, *, is_array: bool) -> Path:
        place: Path = ()
        for depth, step in enumerate(steps, start=1):
            place = (*place, step)
            self._lines.setdefault(place, line)
            if depth == len(steps) and is_array:
                self._counts[place] = self._counts.get(place, -1) + 1
            if place in self._counts:
                place = (*place, self._counts[place])
                self._lines.setdefault(place, line)
        return place

    def line(self, place: Path) -> int:
        """The line of ``place``; of the nearest table around it when the key is not written; else 1."""
        while place:
            if place in self._lines:
                return self._lines[place]
            place = place[:-1]
        return 1


def line_of_error(message: str, text: str) -> int:
    """The line that a ``tomllib.TOMLDecodeError`` message names; the last line when it says "end of document"."""
    found = _ERROR.search(message)
    return int(found[1]) if found else text.count("\n") + 1
