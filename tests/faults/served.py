"""The application as ``wsgi`` serves it, but for its clock: a request may say how far its reader's time has come."""

from __future__ import annotations

import datetime as dt

from flask import has_request_context, request

from elearn.app import create_app
from elearn.web.requestlog import open_log

AHEAD = "X-Seconds-Ahead"
"""The header with the seconds by which the clock is ahead for this request."""


def clock() -> dt.datetime:
    """The machine's time, and what the request puts on top."""
    now = dt.datetime.now(dt.UTC)
    ahead = request.headers.get(AHEAD, "0") if has_request_context() else "0"
    return now + dt.timedelta(seconds=float(ahead))


def make() -> object:
    """The application for gunicorn: ``tests.faults.served:make()``."""
    app = create_app(clock=clock)
    open_log()
    return app
