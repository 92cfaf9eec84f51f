"""A page of a quiz stays light: of every shipped course, every page of every quiz, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from elearn.learning.services.attempts import open_sitting, start_attempt, submit_attempt
from elearn.learning.services.catalog import current_versions, publish_course
from elearn.learning.services.registrations import register
from tests.builders import add_person
from tests.visitor import PASSWORD, Visitor, inside

MOST = 16 * 1024
FINAL = "90-test/test"
CATALOG = Path(__file__).parents[4] / "courses" / "catalog"


@pytest.fixture
def sittings(make_app: Callable[..., Flask], sqlite_url: str) -> tuple[Visitor, list[str], set[str]]:
    """Somebody at every quiz of every shipped course: the addresses of the pages, and the kinds of their items."""
    app = make_app(sqlite_url)
    addresses, kinds = [], set()
    with inside(app) as house:
        session = house.session()
        for folder in sorted(path.parent for path in CATALOG.glob("*/course.toml")):
            publish_course(session, folder, house.now())
        person = add_person(session, "0000001", "山田　花子", house=house, password=PASSWORD)
        for version in current_versions(session):
            pen = house.recorder(session)
            registration = register(pen, house.catalog, person, version.course, person)
            for key, quiz in house.catalog.package(session, version.digest).quizzes.items():
                attempt = start_attempt(pen, house.catalog, person, registration, key, seed=5)
                form = open_sitting(session, house.catalog, person, attempt).form
                addresses += [f"/attempts/{attempt}/pages/{page}" for page in range(1, len(form.pages) + 1)]
                kinds |= {quiz.items()[ident].kind for ident in form.item_ids}
        session.commit()
    visitor = Visitor(app)
    visitor.sign_in("0000001")
    return visitor, addresses, kinds


def test_no_page_of_a_shipped_quiz_is_heavy(sittings: tuple[Visitor, list[str], set[str]]) -> None:
    visitor, addresses, kinds = sittings
    assert len(addresses) > 25
    assert kinds >= {"choice", "true_false", "matching", "sequencing", "numeric", "fill_in"}
    heavy = {}
    for language in ("ja", "en"):
        visitor.client.set_cookie("elearn_language", language)
        for address in addresses:
            weight = len(visitor.client.get(address).data)
            if weight > MOST:
                heavy[language, address] = weight
    assert heavy == {}


def test_no_draw_of_a_final_test_is_heavy(make_app: Callable[..., Flask], sqlite_url: str) -> None:
    """Items that offer long texts several times over may come together on one page."""
    app = make_app(sqlite_url)
    visitor = Visitor(app)
    with inside(app) as house:
        publish_course(house.session(), CATALOG / "dx-basics", house.now())
        person = add_person(house.session(), "0000001", "山田　花子", house=house, password=PASSWORD)
        registration = register(house.recorder(), house.catalog, person, "dx-basics", person)
        house.session().commit()
    visitor.sign_in("0000001")
    heavy = {}
    for seed in range(25):
        with inside(app) as house:
            attempt = start_attempt(house.recorder(), house.catalog, person, registration, FINAL, seed=seed)
            pages = len(open_sitting(house.session(), house.catalog, person, attempt).form.pages)
            house.session().commit()
        for page in range(1, pages + 1):
            weight = len(visitor.client.get(f"/attempts/{attempt}/pages/{page}").data)
            if weight > MOST:
                heavy[seed, page] = weight
        with inside(app) as house:
            submit_attempt(house.recorder(), house.catalog, person, attempt)
            house.session().commit()
    assert heavy == {}
