"""The standalone application: settings from the environment, careful cookies, and every page of ours in our dress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from elearn.app import create_app
from elearn.config import SettingsProblems
from elearn.hookspecs import NavigationItem
from elearn.plugins import hookimpl
from elearn.wiring.blueprints import PROGRAMS
from tests.builders import add_person
from tests.conftest import MOMENT, Clock, make_settings


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path) -> Callable[..., None]:
    """Sets ``ELEARN_`` variables for an application in this process."""

    def put(**values: str) -> None:
        base = {"database_url": sqlite_url, "data_dir": str(tmp_path / "data"), "relay_seconds": "0"}
        for name, value in (base | values).items():
            monkeypatch.setenv(f"ELEARN_{name.upper()}", value)

    return put


@pytest.fixture
def made() -> Iterator[list[Flask]]:
    """Applications whose connections are closed at the end."""
    apps: list[Flask] = []
    yield apps
    for app in apps:
        with app.app_context():
            app.extensions["sqlalchemy"].engine.dispose()


def test_settings_come_from_the_environment(environment: Callable[..., None], made: list[Flask]) -> None:
    environment(site_name="町のeラーニング")
    made.append(create_app())
    assert made[0].extensions["elearn"].settings.site_name == "町のeラーニング"
    assert "町のeラーニング" in made[0].test_client().get("/sign-in").text


def test_and_from_the_file_that_the_environment_names(
    environment: Callable[..., None], made: list[Flask], tmp_path: Path
) -> None:
    path = tmp_path / "elearn.toml"
    path.write_text('site_name = "村のeラーニング"\nsession_hours = 4\n', encoding="utf-8")
    environment(settings=str(path), session_hours="5")
    made.append(create_app())
    settings = made[0].extensions["elearn"].settings
    assert (settings.site_name, settings.session_hours) == ("村のeラーニング", 5.0)


def test_all_faults_of_the_settings_at_once(environment: Callable[..., None]) -> None:
    environment(upload_mib="0", no_such_thing="1")
    with pytest.raises(SettingsProblems) as caught:
        create_app()
    assert {problem.code for problem in caught.value.problems} == {"out-of-range", "unknown-setting"}


@pytest.mark.parametrize("secure", [True, False])
def test_cookies_are_kept_from_scripts_and_other_sites(
    make_app: Callable[..., Flask], sqlite_url: str, secure: bool
) -> None:
    app = make_app(sqlite_url, secure_cookies=secure)
    answer = app.test_client().get("/sign-in", base_url="https://localhost" if secure else "http://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("elearn=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is secure


@pytest.mark.parametrize("path", ["/nowhere", "/static/x.css", "/people/nobody/at/all"])
def test_addresses_that_no_room_knows_get_our_page_and_headers(
    make_app: Callable[..., Flask], sqlite_url: str, path: str
) -> None:
    answer = make_app(sqlite_url).test_client().get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert "<h1" in answer.text


@pytest.mark.parametrize("path", ["/xapi/about", "/xapi/statements", "/xapi/1.0.3/agents"])
def test_programs_get_headers_for_data(make_app: Callable[..., Flask], sqlite_url: str, path: str) -> None:
    """An answer that a browser is led to shows nothing, loads nothing and stays nowhere."""
    headers = make_app(sqlite_url).test_client().get(path).headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"] == "application/json"
    assert "Set-Cookie" not in headers


def test_every_page_for_people_asks_who_is_there(make_app: Callable[..., Flask], sqlite_url: str) -> None:
    """Each address without arguments that is no open one leads a stranger to the sign-in."""
    client = make_app(sqlite_url).test_client()
    open_to_all = {"/sign-in", "/first-password", "/verify", "/favicon.ico", "/elearn-static/", "/style", "/help"}
    for rule in client.application.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.arguments:
            continue
        room = rule.endpoint.partition(".")[0]
        if room in PROGRAMS or room.endswith("_api"):
            continue
        if any(rule.rule.startswith(path) for path in open_to_all):
            continue
        answer = client.get(rule.rule)
        assert answer.status_code == 303, rule
        assert answer.headers["Location"].startswith("/sign-in"), rule


def test_a_request_is_one_session_and_its_end_gives_it_back(app: Flask) -> None:
    with app.extensions["elearn"].sessions() as session:
        add_person(session)
    for _ in range(30):  # more than a pool of connections would hold
        assert app.test_client().get("/sign-in").status_code == 200


def test_plugins_and_clock_are_handed_on(sqlite_url: str, tmp_path: Path, clock: Clock, made: list[Flask]) -> None:
    class Town:
        @hookimpl
        def navigation(self) -> list[NavigationItem]:
            return [NavigationItem("町", "learning.home")]

    made.append(create_app(make_settings(sqlite_url, tmp_path), clock=clock, plugins=[Town()]))
    house = made[0].extensions["elearn"]
    assert house.now() == MOMENT
    assert house.navigation[-1].label == "町"
