"""The store alone as an application: it starts sooner than the whole house, so that it can be killed more often."""

from __future__ import annotations

import datetime as dt
import os
from types import SimpleNamespace

from flask import Flask, g
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from elearn.db import prepare_engine
from elearn.lrs.routes.blueprints import create_blueprints

engine = create_engine(os.environ["ELEARN_DATABASE_URL"])
prepare_engine(engine)


def open_session() -> Session:
    """One session per request."""
    if "session" not in g:
        g.session = Session(engine)
    session: Session = g.session
    return session


app = Flask("store")
app.secret_key = "k" * 32
app.extensions["elearn"] = SimpleNamespace(
    session=open_session,
    sessions=lambda: Session(engine),
    settings=SimpleNamespace(home_page="https://elearn.example.jp/", secret_key=""),
    now=lambda: dt.datetime.now(dt.UTC),
    bearer=None,
)
for blueprint in create_blueprints():
    app.register_blueprint(blueprint)


@app.teardown_request
def close_session(_: BaseException | None) -> None:
    if "session" in g:
        g.session.close()
