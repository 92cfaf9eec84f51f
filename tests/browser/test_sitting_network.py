"""The network goes in mid-quiz, a reply is dropped, the page crashes: what was given comes in all the same."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenWindow
from tests.browser.server import Server, serve
from tests.browser.sitters import KEPT, NOTHING_KEPT, Sitter, waiting_in
from tests.browser.world import SAMPLE, World

COURSE = "security-basics"


def test_what_is_given_without_a_network_is_sent_when_it_is_back(open_window: OpenWindow, world: World) -> None:
    window = open_window("autosave", expected=(0,))
    sitter = Sitter.sit(world, "autosave", window, COURSE, 0)
    window.context.set_offline(True)
    sitter.give_page()
    saved = window.page.locator("#saved")
    expect(saved).to_contain_text(f"まだ送っていない解答：{len(sitter.given)}問")
    assert sitter.kept() == {}
    assert sitter.waits() == len(sitter.given)
    here = window.page.url
    window.page.get_by_role("button", name=re.compile("保存して")).first.click()
    expect(saved).to_contain_text("まだ送っていない解答")
    assert window.page.url == here, "a button must not lead away from what is not saved"
    window.context.set_offline(False)
    sitter.wait_for_save()


def test_a_page_that_crashed_gives_back_what_it_kept(open_window: OpenWindow, world: World) -> None:
    window = open_window("autosave", expected=(0,))
    sitter = Sitter.sit(world, "autosave", window, COURSE, 1)
    window.context.set_offline(True)
    sitter.give_page()
    first = next(iter(sitter.given))
    window.page.locator(f'[name=flag][value="{first}"]').check()
    address = window.page.url
    window.page.close(run_before_unload=False)
    window.context.set_offline(False)
    assert sitter.kept() == {}
    sitter.page = window.page = window.context.new_page()
    sitter.page.goto(address)
    sitter.wait_for_save()
    expect(sitter.page.locator(f'[name=flag][value="{first}"]')).to_be_checked()
    sitter.page.reload()
    expect(sitter.page.locator(f'[name=flag][value="{first}"]')).to_be_checked()
    expect(sitter.page.get_by_role("button", name="解答済み、あとで見直す")).to_have_count(1)


def test_the_home_page_sends_what_a_crash_left_behind(open_window: OpenWindow, world: World) -> None:
    window = open_window("autosave", expected=(0,))
    sitter = Sitter.sit(world, "autosave", window, COURSE, 2)
    window.context.set_offline(True)
    sitter.give_page()
    window.page.close(run_before_unload=False)
    window.context.set_offline(False)
    sitter.page = window.page = window.context.new_page()
    sitter.page.goto("/")
    expect(sitter.page.locator("#pending")).to_contain_text(f"保存しました（{len(sitter.given)}問）")
    assert sitter.kept() == sitter.given
    assert sitter.waits() == 0


def test_a_text_is_kept_at_every_key(open_window: OpenWindow, world: World) -> None:
    window = open_window("administrator", expected=(0,))
    sitter = Sitter.sit(world, "administrator", window, SAMPLE, 0)
    page = window.page
    box = page.locator("input[inputmode=decimal]")
    while not box.count():
        page.get_by_role("button", name="保存して次のページへ").click()
    item = (box.get_attribute("name") or "").rpartition(".")[0]
    box.press_sequentially("3258")
    assert [entry["fields"] for key, entry in waiting_in(page).items() if key.endswith(f":{item}")] == [
        {"text": ["3258"]}
    ], "it was not left yet, so it was not sent"
    address = page.url
    page.close(run_before_unload=False)
    sitter.page = window.page = window.context.new_page()
    sitter.page.goto(address)  # the page that was closed may have sent it in its last moment
    sitter.page.wait_for_function(NOTHING_KEPT, arg=KEPT)
    expect(sitter.page.locator("input[inputmode=decimal]")).to_have_value("3258")
    assert sitter.kept()[item] == "3258"


def test_a_dropped_reply_saves_once(open_window: OpenWindow, world: World) -> None:
    window = open_window("cut-off", expected=(0,))
    sitter = Sitter.sit(world, "cut-off", window, COURSE, 0)
    dropped = []

    def drop(route: Route) -> None:
        if len(dropped) < 2:
            dropped.append(route.fetch().json())
            route.abort("connectionreset")
        else:
            route.continue_()

    window.page.route("**/responses", drop)
    item, fields = next(iter(sitter.items().items()))
    sitter.give(item, fields)
    expect(window.page.locator("#saved")).to_have_attribute("data-state", "kept")
    assert sitter.kept() == sitter.given, "it did come in; only the reply did not come back"
    sitter.wait_for_save()
    assert dropped[0] == dropped[1], "the same sending gets the same receipt"
    assert sitter.facts()["AttemptSaved"] == 1


def test_a_killed_server_loses_nothing(open_window: OpenWindow, world: World) -> None:
    with serve(world.folder) as own:
        window = open_window("cut-off-twice", address=own.url, expected=(0,))
        sitter = Sitter.sit(world, "cut-off-twice", window, COURSE, 1)
        for item, fields in sitter.items().items():
            with window.page.expect_request("**/responses"):
                sitter.give(item, fields)
            kill(own)
            own.start()
        sitter.wait_for_save()
        window.page.reload()
        assert sitter.kept() == sitter.given


def kill(server: Server) -> None:
    """End the server and its workers at once, whatever they are doing."""
    assert server.process is not None
    master = server.process.pid
    workers = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()
    for pid in (master, *map(int, workers)):
        os.kill(pid, signal.SIGKILL)
    server.process.wait(timeout=20)
    server.process = None
