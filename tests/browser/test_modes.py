"""With the keyboard, in the dark, in forced colours, without motion and on paper the pages stay whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenWindow
from tests.browser.focus import walk
from tests.browser.places import PLACES, Place
from tests.browser.world import World

ROOT = Path(__file__).parents[2]

MAIN = (
    "sign-in refused",
    "home later",
    "catalogue",
    "course",
    "module threats",
    "sitting 1",
    "sitting 2",
    "check",
    "result of all kinds",
    "map",
    "certificates",
    "profile",
    "completions of none",
    "staff found",
    "roster",
    "leaders",
)
WALKED = [place for place in PLACES if place.name in MAIN]

COLOURS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}


@pytest.mark.parametrize("place", WALKED, ids=lambda place: place.name)
def test_tab_walks_the_page_in_its_order_and_shows_where_it_is(
    place: Place, open_window: OpenWindow, world: World
) -> None:
    page = place.visit(open_window(place.who), world)
    gone = walk(page)
    assert gone.stops > 3
    assert not gone.faults, "\n".join(gone.faults)


@pytest.mark.parametrize("name", ["sitting 1", "home later"])
@pytest.mark.parametrize("colours", ["dark", "forced"])
def test_the_ring_is_seen_in_all_colours(name: str, colours: str, open_window: OpenWindow, world: World) -> None:
    place = next(one for one in PLACES if one.name == name)
    page = place.visit(open_window(place.who, **COLOURS[colours]), world)
    assert not (gone := walk(page)).faults, "\n".join(gone.faults)


@pytest.mark.parametrize(
    ("style", "told"),
    [
        ("outline: 0 !important; box-shadow: none !important", "a ring of 0 px"),
        ("outline: 4px solid #eee !important; box-shadow: none !important; background: #fff", "to 1, on"),
        ("position: absolute; left: -999px", "out of sight"),
    ],
)
def test_the_walk_would_find_it(style: str, told: str, open_window: OpenWindow) -> None:
    page = open_window().go("/sign-in")
    assert walk(page).faults == []
    add_style(page, f"main button {{ {style} }}")
    assert told in "\n".join(walk(page).faults)


def test_the_walk_would_find_a_trap_and_a_changed_order(open_window: OpenWindow) -> None:
    page = open_window().go("/sign-in")
    page.evaluate("() => { document.querySelector('main button').tabIndex = 1; }")
    assert "should be" in walk(page).faults[0]
    page.reload()
    page.evaluate(
        """() => document.querySelector('#password').addEventListener('keydown', (event) => event.preventDefault())"""
    )
    assert "should be" in walk(page).faults[0]


CHOOSABLE = ("completions of none", "roster", "profile", "staff found", "evidence", "sitting 2")


@pytest.mark.parametrize("name", CHOOSABLE)
def test_choosing_and_coming_to_a_field_leave_the_page_where_it_is(
    name: str, open_window: OpenWindow, world: World
) -> None:
    place = next(one for one in PLACES if one.name == name)
    page = place.visit(open_window(place.who), world)
    address, heading = page.url, page.locator("h1").inner_text()
    for field in page.locator("main select:visible").all():
        field.focus()
        field.select_option(index=field.evaluate("(one) => one.options.length - 1"))
    for field in page.locator("main input[type=checkbox]:visible, main input[type=radio]:visible").all()[:6]:
        field.focus()
        field.press("Space")
    page.wait_for_timeout(100)
    assert (page.url, page.locator("h1").inner_text()) == (address, heading)


EARLY = re.compile(r"pointerdown|mousedown|touchstart|touchmove|dragstart|devicemotion|deviceorientation|onpaste")
"""Acting before the button is let go, dragging, shaking, keeping from pasting (2.5.1, 2.5.2, 2.5.4, 2.5.7)."""


def test_scripts_wait_for_a_whole_press_and_ask_for_no_gesture() -> None:
    scripts = sorted((ROOT / "elearn" / "static" / "js").glob("*.js"))
    assert len(scripts) >= 2
    assert [one.name for one in scripts if EARLY.search(one.read_text(encoding="utf-8"))] == []


LETTER = re.compile(r"""\.(?:key|code) *={2,3} *["'](?!Escape|Enter|Tab|Arrow|Home|End|Page)""")
"""Listening to a single letter (2.1.4)."""


