"""The only way to a file of a course: no step leaves the folder, no link is followed, no file is too large."""

from __future__ import annotations

import os
import re
from pathlib import Path

from courses.model import Problem

TEXT_LIMIT = 1024 * 1024
"""Largest text file of a course, in bytes (1 MiB)."""

MEDIA_LIMIT = 2 * 1024 * 1024
"""Largest media file of a course, in bytes (2 MiB)."""

TEXT_SUFFIXES = frozenset({".toml", ".md"})
MEDIA_SUFFIXES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".webp"})

# Control characters other than tab, line feed and carriage return; the replacement character (a sign of an earlier
# wrong decoding); the private use areas, which other terminals draw as something else or not at all.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]")


class FileRefused(Exception):
    """A file of a course cannot be read; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem."""
        self.problem = problem
        super().__init__(f"{problem.path}:{problem.line} {problem.code}")


def locate_file(folder: Path, path: str) -> Path:
    """The file at ``path`` (relative, POSIX) below ``folder``.

    Raises ``FileRefused``: ``path-refused`` (absolute, ``..``, backslash, empty step), ``file-is-link`` (a symbolic
    link on the way), ``file-missing``.
    """
    steps = path.split("/")
    if "\\" in path or "\0" in path or ":" in path or any(step in {"", ".", ".."} for step in steps):
        raise FileRefused(Problem(path, 0, "path-refused"))
    place = folder
    for step in steps:
        place = place / step
        if place.is_symlink():
            raise FileRefused(Problem(path, 0, "file-is-link"))
    if not place.is_file():
        raise FileRefused(Problem(path, 0, "file-missing"))
    return place


def read_bytes(folder: Path, path: str, limit: int) -> bytes:
    """The bytes of a file below ``folder``; raises ``FileRefused`` as ``locate_file``, and ``file-too-large``."""
    place = locate_file(folder, path)
    size = place.stat().st_size
    if size > limit:
        raise FileRefused(Problem(path, 0, "file-too-large", {"size": str(size), "limit": str(limit)}))
    return place.read_bytes()


def read_text(folder: Path, path: str) -> str:
    """The text of a UTF-8 file below ``folder``, with line feeds.

    Raises ``FileRefused`` as ``read_bytes``, and ``not-utf-8``, ``byte-order-mark``, ``character-refused``.
    """
    data = read_bytes(folder, path, TEXT_LIMIT)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileRefused(Problem(path, data[: error.start].count(b"\n") + 1, "not-utf-8")) from error
    if text.startswith("\ufeff"):
        raise FileRefused(Problem(path, 1, "byte-order-mark"))
    found = _REFUSED.search(text)
    if found:
        line = text[: found.start()].count("\n") + 1
        raise FileRefused(Problem(path, line, "character-refused", {"character": f"U+{ord(found[0]):04X}"}))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def walk_files(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every regular file and every symbolic link below ``folder``, as sorted POSIX paths. No link is followed."""
    files: list[str] = []
    links: list[str] = []
    for root, folders, names in os.walk(folder, followlinks=False):
        for name in [*folders, *names]:
            place = Path(root) / name
            path = place.relative_to(folder).as_posix()
            if place.is_symlink():
                links.append(path)
            elif place.is_file():
                files.append(path)
    return tuple(sorted(files)), tuple(sorted(links))
