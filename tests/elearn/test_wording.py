"""Words far from any page are marked, and nothing happens to them."""

from __future__ import annotations

import pytest

from elearn.cli.words import SINGLE
from elearn.hr.rules import COLUMNS, STATES
from elearn.people.rules.bands import POST_BANDS
from elearn.people.rules.roles import ROLES
from elearn.web.language import _translations
from elearn.wording import noted


@pytest.mark.parametrize("text", ["", "修了", "100%", "%(name)s", "髙﨑"])
def test_a_noted_text_is_itself(text: str) -> None:
    assert noted(text) is text


def test_the_extraction_knows_the_mark() -> None:
    assert noted.__name__ in SINGLE


@pytest.mark.parametrize(
    "words",
    [list(STATES.values()), list(COLUMNS), [band.label for band in POST_BANDS], list(ROLES.values())],
    ids=["states", "columns", "post bands", "roles"],
)
def test_what_rules_call_their_things_can_be_said_in_english(words: list[str]) -> None:
    english = _translations("en")
    said = [english.gettext(word) for word in words]
    assert all(text.isascii() for text in said), said
