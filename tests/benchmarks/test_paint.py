"""What the browser tells of a page's paint is read rightly, and nothing but the page is in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from benchmarks import chromium as pipe
from benchmarks import paint
from benchmarks.chromium import Chromium, open_chromium
from benchmarks.paint import BARE_PAGE, MAIN, Visit, look, look_in_turns
from benchmarks.sessions import as_header
from tests.browser.places import PLACES

SITE = "http://127.0.0.1:9"
BUSY = "<script>const busy = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };"
ONCE_PAINTED = "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => busy(300), 50)));</script>"


def page(html: str) -> Visit:
    """A page that needs no server."""
    return Visit("data:text/html," + quote(html), {}, SITE)


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A browser that is spoken to over its pipe."""
    with pytest.MonkeyPatch.context() as patch, open_chromium(tmp_path_factory.mktemp("profile")) as opened:
        patch.setattr(paint, "SETTLED_SECONDS", 0.6)
        yield opened


def test_a_still_page_is_painted(chromium: Chromium) -> None:
    assert look(chromium, Visit(BARE_PAGE, {}, SITE)).paint > 0


def test_a_task_after_the_first_paint_blocks_with_all_beyond_50_ms(chromium: Chromium) -> None:
    seen = look(chromium, page("<p>x" + BUSY + ONCE_PAINTED))
    assert seen.paint > 0
    assert 240 <= seen.blocked < 1500


def test_a_task_before_the_first_paint_delays_it_and_does_not_block(chromium: Chromium) -> None:
    """Only what is left of it after the paint could: nothing near its length."""
    seen = look(chromium, page(BUSY + "busy(1000);</script><p>x"))
    assert seen.paint >= 1000
    assert seen.blocked < 950


def test_a_page_of_nothing_is_no_measurement(chromium: Chromium) -> None:
    with pytest.raises(RuntimeError, match="nothing was painted at data:"):
        look(chromium, page("<title>x</title>"))


def test_the_page_before_is_not_what_is_measured(chromium: Chromium) -> None:
    slow = page(BUSY + "busy(2500);</script><p>x")
    seen = look(chromium, Visit(BARE_PAGE, {}, SITE, before=slow.url))
    assert 0 < seen.paint < 2500


def test_nothing_stands_in_a_page_but_itself(chromium: Chromium) -> None:
    """A test driver would bring a world of its own. A window opens empty: the empty page's world is gone by then."""
    window = chromium.ask("Target.createBrowserContext")["browserContextId"]
    target = chromium.ask("Target.createTarget", url="about:blank", browserContextId=window)["targetId"]
    session = chromium.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    chromium.ask("Page.enable", session)
    chromium.forget()
    chromium.ask("Page.navigate", session, url=BARE_PAGE)
    chromium.await_event("Page.loadEventFired", session)
    chromium.forget()
    chromium.ask("Runtime.enable", session)
    chromium.ask("Runtime.evaluate", session, expression="1")
    told = [one for one in chromium.told() if one.get("sessionId") == session]
    worlds = [one for one in told if one["method"] == "Runtime.executionContextCreated"]
    assert [one["params"]["context"]["auxData"]["type"] for one in worlds] == ["default"]
    chromium.ask("Target.disposeBrowserContext", browserContextId=window)


def test_cookies_are_those_of_the_visit(chromium: Chromium) -> None:
    window = chromium.ask("Target.createBrowserContext")["browserContextId"]
    target = chromium.ask("Target.createTarget", url="about:blank", browserContextId=window)["targetId"]
    session = chromium.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    chromium.ask("Network.enable", session)
    chromium.ask("Network.setCookie", session, name="elearn", value="a.b", url=SITE)
    kept = chromium.ask("Network.getCookies", session, urls=[SITE])["cookies"]
    assert {one["name"]: one["value"] for one in kept} == {"elearn": "a.b"}
    assert as_header({"elearn": "a.b", "language": "ja"}) == "elearn=a.b; language=ja"
    assert as_header({}) == ""
    chromium.ask("Target.disposeBrowserContext", browserContextId=window)


def test_a_refused_command_is_told(chromium: Chromium) -> None:
    with pytest.raises(RuntimeError, match=r"No\.such"):
        chromium.ask("No.such")
    assert "product" in chromium.ask("Browser.getVersion")


def test_a_silent_browser_is_not_waited_for_for_ever(chromium: Chromium, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipe, "ANSWER_SECONDS", 0.1)
    with pytest.raises(TimeoutError, match=r"nothing of Page\.never"):
        chromium.await_event("Page.never", "")


def test_pages_take_turns_and_give_the_medians_of_their_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def note(_: Chromium, visit: Visit) -> tuple[float, float]:
        asked.append((visit.url, visit.before))
        return float(len(asked)), 0.5 * len(asked)

    monkeypatch.setattr("benchmarks.paint.look", note)
    seen = look_in_turns(tmp_path, {"one": Visit("a", {}, SITE), "two": Visit("b", {}, SITE)}, 3, "c")
    assert asked == [("a", "c"), ("b", "c")] * 3
    assert seen == {"one": (3.0, 1.5), "two": (4.0, 2.0)}


def test_a_browser_ends_with_its_block_whatever_happened(tmp_path: Path) -> None:
    with pytest.raises(KeyError), open_chromium(tmp_path) as opened:
        raise KeyError
    with pytest.raises(OSError, match="Bad file descriptor"):
        opened.ask("Browser.getVersion")


def test_the_main_pages_are_learners_pages_that_are_answered_with_200() -> None:
    chosen = [place for place in PLACES if place.name in MAIN]
    assert len(chosen) == len(MAIN)
    assert {place.status for place in chosen} == {200}
