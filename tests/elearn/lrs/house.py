"""A house around the store for tests: a clock that one can turn, a tiny application, statements and their senders."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from elearn.lrs import services
from elearn.lrs.routes.blueprints import create_blueprints
from elearn.lrs.rules.credentials import ALL

NOON = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
AUTHORITY: dict[str, Any] = {
    "objectType": "Agent",
    "account": {"homePage": "https://elearn.example.jp/", "name": "relay"},
}
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
PASSED = "http://adlnet.gov/expapi/verbs/passed"


@dataclass
class Clock:
    """Stands still until it is turned."""

    moment: dt.datetime = NOON

    def now(self) -> dt.datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        self.moment += dt.timedelta(seconds=seconds)


def account(name: str) -> dict[str, Any]:
    return {"objectType": "Agent", "account": {"homePage": "https://elearn.example.jp/", "name": name}}


def statement(
    who: str = "p-1", verb: str = PASSED, what: str = "https://x.example.jp/a", **more: Any
) -> dict[str, Any]:
    return {"actor": account(who), "verb": {"id": verb}, "object": {"id": what}, **more}


def reference(to: str, verb: str = "http://adlnet.gov/expapi/verbs/commented", **more: Any) -> dict[str, Any]:
    target = {"objectType": "StatementRef", "id": to}
    return {"actor": account("p-9"), "verb": {"id": verb}, "object": target, **more}


def new_id() -> str:
    return str(uuid4())


def body(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


@dataclass
class House:
    """The application with the store, and one credential that may do everything."""

    engine: Engine
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.app = Flask(__name__)
        self.app.secret_key = "k" * 32
        self.app.extensions["elearn"] = SimpleNamespace(
            session=self.open_session,
            sessions=lambda: Session(self.engine),
            settings=SimpleNamespace(home_page="https://elearn.example.jp/", secret_key=""),
            now=self.clock.now,
            bearer=None,
        )
        for blueprint in create_blueprints():
            self.app.register_blueprint(blueprint)
        self.sessions: list[Session] = []
        self.key, self.secret = self.add_credential(ALL)
        self.client: FlaskClient = self.app.test_client()

    def open_session(self) -> Session:
        """One session per request, as an application has it."""
        if "session" not in g:
            g.session = Session(self.engine)
            self.sessions.append(g.session)
        session: Session = g.session
        return session

    def close(self) -> None:
        for session in self.sessions:
            session.close()

    def add_credential(self, *scopes: str) -> tuple[str, str]:
        with Session(self.engine) as session:
            made = services.create_credential(session, "test", NOON, scopes)
            session.commit()
        return made.key, made.secret

    def send(self, method: str, path: str, version: str | None = "1.0.3", **more: Any) -> TestResponse:
        headers = dict(more.pop("headers", {}))
        if version is not None:
            headers["X-Experience-API-Version"] = version
        more.setdefault("auth", (self.key, self.secret))
        return self.client.open(path, method=method, headers=headers, **more)

    def post(self, value: Any, **more: Any) -> TestResponse:
        return self.send("POST", "/xapi/statements", data=body(value), content_type="application/json", **more)

    def put(self, uuid: str, value: Any, **more: Any) -> TestResponse:
        path = f"/xapi/statements?statementId={uuid}"
        return self.send("PUT", path, data=body(value), content_type="application/json", **more)

    def get(self, version: str = "1.0.3", **parameters: Any) -> TestResponse:
        query = {key: json.dumps(one) if isinstance(one, dict) else one for key, one in parameters.items()}
        return self.send("GET", "/xapi/statements", version, query_string=query)

    def find(self, **parameters: Any) -> list[str]:
        """Ids of everything that a search finds, page after page."""
        return [one["id"] for one in self.walk(**parameters)]

    def walk(self, **parameters: Any) -> Iterator[dict[str, Any]]:
        response = self.get(**parameters)
        while True:
            assert response.status_code == 200, response.text
            yield from response.json["statements"]
            if not response.json["more"]:
                return
            response = self.send("GET", response.json["more"])
