"""What a benchmark prints: figures with their ratio and verdict, for people and for machines."""

from __future__ import annotations

import argparse
import json
import sys

import pytest

from benchmarks.report import Figure, Report, run


@pytest.mark.parametrize(
    ("figure", "line"),
    [
        (Figure("CPU", 0.02934, "s"), "CPU: 0.0293 s"),
        (Figure("rows", 2438, ""), "rows: 2,438"),
        (Figure("CPU", 0.5, "s", 12.0, "a page"), "CPU: 0.5 s; 12 x a page"),
        (Figure("CPU", 0.5, "s", limit=1), "CPU: 0.5 s; limit 1: pass"),
        (Figure("CPU", 1.5, "s", 3.14159, "a page", 1), "CPU: 1.5 s; 3.14 x a page; limit 1: FAIL"),
        (Figure("rate", 40757.74, "/s"), "rate: 40,757.7 /s"),
    ],
)
def test_a_figure_is_one_line(figure: Figure, line: str) -> None:
    assert figure.line() == line


@pytest.mark.parametrize(("value", "limit", "verdict"), [(1, None, None), (1, 1, True), (1.01, 1, False)])
def test_a_limit_is_the_most_that_passes(value: float, limit: float | None, verdict: bool | None) -> None:
    assert Figure("x", value, "", limit=limit).passes is verdict


def a_report() -> Report:
    return Report("sample", [Figure("CPU", 0.5, "s", 2.0, "nothing", 1)], {"steps": (("step", "ms"), [("POST", 1.25)])})


def test_the_text_names_the_conditions_and_lines_up_its_tables() -> None:
    lines = a_report().text().splitlines()
    assert lines[0].startswith("sample  (cores ")
    assert lines[2:5] == ["steps", "step    ms", "POST  1.25"]
    assert lines[-1] == "CPU: 0.5 s; 2 x nothing; limit 1: pass"


def test_the_json_says_the_same(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["sample", "--json", "--size", "3"])
    sizes = []

    def measure(options: argparse.Namespace) -> Report:
        sizes.append(options.size)
        return a_report()

    run("sample", measure, lambda parser: parser.add_argument("--size", type=int))
    said = json.loads(capsys.readouterr().out)
    assert sizes == [3]
    assert said["benchmark"] == "sample"
    assert set(said["conditions"]) == {"cores", "load", "python", "system"}
    assert said["figures"] == [
        {"name": "CPU", "value": 0.5, "unit": "s", "ratio": 2.0, "reference": "nothing", "limit": 1, "passes": True}
    ]
    assert said["tables"] == {"steps": [{"step": "POST", "ms": 1.25}]}


def test_without_options_it_prints_for_people(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["sample"])
    run("sample", lambda _: a_report())
    assert "limit 1: pass" in capsys.readouterr().out
