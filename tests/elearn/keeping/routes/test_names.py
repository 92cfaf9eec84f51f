"""The IRIs of our own words lead to what they mean, for anybody."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask

from elearn.lrs.rules.queries import StatementQuery
from elearn.lrs.services import find_statements
from elearn.xapi.conformance import find_template_problems
from elearn.xapi.vocabulary import PROFILE_PATH
from tests.elearn.keeping.conftest import Desk


def test_the_profile_is_there_for_everybody(make_app: Callable[..., Flask], sqlite_url: str) -> None:
    client = make_app(sqlite_url).test_client()
    answer = client.get(f"/xapi-names/{PROFILE_PATH}")
    assert (answer.status_code, answer.mimetype) == (200, "application/ld+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    profile = answer.get_json()
    assert urlsplit(profile["id"]).path == f"/xapi-names/{PROFILE_PATH}"
    for one in (*profile["concepts"], *profile["templates"]):
        assert client.get(urlsplit(one["id"]).path).get_json() == one
    assert client.get("/xapi-names/verbs/unknown").status_code == 404
    assert client.post(f"/xapi-names/{PROFILE_PATH}").status_code == 405


def test_what_a_house_really_stored_follows_what_it_publishes(desk: Desk) -> None:
    profile = desk.app.test_client().get(f"/xapi-names/{PROFILE_PATH}").get_json()
    with desk.session() as session:
        bodies = find_statements(session, StatementQuery()).bodies
    assert len(bodies) > 4
    for body in bodies:
        assert find_template_problems(profile, json.loads(body)) == []
