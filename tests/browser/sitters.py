"""People who sit a quiz in a browser: what they give on a page, and what the house keeps of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from playwright.sync_api import Page, expect

import quizzes
from elearn.learning.services.attempts import open_sitting
from elearn.records.ledger import read_stream
from tests.browser.answers import Fields, attempt_of, right_pages
from tests.browser.hands import fill_in
from tests.browser.window import Window
from tests.browser.world import NUMBERS, PASSWORD, World

KEPT = "elearn:kept:"
"""How the browser's own entries begin."""

NOTHING_KEPT = "(start) => !Object.keys(localStorage).some((key) => key.startsWith(start))"


def open_quiz(page: Page, course: str, place: int) -> UUID:
    """Register where that is needed, and begin the quiz that stands at this place of the course, from 0."""
    page.goto(f"/courses/{course}")
    if page.get_by_role("button", name="この講座を受講する").count():
        page.get_by_role("button", name="この講座を受講する").click()
        page.goto(f"/courses/{course}")
    page.locator("main a[href*='/quizzes/']").nth(place).click()
    page.get_by_role("button", name=re.compile("はじめる|続きから解く|もう一度受ける")).click()
    page.wait_for_url("**/attempts/**")
    return attempt_of(page.url)


@dataclass
class Sitter:
    """Somebody at a quiz. ``given`` is what they have given so far: item -> response."""

    world: World
    who: str
    page: Page
    attempt: UUID
    given: dict[str, Any]

    @classmethod
    def sit(cls, world: World, who: str, window: Window, course: str, place: int) -> Sitter:
        """Begin the quiz."""
        return cls(world, who, window.page, open_quiz(window.page, course, place), {})

    def items(self, number: int = 1) -> dict[str, Fields]:
        """Item -> right fields of a page."""
        return right_pages(self.world, self.who, self.attempt)[number - 1]

    def give(self, item: str, fields: Fields) -> None:
        """Respond to an item."""
        for name, values in fields.items():
            fill_in(self.page, f"{item}.{name}", values)
        self.given[item] = self.response(item, fields)

    def give_page(self, number: int = 1) -> None:
        """Respond to every item of the page."""
        for item, fields in self.items(number).items():
            self.give(item, fields)

    def response(self, item: str, fields: Fields) -> Any:
        """The response that the fields mean."""
        with self.world.open() as (house, session):
            sitting = open_sitting(session, house.catalog, self.world.people[self.who].uuid, self.attempt)
            return quizzes.parse_response(sitting.quiz.items()[item], fields).response

    def kept(self) -> dict[str, Any]:
        """The responses that the house keeps."""
        with self.world.open() as (house, session):
            sitting = open_sitting(session, house.catalog, self.world.people[self.who].uuid, self.attempt)
            return dict(sitting.attempt.responses)

    def facts(self) -> Counter[str]:
        """How many facts of each kind the attempt has."""
        with self.world.open() as (_, session):
            return Counter(event.kind for event in read_stream(session, str(self.attempt)))

    def waits(self) -> int:
        """How many entries this browser still keeps for anybody."""
        return len(waiting_in(self.page))

    def wait_for_save(self) -> None:
        """Until everything given is in the house."""
        expect(self.page.locator("#saved")).to_have_attribute("data-state", "saved", timeout=30_000)
        self.page.wait_for_function(NOTHING_KEPT, arg=KEPT, timeout=30_000)
        assert self.kept() == self.given


def waiting_in(page: Page) -> dict[str, Any]:
    """The entries that the browser keeps, by key."""
    script = "(start) => JSON.stringify(Object.entries(localStorage).filter(([key]) => key.startsWith(start)))"
    return {key: json.loads(entry) for key, entry in json.loads(page.evaluate(script, KEPT))}


def fill_in_sign_in(page: Page, who: str) -> None:
    """The sign-in form, filled in and sent."""
    page.fill("#staff_number", NUMBERS[who])
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="サインインする").click()
