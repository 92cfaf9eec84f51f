"""One city, one server and one Chromium for all stories; a new window for each test, watched while it is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.server import Server, serve
from tests.browser.survey import Survey
from tests.browser.window import Window
from tests.browser.world import World, build_world

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
"""The last one is a second fence: even a request that our watch overlooked would find no other host."""

SURVEYS = frozenset(f"test_{name}.py" for name in ("accessible", "names", "narrow", "zoom", "modes", "proxy", "visual"))
"""What takes minutes because it leaves no page out."""

OpenWindow = Callable[..., Window]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder needs Chromium; what looks at every page in every state is a survey."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
            if item.path.name in SURVEYS:
                item.add_marker(pytest.mark.survey)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The city that all stories share; each story has people of its own."""
    return build_world(tmp_path_factory.mktemp("browser") / "data")


@pytest.fixture(scope="session")
def server(world: World) -> Iterator[Server]:
    """The server of all stories; in the end it must have had nothing to complain of."""
    with serve(world.folder) as running:
        yield running
    assert running.log() == ""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a screen."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def open_window(chromium: Browser, server: Server) -> Iterator[OpenWindow]:
    """Opens windows of their own cookies. When the test ends, none of them may have seen a fault."""
    opened: list[Window] = []

    def open_one(who: str = "", *, address: str = "", **options: Any) -> Window:
        window = Window.open(chromium, address or server.url, **options)
        opened.append(window)
        if who:
            window.sign_in(who)
        return window

    yield open_one
    faults = [fault for window in opened for fault in window.close()]
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="session")
def survey(chromium: Browser, server: Server, world: World) -> Survey:
    """All places, each looked at once however many tests ask."""
    return Survey(chromium, server, world)
