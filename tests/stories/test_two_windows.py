"""With script: two windows on one attempt overwrite nothing of each other, and a sign-in that ran out loses nothing."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from elearn.learning.services.attempts import open_sitting
from elearn.learning.services.registrations import register
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.builders import PRACTICE, add_person, person_uuid, publish, write_course
from tests.visitor import PASSWORD, inside

pytestmark = pytest.mark.browser

NUMBER, TRUTH, CHOICE = "practice-numeric-1", "practice-true-false-1", "practice-choice-1"
HANAKO = "0000001"
PATIENCE = 10
"""Seconds."""


class Desk:
    """A site that is served, and the learner's browser."""

    def __init__(self, app: Flask, address: str, context: BrowserContext) -> None:
        self.app, self.address, self.context = app, address, context
        self.attempt = UUID(int=0)

    def open_practice(self) -> Page:
        """Sign in and begin the practice quiz."""
        with inside(self.app) as house:
            person = person_uuid(HANAKO)
            registration = register(house.recorder(), house.catalog, person, "dx-basics", person)
            house.session().commit()
        page = self.sign_in(f"/registrations/{registration}/quizzes/{PRACTICE}")
        page.get_by_role("button", name="はじめる").click()
        self.attempt = UUID(page.url.split("/attempts/")[1].split("/")[0])
        return page

    def sign_in(self, path: str) -> Page:
        """A new window, signed in and arrived: a window that is closed on its way may never say that it closed."""
        page = self.context.new_page()
        page.goto(self.address + path)
        page.fill("[name=staff_number]", HANAKO)
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="サインインする").click()
        page.wait_for_url(self.address + path)
        return page

    def another(self, page: Page) -> Page:
        """A second window on the same page."""
        other = self.context.new_page()
        other.goto(page.url)
        return other

    def wait_until_kept(self, page: Page, wanted: dict[str, Any]) -> None:
        """What is typed may be sent twice: the page may say "saved" of the first while the second is on its way."""
        until = time.monotonic() + PATIENCE
        while self.kept() != wanted and time.monotonic() < until:
            page.wait_for_timeout(50)
        assert self.kept() == wanted

    def kept(self) -> dict[str, Any]:
        """The responses that the house keeps."""
        with inside(self.app) as house:
            sitting = open_sitting(house.session(), house.catalog, person_uuid(HANAKO), self.attempt)
            return dict(sitting.attempt.responses)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def desk(
    make_app: Callable[..., Flask],
    sqlite_url: str,
    tmp_path: Path,
    chromium: Browser,
    caplog: pytest.LogCaptureFixture,
) -> Iterator[Desk]:
    caplog.set_level(logging.CRITICAL, "werkzeug")
    app = make_app(sqlite_url)
    with inside(app) as house:
        publish(house, house.session(), write_course(tmp_path / "course"))
        add_person(house.session(), HANAKO, house=house, password=PASSWORD)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    context = chromium.new_context()
    try:
        yield Desk(app, f"http://127.0.0.1:{server.port}", context)
    finally:
        context.close()
        server.shutdown()
        thread.join()
        server.server_close()


def say_truth(page: Page, value: str) -> None:
    page.locator(f'[name="{TRUTH}.choice"][value="{value}"]').check()


def wait_for_save(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("に保存しました。")
    page.evaluate("document.getElementById('saved').textContent = ''")


def test_two_windows_overwrite_nothing_of_each_other(desk: Desk) -> None:
    first = desk.open_practice()
    second = desk.another(first)
    say_truth(first, "true")
    wait_for_save(first)
    second.locator(f'[name="{NUMBER}.text"]').fill("31")
    second.locator(f'[name="{NUMBER}.text"]').blur()
    wait_for_save(second)
    first.locator(f'[name="{CHOICE}.choice"][value="b"]').check()
    wait_for_save(first)
    desk.wait_until_kept(first, {TRUTH: ["true"], NUMBER: "31", CHOICE: ["b"]})
    for value in ("false", "true"):
        say_truth(first, value)
        wait_for_save(first)
        desk.wait_until_kept(first, {TRUTH: [value], NUMBER: "31", CHOICE: ["b"]})
    second.get_by_role("button", name="保存して次のページへ").click()
    first.get_by_role("button", name="保存だけする").click()
    expect(first.locator(".messages")).to_contain_text("保存しました")
    assert desk.kept() == {TRUTH: ["true"], NUMBER: "31", CHOICE: ["b"]}


def test_a_response_taken_back_here_is_taken_back(desk: Desk) -> None:
    first = desk.open_practice()
    box = first.locator(f'[name="{NUMBER}.text"]')
    for typed, kept in (("31", {NUMBER: "31"}), ("", {}), ("32", {NUMBER: "32"})):
        box.fill(typed)
        box.blur()
        wait_for_save(first)
        desk.wait_until_kept(first, kept)


def run_out(desk: Desk) -> Page:
    """A page that has a response which it could not send, because the sign-in ran out."""
    page = desk.open_practice()
    say_truth(page, "true")
    wait_for_save(page)
    desk.context.clear_cookies()
    say_truth(page, "false")
    expect(page.locator("#saved")).to_contain_text("サインインの時間が切れました")
    assert desk.kept() == {TRUTH: ["true"]}
    return page


def test_a_page_hears_that_another_window_sent_what_it_could_not(desk: Desk) -> None:
    """Whoever signs in again in a second window has the home page send everything: the first window must not go on
    saying that something is not sent."""
    page = run_out(desk)
    other = desk.sign_in("/")
    expect(other.locator("#pending")).to_contain_text("保存しました")
    expect(page.locator("#saved")).to_contain_text("に保存しました。")
    assert desk.kept() == {TRUTH: ["false"]}
    assert page.locator("#sign-in").is_hidden()
    say_truth(page, "true")
    desk.wait_until_kept(page, {TRUTH: ["true"]})


def test_a_page_that_was_not_told_asks_when_somebody_comes_back(desk: Desk) -> None:
    page = run_out(desk)
    page.evaluate("window.addEventListener('storage', (event) => event.stopImmediatePropagation(), true)")
    other = desk.sign_in("/")
    expect(other.locator("#pending")).to_contain_text("保存しました")
    other.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#saved")).to_contain_text("に保存しました。")
    assert desk.kept() == {TRUTH: ["false"]}


def test_asking_again_begins_no_session_of_nobody(desk: Desk) -> None:
    """A cookie that comes late would end the sign-in that another window is at."""
    run_out(desk)
    assert desk.context.cookies() == []


def test_a_sign_in_that_ran_out_loses_nothing(desk: Desk) -> None:
    page = run_out(desk)
    desk.sign_in("/").close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    wait_for_save(page)
    desk.wait_until_kept(page, {TRUTH: ["false"]})
    page.get_by_role("button", name="保存だけする").click()
    expect(page.locator(".messages")).to_contain_text("保存しました")
