"""The sign-in runs out in mid-quiz, or somebody else signs in at the same desk: nothing is lost, nothing mixed up."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenWindow
from tests.browser.sitters import Sitter, fill_in_sign_in, waiting_in
from tests.browser.world import World

COURSE = "security-basics"


def test_a_sign_in_in_the_same_tab_brings_everything_back(open_window: OpenWindow, world: World) -> None:
    window = open_window("cut-off", expected=(400, 401))
    sitter = Sitter.sit(world, "cut-off", window, COURSE, 2)
    window.context.clear_cookies()
    sitter.give_page()
    expect(window.page.locator("#saved")).to_contain_text("サインインの時間が切れました")
    expect(window.page.locator("#saved")).to_contain_text(f"まだ送っていない解答：{len(sitter.given)}問")
    address = window.page.url
    window.page.get_by_role("button", name="保存だけする").click()
    assert window.page.url == address, "the page stays until the responses are safe"
    window.page.get_by_role("link", name="サインインして続ける").click()
    fill_in_sign_in(window.page, "cut-off")
    window.page.wait_for_url(address)
    sitter.wait_for_save()


def test_another_person_at_the_same_desk_sends_nothing_of_it(open_window: OpenWindow, world: World) -> None:
    window = open_window("cut-off", expected=(400, 401, 404, 0))
    sitter = Sitter.sit(world, "cut-off", window, COURSE, 3)
    address = window.page.url
    window.context.clear_cookies()
    sitter.give_page()
    expect(window.page.locator("#saved")).to_contain_text("サインインの時間が切れました")
    other = window.context.new_page()
    other.goto("/sign-in")
    fill_in_sign_in(other, "numbers")
    other.wait_for_load_state("networkidle")
    expect(other.locator("#pending")).to_be_hidden()
    assert sitter.kept() == {}
    assert len(waiting_in(other)) == len(sitter.given)
    window.page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    expect(window.page.locator("#saved")).to_contain_text("別の職員がサインインしています")
    assert sitter.kept() == {}
    window.page.close(run_before_unload=False)

    other.get_by_role("button", name="サインアウト").click()
    fill_in_sign_in(other, "cut-off")
    expect(other.locator("#pending")).to_contain_text("保存しました")
    assert sitter.kept() == sitter.given
    sitter.page = window.page = other
    other.goto(address)
    sitter.given = sitter.kept()
    assert sitter.waits() == 0


def test_without_script_the_page_that_came_too_late_is_held(open_window: OpenWindow, world: World) -> None:
    window = open_window("cut-off-twice", expected=(400, 401), java_script_enabled=False)
    sitter = Sitter.sit(world, "cut-off-twice", window, COURSE, 2)
    page = window.page
    sitter.give_page()
    window.context.clear_cookies()
    page.get_by_role("button", name="保存だけする").click()
    expect(page.locator("h1")).to_have_text("解答はまだ保存されていません")
    assert sitter.kept() == {}
    with window.context.expect_page() as opened:
        page.get_by_role("link", name="新しいタブでサインインする").click()
    fill_in_sign_in(opened.value, "cut-off-twice")
    expect(opened.value.locator("h1")).to_contain_text("さんの学習")
    page.get_by_role("button", name="解答の保存を続ける").click()
    if page.locator("h1").inner_text() == "解答はまだ保存されていません":
        expect(page.locator(".notice")).to_contain_text("サインインを確認しました")
        page.get_by_role("button", name="解答の保存を続ける").click()
    expect(page.locator(".messages")).to_contain_text("解答を保存しました")
    assert sitter.kept() == sitter.given


def test_without_script_everything_can_be_done(open_window: OpenWindow, world: World) -> None:
    window = open_window("numbers", java_script_enabled=False)
    sitter = Sitter.sit(world, "numbers", window, COURSE, 0)
    page = window.page
    sitter.give_page()
    item = next(iter(sitter.given))
    page.locator(f'[name=flag][value="{item}"]').check()
    page.get_by_role("button", name="1問ずつ表示する").click()
    expect(page.locator("fieldset.item")).to_have_count(1)
    assert sitter.kept() == sitter.given
    page.get_by_role("button", name="問1 解答済み、あとで見直す").click()
    expect(page.locator(f'[name=flag][value="{item}"]')).to_be_checked()
    page.get_by_role("button", name="問2").click()
    expect(page.locator("fieldset.item")).to_have_attribute("id", "item-2")
    second = page.locator("input[name=items]").get_attribute("value")
    clear = page.get_by_role("button", name="選択を取り消す")
    if clear.count():
        clear.click()
        sitter.given.pop(str(second))
        assert sitter.kept() == sitter.given
        expect(page.get_by_role("button", name="問2 未解答")).to_have_count(1)
