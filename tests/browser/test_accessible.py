"""axe-core finds nothing on any page, in light, in dark and in forced colours."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import OpenWindow
from tests.browser.places import PLACES, Place, look_up
from tests.browser.world import World

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}


def look(page: Page, options: dict[str, object]) -> list[str]:
    """What axe finds: rule, place, and what it says."""
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')} {node['html'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_axe_finds_nothing(place: Place, open_window: OpenWindow, world: World) -> None:
    page = place.visit(open_window(place.who), world)
    found = look(page, RULES)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in look(page, COLOURS)]
    page.emulate_media(color_scheme="light", forced_colors="active")
    found += [f"forced: {one}" for one in look(page, COLOURS)]
    assert not found, "\n".join(found)


FILES = {"completions_file", "roster_file", "download", "media", "static", "favicon"}
"""Views that answer with a file."""


def test_every_page_of_the_house_is_among_the_places(world: World) -> None:
    known = world.app.url_map.bind("127.0.0.1")
    met = set()
    for place in PLACES:
        path = place.path.format_map(look_up(world, place.who)).partition("?")[0]
        if place.path != "/no-such-page":
            met.add(known.match(path)[0])
    pages = {
        rule.endpoint
        for rule in world.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith(("lrs", "awards_api"))
    }
    reached = {"hr.completions_cp932", "people.first_password"}  # by what is pressed on another page
    assert {page for page in pages - met - reached if page.rpartition(".")[2] not in FILES} == set()


def test_axe_would_find_what_is_wrong(open_window: OpenWindow) -> None:
    page = open_window().go("/sign-in")
    page.evaluate(
        """() => {
          document.querySelector('label').remove();
          document.querySelector('h1').style.color = '#eee';
        }"""
    )
    found = look(page, RULES)
    assert {one.partition(":")[0] for one in found} >= {"label", "color-contrast"}
