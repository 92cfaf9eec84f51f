"""From the bytes of a text file to text: UTF-8 with or without its mark, UTF-16 with its mark, else CP932."""

from __future__ import annotations

import codecs
import re

from quizzes.report import Report

LARGEST_FILE = 4 * 1024 * 1024

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\uf8f0-\uf8f3\ufffe\uffff]")
"""No text has these; U+F8F0 to U+F8F3 are what Python makes of the bytes that CP932 does not use."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode_text(data: bytes, report: Report) -> str | None:
    """The text with plain line ends; None when it is none, which the report then says.

    Old Japanese files are CP932 without saying so: what is no UTF-8, but is CP932, is that.
    """
    if len(data) > LARGEST_FILE:
        report.add(0, "file-too-large", most=LARGEST_FILE)
        return None
    marked = [name for mark, name in _MARKS if data.startswith(mark)]
    for name in marked or ["utf-8", "cp932"]:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        for number, line in enumerate(text.split("\n"), 1):
            if found := CONTROL.search(line):
                report.add(number, "file-control-sign", sign=f"U+{ord(found[0]):04X}")
                return None
        return text
    report.add(0, "file-encoding-unknown")
    return None


def first_look(data: bytes) -> str:
    """The text, or nothing when there is none: for guessing a format."""
    return decode_text(data, Report("")) or ""
