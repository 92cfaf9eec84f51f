"""The small city at one moment: the same people, days and pages whenever and wherever it is built."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from werkzeug.serving import WSGIRequestHandler, make_server

from elearn.app import create_app
from elearn.config import read_settings
from tests.browser.server import Server
from tests.browser.world import World, build_world, environment
from tests.databases import free_port

MOMENT = dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)
"""Tuesday, 24 November 2026, 10:30 in Japan."""

CLOCKS = ("elearn.wiring.clock.utc_now", "elearn.wiring.house.utc_now", "elearn.cli.certificates.utc_now")


class Quiet(WSGIRequestHandler):
    """A server that tells nobody what it is asked."""

    def log_request(self, *_: object) -> None:
        """Nothing is written."""


def stand_still() -> dt.datetime:
    """A clock that does not go."""
    return MOMENT


def build_still_world(folder: Path) -> World:
    """The city as if it were built at the moment."""
    patches = [patch(name, stand_still) for name in CLOCKS]
    for one in patches:
        one.start()
    try:
        return build_world(folder)
    finally:
        for one in patches:
            one.stop()


@contextmanager
def serve_still(world: World) -> Iterator[Server]:
    """A server in this process whose clock does not go."""
    settings = read_settings(environment(world.folder) | {"ELEARN_RELAY_SECONDS": "0"})
    app = create_app(settings, clock=stand_still)
    server = Server(world.folder, free_port())
    running = make_server("127.0.0.1", server.port, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        running.shutdown()
        thread.join()
        running.server_close()
        with app.app_context():
            app.extensions["sqlalchemy"].engine.dispose()
