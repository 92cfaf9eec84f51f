"""The source tree as these tests see it: files, modules, syntax trees, imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("elearn", "courses", "quizzes", "certificates")
STEPS = "elearn/migrations/versions"
"""Migrations are history: written once, never shortened."""


@cache
def source_files() -> tuple[Path, ...]:
    """Every Python file of the product, the steps of the migrations left out."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return tuple(sorted(path for path in found if STEPS not in path.as_posix()))


@cache
def test_files() -> tuple[Path, ...]:
    """Every Python file below ``tests``."""
    return tuple(sorted((ROOT / "tests").rglob("*.py")))


test_files.__test__ = False  # type: ignore[attr-defined]  # a name for readers, not a test


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def module_of(path: Path) -> str:
    """``elearn/people/rules/org.py`` -> ``elearn.people.rules.org``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def count_lines(path: Path) -> int:
    """Lines of a file, blank ones too."""
    return len(path.read_text(encoding="utf-8").splitlines())


def imported_by(node: ast.AST) -> Iterator[str]:
    """The modules (and names in them) that an import statement brings."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports_of(path: Path) -> set[str]:
    """Everything that a file imports, wherever in it."""
    return {name for node in ast.walk(tree_of(path)) for name in imported_by(node)}


def has_code(path: Path) -> bool:
    """Whether a file holds more than a docstring."""
    body = tree_of(path).body
    return any(not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) for node in body)
