"""ZIP archives in and out, safely: no path outside, no bomb, nothing encrypted, nothing written anywhere.

A member is inflated by hand with a limit: the sizes that an archive declares are only what it says about itself.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable

from quizzes.report import Report

LARGEST_ARCHIVE = 32 * 1024 * 1024
LARGEST_MEMBER = 16 * 1024 * 1024
LARGEST_TOTAL = 64 * 1024 * 1024
MOST_MEMBERS = 2_000

_FAULTS = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)
_MORE_FAULTS = (struct.error, OverflowError, IndexError, KeyError, UnicodeError, zlib.error)
_UNICODE_NAME, _ENCRYPTED = 0x800, 0x1
_LOCAL_HEADER, _LOCAL_SIGNATURE = struct.Struct("<4s22xHH"), b"PK\x03\x04"


class Archive:
    """The members of an archive by name. Nothing is read before it is asked for."""

    def __init__(self, data: bytes, members: dict[str, zipfile.ZipInfo], report: Report) -> None:
        self._data, self._members, self._report = data, members, report
        self._left = LARGEST_TOTAL

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all files, in the order of the archive."""
        return tuple(self._members)

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None when there is none of this name, or when it cannot be read (then reported)."""
        info = self._members.get(name)
        if info is None:
            return None
        try:
            data = self._inflate(info)
        except _MORE_FAULTS:
            data = None
        if data is None or len(data) != info.file_size or zlib.crc32(data) != info.CRC:
            self._report.add(0, "archive-member-damaged", name=name)
            return None
        self._left -= len(data)
        if self._left < 0:
            self._report.add(0, "archive-too-large", most=LARGEST_TOTAL)
            return None
        return data

    def _inflate(self, info: zipfile.ZipInfo) -> bytes | None:
        signature, name_length, extra_length = _LOCAL_HEADER.unpack_from(self._data, info.header_offset)
        start = info.header_offset + _LOCAL_HEADER.size + name_length + extra_length
        packed = self._data[start : start + info.compress_size]
        if signature != _LOCAL_SIGNATURE or len(packed) != info.compress_size:
            return None
        if info.compress_type == zipfile.ZIP_STORED:
            return packed
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, info.file_size + 1)


def read_archive(data: bytes, report: Report) -> Archive | None:
    """The archive; None when it is none, or is not safe, which the report then says."""
    if len(data) > LARGEST_ARCHIVE:
        report.add(0, "file-too-large", most=LARGEST_ARCHIVE)
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as directory:
            infos = directory.infolist()
    except (*_FAULTS, *_MORE_FAULTS):
        report.add(0, "archive-not-readable")
        return None
    before = report.count
    if len(infos) > MOST_MEMBERS:
        report.add(0, "archive-too-many", most=MOST_MEMBERS)
    elif sum(info.file_size for info in infos) > LARGEST_TOTAL or any(
        info.file_size > LARGEST_MEMBER for info in infos
    ):
        report.add(0, "archive-too-large", most=LARGEST_TOTAL)
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos[:MOST_MEMBERS]:
        name = _name(info)
        if not _is_safe(name, info):
            report.add(0, "archive-path-unsafe", name=name)
        elif info.flag_bits & _ENCRYPTED or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            report.add(0, "archive-member-locked", name=name)
        elif name in members:
            report.add(0, "archive-name-twice", name=name)
        elif not name.endswith("/"):
            members[name] = info
    return Archive(data, members, report) if report.count == before else None


def _name(info: zipfile.ZipInfo) -> str:
    """The name; where it is not marked as UTF-8, Japanese Windows wrote CP932 and ``zipfile`` read CP437."""
    name = info.orig_filename
    if info.flag_bits & _UNICODE_NAME or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("cp932")
    except UnicodeError:
        return name


def _is_safe(name: str, info: zipfile.ZipInfo) -> bool:
    parts = name.rstrip("/").split("/")
    plain = not set(name) & set("\\\x00:") and all(part not in ("", ".", "..") for part in parts)
    return plain and not stat.S_ISLNK(info.external_attr >> 16)


def write_archive(members: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive with these files in this order. The same files give the same bytes: no clock, no place, no person."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()
