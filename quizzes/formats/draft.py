"""Collects what is read from a foreign file: items with ids of ours, problems, and losses counted once per detail."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from quizzes.formats.contract import Reading
from quizzes.formats.front_matter import SLUG
from quizzes.formats.item_text import MOST_POINTS
from quizzes.formats.labels import Labels
from quizzes.model import Item, Problem, Scenario
from quizzes.numbers import read_number
from quizzes.report import Report

MOST_ITEMS = 10_000
_NO_LABELS = Labels()
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d{1,2})?|[+-]?\.\d+(?:[eE][+-]?\d{1,2})?", re.ASCII)


class Losses:
    """Details that were left out: each is told once, with the first place and how often."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._details: dict[tuple[str, str], list[Any]] = {}
        self._single: list[Problem] = []

    def detail(self, line: int, detail: str, path: str = "") -> None:
        """A detail that an item of ours (or of theirs) has no place for: an element, a setting."""
        entry = self._details.setdefault(("detail-left-out", detail[:80]), [path or self._path, line, 0])
        entry[2] += 1

    def change(self, line: int, code: str, path: str = "", **params: object) -> None:
        """A change to one item."""
        texts = {name: str(value)[:200] for name, value in params.items()}
        self._single.append(Problem(path or self._path, line, code, texts))

    def all(self) -> tuple[Problem, ...]:
        """Every loss, by place."""
        counted = [
            Problem(path, line, code, {"detail": detail, "count": str(count)})
            for (code, detail), (path, line, count) in self._details.items()
        ]
        return tuple(sorted([*self._single, *counted], key=lambda loss: (loss.path, loss.line)))


class Draft:
    """The items of one file as they come. ``path`` may be set anew for each file of a package."""

    def __init__(self, path: str) -> None:
        self.report = Report(path)
        self.losses = Losses(path)
        self.items: list[Item] = []
        self._taken: set[str] = set()
        self._full = False

    def refuse(self, line: int, code: str, **params: object) -> None:
        """Note why something is not there."""
        self.report.add(line, code, **params)

    def lose(self, line: int, detail: str) -> None:
        """Note a detail that is left out."""
        self.losses.detail(line, detail, self.report.path)

    def change(self, line: int, code: str, **params: object) -> None:
        """Note that an item is read, but counts or looks different."""
        self.losses.change(line, code, self.report.path, **params)

    def add(
        self,
        line: int,
        kind: str,
        body: Any,
        stem: str,
        *,
        name: str = "",
        points: Decimal = Decimal(1),
        labels: Labels = _NO_LABELS,
        explanation: str = "",
        wrong_note: str = "",
        hints: tuple[str, ...] = (),
        scenario: Scenario | None = None,
    ) -> None:
        """Add an item; ``name`` is what its author called it, from which its id is made."""
        if len(self.items) >= MOST_ITEMS:
            if not self._full:
                self.report.add(line, "items-too-many", most=MOST_ITEMS)
            self._full = True
            return
        for tag in labels.unusable:
            self.lose(line, f"tag {tag}")
        item = Item(
            id=self._id(line, name),
            kind=kind,
            objective=labels.objective,
            use=labels.use,
            points=self._points(line, labels.setting("points"), points),
            tags=labels.tags,
            sources=labels.sources,
            stem=stem,
            explanation=explanation,
            wrong_note=wrong_note,
            hints=hints,
            body=body,
            scenario=scenario,
            path=self.report.path,
            line=line,
        )
        self.items.append(item)

    def reading(self) -> Reading:
        """All that was collected."""
        return Reading(tuple(self.items), tuple(self.report.problems), self.losses.all())

    def _id(self, line: int, name: str) -> str:
        ident = slugify(name)
        if ident != name.strip():
            self.lose(line, "name")
        ident = unused = ident or f"item-{len(self.items) + 1}"
        number = 2
        while unused in self._taken:
            unused = f"{ident[:58]}-{number}"
            number += 1
        if unused != ident:
            self.change(line, "item-id-changed", id=ident, now=unused)
        self._taken.add(unused)
        return unused

    def _points(self, line: int, label: str, points: Decimal) -> Decimal:
        labelled = read_decimal(label) if label else None
        points = labelled if labelled is not None else points
        if 0 < points <= MOST_POINTS and points == round(points, 4):
            return points
        usable = max(round(min(points, Decimal(MOST_POINTS)), 4), Decimal(0)) or Decimal(1)
        self.change(line, "item-points-changed", points=points, now=usable)
        return usable


def slugify(name: str) -> str:
    """An id from a name: small letters, digits and hyphens; empty when nothing of the name is any of these."""
    if SLUG.fullmatch(name.strip()):
        return name.strip()
    plain = unicodedata.normalize("NFKC", name).lower()
    ident = re.sub(r"[^a-z0-9]+", "-", plain)[:64].strip("-")
    return ident if SLUG.fullmatch(ident) else ""


def read_decimal(text: str) -> Decimal | None:
    """A number as other programs write it: also ``.5`` and ``6.02e23``; None when it is none or out of all bounds."""
    value = read_number(text)
    if isinstance(value, Decimal):
        return value
    if len(text) > 60 or not _SCIENTIFIC.fullmatch(text.strip()):
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    # Written out in digits, as a key is, it must still be a number that people can type.
    return value if len(format(value, "f")) <= 40 else None


def join_texts(texts: Iterable[str]) -> str:
    """Texts as paragraphs, the empty ones left out."""
    return "\n\n".join(text for text in texts if text)
