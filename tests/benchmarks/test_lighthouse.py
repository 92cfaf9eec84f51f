"""Lighthouse's report is read rightly; Lighthouse itself runs in the benchmark only."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from benchmarks import lighthouse
from benchmarks.lighthouse import CATEGORIES, install, shortfalls
from benchmarks.paint import MAIN
from tests.browser.places import PLACES


def told(score: float) -> dict[str, Any]:
    """A report with one audit that counts and one that does not."""
    parts = [{"id": "speed", "weight": 3}, {"id": "hint", "weight": 0}]
    return {
        "categories": {category: {"score": score, "auditRefs": parts} for category in CATEGORIES},
        "audits": {"speed": {"score": score, "displayValue": "2 s"}, "hint": {"score": 0.1}},
    }


def test_what_is_missing_is_named_in_its_own_words() -> None:
    assert shortfalls(told(1.0)) == []
    assert shortfalls(told(0.9)) == ["speed 2 s"] * len(CATEGORIES)


def test_the_main_pages_are_among_the_places() -> None:
    assert set(MAIN) <= {place.name for place in PLACES}


def test_npm_is_quoted_when_it_cannot_fetch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "npm error code ENOTFOUND\n")

    monkeypatch.setattr(lighthouse.subprocess, "run", refuse)
    with pytest.raises(RuntimeError, match="npm could not fetch Lighthouse: npm error code ENOTFOUND"):
        install(tmp_path)
