"""The statistics desk over every kind of item: each page of each item, in both languages, with its picks counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from elearn.learning.services.attempts import open_sitting, save_responses, start_attempt, submit_attempt
from elearn.learning.services.registrations import complete_reading, register
from elearn.learning.services.statistics import analyse_quiz
from elearn.studio.routes.statistics import KINDS
from tests.builders import PAGE, SAMPLES, TEST, add_person, publish, write_course
from tests.visitor import PASSWORD, Visitor, inside

COURSE, OFFICE, CROWD = "dx-basics", "0000070", 6
QUIZ = f"/studio/statistics/{COURSE}/{TEST}"


@pytest.fixture
def app(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> Flask:
    """Six people took the test of every kind: the first with everything right, each further one with more wrong."""
    app = make_app(sqlite_url)
    with inside(app) as house:
        session = house.session()
        publish(house, session, write_course(tmp_path / "course"))
        add_person(session, OFFICE, "推進　課子", ["dx-office"], house=house, password=PASSWORD)
        for place in range(CROWD):
            person = add_person(session, f"{place + 1:07d}")
            pen = house.recorder(session)
            registration = register(pen, house.catalog, person, COURSE, person)
            complete_reading(pen, house.catalog, person, registration, PAGE)
            attempt = start_attempt(pen, house.catalog, person, registration, TEST, seed=3)
            items = open_sitting(session, house.catalog, person, attempt).form.item_ids
            fields = {
                item: SAMPLES[item].wrong if number % CROWD < place else SAMPLES[item].right
                for number, item in enumerate(items)
            }
            save_responses(pen, house.catalog, person, attempt, fields)
            submit_attempt(pen, house.catalog, person, attempt)
        session.commit()
    return app


def visit(app: Flask, language: str = "ja") -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in(OFFICE)
    visitor.client.set_cookie("elearn_language", language)
    return visitor


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_item_of_every_kind_has_its_page(app: Flask, language: str) -> None:
    with inside(app) as house:
        found = analyse_quiz(house.session(), house.catalog, COURSE, TEST)
    assert {one.kind for one in found.found.items} == {
        SAMPLES[ident].text.split("kind: ")[1].split("\n")[0] for ident in found.versions
    }
    visitor = visit(app, language)
    for item in found.found.items:
        answer = visitor.client.get(f"{QUIZ}/items/{item.id}")
        assert answer.status_code == 200
        html = answer.get_data(as_text=True)
        assert item.kind in KINDS
        assert ('role="img"' in html) == bool(item.picks)
        assert html.count("<tr>") >= 8 + len(item.picks)


def test_all_who_picked_are_counted(app: Flask) -> None:
    with inside(app) as house:
        found = analyse_quiz(house.session(), house.catalog, COURSE, TEST)
    assert found.found.count == CROWD
    for item in found.found.items:
        assert item.figures.count == CROWD
        assert item.figures.facility is not None
        assert 0 <= item.figures.facility <= 1
        if item.kind == "true_false":
            assert sum(row.count for row in item.picks) == CROWD
        for row in item.picks:
            assert 0 <= row.count <= CROWD
            assert row.share == pytest.approx(row.count / CROWD)


@pytest.mark.parametrize(
    "query",
    [
        "which=none",
        "which=best&which=first",
        "sort=",
        "sort=--count",
        "sort=-effective_weight",
        "sort=place&page=9",
        "show=<script>",
        "objective=%00",
        "objective=%F0%A0%AE%B7",
        "which=last&show=advised&objective=why-learn&sort=-discrimination",
    ],
)
def test_whatever_stands_in_the_address_the_page_is_there(app: Flask, query: str) -> None:
    visitor = visit(app)
    for address in (QUIZ, f"{QUIZ}/items.csv", f"{QUIZ}/figures.json"):
        answer = visitor.client.get(f"{address}?{query}")
        assert answer.status_code == 200
        assert b"<script>" not in answer.data.replace(b'<script type="module"', b"")
