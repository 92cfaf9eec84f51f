"""Two tabs and two devices on one attempt; an attempt that ended meanwhile."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.answers import attempt_of
from tests.browser.conftest import OpenWindow
from tests.browser.hands import fill_in, values_of
from tests.browser.sitters import Sitter, waiting_in
from tests.browser.world import World

COURSE = "security-basics"


def test_two_tabs_merge_item_by_item(open_window: OpenWindow, world: World) -> None:
    window = open_window("numbers", expected=(0,))
    sitter = Sitter.sit(world, "numbers", window, COURSE, 1)
    items = list(sitter.items().items())
    other = window.context.new_page()
    other.goto(window.page.url)
    window.context.set_offline(True)
    mine = sitter.page
    for place, (item, fields) in enumerate(items):
        sitter.page = (mine, other)[place % 2]
        sitter.give(item, fields)
    assert sitter.kept() == {}
    window.context.set_offline(False)
    sitter.page = mine
    mine.bring_to_front()
    sitter.wait_for_save()
    other.bring_to_front()
    other.reload()
    for item, fields in items:
        for name, values in fields.items():
            assert values_of(other, f"{item}.{name}") == list(values)


def test_a_device_that_was_away_overwrites_nothing_newer(open_window: OpenWindow, world: World) -> None:
    away = open_window("numbers", expected=(0,))
    sitter = Sitter.sit(world, "numbers", away, COURSE, 2)
    here = open_window("numbers")
    here.page.goto(away.page.url)
    items = list(sitter.items().items())
    (same, fields), *rest = items
    away.context.set_offline(True)
    box = here.page.locator(f'[name^="{same}."]')
    kind = box.first.get_attribute("type")
    assert kind in {"radio", "checkbox"}, "the story needs something to pick"
    wrong = next(value for value in values_offered(here.page, same) if value not in next(iter(fields.values())))
    for item, given in items:
        sitter.give(item, given)
    here.page.locator(f'[name^="{same}."][value="{wrong}"]').check()
    expect(here.page.locator("#saved")).to_have_attribute("data-state", "saved")
    newer = sitter.kept()[same]
    assert newer != sitter.given[same]
    away.context.set_offline(False)
    notice = away.page.locator("section[aria-labelledby=kept-title]")
    expect(notice).to_contain_text("別の画面であとから保存した解答を残しました", timeout=30_000)
    assert sitter.kept() == {**sitter.given, same: newer}, "what only one device has is merged"
    assert "問1" in notice.locator("textarea").input_value()
    assert values_of(away.page, away_field(away.page, same)) == [wrong]
    notice.get_by_role("button", name="この控えを消す").click()
    expect(notice).to_have_count(0)
    assert waiting_in(away.page) == {}
    assert len(rest) >= 1


def values_offered(page: Page, item: str) -> list[str]:
    """What can be picked for an item."""
    script = "(start) => [...document.querySelectorAll(`[name^='${start}.']`)].map((one) => one.value)"
    return list(page.evaluate(script, item))


def away_field(page: Page, item: str) -> str:
    """The name of an item's first field."""
    return str(page.locator(f'[name^="{item}."]').first.get_attribute("name"))


def test_what_came_after_the_hand_in_is_told_and_can_be_copied(open_window: OpenWindow, world: World) -> None:
    away = open_window("numbers", expected=(0, 409))
    sitter = Sitter.sit(world, "numbers", away, COURSE, 3)
    here = open_window("numbers")
    here.page.goto(f"/attempts/{sitter.attempt}/check")
    away.context.set_offline(True)
    sitter.give_page()
    here.page.get_by_role("button", name="提出する").click()
    expect(here.page.locator("h1")).to_contain_text("の結果")
    away.context.set_offline(False)
    expect(away.page.locator("#saved")).to_contain_text("この受験は提出済みです", timeout=30_000)
    away.page.get_by_role("button", name=re.compile("保存だけする")).click()
    expect(away.page.locator("h1")).to_contain_text("の結果")
    assert attempt_of(away.page.url) == sitter.attempt
    notice = away.page.locator("section[aria-labelledby=kept-title]")
    expect(notice).to_contain_text("採点には入りません")
    words = notice.locator("textarea").input_value().splitlines()
    assert len(words) == len(sitter.given)
    assert sitter.kept() == {}
    assert sitter.facts()["AttemptSubmitted"] == 1
    notice.get_by_role("button", name="コピーする").click()
    expect(notice).to_contain_text("コピーしました")
    away.page.reload()
    expect(notice).to_have_count(1)
    notice.get_by_role("button", name="この控えを消す").click()
    away.page.reload()
    expect(away.page.locator("h1")).to_contain_text("の結果")
    expect(notice).to_have_count(0)


def test_back_and_reload_are_harmless(open_window: OpenWindow, world: World) -> None:
    window = open_window("autosave")
    sitter = Sitter.sit(world, "autosave", window, COURSE, 3)
    page = window.page
    items = sitter.items()
    sitter.give_page()
    sitter.wait_for_save()
    page.get_by_role("button", name=re.compile("保存して(次|解答)")).click()
    page.wait_for_url(lambda url: not url.endswith("/pages/1"))
    page.go_back()
    item, fields = next(iter(items.items()))
    other = window.context.new_page()
    other.goto(page.url)
    name, values = next(iter(fields.items()))
    wrong = next(value for value in values_offered(other, item) if value not in values)
    fill_in(other, f"{item}.{name}", [wrong])
    expect(other.locator("#saved")).to_have_attribute("data-state", "saved")
    page.bring_to_front()
    page.reload()
    page.wait_for_load_state("networkidle")
    assert wrong in values_of(page, f"{item}.{name}"), "the browser's memory of the form does not beat the house"
    assert sitter.kept().keys() == sitter.given.keys()
    assert wrong in sitter.kept()[item]
