"""The timer of a limited quiz: the server's clock, aloud only when it matters; what is typed at the end is saved."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect, sync_playwright
from werkzeug.serving import make_server

from elearn.learning.services.attempts import open_sitting
from elearn.learning.services.registrations import register
from tests.browser.answers import attempt_of
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.builders import TEST, add_person, person_uuid, publish, write_course
from tests.visitor import PASSWORD, inside

pytestmark = pytest.mark.browser

HANAKO, MINUTES = "0000001", 12
LIKE_TEXT = "input[type=text]"


@pytest.fixture
def app(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Flask:
    """A site with a limited test."""
    caplog.set_level(logging.CRITICAL, "werkzeug")
    site = make_app(sqlite_url)
    with inside(site) as house:
        publish(house, house.session(), write_course(tmp_path / "course", time_limit_minutes=MINUTES))
        add_person(house.session(), HANAKO, house=house, password=PASSWORD)
        person = person_uuid(HANAKO)
        site.config["REGISTRATION"] = register(house.recorder(), house.catalog, person, "dx-basics", person)
        house.session().commit()
    return site


@pytest.fixture
def page(app: Flask) -> Iterator[Page]:
    """The first page of the test, in a browser whose clock the story moves."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium is installed")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            window = browser.new_page()
            window.clock.install()
            window.goto(f"http://127.0.0.1:{server.port}/registrations/{app.config['REGISTRATION']}/quizzes/{TEST}")
            window.fill("[name=staff_number]", HANAKO)
            window.fill("[name=password]", PASSWORD)
            window.get_by_role("button", name="サインインする").click()
            window.get_by_role("button", name="はじめる").click()
            window.wait_for_url("**/attempts/**")
            yield window
            browser.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def pass_minutes(page: Page, minutes: float) -> None:
    """Let the browser's clock go on; every timer in between rings."""
    page.clock.run_for(int(minutes * 60_000))


def test_the_timer_speaks_at_ten_five_and_one_minute_and_saves_at_the_end(app: Flask, page: Page) -> None:
    shown, said = page.locator("#timer"), page.locator("#timer-said")
    expect(page.locator(".quiz-status")).to_contain_text("制限時間　令和8年11月20日 10時42分まで")
    expect(shown).to_have_text("残り 12分")
    expect(said).to_have_text("")
    assert said.get_attribute("role") == "status", "spoken, and politely"
    pass_minutes(page, 1.5)
    expect(shown).to_have_text("残り 11分")
    expect(said).to_have_text("")
    pass_minutes(page, 0.6)
    expect(said).to_have_text("残り時間は10分です。")
    pass_minutes(page, 4.9)
    expect(shown).to_have_text(f"残り {5}分")
    expect(said).to_have_text("残り時間は5分です。")
    pass_minutes(page, 4.1)
    expect(said).to_have_text("残り時間は1分です。")
    expect(shown).to_contain_text("秒")
    while not page.locator(LIKE_TEXT).count():
        page.get_by_role("button", name="保存して次のページへ").click()
        page.wait_for_load_state()
    box = page.locator(LIKE_TEXT).first
    item = (box.get_attribute("name") or "").rpartition(".")[0]
    box.press_sequentially("32")
    pass_minutes(page, MINUTES)
    expect(shown).to_have_text("制限時間になりました")
    expect(said).to_contain_text("入力した解答は保存しました")
    with inside(app) as house:
        sitting = open_sitting(house.session(), house.catalog, person_uuid(HANAKO), attempt_of(page.url))
        assert sitting.attempt.responses[item] == "32"
