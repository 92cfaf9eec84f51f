"""What a server wrote is told apart: lines of every day, and lines that should not be there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from elearn.web.requestlog import show_line
from tests.browser.server import Server, is_usual

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("event", ["request", "request-failed"])
@pytest.mark.parametrize("status", [400, 404, 413, 429])
def test_requests_and_refusals_are_usual(event: str, status: int) -> None:
    assert is_usual(show_line(event, NOON, status=status, method="GET"))


@pytest.mark.parametrize("status", [500, 503])
def test_a_fault_is_not(status: int) -> None:
    assert not is_usual(show_line("request-failed", NOON, status=status, method="GET"))


@pytest.mark.parametrize("line", ["Traceback (most recent call last):", "", '{"event":"request"', "[CRITICAL] TIMEOUT"])
def test_nor_is_what_is_no_line_of_ours(line: str) -> None:
    assert not is_usual(line)


def test_only_what_is_unusual_is_told(server: Server) -> None:
    """The pages that were asked for to see whether it runs are in the file, and in nothing that is told."""
    server.stop()
    server.start()
    written = (server.folder / f"server-{server.port}.log").read_text(encoding="utf-8")
    assert '"/sign-in"' in written
    assert server.log() == ""
