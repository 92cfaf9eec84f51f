"""What is shown of items that are checked one by one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from elearn.learning.routes.showing import show_items, shown_now
from elearn.learning.routes.texts import ItemTexts
from elearn.learning.services.attempts import Sitting, open_sitting, save_responses, start_attempt, submit_attempt
from elearn.learning.services.registrations import register
from elearn.wiring.house import House
from tests.builders import add_person, publish
from tests.policies import CERTAIN, COURSE, INTERACTIVE, LIMITED, write_policies


@pytest.fixture
def sit(lite: House, lite_session: Session, tmp_path: Path):
    """Begins a quiz, gives and checks the first item, and reads the attempt again."""
    review = {"limited": 'review = { immediately = [], later = ["score"] }'}
    publish(lite, lite_session, write_policies(tmp_path, settings=review))
    person = add_person(lite_session, "0000001")
    pen = lite.recorder(lite_session)
    registration = register(pen, lite.catalog, person, COURSE, person)

    def make(key: str, choice: str, hand_in: bool = False) -> Sitting:
        attempt = start_attempt(pen, lite.catalog, person, registration, key, seed=5)
        first = open_sitting(lite_session, lite.catalog, person, attempt).form.item_ids[0]
        save_responses(pen, lite.catalog, person, attempt, {first: {"choice": [choice]}}, checked=[first])
        if hand_in:
            submit_attempt(pen, lite.catalog, person, attempt)
        return open_sitting(lite_session, lite.catalog, person, attempt)

    return make


def test_an_item_that_may_be_tried_again_shows_its_hint_as_html_and_nothing_of_the_key(sit) -> None:
    found = sit(INTERACTIVE, "a")
    first, second = show_items(found, found.form.item_ids, ItemTexts(found.package))
    assert (first.number, first.settled, second.settled) == (1, False, False)
    assert (first.view.tried, first.view.tries.left) == ("wrong", 2)
    assert first.view.tries.hints == ("<p>最初に何が見えるとよいかを考えます。</p>\n",)
    assert second.view.tries.hints == ()
    assert not any(hasattr(choice, "key") or choice.right for choice in first.view.body.choices)


def test_an_item_that_is_settled_shows_its_result(sit) -> None:
    found = sit(INTERACTIVE, "b")
    first, _ = show_items(found, found.form.item_ids, ItemTexts(found.package))
    assert (first.settled, first.view.state, first.view.explanation) == (
        True,
        "right",
        "手順を書き出すことから始めます。",
    )


def test_a_quiz_that_checks_nothing_shows_items_to_respond_to(sit) -> None:
    found = sit(CERTAIN, "a")
    first, _ = show_items(found, found.form.item_ids, ItemTexts(found.package))
    assert (first.settled, first.view.tries, first.view.asks_certainty) == (False, None, True)


def test_what_is_shown_of_a_result_follows_the_clock(sit) -> None:
    found = sit(LIMITED, "b", hand_in=True)
    at = found.outcome.at
    assert shown_now(found, at).without_score
    assert not shown_now(found, at + dt.timedelta(minutes=3)).without_score
