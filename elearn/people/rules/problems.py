"""What is wrong with what was given: a code and its parameters; the words stand in the translations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, at one place.

    ``path`` is a column (``氏名``), a field (``password``) or empty for the whole; ``line`` counts from 1 as an editor
    or Excel counts, 0 for the whole; ``code`` is kebab-case and has its text in ``translations/problems/people.toml``.
    """

    path: str
    line: int
    code: str
    params: dict[str, str] = field(default_factory=dict)


def order_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """In the order of the file: by line, then column, then code."""
    return tuple(sorted(problems, key=lambda each: (each.line, each.path, each.code)))
