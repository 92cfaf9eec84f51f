"""On a telephone's width no page scrolls sideways or loses a word; what is wide scrolls inside its own frame."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenWindow
from tests.browser.layout import TEXT, WIDE, measure, measure_widths
from tests.browser.places import Place
from tests.browser.survey import SIGHT_NAMES, SIGHTS, Survey
from tests.browser.world import World

NARROW = {"width": 320, "height": 640}


@pytest.mark.parametrize(("place", "language"), SIGHTS, ids=SIGHT_NAMES)
def test_nothing_is_cut_off(place: Place, language: str, survey: Survey) -> None:
    assert not (found := survey.look(place, language).narrow), "\n".join(found)


def test_a_wide_table_scrolls_in_its_frame_by_keyboard(open_window: OpenWindow, world: World) -> None:
    page = open_window("hr", viewport=NARROW).go("/hr/completions?state=completed")
    frame = page.locator(".table-scroll").first
    assert frame.evaluate("(one) => one.scrollWidth > one.clientWidth")
    frame.focus()
    assert page.evaluate("() => parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.table-scroll').scrollLeft > 0")
    assert page.evaluate("() => scrollX") == 0


def test_the_measure_would_find_what_is_too_wide(open_window: OpenWindow) -> None:
    page = open_window(viewport=NARROW).go("/sign-in")
    assert measure(page) == []
    page.evaluate("() => { document.querySelector('h1').style.width = '500px'; }")
    page.evaluate("() => { document.querySelector('button').style.height = '10px'; }")
    page.evaluate("() => { document.querySelector('button').style.minHeight = '0'; }")
    page.evaluate("() => { document.querySelector('button').style.padding = '0'; }")
    found = " ".join(measure(page))
    assert "scrolls sideways" in found
    assert "too wide: H1" in found
    assert "too small" in found


def test_the_measure_would_find_what_is_cut_off_or_gone(open_window: OpenWindow) -> None:
    page = open_window(viewport=WIDE).go("/sign-in")
    assert measure_widths(page) == []
    page.evaluate("() => { Object.assign(document.querySelector('h1').style, { overflow: 'hidden', height: '1px' }); }")
    assert any("cut off: H1" in one for one in measure_widths(page))
    page.reload()
    page.evaluate(
        """() => {
          const over = document.body.appendChild(document.createElement('aside'));
          Object.assign(over.style, { position: 'absolute', inset: '0 0 auto', height: '400px' });
        }"""
    )
    assert any("covered by" in one for one in measure_widths(page))
    page.reload()
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync('@media (width < 400px) { label { display: none } }');
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    page.set_viewport_size(WIDE)
    assert page.evaluate(TEXT)
    assert any("gone at 320 px" in one for one in measure_widths(page))
