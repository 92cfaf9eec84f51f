"""A small application around the furniture: one room, one clock, whoever should be signed in."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from flask import Blueprint, Flask, abort, render_template_string, request
from werkzeug.exceptions import TooManyRequests

from elearn.config import Settings
from elearn.web.furniture import furnish, init_web, own_app
from elearn.web.identity import Identity, require, set_identity_loader, the_identity

NOW = dt.datetime(2026, 11, 22, 9, 5, tzinfo=dt.UTC)
HANAKO = Identity("7f0c", "髙﨑　花子", frozenset({"learner"}), "somu", "ja")

PAGE = (
    '{% extends "base.html" %}{% block title %}見本{% endblock %}{% block content %}<h1>{{ word }}</h1>{% endblock %}'
)


def make_app(
    person: Identity | None = None, *, sign_in: bool = True, api: bool = False, max_bytes: int = 1024
) -> Flask:
    """An application with a room of every kind of view, and ``person`` signed in."""
    app = Flask("sample")
    app.config.update(SECRET_KEY="key for tests only", TESTING=False)
    app.extensions["elearn"] = SimpleNamespace(settings=Settings(), session=lambda: SimpleNamespace(), now=lambda: NOW)
    init_web(app)
    own_app(app)
    set_identity_loader(app, lambda _session, _cookie: person)
    app.register_blueprint(furnish(make_room(), api=api, max_bytes=max_bytes))
    if sign_in:
        app.register_blueprint(furnish(make_people()))
    return app


def make_people() -> Blueprint:
    """Stands for the room that signs people in and out."""
    people = Blueprint("people", __name__)
    people.add_url_rule("/sign-in", "sign_in", lambda: "sign in")
    people.add_url_rule("/sign-out", "sign_out", lambda: "out", methods=["POST"])
    return people


def make_room() -> Blueprint:
    """A room with views that answer, refuse and fail."""
    room = Blueprint("room", __name__)

    @room.get("/page")
    def page() -> str:
        return render_template_string(PAGE, word="こんにちは")

    @room.post("/write")
    def write() -> str:
        return request.form.get("word", "") or request.get_data(as_text=True)

    @room.get("/mine")
    @require()
    def mine() -> str:
        return the_identity().name

    @room.route("/desk", methods=["GET", "POST"])
    @require("hr", "auditor")
    def desk() -> str:
        return "desk"

    @room.get("/refuse/<int:status>")
    def refuse(status: int) -> str:
        abort(status)

    @room.get("/api/refuse/<int:status>")
    def refuse_program(status: int) -> str:
        abort(status, description="The parameter statementId is missing.")

    @room.get("/wait")
    def wait() -> str:
        raise TooManyRequests(retry_after=90)

    @room.get("/fail/<name>")
    def fail(name: str) -> str:
        raise ZeroDivisionError(f"secret of {name}")

    return room
