"""Words for dates as a Japanese city hall writes them: eras, fiscal years, Japan time. Pure."""

from __future__ import annotations

import datetime as dt

JST = dt.timezone(dt.timedelta(hours=9), "JST")
"""Japan time. Japan has kept no summer time since 1951, so a fixed offset needs no time zone data on the server."""

_ERAS = (
    (dt.date(2019, 5, 1), "令和"),
    (dt.date(1989, 1, 8), "平成"),
    (dt.date(1926, 12, 25), "昭和"),
    (dt.date(1912, 7, 30), "大正"),
)
_FIRST_MONTH = 4


def jst(moment: dt.datetime) -> dt.datetime:
    """``moment`` in Japan time. Raises ``ValueError`` when it is naive: nobody can say what it means."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime has no place in time")
    return moment.astimezone(JST)


def day_in_japan(when: dt.date) -> dt.date:
    """The day in Japan: of a moment, which must be aware, or the day itself."""
    return jst(when).date() if isinstance(when, dt.datetime) else when


def era_year(day: dt.date) -> str:
    """令和8年, 令和元年; days before 大正 in the Gregorian year."""
    for start, name in _ERAS:
        if day >= start:
            number = day.year - start.year + 1
            return f"{name}{'元' if number == 1 else number}年"
    return f"{day.year}年"


def era_date(when: dt.date) -> str:
    """令和8年11月22日. A datetime must be aware; its day in Japan counts."""
    day = day_in_japan(when)
    return f"{era_year(day)}{day.month}月{day.day}日"


def era_moment(moment: dt.datetime) -> str:
    """令和8年11月22日 18時05分, in Japan time."""
    local = jst(moment)
    return f"{era_date(local.date())} {local.hour}時{local.minute:02d}分"


def era_part(text: str) -> str:
    """``2026-11`` as 令和8年11月: a year, a month or a day as sources give them. Raises ``ValueError``."""
    parts = [int(part) for part in text.split("-")]
    day = dt.date(*[*parts, 1, 1][:3])
    return era_year(day) + "".join(f"{part}{unit}" for part, unit in zip(parts[1:], "月日", strict=False))


def fiscal_year(when: dt.date) -> int:
    """The fiscal year (年度, April to March) as the Gregorian year in which it begins."""
    day = day_in_japan(when)
    return day.year if day.month >= _FIRST_MONTH else day.year - 1


def fiscal_year_label(year: int) -> str:
    """令和8年度(2026). The era is that of 1 May, so that 2019 reads 令和元年度, as the State named it."""
    return f"{era_year(dt.date(year, 5, 1))}度({year})"


def fiscal_year_days(year: int) -> tuple[dt.date, dt.date]:
    """First and last day of the fiscal year that begins in ``year``."""
    return dt.date(year, _FIRST_MONTH, 1), dt.date(year + 1, _FIRST_MONTH, 1) - dt.timedelta(days=1)
