"""The page of accessibility is whole and names only tests that are there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts.accessibility import PAGE, RESULTS, SETS, read_criteria, write_page

ROOT = Path(__file__).parents[2]
CRITERIA = read_criteria()

GUIDELINES = ("1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "3.3", "4.1")
WCAG_2_0 = dict(zip(GUIDELINES, (1, 5, 3, 5, 2, 2, 1, 7, 2, 4, 4, 2), strict=True))
"""Criteria of level A and AA by guideline (WCAG 2.0 and JIS X 8341-3:2016): 38, numbered from 1."""

LATER = {
    "2.1": {f"1.4.{number}" for number in range(10, 14)}
    | {f"2.5.{number}" for number in range(1, 5)}
    | {"1.3.4", "1.3.5", "2.1.4", "4.1.3"},
    "2.2": {"2.4.11", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8"},
}


def test_every_criterion_of_a_and_aa_has_its_line() -> None:
    first = {f"{rule}.{number}" for rule, count in WCAG_2_0.items() for number in range(1, count + 1)}
    assert len(first) == 38
    for since, wanted in {"2.0": first, **LATER}.items():
        assert {one["number"] for one in CRITERIA if one["since"] == since} == wanted
    assert len(CRITERIA) == len({one["number"] for one in CRITERIA}) == 56
    order = [[int(part) for part in one["number"].split(".")] for one in CRITERIA]
    assert order == sorted(order)


@pytest.mark.parametrize("one", CRITERIA, ids=lambda one: one["number"])
def test_a_line_says_how_it_is_known(one: dict[str, Any]) -> None:
    assert one["level"] in {"A", "AA"}
    assert one["since"] in SETS
    assert one["result"] in RESULTS
    assert one["ja"]
    assert one["en"]
    assert one["how"].endswith(".")
    assert [path for path in one["tests"] if not (ROOT / path).exists()] == []
    if not one["tests"] and one["result"] == "met":
        assert one["number"] == "3.3.7", "without a test it is not known"
    assert set(one) <= {"number", "level", "since", "ja", "en", "result", "tests", "how", "looked"}


def test_the_page_is_what_the_data_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_page(), "run ./scripts/docs"


def test_what_is_not_tested_is_said() -> None:
    text = write_page()
    assert "No real screen reader was run" in text
    assert "No other browser" in text
    partly = [one["number"] for one in CRITERIA if one["result"] == "partly"]
    assert "4.1.2" in partly
