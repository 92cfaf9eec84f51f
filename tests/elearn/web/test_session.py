from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from elearn.config import Settings
from elearn.web.session import db_session, installation, now, settings
from tests.elearn.web.builder import NOW, make_app


class House:
    """An installation that counts how often it is asked."""

    def __init__(self) -> None:
        self.settings = Settings(site_name="見本")
        self.times = 0

    def session(self):
        return self

    def now(self) -> dt.datetime:
        self.times += 1
        return NOW


@pytest.fixture
def app() -> Flask:
    app = Flask("sample")
    app.extensions["elearn"] = House()
    return app


def test_everything_comes_from_the_installation(app):
    house = app.extensions["elearn"]
    with app.app_context():
        assert installation() is house
        assert db_session() is house
        assert settings().site_name == "見本"
        assert now() == NOW


def test_the_clock_is_asked_every_time(app):
    with app.app_context():
        now()
        now()
    assert app.extensions["elearn"].times == 2


def test_without_an_installation_nothing_is_guessed():
    with Flask("bare").app_context(), pytest.raises(KeyError, match="elearn"):
        installation()


def test_two_applications_of_one_process_do_not_mix(app):
    other = make_app()
    with app.app_context():
        assert settings().site_name == "見本"
        with other.app_context():
            assert settings().site_name == Settings().site_name
        assert settings().site_name == "見本"
