"""Help in place: every page has its topic, every topic its text, and the first visit its panel."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from elearn.web.help import COOKIE, KEYS, PAGES, TOPICS, topics_for
from elearn.web.identity import ROLES
from elearn.wiring.blueprints import BLUEPRINTS, PROGRAMS
from tests.builders import add_person, publish, write_course
from tests.visitor import PASSWORD, Visitor, inside

HANAKO, TARO = "0000001", "0000002"


@pytest.fixture
def site(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> Flask:
    """A site with a course and two people."""
    app = make_app(sqlite_url)
    with inside(app) as house:
        session = house.session()
        publish(house, session, write_course(tmp_path / "course"))
        for number, roles in ((HANAKO, ()), (TARO, ("administrator",))):
            add_person(session, number, house=house, password=PASSWORD, roles=roles)
    return app


@pytest.fixture
def hanako(site: Flask) -> Visitor:
    """Hanako, signed in."""
    visitor = Visitor(site)
    visitor.sign_in(HANAKO)
    return visitor


def test_topics_are_told_by_role() -> None:
    assert next(topic.id for topic in topics_for(())) == "first"
    assert {topic.id for topic in topics_for({"auditor"})} - {topic.id for topic in topics_for(())} == {
        "completions",
        "log",
    }
    assert len({topic.id for topic in TOPICS}) == len(TOPICS)
    assert all(topic.roles <= set(ROLES) for topic in TOPICS)


def test_every_page_leads_to_a_topic_that_there_is(site: Flask) -> None:
    assert set(PAGES.values()) <= {topic.id for topic in TOPICS}
    assert [endpoint for endpoint in PAGES if endpoint not in site.view_functions] == []


def test_every_page_of_a_menu_is_explained(site: Flask) -> None:
    with site.app_context():
        menu = [item.endpoint for item in site.extensions["elearn"].navigation]
    assert menu
    assert [one for one in menu if one not in PAGES] == []


def test_the_page_holds_every_topic_of_the_reader(site: Flask, hanako: Visitor) -> None:
    page = hanako.open("/help")
    ids = [node.attrs["id"] for node in page.main.find("section")]
    assert ids == [topic.id for topic in topics_for({"learner"})]
    for node in page.main.find("section"):
        assert len(node.text) > 30, node.attrs["id"]
    admin = Visitor(site)
    admin.sign_in(TARO)
    more = [node.attrs["id"] for node in admin.open("/help").main.find("section")]
    assert set(more) - set(ids) == {"evidence", "office", "staff", "roster", "log"}


def test_help_is_there_before_signing_in(site: Flask) -> None:
    visitor = Visitor(site)
    page = visitor.open("/sign-in")
    assert page.links()["使い方"].endswith("/help#signing")
    assert visitor.open("/help").title == "使い方"
    assert visitor.open("/help/keys").title == "キーボードでの操作"


@pytest.mark.parametrize(
    ("path", "topic"),
    [("/", "home"), ("/courses", "courses"), ("/map", "map"), ("/search", "search"), ("/profile", "signing")],
)
def test_each_page_leads_to_its_own_part_of_the_help(hanako: Visitor, path: str, topic: str) -> None:
    page = hanako.open(path)
    assert page.links()["使い方"].endswith(f"/help#{topic}")
    assert topic in [node.attrs["id"] for node in hanako.follow("使い方").main.find("section")]


def test_the_keys_are_told_as_keys(hanako: Visitor) -> None:
    page = hanako.open("/help/keys")
    rows = page.main.first("tbody").find("tr")
    assert len(rows) == len(KEYS)
    assert [key.text for key in rows[1].find("kbd")] == ["Shift", "Tab"]


def test_the_help_is_complete_in_english(hanako: Visitor) -> None:
    hanako.open("/")
    hanako.post("/language", language="en", next="/help")
    for path, title in (("/help", "Help"), ("/help/keys", "Using the keyboard")):
        page = hanako.open(path)
        assert page.title == title
        assert not re.search(r"[぀-ヿ一-鿿]", page.main.text)


# The first visit


def shows_welcome(visitor: Visitor) -> bool:
    return "はじめての方へ" in [node.text for node in visitor.open("/").main.find("h2")]


def test_the_panel_stands_on_the_first_home_and_nowhere_else(hanako: Visitor) -> None:
    assert shows_welcome(hanako)
    assert len(hanako.page.main.first("section").find("li")) == 3
    assert "はじめての方へ" not in hanako.open("/courses").text


def test_closed_by_hand_it_stays_closed_for_this_person_only(site: Flask, hanako: Visitor) -> None:
    hanako.open("/")
    assert hanako.press("閉じる").address == "/"
    assert not shows_welcome(hanako)
    cookie = hanako.client.get_cookie(COOKIE)
    assert cookie is not None
    assert cookie.http_only
    assert re.fullmatch(r"[0-9a-f]{8}", cookie.value)
    hanako.press("サインアウト")
    hanako.sign_in(TARO)
    assert shows_welcome(hanako)
    hanako.press("閉じる")
    assert not shows_welcome(hanako)
    hanako.press("サインアウト")
    hanako.sign_in(HANAKO)
    assert not shows_welcome(hanako)


def test_beginning_a_course_closes_it(hanako: Visitor) -> None:
    hanako.open("/courses/dx-basics")
    hanako.press("この講座を受講する")
    hanako.press("読み終えました")
    assert not shows_welcome(hanako)


@pytest.mark.parametrize("value", ["x" * 3000, "a.b..c", "12345678" * 9, "<script>", "é"])
def test_a_strange_cookie_does_no_harm(hanako: Visitor, value: str) -> None:
    hanako.client.set_cookie(COOKIE, value)
    assert shows_welcome(hanako)
    hanako.press("閉じる")
    assert not shows_welcome(hanako)


def test_it_leads_nowhere_else(hanako: Visitor) -> None:
    hanako.open("/")
    answer = hanako.client.post("/help/welcome", data={"csrf_token": hanako.token(), "next": "https://other.example/"})
    assert answer.headers["Location"] == "/help"
    assert hanako.client.post("/help/welcome", data={"next": "/"}).status_code == 400


def test_the_blueprint_is_a_room_of_pages() -> None:
    assert "help" in BLUEPRINTS
    assert "help" not in PROGRAMS
