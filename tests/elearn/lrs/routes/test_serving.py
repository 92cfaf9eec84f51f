"""From a WSGI request to an answer: what is refused, and what every answer tells."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from elearn.lrs.routes.answers import Answer
from elearn.lrs.routes.desk import Office
from elearn.lrs.routes.serving import BASES, CONSISTENT_HEADER, answer_request
from elearn.lrs.services import GroupWriter
from tests.elearn.lrs.house import House, body, statement


def ask(house: House, method: str, resource: str, data: bytes = b"", **environ: Any) -> Answer:
    office = Office(house.app.extensions["elearn"], "k" * 32)
    with Session(house.engine) as session:
        answer = answer_request(
            office,
            lambda: session,
            {
                "REQUEST_METHOD": method,
                "PATH_INFO": f"/xapi/{resource}",
                "CONTENT_LENGTH": str(len(data)),
                "CONTENT_TYPE": "application/json",
                "HTTP_AUTHORIZATION": "Basic " + base64.b64encode(f"{house.key}:{house.secret}".encode()).decode(),
                "HTTP_X_EXPERIENCE_API_VERSION": "2.0.0",
                "wsgi.input": io.BytesIO(data),
                **environ,
            },
            resource,
            "2.0.0",
        )
        assert not session.in_transaction()
    return answer


def test_two_base_paths_speak_two_versions() -> None:
    assert BASES == {"/xapi": "2.0.0", "/xapi/1.0.3": "1.0.3"}


def test_what_is_stored_is_told_with_the_version(house: House) -> None:
    answer = ask(house, "POST", "statements", body(statement()), HTTP_X_EXPERIENCE_API_VERSION="1.0.1")
    assert (answer.status, answer.headers) == (200, {"X-Experience-API-Version": "1.0.3"})
    assert len(json.loads(answer.body)) == 1


@pytest.mark.parametrize(
    ("method", "resource", "status"),
    [("GET", "nothing", 404), ("PATCH", "statements", 405), ("POST", "about", 405), ("POST", "statements", 400)],
)
def test_refusals_are_json(house: House, method: str, resource: str, status: int) -> None:
    answer = ask(house, method, resource)
    assert answer.status == status
    assert set(json.loads(answer.body)) == {"error", "message", "problems"}


def test_even_a_refused_search_tells_how_far_it_is_consistent(house: House) -> None:
    assert CONSISTENT_HEADER in ask(house, "GET", "statements", QUERY_STRING="x=1").headers
    assert CONSISTENT_HEADER in ask(house, "HEAD", "statements", HTTP_AUTHORIZATION="").headers
    assert CONSISTENT_HEADER not in ask(house, "POST", "statements").headers


def test_a_busy_database_asks_for_patience(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise OperationalError("INSERT", None, Exception("database is locked"))

    monkeypatch.setattr(GroupWriter, "submit_unread", fail)
    answer = ask(house, "POST", "statements", body(statement()))
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
