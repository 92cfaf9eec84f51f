"""Zipped folders in and out: the same files, and nothing that is not safe."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from elearn.studio.services import bundles
from elearn.studio.services.bundles import read_bundle, read_folder, unpacked, write_bundle, write_folder

FILES = {"course.toml": b'id = "a"\n', "01-a/module.md": "# 章\n".encode(), "01-a/media/x.svg": b"<svg/>"}


def zipped(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def test_what_is_written_is_read_back_and_always_the_same() -> None:
    data = write_bundle("a", FILES)
    assert read_bundle(data, "a.zip") == (FILES, [])
    assert write_bundle("a", dict(reversed(FILES.items()))) == data


@pytest.mark.parametrize("around", ["", "a/", "講座 改/"])
def test_the_folder_around_the_files_may_be_there_or_not(around: str) -> None:
    members = [(around + path, data) for path, data in FILES.items()]
    furniture = [("__MACOSX/._a", b"x"), (f"{around}.DS_Store", b"x"), (f"{around}01-a/Thumbs.db", b"x")]
    assert read_bundle(zipped(*members, *furniture), "a.zip") == (FILES, [])


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ([("../course.toml", b"x")], "archive-path-unsafe"),
        ([("/etc/course.toml", b"x")], "archive-path-unsafe"),
        ([("course.toml", b"x"), ("a\\b", b"x")], "archive-path-unsafe"),
        ([("a/course.toml", b"x"), ("b/other.md", b"x")], "course-file-missing"),
        ([], "course-file-missing"),
        ([("course.toml", b"x"), ("n" * 301, b"x")], "path-too-long"),
    ],
)
def test_what_is_not_safe_is_not_opened(members: list[tuple[str, bytes]], code: str) -> None:
    files, problems = read_bundle(zipped(*members), "a.zip")
    assert files == {}
    assert code in {one.code for one in problems}


def test_too_large_a_file_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "MOST_BYTES", 10)
    files, problems = read_bundle(write_bundle("a", FILES), "a.zip")
    assert (files, [one.code for one in problems]) == ({}, ["file-too-large"])


def test_a_bomb_and_a_damaged_member_are_named() -> None:
    bomb = zipped(("course.toml", b"0" * (17 * 1024 * 1024)))
    assert {one.code for one in read_bundle(bomb, "a.zip")[1]} == {"archive-too-large"}
    data = bytearray(write_bundle("a", FILES))
    data[52] ^= 0xFF  # within the first member
    assert read_bundle(bytes(data), "a.zip")[1]


def test_files_stand_in_a_folder_only_for_a_while(tmp_path: Path) -> None:
    with unpacked(FILES) as folder:
        assert read_folder(folder) == FILES
    assert not folder.exists()
    write_folder(tmp_path, FILES)
    assert read_folder(tmp_path) == FILES
    with pytest.raises(OSError), unpacked({"a": b"", "a/b": b""}):
        pass
