"""A browser window that is watched: where it asks for anything, and what it complains of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, WebError

from tests.browser.world import NUMBERS, PASSWORD

OWN_SCHEMES = frozenset({"chrome", "chrome-extension", "data", "blob", "about"})
"""What the browser answers by itself, such as its view of a PDF."""

DESKTOP = {"width": 1366, "height": 768}
FAILED = "Failed to load resource"
_signed_in: dict[tuple[str, str], Any] = {}


@dataclass
class Window:
    """A window with cookies of its own. ``expected`` are the statuses of errors that the test provokes."""

    context: BrowserContext
    page: Page
    address: str
    expected: set[int] = field(default_factory=set)
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, browser: Browser, address: str, expected: tuple[int, ...] = (), **options: Any) -> Window:
        """A new window. Further options are those of a browser context."""
        told = {"viewport": DESKTOP, "locale": "ja-JP", "timezone_id": "Asia/Tokyo", "reduced_motion": "reduce"}
        context = browser.new_context(base_url=address, **(told | options))
        context.set_default_timeout(20_000)
        window = cls(context, context.new_page(), address, set(expected))
        context.on("request", window._see_request)
        context.on("response", window._see_response)
        context.on("console", window._see_console)
        context.on("weberror", window._see_error)
        return window

    def _see_request(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme not in OWN_SCHEMES and (parts.scheme, parts.hostname) != ("http", "127.0.0.1"):
            self.faults.append(f"a request left the host: {request.method} {request.url}")

    def _see_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.faults.append(f"{response.status} for {response.request.method} {response.url}")

    def _see_console(self, message: ConsoleMessage) -> None:
        if message.type != "error" or (message.text.startswith(FAILED) and self.expected):
            return
        self.faults.append(f"console: {message.text} ({message.location.get('url')})")

    def _see_error(self, error: WebError) -> None:
        self.faults.append(f"script: {error.error}")

    def close(self) -> list[str]:
        """Close it; the faults it saw."""
        self.context.close()
        return self.faults

    def sign_in(self, who: str) -> None:
        """Sign in through the form, once for each person and server; later windows get the same cookie."""
        kept = _signed_in.get((self.address, who))
        if kept is None:
            self.page.goto("/sign-in")
            self.page.fill("#staff_number", NUMBERS[who])
            self.page.fill("#password", PASSWORD)
            self.page.get_by_role("button", name="サインインする").click()
            self.page.wait_for_url(f"{self.address}/")
            _signed_in[self.address, who] = self.context.cookies()
        else:
            self.context.add_cookies(kept)

    def go(self, path: str, status: int = 200) -> Page:
        """Open an address and expect this status."""
        if status >= 400:
            self.expected.add(status)
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{answer.status} for {path}"
        return self.page
