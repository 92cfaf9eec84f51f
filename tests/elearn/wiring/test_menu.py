"""The links in the head of the page: those that this person may follow, and which one is open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, g

from elearn.hookspecs import NavigationItem
from elearn.web.identity import Identity
from elearn.wiring.menu import build_menu

ITEMS = (
    NavigationItem("ホーム", "learning.home"),
    NavigationItem("修了記録", "hr.completions", frozenset({"hr", "auditor"})),
    NavigationItem("職員", "people.staff", frozenset({"hr"})),
    NavigationItem("ほかの町", "town.home"),
)


@pytest.fixture
def see(make_app: Callable[..., Flask], sqlite_url: str) -> Callable[..., dict[str, object]]:
    """What somebody with these roles sees on a page; nobody without roles."""
    app = make_app(sqlite_url)

    def look(*roles: str, path: str = "/", language: str = "ja", method: str = "GET") -> dict[str, object]:
        with app.test_request_context(path, method=method):
            person = Identity("u", "枚方　花子", frozenset(roles), "0100", language) if roles else None
            g.elearn_identity = person
            return build_menu(ITEMS)

    return look


def test_nobody_sees_no_links_but_the_way_home(see: Callable[..., dict[str, object]]) -> None:
    menu = see()
    assert menu["navigation"] == ()
    assert (menu["home_url"], menu["language_url"], menu["here"]) == ("/", "/language", "/")
    assert menu.keys().isdisjoint({"profile_url", "sign_out_url"})


def test_a_learner_sees_what_everybody_sees(see: Callable[..., dict[str, object]]) -> None:
    menu = see("learner")
    assert menu["navigation"] == [("ホーム", "/", True)]
    assert (menu["profile_url"], menu["sign_out_url"]) == ("/profile", "/sign-out")


def test_roles_open_their_links_in_order_and_the_open_page_is_marked(see: Callable[..., dict[str, object]]) -> None:
    links = see("learner", "hr", path="/people")["navigation"]
    assert isinstance(links, list)
    assert [label for label, _, _ in links] == ["ホーム", "修了記録", "職員"]
    assert [label for label, _, current in links if current] in (["職員"], [])
    assert [label for label, _, _ in see("auditor")["navigation"]] == ["ホーム", "修了記録"]


def test_a_link_of_a_plugin_whose_pages_are_missing_is_left_out(see: Callable[..., dict[str, object]]) -> None:
    everybody = see("learner", "hr", "auditor")["navigation"]
    assert "ほかの町" not in [label for label, _, _ in everybody]


def test_the_links_speak_the_language_of_the_person(see: Callable[..., dict[str, object]]) -> None:
    links = see("learner", "hr", language="en")["navigation"]
    assert isinstance(links, list)
    assert [label for label, _, _ in links] == ["Home", "Completion records", "Staff"]


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/courses", "/courses"),
        ("/people?q=%E9%AB%98&page=2", "/people?q=%E9%AB%98&page=2"),
        ("/sign-in?next=/profile", "/sign-in?next=/profile"),
        ("/sign-in?next=//evil.example/", "/sign-in"),
        ("/sign-in?next=/%5Cevil.example", "/sign-in"),
        ("/sign-in?next=https://evil.example/", "/sign-in"),
        ("/people?q=" + "x" * 3000, "/people"),
    ],
)
def test_who_changes_the_language_comes_back_to_the_same_page(
    see: Callable[..., dict[str, object]], path: str, here: str
) -> None:
    assert see(path=path)["here"] == here
    assert see(path=path, method="POST")["here"] == "/"
