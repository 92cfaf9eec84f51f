"""On a telephone's width and at 200 % zoom no page scrolls sideways; what is wide scrolls inside its own frame."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenWindow
from tests.browser.places import PLACES, Place
from tests.browser.world import World

TOO_WIDE = """() => {
  const limit = document.documentElement.clientWidth;
  const inFrame = (one) => one.closest('.table-scroll, pre, .visually-hidden, .skip') !== null;
  const wide = [...document.querySelectorAll('body *')].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && box.right > limit + 1 && !inFrame(one);
  });
  return {
    scrolls: document.documentElement.scrollWidth - limit,
    wide: wide.slice(0, 5).map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`),
  };
}"""

SMALL = """() => [...document.querySelectorAll(
    'button, select, input:not([type=hidden]), .button, .site-nav a, summary')]
  .map((one) => [one.getBoundingClientRect(), one])
  .filter(([box]) => box.width > 0 && (box.width < 24 || box.height < 24))
  .map(([box, one]) => `${Math.round(box.width)}x${Math.round(box.height)} ${one.outerHTML.slice(0, 80)}`)"""
"""Targets below 24 by 24 px (WCAG 2.2, 2.5.8)."""


def measure(page: Page) -> list[str]:
    """What is wider than the window, and what is too small for a finger."""
    seen = page.evaluate(TOO_WIDE)
    found = [f"the page scrolls sideways by {seen['scrolls']} px"] if seen["scrolls"] > 0 else []
    return found + [f"too wide: {one}" for one in seen["wide"]] + [f"too small: {one}" for one in page.evaluate(SMALL)]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_nothing_is_cut_off(place: Place, open_window: OpenWindow, world: World) -> None:
    window = open_window(place.who, viewport={"width": 683, "height": 384}, device_scale_factor=2)
    page = place.visit(window, world)
    found = [f"at 200 %: {one}" for one in measure(page)]
    page.set_viewport_size({"width": 320, "height": 640})
    found += [f"at 320 px: {one}" for one in measure(page)]
    assert not found, "\n".join(found)


def test_a_wide_table_scrolls_in_its_frame_by_keyboard(open_window: OpenWindow, world: World) -> None:
    page = open_window("hr", viewport={"width": 320, "height": 640}).go("/hr/completions?state=completed")
    frame = page.locator(".table-scroll").first
    assert frame.evaluate("(one) => one.scrollWidth > one.clientWidth")
    frame.focus()
    assert page.evaluate("() => parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.table-scroll').scrollLeft > 0")
    assert page.evaluate("() => scrollX") == 0


def test_the_measure_would_find_what_is_too_wide(open_window: OpenWindow) -> None:
    page = open_window(viewport={"width": 320, "height": 640}).go("/sign-in")
    assert measure(page) == []
    page.evaluate("() => { document.querySelector('h1').style.width = '500px'; }")
    page.evaluate("() => { document.querySelector('button').style.height = '10px'; }")
    page.evaluate("() => { document.querySelector('button').style.minHeight = '0'; }")
    page.evaluate("() => { document.querySelector('button').style.padding = '0'; }")
    found = " ".join(measure(page))
    assert "scrolls sideways" in found
    assert "too wide: H1" in found
    assert "too small" in found
