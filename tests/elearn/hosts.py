"""Host applications: somebody else's Flask application with its own models, forms and pages, on either database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, abort, jsonify, render_template_string, request, session
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from elearn.ext import ELearn
from elearn.migrations.run import upgrade_database
from elearn.wiring.house import House
from tests.conftest import Clock, make_settings


@dataclass
class Host:
    """A host application and what a test wants to hold of it."""

    app: Flask
    database: SQLAlchemy
    notes: Any
    house: House

    def note_count(self) -> int:
        """How many notes the host's own table holds."""
        with self.app.app_context():
            return int(self.database.session.query(self.notes).count())


def make_host(
    url: str,
    folder: Path,
    clock: Clock,
    *,
    url_prefix: str = "/learn",
    user_loader: Callable[[], str | None] | None = None,
    before: Callable[[Flask], None] = lambda app: None,
    after: Callable[[Flask], None] = lambda app: None,
    **config: Any,
) -> Host:
    """A host with a table of notes, a page and a form of its own, and our extension below ``url_prefix``.

    ``before`` and ``after`` do what a host may do before and after our extension is mounted.
    """

    class Base(DeclarativeBase):
        """The host's own models."""

    database = SQLAlchemy(model_class=Base)

    class Note(Base):
        """A note of the host."""

        __tablename__ = "note"

        id: Mapped[int] = mapped_column(primary_key=True)
        text: Mapped[str] = mapped_column(String(100))

    app = Flask("host")
    app.config.update(SECRET_KEY="the host's own key", SQLALCHEMY_DATABASE_URI=url, TESTING=True, **config)
    database.init_app(app)

    @app.route("/", methods=["GET", "POST"])
    def front() -> str:
        if request.method == "POST":
            database.session.add(Note(text=request.form["text"]))
            database.session.commit()
        return render_template_string("front: {{ config.SECRET_KEY|length }}")

    @app.get("/fault")
    def fault() -> str:
        raise ZeroDivisionError

    @app.get("/gone")
    def gone() -> str:
        abort(404)

    @app.get("/sign-in-as/<number>")
    def sign_in_as(number: str) -> Any:
        session["staff"] = number
        return jsonify(number)

    with app.app_context():
        # The host makes its tables by itself, before it has ever heard of us.
        database.create_all()
        with database.engine.begin() as connection:
            upgrade_database(connection)
    before(app)
    extension = ELearn(settings=make_settings("", folder), user_loader=user_loader, clock=clock)
    house = extension.init_app(app, url_prefix=url_prefix)
    after(app)
    return Host(app, database, Note, house)


@contextmanager
def a_host(url: str, folder: Path, clock: Clock, **more: Any) -> Iterator[Host]:
    """A host whose connections are closed afterwards."""
    host = make_host(url, folder, clock, **more)
    yield host
    with host.app.app_context():
        host.database.session.remove()
        host.database.engine.dispose()
