import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.people.rules.eras import ERAS, OutsideEraError, read_date

APRIL = dt.date(2026, 4, 1)


@pytest.mark.parametrize(
    "text",
    [
        "R8.4.1",
        "r8.4.1",
        "R8/4/1",
        "R08.04.01",
        "令和8年4月1日",
        "令和８年４月１日",
        "Ｒ８．４．１",
        "㋿8年4月1日",
        "2026/4/1",
        "2026/04/01",
        "2026-04-01",
        "２０２６－０４－０１",
        "2026年4月1日",
        "2026.4.1",
        "20260401",
        "  2026/4/1 ",
        "2026-04-01 00:00:00",
    ],
)
def test_one_day_in_every_way_of_writing(text: str) -> None:
    assert read_date(text) == APRIL


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", dt.date(2019, 5, 1)),
        ("R1.5.1", dt.date(2019, 5, 1)),
        ("H31.4.30", dt.date(2019, 4, 30)),
        ("平成元年1月8日", dt.date(1989, 1, 8)),
        ("S64.1.7", dt.date(1989, 1, 7)),
        ("昭和60年4月1日", dt.date(1985, 4, 1)),
        ("T15.12.24", dt.date(1926, 12, 24)),
    ],
)
def test_the_eras_at_their_edges(text: str, day: dt.date) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize("text", ["平成31年5月1日", "H32.4.1", "R1.4.30", "S64.1.8", "令和元年1月1日", "平成1年1月7日"])
def test_a_day_outside_its_era_is_told_apart(text: str) -> None:
    with pytest.raises(OutsideEraError):
        read_date(text)


@pytest.mark.parametrize(
    "text", ["", "4/1", "R8.13.1", "2026/2/29", "令和8年", "M45.7.29", "きのう", "46113", "R8.4", "元年"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_date(text)


@settings(max_examples=100)
@given(st.dates(dt.date(1912, 7, 30), dt.date(2080, 12, 31)))
def test_every_day_is_read_back_from_era_and_western_form(day: dt.date) -> None:
    era, (first, _) = next((era, days) for era, days in ERAS.items() if days[0] <= day <= days[1])
    nth = day.year - first.year + 1
    year = "元" if nth == 1 else str(nth)
    assert read_date(f"{era}{year}年{day.month}月{day.day}日") == day
    assert read_date(day.isoformat()) == day
    assert read_date(f"{day.year}/{day.month}/{day.day}") == day


def test_the_eras_leave_no_gap() -> None:
    spans = sorted(ERAS.values())
    for (_, last), (first, _) in itertools.pairwise(spans):
        assert last + dt.timedelta(days=1) == first
