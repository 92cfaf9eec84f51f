"""``ELearn(app)``: the Flask extension that mounts the house on any host application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask, g, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session, sessionmaker

from elearn.config import Settings
from elearn.db import begin_write, prepare_engine
from elearn.web import identity, mount
from elearn.wiring.blueprints import BLUEPRINTS
from elearn.wiring.house import House, build_house
from elearn.wiring.identity import load_identity
from elearn.wiring.relaying import RelayWorker
from elearn.wiring.secret import keep_secret

UserLoader = Callable[[], str | None]
"""A host's own sign-in: the staff number of whoever makes this request, or none."""


class ELearn:
    """The e-learning extension.

    With a host's Flask-SQLAlchemy in place its session is used, so that one rollback undoes both; without one the
    extension brings its own. ``user_loader`` hands over the host's signed-in person by staff number.
    Raises ``SettingsProblems`` or ``BadMap`` at start, never during a request.
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        settings: Settings | None = None,
        user_loader: UserLoader | None = None,
        clock: Callable[[], dt.datetime] | None = None,
        plugins: Sequence[object] = (),
    ) -> None:
        self.settings = settings
        self.user_loader = user_loader
        self.clock = clock
        self.plugins = plugins
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> House:
        """Mount on an application; gives the house, which is also ``app.extensions["elearn"]``."""
        settings = self.settings or Settings()
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        if not app.config.get("SECRET_KEY"):
            app.config["SECRET_KEY"] = keep_secret(settings)
        database = _database(app, settings)
        with app.app_context():
            engine = database.engine
        prepare_engine(engine)
        house = build_house(
            settings,
            session=lambda: database.session(),
            sessions=sessionmaker(engine),
            clock=self.clock,
            plugins=self.plugins,
        )
        app.extensions["elearn"] = house
        mount.mount_furniture(app, settings)
        identity.set_identity_loader(app, load_identity(self.user_loader))
        worker = RelayWorker(house)

        @app.before_request
        def _begin() -> None:
            if request.blueprint in BLUEPRINTS:
                worker.start()
                if request.method not in ("GET", "HEAD", "OPTIONS"):
                    begin_write(house.session())

        @app.after_request
        def _end(response: Any) -> Any:
            if request.blueprint in BLUEPRINTS and not g.get("elearn_failed", False):
                _finish(house.session(), response.status_code)
            return response

        for blueprint in BLUEPRINTS.values():
            app.register_blueprint(blueprint)
        return house


def _database(app: Flask, settings: Settings) -> SQLAlchemy:
    present = app.extensions.get("sqlalchemy")
    if isinstance(present, SQLAlchemy):
        return present
    app.config.setdefault("SQLALCHEMY_DATABASE_URI", settings.url())
    return SQLAlchemy(app)


def _finish(session: Session, status: int) -> None:
    """One transaction per request: kept when the answer is no error, undone otherwise."""
    if status < 400:
        session.commit()
    else:
        session.rollback()
