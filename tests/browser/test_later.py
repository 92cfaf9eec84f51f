"""What is laid out after the first paint is there for everybody in the end: to see, to find, to hear."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.layout import LATER, WAITS, wait_for_the_rest
from tests.browser.places import PLACES
from tests.browser.world import World

LONG = {"module read": 30, "map": 50}
"""Pages that leave something for later -> how much of it at least."""


def open_page(page: Page, world: World, name: str) -> str:
    place = next(place for place in PLACES if place.name == name)
    address = place.address(world)
    page.goto(address)
    return address


@pytest.mark.parametrize("name", LONG)
def test_everything_is_laid_out_and_told_in_the_end(name: str, open_window: OpenWindow, world: World) -> None:
    page = open_window("leader").page
    open_page(page, world, name)
    assert page.locator(LATER).count() >= LONG[name]
    wait_for_the_rest(page)
    last = page.locator("main").get_by_role("link").last
    told = page.locator("main").aria_snapshot()
    assert (last.get_attribute("aria-label") or last.inner_text()).strip() in told


def test_without_scripts_nothing_waits(open_window: OpenWindow, world: World) -> None:
    page = open_window("leader", java_script_enabled=False).page
    for name in LONG:
        open_page(page, world, name)
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate(WAITS, LATER) == 0


def test_whoever_comes_for_a_place_gets_the_page_whole_at_once(open_window: OpenWindow, world: World) -> None:
    page = open_window("leader").page
    page.route("**/js/*.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    address = open_page(page, world, "module read")
    assert page.evaluate(WAITS, LATER) > 0, "the style sheet alone leaves it for later"
    place = page.locator('.reading [id^="p-"]').nth(40).get_attribute("id")
    page.goto("about:blank")
    page.goto(f"{address}#{place}")
    assert page.evaluate(WAITS, LATER) == 0
    expect(page.locator(f"#{place}")).to_be_in_viewport()


def test_a_page_with_nothing_to_leave_for_later_is_left_alone(open_window: OpenWindow, world: World) -> None:
    page = open_window("leader").page
    open_page(page, world, "module read")
    wait_for_the_rest(page)
    page.evaluate("() => document.querySelectorAll('.reading').forEach((one) => one.remove())")
    page.evaluate("() => import('/elearn-static/js/later.js?again')")
    page.wait_for_timeout(200)  # what the script complains of is seen by the window


def test_the_map_is_found_at_the_place_it_is_asked_for(open_window: OpenWindow, world: World) -> None:
    page = open_window("leader").page
    page.route("**/js/*.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    address = open_page(page, world, "map")
    assert page.evaluate(WAITS, LATER) > 0, "the style sheet alone leaves it for later"
    page.goto("about:blank")
    page.goto(f"{address}#evidence-dx-basics")
    assert page.evaluate(WAITS, LATER) == 0
    expect(page.locator("#evidence-dx-basics")).to_be_in_viewport()


def test_nothing_moves_when_the_rest_of_the_map_is_laid_out(open_window: OpenWindow, world: World) -> None:
    """What stands in for a cell has the size the cell will have, so the table keeps its columns."""
    page = open_window("leader").page
    page.route("**/js/*.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    open_page(page, world, "map")
    page.locator(".map").scroll_into_view_if_needed()
    columns = "() => [...document.querySelectorAll('.map thead th')].map((one) => one.getBoundingClientRect().width)"
    before = page.evaluate(columns)
    page.unroute_all()
    page.evaluate("() => import('/elearn-static/js/later.js?again')")
    wait_for_the_rest(page)
    for was, now in zip(before, page.evaluate(columns), strict=True):
        assert abs(was - now) < 2


def test_the_words_of_a_control_of_the_map_are_in_its_name(open_window: OpenWindow, world: World) -> None:
    page = open_window("leader").page
    open_page(page, world, "map")
    wait_for_the_rest(page)
    first = page.locator(".map summary").first
    name = first.get_attribute("aria-label") or ""
    assert name.startswith(first.inner_text().strip())
    assert "<" not in name
