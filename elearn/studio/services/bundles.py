"""Course folders as ZIP files, in and out: opened in memory, safely, and never unpacked before they are known to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from courses.paths import walk_files
from elearn.learning.services.packages import Problem
from quizzes.formats.archive import Archive, read_archive, write_archive
from quizzes.report import Report

MOST_BYTES = 16 * 1024 * 1024
"""Largest file that is handed in; the shipped courses are below 200 KB."""

COURSE_FILE = "course.toml"
LONGEST_PATH = 300
"""Characters; the tables have no room for more."""

_FURNITURE = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
"""What file managers put into archives by themselves."""

Files = Mapping[str, bytes]
"""Path from the course folder -> content."""


def read_bundle(data: bytes, name: str) -> tuple[dict[str, bytes], list[Problem]]:
    """The files of a zipped course folder, with or without the folder itself around them.

    All or nothing: with any problem there are no files. ``name`` is for the problems.
    """
    report = Report(name)
    if len(data) > MOST_BYTES:
        report.add(0, "file-too-large", most=MOST_BYTES)
    archive = read_archive(data, report) if not report.count else None
    files = _read_members(archive, report) if archive is not None else {}
    problems = [Problem(one.path, one.line, one.code, dict(one.params), "quizzes") for one in report.problems]
    if archive is not None and not problems:
        if COURSE_FILE not in files:
            problems.append(Problem(name, 0, "course-file-missing", {}, "studio"))
        problems += [
            Problem(path[:80], 0, "path-too-long", {"most": str(LONGEST_PATH)}, "studio")
            for path in files
            if len(path) > LONGEST_PATH
        ]
    return ({}, problems) if problems else (files, [])


def _read_members(archive: Archive, report: Report) -> dict[str, bytes]:
    names = [name for name in archive.names if not name.startswith(_FURNITURE[0]) and _last(name) not in _FURNITURE]
    heads = {name.partition("/")[0] for name in names if "/" in name}
    around = f"{heads.pop()}/" if COURSE_FILE not in names and len(heads) == 1 else ""
    files = {}
    for name in names:
        content = archive.read(name)
        if content is None:
            if not report.count:
                report.add(0, "archive-member-damaged", name=name)
        elif name.startswith(around):
            files[name.removeprefix(around)] = content
    return files


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def write_bundle(course: str, files: Files) -> bytes:
    """A ZIP of a course folder; the same files give the same bytes."""
    return write_archive((f"{course or 'course'}/{path}", files[path]) for path in sorted(files))


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file of a folder that was checked."""
    files, _links = walk_files(folder)
    return {path: (folder / path).read_bytes() for path in files}


def write_folder(folder: Path, files: Files) -> None:
    """The files below a folder. Raises ``OSError`` for names that cannot stand there together."""
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


@contextmanager
def unpacked(files: Files) -> Iterator[Path]:
    """The files in a folder of their own for as long as they are looked at. Raises ``OSError`` as ``write_folder``."""
    with TemporaryDirectory(prefix="elearn-draft-") as name:
        write_folder(Path(name), files)
        yield Path(name)
