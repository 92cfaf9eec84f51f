"""The source tree as syntax: its modules, their imports, names and texts."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENGINES = ("quizzes", "courses", "certificates")
PACKAGES = (*ENGINES, "elearn")


@dataclass(frozen=True)
class Module:
    """One source file."""

    path: Path

    @property
    def place(self) -> str:
        """The path from the root, with slashes."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def name(self) -> str:
        """The dotted name by which it is imported."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def text(self) -> str:
        """The source."""
        return self.path.read_text(encoding="utf-8")

    @property
    def lines(self) -> int:
        """How many lines the file has."""
        return len(self.text.splitlines())

    @property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return _parse(self.path)

    @property
    def has_code(self) -> bool:
        """Whether it does anything but speak of itself and hand on names."""
        return any(not _is_furniture(node) for node in self.tree.body)

    def imports(self) -> Iterator[tuple[int, str]]:
        """Every import anywhere in the file: line and dotted name, down to the name that is imported."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.place}: a relative import"
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@cache
def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _is_furniture(node: ast.stmt) -> bool:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True  # a docstring
    names = [target.id for target in getattr(node, "targets", []) if isinstance(target, ast.Name)]
    return bool(names) and all(name in {"__all__", "__version__"} for name in names)


@cache
def source() -> tuple[Module, ...]:
    """Every module of the four packages, and the door for servers."""
    files = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return tuple(Module(path) for path in [*files, ROOT / "wsgi.py"])


@cache
def suite() -> tuple[Module, ...]:
    """Every file of the test tree."""
    return tuple(Module(path) for path in sorted((ROOT / "tests").rglob("*.py")))


def is_pure(module: Module) -> bool:
    """Whether the file belongs to what knows no framework, no database, no clock and no chance."""
    parts = module.name.split(".")
    if parts[0] in ENGINES:
        return True
    return (
        module.name in {"elearn.events", "elearn.drafting", "elearn.fact", "elearn.records.projections"}
        or parts[:2] in (["elearn", "xapi"], ["elearn", "pictures"])
        or "rules" in parts[2:]
    )


@cache
def tracked(*endings: str) -> tuple[Path, ...]:
    """Files that belong to the repository, or will with the next commit, with one of these endings."""
    said = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    paths = (ROOT / name for name in sorted(set(said.split("\0"))) if name)
    return tuple(path for path in paths if path.suffix in endings and path.is_file())
