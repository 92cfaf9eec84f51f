"""axe-core finds nothing on any page, in light, in dark and in forced colours, in every language."""

from __future__ import annotations

import pytest

from tests.browser import axe
from tests.browser.conftest import OpenWindow
from tests.browser.places import Place
from tests.browser.survey import SIGHT_NAMES, SIGHTS, Survey

JUDGED = {
    ("color-contrast", "non-text characters"): "a sign beside its word, or a key's sign, in the colour of the text",
    ("color-contrast", "too short to determine"): "one character in the colour of the text around it",
    (
        "color-contrast",
        "due to a background gradient",
    ): "a mark below strong words and the arrow of a list: text on paper",
    ("color-contrast", "due to a background image"): "the arrow of a list in forced colours: text on the canvas",
    ("color-contrast", "due to a pseudo element"): "links in a notice, whose coloured edge is drawn at its side",
    ("color-contrast", "overlapped by another element"): "ruby above its word; words of a picture on the shapes of it",
    ("color-contrast", "contains an image node"): "words of a picture on the shapes of it",
    (
        "color-contrast",
        "Element has a 1:1 contrast ratio",
    ): "buttons in forced colours: words on the canvas with an edge",
}
"""What axe leaves to people: rule and a part of its reason -> what was seen there (22 November 2026, all colours)."""


@pytest.mark.parametrize(("place", "language"), SIGHTS, ids=SIGHT_NAMES)
def test_axe_finds_nothing(place: Place, language: str, survey: Survey) -> None:
    assert not (found := survey.look(place, language).violations), "\n".join(found)


@pytest.mark.parametrize(("place", "language"), SIGHTS, ids=SIGHT_NAMES)
def test_what_axe_leaves_to_people_was_looked_at(place: Place, language: str, survey: Survey) -> None:
    open_ones = [one for one in survey.look(place, language).unsure if not is_judged(one)]
    assert not open_ones, "\n".join(map(str, open_ones))


def is_judged(finding: axe.Finding) -> bool:
    """Whether a person has looked at this and said why it is right."""
    return any(rule == finding.rule and why in finding.why for rule, why in JUDGED)


@pytest.mark.parametrize(("place", "language"), SIGHTS, ids=SIGHT_NAMES)
def test_no_page_complains_or_asks_another_host(place: Place, language: str, survey: Survey) -> None:
    assert not (found := survey.look(place, language).faults), "\n".join(found)


def test_axe_would_find_what_is_wrong(open_window: OpenWindow) -> None:
    page = open_window().go("/sign-in")
    page.evaluate(
        """() => {
          document.querySelector('main label').remove();
          document.querySelector('h1').style.color = '#eee';
        }"""
    )
    wrong, _ = axe.look_in_all_colours(page)
    assert {one.rule for one in wrong} >= {"label", "color-contrast"}


def test_axe_would_find_what_is_wrong_in_the_dark_only(open_window: OpenWindow) -> None:
    page = open_window().go("/sign-in")
    page.evaluate("() => { document.querySelector('h1').style.color = '#1a1a1c'; }")
    wrong, _ = axe.look_in_all_colours(page)
    assert {(one.colours, one.rule) for one in wrong} == {("dark", "color-contrast")}
