"""At 200 % and 400 %, with type of twice its size and with wide spacing, no page loses a word or scrolls sideways."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenWindow
from tests.browser.layout import measure_zooms
from tests.browser.places import Place
from tests.browser.survey import SIGHT_NAMES, SIGHTS, Survey


@pytest.mark.parametrize(("place", "language"), SIGHTS, ids=SIGHT_NAMES)
def test_zoom_loses_nothing(place: Place, language: str, survey: Survey) -> None:
    assert not (found := survey.look(place, language).zoomed), "\n".join(found)


@pytest.mark.parametrize(
    ("style", "told"),
    [
        ({"width": "500px"}, {"at 400 %", "with wide spacing"}),
        ({"width": "700px"}, {"at 200 %", "at 400 %", "with wide spacing"}),
        ({"fontSize": "5rem", "overflow": "hidden", "height": "6rem"}, {"at 400 %", "with wide spacing"}),
        ({"height": "60px", "overflow": "hidden"}, {"with text of 200 %"}),
        ({"position": "fixed", "insetInline": "0", "top": "0", "height": "200px"}, {"does not scroll away"}),
    ],
)
def test_the_measure_would_find_it(style: dict[str, str], told: set[str], open_window: OpenWindow) -> None:
    page = open_window().go("/sign-in")
    page.evaluate("([style]) => Object.assign(document.querySelector('h1').style, style)", [style])
    found = "\n".join(measure_zooms(page))
    assert [one for one in told if one not in found] == []
