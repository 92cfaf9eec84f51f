"""The standalone application: the extension on an application of its own."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from flask import Flask

from elearn.config import Settings, read_settings
from elearn.ext import ELearn
from elearn.web.furniture import own_app
from elearn.web.requestlog import watch_rest


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
    ELearn(settings=settings, clock=clock, plugins=plugins).init_app(app)
    own_app(app)
    if settings.request_log:
        watch_rest(app)
    return app
