"""What is laid out after the first paint is there for everybody in the end: to see, to find, to hear."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.layout import LATER, WAITS, wait_for_the_rest
from tests.browser.places import PLACES
from tests.browser.world import World

LONG = {"module read": 30}
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


def test_the_map_is_whole_when_it_is_first_shown(open_window: OpenWindow, world: World) -> None:
    """A first frame without the table would be followed by a long one; nothing of it waits for a script."""
    page = open_window("leader").page
    page.add_init_script("""new PerformanceObserver((list) => {
      for (const one of list.getEntries()) window.early ??= document.getElementById('whole') !== null;
    }).observe({ type: 'paint', buffered: true });""")
    open_page(page, world, "map")
    page.wait_for_function("() => window.early !== undefined")
    assert page.evaluate("() => window.early")
    assert page.locator("link[rel=expect]").get_attribute("href") == "#whole"
    assert page.evaluate(WAITS, LATER) == 0
    first = page.locator(".map summary").first
    name = first.get_attribute("aria-label") or ""
    assert name.startswith(first.inner_text().strip())
    assert "<" not in name
