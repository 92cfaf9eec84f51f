"""Archives: what is dangerous is refused, what is damaged is named, and bombs stay small."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats import archive as module
from quizzes.formats.archive import read_archive, write_archive
from quizzes.report import Report

TWO = write_archive([("a.txt", b"one"), ("dir/b.txt", "二".encode())])


def packed(*names, data=b"x", change=None):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in names:
            info = zipfile.ZipInfo(name)
            if change:
                change(info)
            target.writestr(info, data)
    return buffer.getvalue()


def opened(data):
    report = Report("a.zip")
    return read_archive(data, report), report


def codes(data):
    return [fault.code for fault in opened(data)[1].problems]


def test_files_come_back_by_name():
    archive, report = opened(TWO)
    assert archive.names == ("a.txt", "dir/b.txt")
    assert (archive.read("a.txt"), archive.read("dir/b.txt")) == (b"one", "二".encode())
    assert archive.read("none") is None
    assert report.problems == []


def test_the_same_files_give_the_same_bytes():
    assert write_archive([("a.txt", b"one"), ("dir/b.txt", "二".encode())]) == TWO
    assert zipfile.ZipFile(io.BytesIO(TWO)).testzip() is None


def test_other_programs_archives_are_read():
    def deflated(info):
        info.compress_type = zipfile.ZIP_DEFLATED

    archive, _ = opened(packed("a", "設問.xml", "dir/", data=b"y" * 1000, change=deflated))
    assert archive.names == ("a", "設問.xml")
    assert archive.read("設問.xml") == b"y" * 1000


def test_names_of_japanese_windows_are_understood():
    data = packed("xxxx.txt").replace(b"xxxx", "設問".encode("cp932"))
    assert opened(data)[0].names == ("設問.txt",)


@pytest.mark.parametrize("name", ["../a", "/a", "a/../b", "C:/a", "a\\b", "a//b", "./a", "a/./b", ".."])
def test_paths_that_lead_outside_are_refused(name):
    assert codes(packed("ok", name)) == ["archive-path-unsafe"]


def test_a_name_with_a_zero_in_it_is_refused():
    assert codes(packed("abXcd").replace(b"abXcd", b"ab\x00cd")) == ["archive-path-unsafe"]


def test_links_are_refused():
    def link(info):
        info.external_attr = 0o120777 << 16

    assert codes(packed("a", data=b"/etc/passwd", change=link)) == ["archive-path-unsafe"]


def test_encrypted_and_strangely_packed_members_are_refused():
    def bzip(info):
        info.compress_type = zipfile.ZIP_BZIP2

    assert codes(packed("a", change=bzip)) == ["archive-member-locked"]
    locked = bytearray(packed("a"))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert codes(bytes(locked)) == ["archive-member-locked"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused():
    assert codes(packed("a", "a")) == ["archive-name-twice"]


def test_too_many_too_large(monkeypatch):
    monkeypatch.setattr(module, "MOST_MEMBERS", 2)
    assert codes(packed("a", "b", "c")) == ["archive-too-many"]
    monkeypatch.setattr(module, "LARGEST_MEMBER", 2)
    assert codes(packed("a", data=b"xxx")) == ["archive-too-large"]
    monkeypatch.setattr(module, "LARGEST_MEMBER", 100)
    monkeypatch.setattr(module, "LARGEST_TOTAL", 5)
    assert codes(packed("a", "b", data=b"xxx")) == ["archive-too-large"]
    monkeypatch.setattr(module, "LARGEST_ARCHIVE", 5)
    assert codes(packed("a")) == ["file-too-large"]


def test_reading_the_same_file_again_and_again_has_an_end(monkeypatch):
    archive, report = opened(packed("a", data=b"xxx"))
    archive._left = 7
    assert [archive.read("a") for _ in range(3)] == [b"xxx", b"xxx", None]
    assert [fault.code for fault in report.problems] == ["archive-too-large"]


def lying(size):
    """A megabyte of zeros that says it were ``size`` bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("bomb", bytes(30_000_000))
    data = bytearray(buffer.getvalue())
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, size)
    return bytes(data)


def test_a_bomb_that_lies_about_its_size_never_unfolds():
    archive, report = opened(lying(1000))
    tracemalloc.start()
    assert archive.read("bomb") is None
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000
    assert [fault.code for fault in report.problems] == ["archive-member-damaged"]


def test_a_bomb_that_tells_the_truth_is_refused_at_the_door():
    assert codes(lying(30_000_000)) == ["archive-too-large"]


def test_damage_is_named():
    data = bytearray(TWO)
    data[37] ^= 0xFF
    archive, report = opened(bytes(data))
    assert archive.read("a.txt") is None
    assert [(fault.code, fault.params) for fault in report.problems] == [("archive-member-damaged", {"name": "a.txt"})]


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=100)
    | st.lists(st.tuples(st.integers(0, len(TWO) - 1), st.integers(0, 255)), max_size=6).map(
        lambda bends: bytes(dict(bends).get(place, byte) for place, byte in enumerate(TWO))
    )
)
def test_any_bytes_are_an_archive_or_a_problem(data):
    archive, report = opened(data)
    assert (archive is None) == bool(report.problems)
    for name in archive.names if archive else ():
        before = report.count
        assert (archive.read(name) is None) == (report.count > before)
