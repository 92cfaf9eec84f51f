"""The whole way of a new hire with the keyboard alone: from the sign-in to the checked certificate."""

from __future__ import annotations

import base64
import io
import json
import re
import time
import unicodedata
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.answers import attempt_of, right_pages
from tests.browser.conftest import OpenWindow
from tests.browser.keys import Keyboard
from tests.browser.server import Server
from tests.browser.window import Window
from tests.browser.world import NUMBERS, PASSWORD, World

WHO = "keyboard"
TOLD = ["attempted", "passed", "completed", "completed", "satisfied", "earned", "was-conferred", "was-issued"]
"""What the record store hears of the last test, in order: attempt, activity, course, cell, level."""

HOME_PAGE = "https://www.city.hirakata.osaka.jp/"


def test_new_hire_needs_no_mouse(open_window: OpenWindow, world: World, server: Server) -> None:
    window = open_window()
    page = window.page
    page.goto("/")
    keys = Keyboard(page)

    keys.write("#staff_number", NUMBERS[WHO])
    keys.write("#password", PASSWORD)
    keys.push("サインインする")
    expect(page.locator("h1")).to_contain_text(world.people[WHO].name)

    read_course(keys)
    sit_test(keys, world)
    expect(page.locator("h1")).to_contain_text("結果")
    expect(page.locator(".mark").first).to_have_text("合格です")

    keys.follow("スキルマップ")
    expect(page.locator("#skill-dx-basics .cell-held").first).to_contain_text("到達")
    expect(page.locator(".level-list li").first).to_contain_text("レベル1")
    expect(page.locator(".level-list li").first).to_contain_text("認定済み")
    see_evidence(keys)

    keys.follow("認定証")
    serial = page.locator(".facts .number").first.inner_text()
    assert re.fullmatch(r"R\d\d-L1-\d{6}-[0-9A-Z]", serial)
    read_certificate(keys, window, world.people[WHO].name, serial)

    keys.follow("検証ページ")
    expect(page.locator("main .notice-success")).to_contain_text("この認定証は有効です")
    assert page.url.endswith(serial)
    assert keys.stops > 100
    verbs = wait_for_statements(world, server, serial)
    assert verbs[-8:] == TOLD


def read_course(keys: Keyboard) -> None:
    """From home through every module; the voluntary quizzes are passed by."""
    page = keys.page
    keys.follow("学びはじめる")
    for _ in range(20):
        if "/pages/" in page.url:
            keys.push("読み終えました")
        elif (
            page.get_by_role("button", name="はじめる").count() and "修了テスト" not in page.locator("h1").inner_text()
        ):
            keys.follow("次へ")
        else:
            break
    expect(page.locator("h1")).to_contain_text("修了テスト")


def sit_test(keys: Keyboard, world: World) -> None:
    """Every item rightly, the pages one after the other, a look at the list, and the hand-in."""
    page = keys.page
    keys.push("はじめる")
    pages = right_pages(world, WHO, attempt_of(page.url))
    assert len(pages) > 1
    for number, items in enumerate(pages, start=1):
        for item, fields in items.items():
            keys.respond(item, fields)
        keys.push("保存して次のページへ" if number < len(pages) else "保存して解答の確認へ")
    expect(page.locator("main")).to_contain_text("すべての設問に解答しています")
    keys.push("提出する")


def see_evidence(keys: Keyboard) -> None:
    """Open the evidence of the new cell; back and forth with Tab keeps the place."""
    keys.tab_to('summary[aria-label*="DX基礎"]')
    keys.press("Enter")
    expect(keys.page.locator("#skill-dx-basics details")).to_have_attribute("open", "")
    expect(keys.page.locator("#skill-dx-basics details")).to_contain_text("講座の修了")
    keys.tab_to("a", "講座の修了")
    keys.tab_to('summary[aria-label*="DX基礎"]', back=True)
    keys.tab_to("a", "認定証", back=True)


def read_certificate(keys: Keyboard, window: Window, name: str, serial: str) -> None:
    """The browser shows the PDF; the same address gives the file."""
    page = keys.page
    keys.tab_to('a[type="application/pdf"]', "認定証を開く")
    with page.expect_response(re.compile(r"\.pdf$")) as shown:
        keys.press("Enter")
    assert shown.value.headers["content-type"] == "application/pdf"
    answer = page.context.request.get(shown.value.url)
    data = answer.body()
    assert data.startswith(b"%PDF-")
    printed = unicodedata.normalize("NFKC", "".join(one.extract_text() for one in PdfReader(io.BytesIO(data)).pages))
    bare = re.sub(r"\s", "", printed)
    assert re.sub(r"\s", "", unicodedata.normalize("NFKC", name)) in bare
    assert "レベル1" in bare
    assert serial in bare
    # The way back belongs to the browser: it has no key for it without a screen, and none until the paper is shown.
    page.wait_for_url(re.compile(r"\.pdf$"))
    page.goto("/certificates")


def wait_for_statements(world: World, server: Server, serial: str) -> list[str]:
    """The new hire's verbs in the learning record store, oldest first, once it has heard of the certificate.

    Asked over HTTP with a key, as another program of the city would.
    """
    me = {"objectType": "Agent", "account": {"homePage": HOME_PAGE, "name": world.people[WHO].uuid}}
    query = urlencode({"agent": json.dumps(me), "ascending": "true", "limit": 200})
    key = base64.b64encode(":".join(world.lrs_key).encode()).decode()
    headers = {"X-Experience-API-Version": "1.0.3", "Authorization": f"Basic {key}"}
    for _ in range(50):
        with urlopen(Request(f"{server.url}/xapi/statements?{query}", headers=headers)) as answer:
            found = json.load(answer)["statements"]
        if any(serial in json.dumps(statement) for statement in found):
            return [statement["verb"]["id"].rpartition("/")[2] for statement in found]
        time.sleep(0.2)
    raise AssertionError(f"the record store never heard of {serial}")
