"""What the pages of drafts cost and what they leave behind: statements, bytes, and a row of the access log each."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from elearn.people.services.access import access_log_page
from elearn.studio.routes.draftdesk import PURPOSE
from tests.builders import PAGE, PRACTICE
from tests.elearn.studio.writing import AUTHOR, COURSE, OFFICE, SECOND, Desk, change
from tests.sqlcount import count_statements
from tests.visitor import inside

PAGES = {
    "": 18,
    "/changes": 16,
    "/preview": 12,
    f"/preview/pages/{PAGE}": 10,
    f"/preview/quizzes/{PRACTICE}": 12,
}
"""Page of a draft -> the most statements that it may send, sign-in and access log among them."""

MOST_BYTES = 15 * 1024
"""Of a page's HTML, compressed."""


@pytest.fixture
def desk(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> Desk:
    return Desk(make_app(sqlite_url), tmp_path)


def log_of(desk: Desk) -> list[tuple[str, str, str | None, str]]:
    """The access log, oldest first: what was done, by whom, about whom, what for."""
    with inside(desk.app) as house:
        rows = access_log_page(house.session()).rows
    return [(row.action, row.actor, row.subject, row.purpose) for row in reversed(rows) if row.action != "refused"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_the_database_little_and_is_light(desk: Desk, page: str) -> None:
    author = desk.visit(AUTHOR)
    address = desk.hand_in(author, change(desk.folder))
    author.open(f"{address}{page}")  # what is opened once is kept
    with count_statements(desk.app) as statements:
        shown = author.open(f"{address}{page}")
    assert statements.count <= PAGES[page], str(statements)
    assert len(gzip.compress(shown.html.encode())) <= MOST_BYTES


def test_a_longer_list_asks_no_more(desk: Desk) -> None:
    author = desk.visit(AUTHOR)
    counts = []
    for round_ in range(2):
        for number in range(1 + 4 * round_):
            desk.hand_in(author, change(desk.folder, f"1.{round_}.{number + 1}"))
        author.open("/studio/drafts/")
        with count_statements(desk.app) as statements:
            author.open("/studio/drafts/")
        counts.append(statements.count)
    assert counts[0] == counts[1] <= 12


def test_every_act_is_in_the_log_with_who_and_whose(desk: Desk) -> None:
    author, address = desk.ready()
    before = len(log_of(desk))
    office = desk.visit(OFFICE, address)
    office.follow("変更点を見る")
    office.post(f"{address}/return", number="1", comment="出典の年を確かめてください。")
    author.open(address)
    author.press("承認に出す")
    second = desk.visit(SECOND, address)
    second.press("承認して公開する")
    second.client.get(f"{address}/package")
    second.client.get(f"/studio/drafts/courses/{COURSE}/package")
    mine, office_id, second_id = desk.people[AUTHOR], desk.people[OFFICE], desk.people[SECOND]
    told = [row for row in log_of(desk)[before:] if row[0] != "view-draft"]
    assert told == [
        ("return-draft", office_id, mine, PURPOSE),
        ("submit-draft", mine, mine, PURPOSE),
        ("approve-draft", second_id, mine, PURPOSE),
        ("export-draft", second_id, mine, PURPOSE),
        ("export-course", second_id, None, PURPOSE),
    ]
    seen = {(row[1], row[2]) for row in log_of(desk)[before:] if row[0] == "view-draft"}
    assert {(office_id, mine), (second_id, mine)} <= seen


def test_what_is_refused_leaves_no_act_in_the_log(desk: Desk) -> None:
    author, address = desk.ready()
    author.post(f"{address}/approve", number="1")
    author.post(f"{address}/return", number="1", comment="理由")
    office = desk.visit(OFFICE, address)
    office.post(f"{address}/approve", number="7")
    assert {row[0] for row in log_of(desk)}.isdisjoint({"approve-draft", "return-draft"})


def test_naming_an_author_is_logged_about_the_author(desk: Desk) -> None:
    office = desk.visit(OFFICE, "/studio/authors")
    office.press("教材担当に加える", course=COURSE, staff_number=SECOND)
    office.press("外す（教材　二郎　見本の講座）")
    acts = [row for row in log_of(desk) if "author" in row[0]]
    assert [(row[0], row[2], row[3]) for row in acts] == [
        ("appoint-author", desk.people[SECOND], "教材担当の指名"),
        ("dismiss-author", desk.people[SECOND], "教材担当の指名"),
    ]
