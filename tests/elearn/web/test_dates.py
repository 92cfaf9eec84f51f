from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.web.dates import (
    JST,
    era_date,
    era_moment,
    era_part,
    era_year,
    fiscal_year,
    fiscal_year_days,
    fiscal_year_label,
    jst,
)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2026, 11, 22), "令和8年11月22日"),
        (dt.date(2019, 4, 30), "平成31年4月30日"),
        (dt.date(2019, 5, 1), "令和元年5月1日"),
        (dt.date(2019, 12, 31), "令和元年12月31日"),
        (dt.date(2020, 1, 1), "令和2年1月1日"),
        (dt.date(1989, 1, 7), "昭和64年1月7日"),
        (dt.date(1989, 1, 8), "平成元年1月8日"),
        (dt.date(1926, 12, 24), "大正15年12月24日"),
        (dt.date(1926, 12, 25), "昭和元年12月25日"),
        (dt.date(1912, 7, 29), "1912年7月29日"),
    ],
)
def test_days_in_words_of_their_era(day, words):
    assert era_date(day) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (utc(2019, 4, 30, 14, 59), "平成31年4月30日"),
        (utc(2019, 4, 30, 15, 0), "令和元年5月1日"),
        (utc(2026, 11, 21, 15, 0), "令和8年11月22日"),
    ],
)
def test_a_moment_has_the_day_of_japan(moment, words):
    assert era_date(moment) == words


def test_a_moment_is_told_to_the_minute():
    assert era_moment(utc(2026, 11, 22, 9, 5, 59)) == "令和8年11月22日 18時05分"
    assert era_moment(utc(2026, 12, 31, 15, 0)) == "令和9年1月1日 0時00分"


@pytest.mark.parametrize(
    ("when", "year"),
    [
        (dt.date(2027, 3, 31), 2026),
        (dt.date(2027, 4, 1), 2027),
        (dt.date(2026, 12, 31), 2026),
        (dt.date(2027, 1, 1), 2026),
        (utc(2027, 3, 31, 14, 59, 59), 2026),
        (utc(2027, 3, 31, 15, 0), 2027),
        (dt.datetime(2027, 3, 31, 23, 59, tzinfo=JST), 2026),
        (dt.datetime(2027, 4, 1, 0, 0, tzinfo=JST), 2027),
    ],
)
def test_the_fiscal_year_turns_at_midnight_of_the_first_of_april_in_japan(when, year):
    assert fiscal_year(when) == year


@pytest.mark.parametrize(
    ("year", "label"),
    [
        (2026, "令和8年度(2026)"),
        (2020, "令和2年度(2020)"),
        (2019, "令和元年度(2019)"),
        (2018, "平成30年度(2018)"),
        (1989, "平成元年度(1989)"),
        (1988, "昭和63年度(1988)"),
    ],
)
def test_the_label_of_a_fiscal_year(year, label):
    assert fiscal_year_label(year) == label


def test_the_days_of_a_fiscal_year():
    assert fiscal_year_days(2026) == (dt.date(2026, 4, 1), dt.date(2027, 3, 31))


@pytest.mark.parametrize("call", [jst, era_date, era_moment, fiscal_year])
def test_a_moment_without_a_zone_is_refused(call):
    with pytest.raises(ValueError, match="naive"):
        call(dt.datetime(2026, 11, 22, 9, 5))  # noqa: DTZ001


def test_japan_time_keeps_the_moment():
    moment = utc(2026, 11, 22, 9, 5)
    assert jst(moment) == moment
    assert jst(moment).utcoffset() == dt.timedelta(hours=9)
    assert jst(moment).hour == 18


days = st.dates(dt.date(1913, 1, 1), dt.date(2100, 12, 31))


@settings(max_examples=200)
@given(days)
def test_every_day_lies_in_its_fiscal_year(day):
    first, last = fiscal_year_days(fiscal_year(day))
    assert first <= day <= last
    assert (last - first).days in {364, 365}


@settings(max_examples=200)
@given(days, days)
def test_era_words_never_name_two_days_alike(one, other):
    assert (era_date(one) == era_date(other)) == (one == other)
    assert era_year(one) in era_date(one)


def test_the_words_need_no_framework():
    code = "import sys; sys.modules['flask'] = None; import elearn.web.dates; print(elearn.web.dates.JST)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "JST", done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025-03", "令和7年3月"),
        ("2019-04", "平成31年4月"),
        ("2019-05-01", "令和元年5月1日"),
        ("2024", "令和6年"),
        ("2008-11-07", "平成20年11月7日"),
    ],
)
def test_a_part_of_a_date_says_no_more_than_it_knows(text, words):
    assert era_part(text) == words


@pytest.mark.parametrize("text", ["", "きのう", "2025-13", "2025-02-30"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        era_part(text)
