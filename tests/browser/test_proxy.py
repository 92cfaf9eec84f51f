"""Seen from outside the browser, too: through a proxy that writes down who is asked, nobody but the server is."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.places import PLACES
from tests.browser.proxy import run_proxy
from tests.browser.server import Server
from tests.browser.window import Window
from tests.browser.world import World

MAIN = (
    "home later",
    "catalogue",
    "course",
    "module",
    "module words",
    "quiz front",
    "sitting 1",
    "result of all kinds",
    "map",
    "certificates",
    "verify valid",
    "search found",
    "help",
    "completions",
    "style",
)


OF_THE_BROWSER = {"content-autofill.googleapis.com:443"}
"""Whom Chromium asks on its own account when it sees a form, whatever the page; those who run desks switch it off."""


def through(proxy_url: str) -> dict[str, object]:
    """The options of a window whose every request goes through a proxy, those to this machine included."""
    return {"proxy": {"server": proxy_url, "bypass": "<-loopback>"}}


def test_nobody_but_the_server_is_asked(chromium: Browser, server: Server, world: World) -> None:
    own = urlsplit(server.url).netloc
    places = [place for place in PLACES if place.name in MAIN]
    with run_proxy(own) as proxy:
        for who in sorted({place.who for place in places}):
            window = Window.open(chromium, server.url, **through(proxy.url))
            if who:
                window.sign_in(who)
            for place in (one for one in places if one.who == who):
                place.visit(window, world).wait_for_load_state("load")
            assert window.close() == []
    assert len(places) == len(MAIN)
    assert proxy.asked - OF_THE_BROWSER == {own}
    assert [one for one in proxy.refused if not any(host in one for host in OF_THE_BROWSER)] == []


@pytest.mark.parametrize("address", ["http://other.example/page", "https://other.example/page"])
def test_the_proxy_sees_and_stops_what_would_leave(address: str, chromium: Browser, server: Server) -> None:
    with run_proxy(urlsplit(server.url).netloc) as proxy:
        window = Window.open(chromium, server.url, **through(proxy.url))
        page = window.go("/sign-in")
        page.evaluate("(address) => { location.href = address; }", address)
        page.wait_for_timeout(500)
        window.context.close()
    assert any("other.example" in one for one in proxy.refused)
    assert any("other.example" in one for one in proxy.asked)
