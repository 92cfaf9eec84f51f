"""The room's pages in a small application, with a sign-in that a test chooses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from elearn.awards.routes import checking, designs, holder, mine, office, orders, programs
from elearn.awards.routes.desk import api, blueprint, papers
from elearn.learning.services.catalog import Catalog
from elearn.skills.services.maps import load_map
from elearn.web.furniture import init_web
from elearn.web.identity import Identity, set_identity_loader
from tests.elearn.awards.builders import HANAKO, Desk

VIEWS = (checking, designs, holder, mine, office, orders, programs)


class Mounted:
    """The small house as pages ask for it."""

    def __init__(self, desk: Desk) -> None:
        self.settings, self.reactions = desk.settings, desk.reactions
        self.skill_map = load_map("hirakata-r7")
        self.catalog = Catalog(desk.settings.data_dir / "cache")
        self.session = lambda: desk.session
        self.recorder, self.now = desk.recorder, desk.now


class Browser:
    """A client, and who is signed in at it."""

    def __init__(self, client: FlaskClient, desk: Desk) -> None:
        self.client, self.desk = client, desk
        self.person: Identity | None = None

    def sign_in(self, person: str = HANAKO, *roles: str, language: str = "ja") -> None:
        """Somebody sits down at the browser."""
        self.person = Identity(person, "表示名", frozenset({"learner", *roles}), "010", language)

    def sign_out(self) -> None:
        """Nobody is there."""
        self.person = None

    def get(self, address: str):
        """A page as (status, text)."""
        answer = self.client.get(address)
        return answer.status_code, answer.get_data(as_text=True)


@pytest.fixture
def browser(desk: Desk) -> Iterator[Browser]:
    """The award room's pages over the small house."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY="x" * 32, WTF_CSRF_ENABLED=False, TESTING=True)
    app.extensions["elearn"] = Mounted(desk)
    init_web(app)
    stub = Blueprint("skills", __name__)
    stub.add_url_rule("/skills", "my_map", lambda: "map")
    app.register_blueprint(stub)
    for one in (blueprint, papers, api):
        app.register_blueprint(one)

    @app.after_request
    def finish(response):
        (desk.session.commit if response.status_code < 400 else desk.session.rollback)()
        return response

    with app.test_client() as client:
        made = Browser(client, desk)
        set_identity_loader(app, lambda session, cookie: made.person)
        yield made
