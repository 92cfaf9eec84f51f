"""The figures of a quiz as files: a table of its items that a Japanese Excel opens, and everything as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict

from elearn.learning.services.statistics import Analysis, ItemVersion
from elearn.people.services.cells import neutralise_cell
from quizzes.statistics.model import Figures

HEADER = (
    *("設問ID", "講座の版", "いまの版", "形式", "到達目標", "受験数", "正答率(%)", "標準偏差", "当て推量の割合(%)"),
    *("配点の割合(%)", "得点への影響(%)", "識別指数(%)", "識別の効率(%)", "助言"),
)
"""One row for each version of an item that somebody handed in."""

_SHARES = ("facility", "guess", "intended_weight", "effective_weight", "discrimination", "efficiency")


def list_taken(analysis: Analysis) -> Iterator[tuple[str, ItemVersion]]:
    """Item id and version, of what somebody handed in, in the quiz's order."""
    for ident, versions in analysis.versions.items():
        for version in versions:
            if version.figures is not None:
                yield ident, version


def write_csv(analysis: Analysis) -> bytes:
    """The items as CSV: UTF-8 with BOM, CRLF, nothing that a spreadsheet would run. Equal figures give equal bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for ident, version in list_taken(analysis):
        if version.figures is None:
            continue
        figures, item = version.figures.figures, version.item
        named = (ident, "・".join(version.courses), "○" if version.current else "", item.kind, item.objective)
        codes = " ".join(line.code for line in version.figures.advice)
        writer.writerow([neutralise_cell(cell) for cell in named] + _numbers(figures) + [codes])
    return text.getvalue().encode("utf-8-sig")


def _numbers(figures: Figures) -> list[str]:
    shares = [_show(None if (one := getattr(figures, name)) is None else one * 100) for name in _SHARES]
    return [str(figures.count), shares[0], _show(figures.deviation, 4), *shares[1:]]


def _show(value: float | None, places: int = 2) -> str:
    return "" if value is None else f"{value:.{places}f}"


def write_json(analysis: Analysis) -> bytes:
    """Every figure unrounded, by the names of ``quizzes.statistics.model``; shares are 0..1."""
    found = asdict(analysis.found)
    items = found.pop("items")
    told = {one["id"]: one for one in items}
    content = {
        "course": analysis.line.package.course.id,
        "course_version": analysis.line.package.course.version,
        "activity": analysis.line.activity,
        "which": analysis.which,
        "waiting": analysis.line.waiting,
        **found,
        "items": [
            {**told[version.name], "item": ident, "course_versions": version.courses, "current": version.current}
            for ident, version in list_taken(analysis)
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
