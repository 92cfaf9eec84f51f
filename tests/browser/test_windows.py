"""What opens over a page: the menu of narrow screens, windows that ask. By keyboard, and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow

NARROW = {"width": 320, "height": 640}
FOCUSED = "() => document.activeElement.id || document.activeElement.textContent.trim()"


def press(page: Page, *keys: str) -> str:
    """Press the keys one after the other; what has the focus then."""
    for key in keys:
        page.keyboard.press(key)
    return str(page.evaluate(FOCUSED))


@pytest.mark.parametrize("part", ["sample-window", "sample-confirm"])
def test_a_window_opens_by_keyboard_and_gives_the_focus_back(open_window: OpenWindow, part: str) -> None:
    page = open_window("administrator").go("/style")
    opener, window = page.locator(f"[popovertarget={part}]").first, page.locator(f"#{part}")
    expect(window).to_be_hidden()
    opener.focus()
    assert press(page, "Enter") == f"{part}-title"
    expect(window).to_be_visible()
    press(page, "Escape")
    expect(window).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_way_back_is_the_first_thing_that_a_window_offers(open_window: OpenWindow) -> None:
    page = open_window("administrator").go("/style")
    page.locator("[popovertarget=sample-confirm]").first.focus()
    assert press(page, "Enter", "Tab") == "やめる"
    press(page, "Enter")
    expect(page.locator("#sample-confirm")).to_be_hidden()


def test_the_menu_of_a_narrow_screen_opens_and_shuts_by_keyboard(open_window: OpenWindow) -> None:
    page = open_window("hr", viewport=NARROW).go("/courses")
    menu = page.get_by_role("button", name="メニュー")
    links = page.get_by_role("navigation", name="主なメニュー")
    expect(links).to_be_hidden()
    menu.focus()
    press(page, "Enter")
    expect(links).to_be_visible()
    expect(links.locator("[aria-current=page]")).to_have_text("講座")
    press(page, "Escape")
    expect(links).to_be_hidden()
    expect(menu).to_be_focused()


def test_it_works_without_scripts(open_window: OpenWindow) -> None:
    page = open_window("hr", viewport=NARROW, java_script_enabled=False).go("/courses")
    page.get_by_role("button", name="メニュー").click()
    page.get_by_role("link", name="修了記録").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("修了記録")


def test_a_wide_screen_has_no_menu_to_open(open_window: OpenWindow) -> None:
    page = open_window("hr").go("/courses")
    expect(page.get_by_role("button", name="メニュー")).to_be_hidden()
    expect(page.get_by_role("navigation", name="主なメニュー")).to_be_visible()


def test_either_scheme_can_be_seen_on_the_same_desk(open_window: OpenWindow) -> None:
    """Every element below resolves its colours by its own scheme."""
    page = open_window("administrator", color_scheme="light").go("/style?scheme=dark")
    ground = "(one) => getComputedStyle(one).backgroundColor"
    assert page.locator(".gallery").evaluate(ground) == "rgb(19, 20, 25)"
    assert page.locator("body").evaluate(ground) == "rgb(247, 248, 251)"


def test_a_long_table_keeps_its_head_and_its_first_column_in_sight(open_window: OpenWindow) -> None:
    page = open_window("administrator").go("/style")
    frame = page.locator(".table-tall")
    frame.scroll_into_view_if_needed()
    top = "(one) => one.querySelector('thead').getBoundingClientRect().top - one.getBoundingClientRect().top"
    frame.evaluate("(one) => { one.scrollTop = 200; }")
    assert abs(frame.evaluate(top)) <= 2
    left = "(one) => getComputedStyle(one.querySelector('tbody th')).position"
    assert frame.evaluate(left) == "sticky"
