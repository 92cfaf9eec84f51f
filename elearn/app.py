"""The standalone application: the extension on an application of its own."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from flask import Flask

from elearn.config import Settings, read_settings
from elearn.ext import ELearn
from elearn.lrs.routes.door import StoreDoor
from elearn.web.furniture import own_app
from elearn.web.requestlog import watch_rest, write_request
from elearn.web.security import DATA_HEADERS
from elearn.wiring.house import House


def create_app(
    settings: Settings | None = None,
    *,
    clock: Callable[[], dt.datetime] | None = None,
    plugins: Sequence[object] = (),
) -> Flask:
    """An application ready to serve.

    Without ``settings`` they come from ``ELEARN_*`` and, when ``ELEARN_SETTINGS`` names one, from a TOML file.
    Raises ``SettingsProblems`` with every fault at once.
    """
    if settings is None:
        named = os.environ.get("ELEARN_SETTINGS")
        settings = read_settings(os.environ, Path(named) if named else None)
    app = Flask("elearn", static_folder=None, template_folder=None)
    app.config.update(
        SESSION_COOKIE_NAME="elearn",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
    )
    extension = ELearn(settings=settings, clock=clock, plugins=plugins)
    house = extension.init_app(app)
    own_app(app)
    if settings.request_log:
        watch_rest(app)
    _open_store(app, house, extension.begin)
    return app


def _open_store(app: Flask, house: House, begin: Callable[[], None]) -> None:
    """Let requests for the record store in by its own door: most of their time would be Flask's."""

    def watch(method: str, rule: str, status: int, seconds: float, size: int) -> None:
        write_request(house.now(), method, rule, status, seconds, size)

    door = StoreDoor(
        app.wsgi_app,
        house,
        app.secret_key,
        headers=DATA_HEADERS,
        begin=begin,
        watch=watch if house.settings.request_log else None,
    )
    app.wsgi_app = door  # type: ignore[method-assign]  # Flask's own way to put a layer around an application
