"""An item of every kind is given and handed in with the keyboard alone, and in a browser that runs no script."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

import quizzes
from elearn.learning.services.attempts import open_sitting
from tests.browser.answers import Fields
from tests.browser.conftest import OpenWindow
from tests.browser.hands import fill_in
from tests.browser.keys import Keyboard
from tests.browser.sitters import Sitter
from tests.browser.world import SAMPLE, World

BY_PEOPLE: dict[str, Fields] = {
    "essay": {"text": ["窓口の申請書を、電子でも受け取れるようにします。𠮷野町の髙﨑です。"]},
    "likert": {"choice": ["2"]},
}
"""Kinds that have no right response: what is given to them."""

Respond = Callable[[str, Fields], None]
Press = Callable[[str], None]


def sit_every_kind(sitter: Sitter, world: World, respond: Respond, press: Press) -> None:
    """All pages of the quiz one after the other, the list, the hand-in; every response stands in the house."""
    with world.open() as (house, session):
        person = world.people[sitter.who].uuid
        sitting = open_sitting(session, house.catalog, person, sitter.attempt)
    bodies, pages = sitting.quiz.items(), sitting.form.pages
    assert {bodies[item].kind for page in pages for item in page} == set(quizzes.KINDS)
    for number, page in enumerate(pages, start=1):
        rightly = sitter.items(number)
        for item in page:
            fields = BY_PEOPLE.get(bodies[item].kind) or rightly[item]
            respond(item, fields)
            sitter.given[item] = sitter.response(item, fields)
        press("保存して次のページへ" if number < len(pages) else "保存して解答の確認へ")
    assert sitter.kept() == sitter.given
    assert set(sitter.given) == {item for page in pages for item in page}
    press("提出する")
    expect(sitter.page.locator("h1")).to_contain_text("結果")
    expect(sitter.page.locator(".mark-wrong")).to_have_count(0)
    assert sitter.facts()["AttemptSubmitted"] == 1


def test_every_kind_needs_no_mouse(open_window: OpenWindow, world: World) -> None:
    sitter = Sitter.sit(world, "numbers", open_window("numbers"), SAMPLE, 0)
    keys = Keyboard(sitter.page)
    sit_every_kind(sitter, world, keys.respond, keys.push)
    assert keys.stops > 50


def test_every_kind_needs_no_script(open_window: OpenWindow, world: World) -> None:
    window = open_window("cut-off", java_script_enabled=False)
    sitter = Sitter.sit(world, "cut-off", window, SAMPLE, 0)

    def respond(item: str, fields: Fields) -> None:
        for name, values in fields.items():
            fill_in(sitter.page, f"{item}.{name}", values)

    def press(words: str) -> None:
        sitter.page.get_by_role("button", name=words).click()

    sit_every_kind(sitter, world, respond, press)
