"""The engines alone: scoring items, opening quizzes, checking the shipped courses."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

import quizzes
from benchmarks.house import CATALOG, SEED
from benchmarks.meters import time_together
from benchmarks.report import Figure, Report, run
from elearn.demo.responses import fill_fields
from elearn.learning.services.packages import QUIZ, Package, check_package, open_package

SCORE_LIMIT = 50.0
"""Microseconds: 20,000 items a second."""


def open_packages() -> list[Package]:
    """The shipped courses."""
    return [open_package(folder) for folder in sorted(CATALOG.iterdir()) if (folder / "course.toml").is_file()]


def make_sittings(packages: list[Package]) -> list[tuple[quizzes.Quiz, quizzes.Form, dict[str, object]]]:
    """Every quiz of the courses with a form and the right responses."""
    found = []
    for package in packages:
        for quiz in package.quizzes.values():
            form, items = quizzes.assemble(quiz, SEED), quiz.items()
            fields = {item: fill_fields(items[item], form, True) for item in form.item_ids}
            responses = {item: quizzes.parse_response(items[item], fields[item]).response for item in form.item_ids}
            found.append((quiz, form, responses))
    return found


def read_texts() -> list[str]:
    """Every text of the shipped courses."""
    return [path.read_text(encoding="utf-8") for path in sorted(CATALOG.rglob("*.md"))]


def load_all(packages: list[Package]) -> None:
    """Load every quiz of the courses from its files."""
    for package in packages:
        for activity in package.course.activities:
            if activity.kind == QUIZ:
                quizzes.load_quiz(activity.source, _reader(package.course.path))


def _reader(folder: Path) -> Callable[[str], str]:
    return lambda path: (folder / path).read_text(encoding="utf-8")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The command line's options."""
    parser.add_argument("--repeats", type=int, default=9, help="how often each part is measured")


def measure(options: argparse.Namespace) -> Report:
    """Items scored per second, and milliseconds of opening quizzes and checking courses."""
    packages = open_packages()
    sittings, texts, markdown = make_sittings(packages), read_texts(), MarkdownIt()
    items = sum(len(form.item_ids) for _, form, _ in sittings)
    number = sum(len(package.quizzes) for package in packages)

    def score() -> None:
        for quiz, form, responses in sittings:
            quizzes.score_attempt(quiz, form, responses)

    def encode() -> None:
        for _, _, responses in sittings:
            for item, response in responses.items():
                hashlib.sha256(json.dumps({item: response}, sort_keys=True).encode()).digest()

    def draw() -> None:
        for place, (quiz, _, _) in enumerate(sittings):
            quizzes.assemble(quiz, place)

    def check() -> None:
        for package in packages:
            check_package(package.course.path)

    took = time_together(
        {
            "score": score,
            "encode": encode,
            "draw": draw,
            "load": lambda: load_all(packages),
            "check": check,
            "render": lambda: [markdown.render(text) for text in texts],
        },
        options.repeats,
    )
    cpu = {name: one.cpu for name, one in took.items()}
    plain = "rendering all their Markdown as plain HTML"
    return Report(
        "engine",
        [
            Figure(
                "items scored a second",
                items / cpu["score"],
                "/s of CPU",
                cpu["score"] / cpu["encode"],
                "writing each response as JSON and hashing it",
            ),
            Figure("scoring an item", cpu["score"] / items * 1e6, "µs CPU", limit=SCORE_LIMIT),
            Figure("drawing and ordering a form", cpu["draw"] / number * 1000, "ms CPU"),
            Figure(
                "load_quiz, mean of all quizzes",
                cpu["load"] / number * 1000,
                "ms CPU",
                cpu["load"] / cpu["render"],
                f"(all quizzes) {plain}",
            ),
            Figure("check of the catalog", cpu["check"] * 1000, "ms CPU", cpu["check"] / cpu["render"], plain),
            Figure("quizzes", number, ""),
            Figure("items in their forms", items, ""),
        ],
    )


if __name__ == "__main__":
    run("engine", measure, add_options)
