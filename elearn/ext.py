"""``ELearn(app)``: the Flask extension that mounts the house on any host application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask, current_app, request
from flask import session as cookie
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.wrappers import Response

from elearn.config import Settings
from elearn.db import prepare_engine
from elearn.web.errors import answer_fault
from elearn.web.furniture import init_web
from elearn.web.identity import set_identity_loader
from elearn.web.requestlog import count_statements, watch_room
from elearn.wiring.blueprints import BLUEPRINTS, PROGRAMS
from elearn.wiring.house import House, build_house
from elearn.wiring.identity import load_identity
from elearn.wiring.menu import build_menu
from elearn.wiring.papers import PaperWorker
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
        self.settings = settings or Settings()
        self.user_loader = user_loader
        self.clock = clock
        self.plugins = plugins
        self.begin: Callable[[], None] = lambda: None
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask, url_prefix: str = "") -> House:
        """Mount on an application, all pages below ``url_prefix``; gives the house, ``app.extensions["elearn"]``."""
        settings = self.settings
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)  # everybody's records will stand in it
        if not app.config.get("SECRET_KEY"):
            app.config["SECRET_KEY"] = keep_secret(settings)
        hosted = isinstance(app.extensions.get("sqlalchemy"), SQLAlchemy)
        database = _database(app, settings)
        with app.app_context():
            engine: Engine = database.engine
        prepare_engine(engine, foreign_keys=not hosted)
        count_statements(engine)
        house = build_house(
            settings,
            session=lambda: database.session(),
            sessions=sessionmaker(engine),
            clock=self.clock,
            plugins=self.plugins,
        )
        app.extensions["elearn"] = house
        init_web(app, url_prefix=url_prefix)
        set_identity_loader(app, load_identity(self.user_loader, house.now, settings.session_hours))
        self._serve(app, house, url_prefix)
        return house

    def _serve(self, app: Flask, house: House, url_prefix: str) -> None:
        workers = RelayWorker(house), PaperWorker(house)

        def begin() -> None:
            for worker in workers:
                worker.start()

        self.begin = begin

        def end(response: Response) -> Response:
            return _finish(house.session(), response)

        def menu() -> dict[str, Any]:
            return build_menu(house.navigation)

        def spare_programs() -> None:
            if request.blueprint in PROGRAMS and "csrf" in app.extensions:
                app.extensions["csrf"].exempt(PROGRAMS[request.blueprint])

        # A host's protection of forms stands in every request's way, and may be set up before or after us.
        for program in PROGRAMS.values() if "csrf" in app.extensions else ():
            app.extensions["csrf"].exempt(program)
        app.before_request_funcs.setdefault(None, []).append(spare_programs)
        for name, blueprint in BLUEPRINTS.items():
            app.register_blueprint(blueprint, url_prefix=(url_prefix + (blueprint.url_prefix or "")) or None)
            # On the application, not on the blueprint: a blueprint is shared by every application of the process.
            app.before_request_funcs.setdefault(name, []).append(begin)
            app.after_request_funcs.setdefault(name, []).append(end)
            app.template_context_processors.setdefault(name, []).append(menu)
            if self.settings.request_log:
                watch_room(app, name)


def _database(app: Flask, settings: Settings) -> SQLAlchemy:
    present = app.extensions.get("sqlalchemy")
    if isinstance(present, SQLAlchemy):
        return present
    app.config.setdefault("SQLALCHEMY_DATABASE_URI", settings.url())
    # A fault's text stands in the log; names and password hashes must not.
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"hide_parameters": True})
    return SQLAlchemy(app)


def _finish(session: Session, response: Response) -> Response:
    """One transaction per request: kept when the answer is no error, undone otherwise.

    What must be kept in spite of an error (a failed sign-in) was committed by its view. When nothing can be kept, the
    page that says otherwise is not shown, now or later: its message in the cookie goes, too.
    """
    if response.status_code >= 400:
        session.rollback()
        return response
    try:
        session.commit()
    except Exception as fault:  # whatever it is, the visitor gets the page of a fault and the log its line
        session.rollback()
        failed = current_app.make_response(answer_fault(fault))
        cookie.modified = False
        return failed
    return response
