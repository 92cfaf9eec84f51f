"""The number of a certificate: ``R08-L1-000123-C``.

Fiscal year of the era, series, running number of that year, check letter. The series is a level (``L1`` to ``L9``),
``C0`` for completions, ``T0`` for transcripts or ``S0`` for skills. The letter is the weighted sum of the nine
digits modulo the prime 23 with the weights 2**i; no two weights are equal modulo 23 and no digit reaches 23, so that
every single wrong digit and every exchange of two digits, neighbours or not, changes it. Letters that are misread as
digits (I, O, Q) are not used. The letter of the series counts, too, so that one is never read as the other.
"""

from __future__ import annotations

import re
import unicodedata

ERA_LETTER = "R"
ERA_BASE = 2018
"""Fiscal year 2019 is 令和1年度."""

COURSES, TRANSCRIPTS, SKILLS = 0, 10, 11
"""The series that are no levels; a level's series is the level."""

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_SHAPE = re.compile(r"R([0-9]{2})(L[1-9]|[CST]0)([0-9]{6})([A-Z])")
_IGNORED = re.compile(r"[\s\-‐‑‒–—―−ー]+")


_NAMES = {COURSES: "C0", TRANSCRIPTS: "T0", SKILLS: "S0"} | {level: f"L{level}" for level in range(1, 10)}
_SERIES = {name: series for series, name in _NAMES.items()}
_WORTH = {"L": 0, "C": 1, "T": 2, "S": 3}


def _check_letter(year: str, name: str, number: str) -> str:
    total = sum(int(digit) << place for place, digit in enumerate(year + name[1] + number))
    return _LETTERS[(total + (_WORTH[name[0]] << 9)) % len(_LETTERS)]


def name_series(series: int) -> str:
    """How a series is written in a serial: ``L1``, ``C0``. Raises ``KeyError`` for none."""
    return _NAMES[series]


def find_series(name: str) -> int:
    """The series that is written so. Raises ``KeyError`` for none."""
    return _SERIES[name]


def make_serial(fiscal_year: int, series: int, number: int) -> str:
    """The serial of the ``number``-th certificate (from 1) of a series in a fiscal year, e.g. ``R08-L1-000123-C``.

    Raises ``ValueError`` when the year is not 2019..2117, there is no such series, or the number is not 1..999999.
    """
    year = fiscal_year - ERA_BASE
    if not (1 <= year <= 99 and series in _NAMES and 1 <= number <= 999_999):
        raise ValueError(f"no serial for fiscal year {fiscal_year}, series {series}, number {number}")
    parts = f"{year:02d}", _NAMES[series], f"{number:06d}"
    return f"{ERA_LETTER}{'-'.join(parts)}-{_check_letter(*parts)}"


def check_serial(text: str) -> str | None:
    """The serial that someone typed, as ``make_serial`` writes it; none when its shape or its letter is wrong.

    Full-width characters, lower case, blanks and any kind of hyphen (or none) are accepted.
    """
    folded = _IGNORED.sub("", unicodedata.normalize("NFKC", text)).upper()
    match = _SHAPE.fullmatch(folded)
    if match is None:
        return None
    year, name, number, letter = match.groups()
    if _check_letter(year, name, number) != letter or year == "00" or number == "000000":
        return None
    return f"{ERA_LETTER}{year}-{name}-{number}-{letter}"


def split_serial(serial: str) -> tuple[int, int, int]:
    """Fiscal year, series and number of a serial as it is printed. Raises ``ValueError`` when it is none."""
    if check_serial(serial) != serial:
        raise ValueError(f"{serial} is no serial")
    return ERA_BASE + int(serial[1:3]), _SERIES[serial[4:6]], int(serial[7:13])
