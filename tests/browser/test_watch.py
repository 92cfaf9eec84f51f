"""The watch over every window sees what it is there for: requests that leave the host, errors, broken policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.server import Server
from tests.browser.window import Window


@pytest.fixture
def window(chromium: Browser, server: Server):
    opened = Window.open(chromium, server.url)
    yield opened
    opened.context.close()


def faults_after(window: Window, script: str) -> str:
    """Run something on the sign-in page; what the watch says then."""
    page = window.go("/sign-in")
    assert window.faults == []
    page.evaluate(script)
    page.wait_for_timeout(300)
    return "\n".join(window.faults)


def test_a_request_to_another_host_is_seen(window: Window) -> None:
    told = faults_after(window, "() => { location.href = 'http://other.example/page'; }")
    assert "a request left the host: GET http://other.example/page" in told


def test_the_policy_stops_what_would_leave_and_that_is_seen(window: Window) -> None:
    told = faults_after(window, "() => fetch('https://other.example/').catch(() => 0)")
    assert "Content Security Policy" in told


def test_a_style_or_script_of_its_own_is_seen(window: Window) -> None:
    told = faults_after(
        window,
        """() => {
          document.body.insertAdjacentHTML('beforeend', '<p style="color: red">x</p>');
          document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }));
        }""",
    )
    assert "inline style" in told
    assert "inline script" in told
    assert window.page.evaluate("() => window.ran") is None


def test_an_error_in_a_script_and_a_missing_file_are_seen(window: Window) -> None:
    told = faults_after(window, "() => { setTimeout(() => { throw new Error('broken'); }); fetch('/no-such-page'); }")
    assert "script: " in told
    assert "broken" in told
    assert "404 for GET" in told


def test_a_window_without_faults_has_asked_this_host_only(window: Window) -> None:
    window.sign_in("leader")
    window.go("/map")
    assert window.close() == []
    assert window.requests
    assert {url.split("/elearn-static")[0] for url in window.requests if "elearn-static" in url} == {window.address}
