"""Dates as Japanese staff files write them.

``R8.4.1``, ``令和8年4月1日``, ``令和元年5月1日``, ``2026/4/1``, ``2026-04-01``, ``2026年4月1日``, ``20260401``;
digits, letters and signs may be full-width.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

ERAS: dict[str, tuple[dt.date, dt.date]] = {
    "令和": (dt.date(2019, 5, 1), dt.date.max),
    "平成": (dt.date(1989, 1, 8), dt.date(2019, 4, 30)),
    "昭和": (dt.date(1926, 12, 25), dt.date(1989, 1, 7)),
    "大正": (dt.date(1912, 7, 30), dt.date(1926, 12, 24)),
}
"""Era -> its first and last day."""

LETTERS = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正"}

_ERA = re.compile(
    r"(?P<era>[RHSTrhst]|令和|平成|昭和|大正)(?P<year>\d{1,2}|元)(?:年|[./-])(?P<month>\d{1,2})(?:月|[./-])(?P<day>\d{1,2})日?"
)
_WESTERN = re.compile(
    r"(?P<year>\d{4})(?:年|[./-])(?P<month>\d{1,2})(?:月|[./-])(?P<day>\d{1,2})日?(?: 0{1,2}:00(?::00)?)?"
)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")


class OutsideEraError(ValueError):
    """The year is not a year of the era that the date names (``平成31年5月1日``)."""


def read_date(text: str) -> dt.date:
    """The day that a cell names.

    Raises ``OutsideEraError`` when day and era contradict each other, ``ValueError`` when it is no date at all.
    """
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    if match := _ERA.fullmatch(plain.replace(" ", "")):
        return _era_date(match)
    if match := _WESTERN.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    raise ValueError("not a date")


def _era_date(match: re.Match[str]) -> dt.date:
    first, last = ERAS[LETTERS.get(match["era"].upper(), match["era"])]
    nth = 1 if match["year"] == "元" else int(match["year"])
    day = dt.date(first.year + nth - 1, int(match["month"]), int(match["day"]))
    if not first <= day <= last:
        raise OutsideEraError(match.group())
    return day
