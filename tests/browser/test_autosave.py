"""With script, every response is saved as it is given; when that fails, the reader is told and loses nothing."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.answers import Fields, attempt_of, kept_responses, right_pages
from tests.browser.conftest import OpenWindow
from tests.browser.hands import fill_in, values_of
from tests.browser.server import serve
from tests.browser.world import SAMPLE, World

SAVED = re.compile(r"^\d\d:\d\dに保存しました。$")


def open_practice(page: Page) -> None:
    """The quiz with an item of every kind: begun, or gone on with."""
    page.goto(f"/courses/{SAMPLE}")
    if page.get_by_role("button", name="この講座を受講する").count():
        page.get_by_role("button", name="この講座を受講する").click()
        page.goto(f"/courses/{SAMPLE}")
    page.locator("a[href$='/practice']").click()
    page.get_by_role("button", name=re.compile("はじめる|続きから解く|もう一度受ける")).click()
    page.wait_for_url("**/attempts/**")  # and until the scripts are there


def first_page(world: World, who: str, page: Page) -> list[tuple[str, str, Fields]]:
    """Item, name in the form, and right values of every field on the first page."""
    pages = right_pages(world, who, attempt_of(page.url))
    return [(item, f"{item}.{name}", values) for item, fields in pages[0].items() for name, values in fields.items()]


def wait_for_save(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text(SAVED)


def test_what_is_answered_is_there_after_a_reload_and_at_another_desk(open_window: OpenWindow, world: World) -> None:
    page = open_window("autosave").page
    open_practice(page)
    expect(page.locator("#saved")).to_contain_text("ページを移るときに保存")
    fields = first_page(world, "autosave", page)
    items = {item for item, _, _ in fields}
    for _, name, values in fields:
        fill_in(page, name, values)
    wait_for_save(page)
    expect(page.locator("#answered")).to_have_text(str(len(items)))
    page.reload()
    for _, name, values in fields:
        assert values_of(page, name) == list(values), name
    expect(page.locator("#saved")).to_contain_text("保存されています")

    other = open_window("autosave").page
    other.goto(page.url)
    for _, name, values in fields:
        assert values_of(other, name) == list(values), name
    assert kept_responses(world, "autosave", attempt_of(page.url)) == items


def test_what_failed_to_be_saved_is_said_and_sent_along_with_the_next(open_window: OpenWindow, world: World) -> None:
    with serve(world.folder) as own:
        page = open_window("cut-off", address=own.url, expected=(0,)).page
        open_practice(page)
        fields = first_page(world, "cut-off", page)
        first, *rest = fields
        own.stop()
        fill_in(page, *first[1:])
        expect(page.locator("#saved")).to_contain_text("まだ送っていない解答")
        assert kept_responses(world, "cut-off", attempt_of(page.url)) == set()
        own.start()
        for _, name, values in rest:
            fill_in(page, name, values)
        page.keyboard.press("Tab")  # a text is given when its field is left
        everything = {item for item, _, _ in fields}
        for _ in range(40):  # "saved" may still be said of the field before
            wait_for_save(page)
            if kept_responses(world, "cut-off", attempt_of(page.url)) == everything:
                break
            page.wait_for_timeout(250)
        assert kept_responses(world, "cut-off", attempt_of(page.url)) == everything
        assert values_of(page, first[1]) == list(first[2])


def test_the_buttons_work_after_the_server_was_away(open_window: OpenWindow, world: World) -> None:
    with serve(world.folder) as own:
        page = open_window("cut-off-twice", address=own.url, expected=(0,)).page
        open_practice(page)
        fields = first_page(world, "cut-off-twice", page)
        own.stop()
        for _, name, values in fields:
            fill_in(page, name, values)
        expect(page.locator("#saved")).to_contain_text("まだ送っていない解答")
        own.start()
        page.get_by_role("button", name="保存だけする").click()
        expect(page.locator(".messages")).to_contain_text("保存しました")
        assert kept_responses(world, "cut-off-twice", attempt_of(page.url)) == {item for item, _, _ in fields}


def test_what_cannot_be_read_as_a_number_is_said_and_kept(open_window: OpenWindow) -> None:
    page = open_window("numbers").page
    open_practice(page)
    box = page.locator("input[inputmode=decimal]")
    while not box.count():
        page.get_by_role("button", name="保存して次のページへ").click()
    box.fill("1,5")
    box.blur()
    expect(page.locator("#saved")).to_contain_text(re.compile(r"保存しました。 問\d+: "))
    expect(page.locator(".field-error")).to_contain_text("数を一つに決められません")
    page.reload()
    expect(box).to_have_value("1,5")
    box.fill("32")
    box.blur()
    wait_for_save(page)
    expect(page.locator(".field-error")).to_have_count(0)
