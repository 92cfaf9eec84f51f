"""The number of a certificate: ``R08-L1-000123-C``.

Fiscal year of the era, level, running number of that year, check letter. The letter is the weighted sum of the nine
digits modulo the prime 23 with the weights 2**i; no two weights are equal modulo 23 and no digit reaches 23, so that
every single wrong digit and every exchange of two digits, neighbours or not, changes it. Letters that are misread as
digits (I, O, Q) are not used.
"""

from __future__ import annotations

import re
import unicodedata

ERA_LETTER = "R"
ERA_BASE = 2018
"""Fiscal year 2019 is 令和1年度."""

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_SHAPE = re.compile(r"R([0-9]{2})L([1-9])([0-9]{6})([A-Z])")
_IGNORED = re.compile(r"[\s\-‐‑‒–—―−ー]+")


def _check_letter(digits: str) -> str:
    total = sum(int(digit) << place for place, digit in enumerate(digits))
    return _LETTERS[total % len(_LETTERS)]


def make_serial(fiscal_year: int, level: int, number: int) -> str:
    """The serial of the ``number``-th certificate (from 1) of a level in a fiscal year, e.g. ``R08-L1-000123-C``.

    Raises ``ValueError`` when the year is not 2019..2117, the level not 1..9, or the number not 1..999999.
    """
    year = fiscal_year - ERA_BASE
    if not (1 <= year <= 99 and 1 <= level <= 9 and 1 <= number <= 999_999):
        raise ValueError(f"no serial for fiscal year {fiscal_year}, level {level}, number {number}")
    digits = f"{year:02d}{level}{number:06d}"
    return f"{ERA_LETTER}{digits[:2]}-L{digits[2]}-{digits[3:]}-{_check_letter(digits)}"


def check_serial(text: str) -> str | None:
    """The serial that someone typed, as ``make_serial`` writes it; none when its shape or its letter is wrong.

    Full-width characters, lower case, blanks and any kind of hyphen (or none) are accepted.
    """
    folded = _IGNORED.sub("", unicodedata.normalize("NFKC", text)).upper()
    match = _SHAPE.fullmatch(folded)
    if match is None:
        return None
    year, level, number, letter = match.groups()
    if _check_letter(year + level + number) != letter or year == "00" or number == "000000":
        return None
    return f"{ERA_LETTER}{year}-L{level}-{number}-{letter}"


def split_serial(serial: str) -> tuple[int, int, int]:
    """Fiscal year, level and number of a serial as it is printed. Raises ``ValueError`` when it is none."""
    if check_serial(serial) != serial:
        raise ValueError(f"{serial} is no serial")
    return ERA_BASE + int(serial[1:3]), int(serial[5]), int(serial[7:13])
