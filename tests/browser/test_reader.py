"""With script, the reader keeps the place and the note by itself; what fails is told and nothing is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from elearn.learning.services.notes import erase_notes, read_note
from tests.browser.conftest import OpenWindow
from tests.browser.world import World

WHO, COURSE = "numbers", "design-thinking-basics"
SAVED = re.compile(r"に保存しました。$")
MODULE = "01-two-ways"


def open_module(page: Page) -> str:
    """The first module of a course of the reader's own; its address."""
    page.goto(f"/courses/{COURSE}")
    if page.get_by_role("button", name="この講座を受講する").count():
        page.get_by_role("button", name="この講座を受講する").click()
        page.goto(f"/courses/{COURSE}")
    page.locator(f"a[href*='/pages/{MODULE}/']").first.click()
    page.wait_for_url("**/pages/**")
    return page.url.partition("#")[0]


def note_of(world: World) -> str:
    with world.open() as (_, session):
        return read_note(session, world.people[WHO].uuid, COURSE, MODULE).text


@pytest.fixture(autouse=True)
def clean(world: World) -> None:
    """No note of an earlier test."""
    with world.open() as (_, session):
        erase_notes(session, world.people[WHO].uuid)
        session.commit()


def test_reading_goes_on_at_another_desk_where_it_stopped(open_window: OpenWindow) -> None:
    page = open_window(WHO).page
    address = open_module(page)
    with page.expect_response(lambda answer: "/places/" in answer.url) as kept:
        page.mouse.move(400, 400)
        page.mouse.wheel(0, 2600)
    assert kept.value.status == 204
    expect(page.locator("#read-share")).not_to_have_attribute("value", "0")
    place = re.search(r"place=(p-\d+)", kept.value.request.post_data or "")
    assert place is not None

    other = open_window(WHO).page
    other.goto(address)
    other.get_by_role("link", name="前回の続きから読む").click()
    assert other.url.endswith(f"#{place[1]}")
    expect(other.locator(f"#{place[1]} .reader-mark")).to_be_in_viewport()


def test_who_only_looks_at_the_top_keeps_the_place(open_window: OpenWindow) -> None:
    page = open_window(WHO).page
    address = open_module(page)
    with page.expect_response(lambda answer: "/places/" in answer.url):
        page.mouse.move(400, 400)
        page.mouse.wheel(0, 3000)
    page.goto(address)
    link = page.get_by_role("link", name="前回の続きから読む").get_attribute("href")
    page.mouse.move(400, 400)
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(2500)  # longer than a reader must rest for a new place
    page.goto("/")
    page.goto(address)
    assert page.get_by_role("link", name="前回の続きから読む").get_attribute("href") == link


def test_a_note_is_saved_while_it_is_written_and_when_the_page_is_left(open_window: OpenWindow, world: World) -> None:
    page = open_window(WHO).page
    address = open_module(page)
    state = page.locator("#note-state")
    page.fill("#note-text", "窓口で試す")
    expect(state).to_have_text("まだ保存していません。")
    expect(state).to_have_text(SAVED)
    assert note_of(world) == "窓口で試す"
    page.fill("#note-text", "窓口で試す\n来週、係で話す")
    page.goto("/")
    page.goto(address)
    expect(page.locator("#note-text")).to_have_value("窓口で試す\n来週、係で話す")


def test_a_note_outlives_a_cut_connection_and_an_expired_sign_in(open_window: OpenWindow, world: World) -> None:
    window = open_window(WHO, expected=(0, 400, 401))
    page = window.page
    open_module(page)
    window.context.set_offline(True)
    page.fill("#note-text", "つながらない間に書いた")
    expect(page.locator("#note-state")).to_contain_text("まだ保存できていません。")
    window.context.set_offline(False)
    expect(page.locator("#note-state")).to_have_text(SAVED)
    assert note_of(world) == "つながらない間に書いた"

    cookies = window.context.cookies()
    window.context.clear_cookies()
    page.fill("#note-text", "サインインが切れた間に書いた")
    expect(page.locator("#note-state")).to_contain_text("サインインの時間が切れました。")
    window.context.add_cookies(cookies)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#note-state")).to_have_text(SAVED)
    assert note_of(world) == "サインインが切れた間に書いた"


def test_of_two_windows_neither_overwrites_the_other_unseen(open_window: OpenWindow, world: World) -> None:
    here, there = open_window(WHO, expected=(409,)), open_window(WHO)
    open_module(here.page)
    open_module(there.page)
    there.page.fill("#note-text", "あちらの窓")
    expect(there.page.locator("#note-state")).to_have_text(SAVED)
    here.page.fill("#note-text", "こちらの窓")
    expect(here.page.locator("#note-state")).to_have_text("このメモは、別の画面で先に書き換えられています。")
    assert note_of(world) == "あちらの窓"
    here.page.get_by_role("button", name="メモを保存する").click()
    expect(here.page.get_by_role("heading", level=1)).to_have_text("メモを保存できませんでした")
    expect(here.page.locator(".note-kept")).to_have_text("あちらの窓")
    here.page.get_by_role("button", name="メモを保存する").click()
    here.page.wait_for_url("**/pages/**")
    assert note_of(world) == "こちらの窓"


def test_the_view_changes_at_once_and_stays(open_window: OpenWindow) -> None:
    page = open_window(WHO).page
    address = open_module(page)
    text = page.locator(".reading")
    before = text.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    page.locator("#reader-view summary").click()
    with page.expect_response(lambda answer: answer.url.endswith("/reader")):
        page.get_by_role("radio", name="特大").check(force=True)
    assert text.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") > before * 1.3
    with page.expect_response(lambda answer: answer.url.endswith("/reader")):
        page.get_by_role("radio", name="表示しない").check(force=True)
    page.goto(address)
    expect(page.locator("#reader")).to_have_class("reader reader-largest furigana-hidden")
    assert page.locator("rt:visible").count() == 0
