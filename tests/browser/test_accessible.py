"""axe-core finds nothing on any page, in light, in dark and in forced colours, in every language."""

from __future__ import annotations

import pytest

from tests.browser import axe
from tests.browser.conftest import OpenWindow
from tests.browser.places import Place
from tests.browser.survey import SIGHT_NAMES, SIGHTS, Survey

JUDGED: dict[tuple[str, str], str] = {}
"""What axe leaves to people: rule and a part of its reason -> what a person saw there."""


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
