"""Collects problems while a file is read, so that an author sees all of them at once."""

from __future__ import annotations

from quizzes.model import Problem

MOST_PROBLEMS = 1_000
"""A file of noise is not worth more lines than this; the last one then says that there were more."""


class Report:
    """The problems of one file, in the order in which they were found."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.count = 0
        """How many problems were found, those beyond the most included."""

    def add(self, line: int, code: str, **params: object) -> None:
        """Note a problem; ``line`` counts from 1, 0 stands for the whole file."""
        self.count += 1
        if self.count > MOST_PROBLEMS + 1:
            return
        if self.count == MOST_PROBLEMS + 1:
            code, params = "problems-too-many", {"most": MOST_PROBLEMS}
        texts = {name: str(value)[:200] for name, value in params.items()}
        self.problems.append(Problem(self.path, line, code, texts))
