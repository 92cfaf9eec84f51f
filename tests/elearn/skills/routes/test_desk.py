"""The blueprint that the room's pages hang on."""

from __future__ import annotations

import datetime as dt

from flask import Flask

from elearn.skills.routes.desk import blueprint, house, today
from tests.conftest import Clock
from tests.visitor import inside


def test_every_page_of_the_room_hangs_on_one_blueprint(site: Flask) -> None:
    mine = {rule.endpoint for rule in site.url_map.iter_rules() if rule.endpoint.startswith(f"{blueprint.name}.")}
    assert mine == {
        f"skills.{name}" for name in ("my_map", "evidence", "accept_evidence", "leaders", "appoint", "declare_duty")
    }


def test_the_house_is_that_of_the_application(site: Flask) -> None:
    with inside(site) as found, site.test_request_context("/map"):
        assert house() is found
        assert house().skill_map is found.skill_map


def test_today_is_the_day_in_japan(site: Flask, clock: Clock) -> None:
    with inside(site) as found, site.test_request_context("/map"):
        before = today()
        assert 0 <= (found.now() - dt_of(before)).total_seconds() < 86_400
        clock.pass_time(days=1)
        assert (today() - before).days == 1


def dt_of(day: dt.date) -> dt.datetime:
    """Midnight of a day in Japan."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.timezone(dt.timedelta(hours=9)))
