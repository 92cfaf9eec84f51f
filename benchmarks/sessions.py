"""Who is signed in, for browsers that are not ours to click in: the cookies of each person."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.server import Server
from tests.browser.window import Window

Cookies = dict[str, str]
"""Name -> value."""


def sign_in_all(server: Server, people: Iterable[str]) -> dict[str, Cookies]:
    """Who -> cookies of a session that was begun through the form; nobody has none."""
    found: dict[str, Cookies] = {"": {}}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
        for who in sorted(set(people) - {""}):
            window = Window.open(browser, server.url)
            window.sign_in(who)
            found[who] = {one["name"]: one["value"] for one in window.context.cookies()}
            window.close()
        browser.close()
    return found


def as_header(cookies: Cookies) -> str:
    """Cookies as the value of a Cookie header (RFC 6265, section 4.2.1)."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
