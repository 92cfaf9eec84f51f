"""The calendar: everything in the order of time, in working hours, and nothing after the end."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from elearn.demo import calendar as module
from elearn.demo.calendar import Calendar
from elearn.web.dates import jst
from tests.conftest import MOMENT


class Paper:
    """Stands for a session: it only counts commits."""

    def __init__(self) -> None:
        self.commits = 0

    def commit(self) -> None:
        self.commits += 1


def a_calendar(seed: int = 1, end: dt.datetime = MOMENT) -> tuple[Calendar, Paper]:
    paper = Paper()
    return Calendar(paper, end, seed), paper  # type: ignore[arg-type]  # a calendar only commits


def hours(count: float) -> dt.datetime:
    return MOMENT - dt.timedelta(hours=count)


@settings(max_examples=50)
@given(st.lists(st.integers(-50, 400), max_size=60))
def test_steps_are_played_in_the_order_of_time_up_to_the_end(ages: list[int]) -> None:
    calendar, _ = a_calendar()
    played: list[tuple[int, dt.datetime]] = []
    for age in ages:
        calendar.plan(hours(age), partial(lambda age, at: played.append((age, at)), age))
    assert calendar.play() == len(played) == sum(age > 0 for age in ages)
    assert [at for _, at in played] == sorted(at for _, at in played)
    assert all(at == hours(age) < MOMENT for age, at in played)


def test_steps_of_one_moment_keep_the_order_in_which_they_were_planned() -> None:
    calendar, _ = a_calendar()
    played: list[int] = []
    for number in range(20):
        calendar.plan(hours(1), partial(lambda number, _at: played.append(number), number))
    calendar.play()
    assert played == list(range(20))


def test_a_step_may_plan_others_which_come_in_their_turn() -> None:
    calendar, _ = a_calendar()
    told: list[str] = []

    def start(at: dt.datetime) -> None:
        told.append("start")
        calendar.plan(at + dt.timedelta(minutes=10), lambda _: told.append("end"))
        calendar.plan(MOMENT, lambda _: told.append("too late"))

    calendar.plan(hours(2), start)
    calendar.plan(hours(2) + dt.timedelta(minutes=5), lambda _: told.append("between"))
    assert calendar.play() == 3
    assert told == ["start", "between", "end"]


def test_a_step_that_fails_ends_the_year() -> None:
    calendar, paper = a_calendar()

    def fail(_at: dt.datetime) -> None:
        raise LookupError("gone")

    calendar.plan(hours(1), fail)
    with pytest.raises(LookupError):
        calendar.play()
    assert paper.commits == 0


def test_what_was_played_is_kept_now_and_then_and_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COMMIT_EVERY", 4)
    calendar, paper = a_calendar()
    for number in range(10):
        calendar.plan(hours(number + 1), lambda _: None)
    calendar.play()
    assert paper.commits == 3


@settings(max_examples=100)
@given(st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31)), st.integers(0, 99))
def test_a_moment_lies_in_working_hours_of_a_weekday_soon_after(day: dt.date, seed: int) -> None:
    at = a_calendar(seed)[0].pick_moment(day)
    local = jst(at)
    assert at.utcoffset() == dt.timedelta(0)
    assert local.weekday() < 5
    assert 9 <= local.hour < 17
    assert 0 <= (local.date() - day).days <= 4
    assert (local.date() == day) == (day.weekday() < 5)


def test_the_same_seed_picks_the_same_moments() -> None:
    first, second = a_calendar(7)[0], a_calendar(7)[0]
    days = [MOMENT.date() - dt.timedelta(days=number) for number in range(30)]
    assert [first.pick_moment(day) for day in days] == [second.pick_moment(day) for day in days]


def test_days_are_counted_back_from_today_in_japan() -> None:
    late = dt.datetime(2026, 11, 20, 20, tzinfo=dt.UTC)
    calendar, _ = a_calendar(end=late)
    assert calendar.today == dt.date(2026, 11, 21)
    assert calendar.day(0) == calendar.today
    assert calendar.day(20.4) == dt.date(2026, 11, 1)
    assert calendar.day(-10) == dt.date(2026, 12, 1)


def test_a_year_is_kept_in_the_database(session: Session) -> None:
    calendar = Calendar(session, MOMENT, 1)
    session.connection()
    assert calendar.play() == 0
    assert not session.in_transaction()