def test_no_script_listens_to_a_single_letter() -> None:
    scripts = {one.name: one.read_text(encoding="utf-8") for one in (ROOT / "elearn" / "static" / "js").glob("*.js")}
    assert [name for name, text in scripts.items() if LETTER.search(text) or "accesskey" in text.lower()] == []
    assert LETTER.search("if (event.key === 's') save()")
    assert not LETTER.search("if (event.key === 'Escape') close()")


HOVERED = """() => {
  const rules = (list) => [...list].flatMap((rule) => rule.cssRules ? [rule, ...rules(rule.cssRules)] : [rule]);
  return [...document.styleSheets].flatMap((sheet) => rules(sheet.cssRules))
    .filter((rule) => rule.selectorText?.includes(':hover'))
    .filter((rule) => ['display', 'visibility', 'content', 'opacity', 'clip-path', 'height', 'max-height']
      .some((name) => rule.style.getPropertyValue(name))).map((rule) => rule.cssText);
}"""


def test_nothing_comes_up_by_pointing_at_something(open_window: OpenWindow) -> None:
    page = open_window().go("/sign-in")
    assert page.evaluate(HOVERED) == []
    page.evaluate("() => document.styleSheets[0].insertRule('a:hover::after { display: block }')")
    assert len(page.evaluate(HOVERED)) == 1


def add_style(page: Page, rules: str) -> None:
    """Further rules for a page whose policy allows no style of its own."""
    page.evaluate(
        "([rules]) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rules);"
        " document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }",
        [rules],
    )


MOVES = """() => [...document.querySelectorAll('*')].flatMap((one) => {
    const style = getComputedStyle(one);
    const long = (times) => times.split(',').some((time) => parseFloat(time) > 0.01);
    return (style.animationName !== 'none' && long(style.animationDuration)) || long(style.transitionDuration)
      || style.scrollBehavior === 'smooth' ? [one.outerHTML.slice(0, 100)] : [];
  }).slice(0, 5)"""


@pytest.mark.parametrize("name", ["home later", "module", "sitting 1", "map", "completions", "verify valid"])
def test_nothing_moves_for_who_wants_no_motion(name: str, open_window: OpenWindow, world: World) -> None:
    place = next(one for one in PLACES if one.name == name)
    page = place.visit(open_window(place.who, reduced_motion="reduce"), world)
    assert page.evaluate(MOVES) == []
    add_style(page, "main { transition: opacity 1s !important }")
    assert len(page.evaluate(MOVES)) == 1


SHRINKS = {"completions": 2.0}
"""Pages with tables that no sheet of paper holds in full size, and how many sheets wide they may be."""

DARK_PAPER = """() => [document.documentElement, document.body, document.querySelector('main')]
  .map((one) => getComputedStyle(one).backgroundColor)
  .filter((colour) => !['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(colour))"""


@pytest.mark.parametrize("name", ["module", "task sheet", "result of all kinds", "map", "certificates", "completions"])
def test_paper_is_white_and_shows_the_page_alone(name: str, open_window: OpenWindow, world: World) -> None:
    place = next(one for one in PLACES if one.name == name)
    page = place.visit(open_window(place.who, color_scheme="dark"), world)
    page.emulate_media(media="print")
    assert page.evaluate(DARK_PAPER) == []
    assert page.locator("h1").is_visible()
    assert not page.locator(".site-nav").first.is_visible()
    assert not page.locator(".skip").first.is_visible()
    assert page.locator("main button:visible").count() == 0
    page.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 dots an inch
    # A browser prints what is wider in smaller type, down to half (Blink, kPrintingMaximumShrinkFactor).
    assert page.evaluate("() => document.documentElement.scrollWidth / innerWidth") <= SHRINKS.get(name, 1.0)
