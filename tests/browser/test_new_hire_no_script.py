"""The way of a new hire in a browser that runs no script: every form works by its buttons alone."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Page, expect

from tests.browser.answers import attempt_of, kept_responses, right_pages
from tests.browser.conftest import OpenWindow
from tests.browser.hands import fill_in
from tests.browser.world import World

WHO = "no-script"


def test_new_hire_needs_no_script(open_window: OpenWindow, world: World) -> None:
    page = open_window(WHO, java_script_enabled=False).page
    page.goto("/")
    page.get_by_role("link", name="学びはじめる").click()
    while "/pages/" in page.url or "/practice" in page.url:
        if "/pages/" in page.url:
            page.get_by_role("button", name="読み終えました").click()
        else:
            page.locator("a[rel=next]").click()
    expect(page.locator("h1")).to_contain_text("修了テスト")

    page.get_by_role("button", name="はじめる").click()
    attempt = attempt_of(page.url)
    pages = right_pages(world, WHO, attempt)
    see_that_buttons_save(page, world, pages[0])
    for number, items in enumerate(pages, start=1):
        for item, fields in items.items():
            for name, values in fields.items():
                fill_in(page, f"{item}.{name}", values)
        button = "保存して次のページへ" if number < len(pages) else "保存して解答の確認へ"
        page.get_by_role("button", name=button).click()
    assert kept_responses(world, WHO, attempt) == {item for items in pages for item in items}

    page.get_by_role("button", name="提出する").click()
    expect(page.locator(".mark").first).to_have_text("合格です")
    page.get_by_role("link", name="スキルマップ").first.click()
    expect(page.locator("#skill-dx-basics .cell-held").first).to_contain_text("到達")
    expect(page.locator(".level-list li").first).to_contain_text("認定済み")
    page.get_by_role("link", name="認定証").first.click()
    serial = page.locator(".facts .number").first.inner_text()
    link = page.locator('a[type="application/pdf"]').get_attribute("href") or ""
    page.get_by_role("link", name="検証ページ").click()
    expect(page.locator("main")).to_contain_text("この認定証は有効です")
    assert page.url.endswith(serial)
    see_that_the_paper_is_checked(page, page.context.request.get(link).body(), serial)


def see_that_the_paper_is_checked(page: Page, paper: bytes, serial: str) -> None:
    """The file is valid as it was issued, and not with one byte changed."""
    page.get_by_role("link", name="認定証のPDFで調べる").click()
    for data, words in ((paper, "この認定証は有効です"), (paper.replace(b"/Title", b"/Titel", 1), "PDF")):
        page.locator("input[type=file]").set_input_files(
            {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": data}
        )
        page.get_by_role("button", name="調べる").click()
        expect(page.locator("main .notice").first).to_contain_text(words)
        expect(page.locator("main .notice-success")).to_have_count(int(data is paper))
        expect(page.locator("main")).to_contain_text("SHA-256")
        assert (serial in page.locator("main").inner_text()) == (data is paper)


def see_that_buttons_save(page: Page, world: World, items: dict[str, dict[str, Sequence[str]]]) -> None:
    """One response, the button that only saves, and the page shows the response and says that it is kept."""
    item, fields = next(iter(items.items()))
    for name, values in fields.items():
        fill_in(page, f"{item}.{name}", values)
    page.get_by_role("button", name="保存だけする").click()
    expect(page.get_by_role("status").first).to_contain_text("保存しました")
    assert kept_responses(world, WHO, attempt_of(page.url)) == {item}
