"""The pure parts: no framework, no clock, no chance, no environment, no file that was not given."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, module_of, source_files, tree_of

BLOCKED = ("flask", "werkzeug", "wtforms", "flask_wtf", "sqlalchemy", "flask_sqlalchemy", "alembic", "pluggy", "click")
"""What no pure module may need, not even through another."""

CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "perf_counter", "time_ns", "localtime", "gmtime"}
CHANCE = {"uuid1", "uuid4", "urandom", "token_hex", "token_bytes", "token_urlsafe", "randbelow", "SystemRandom"}
FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "mkdir"}

READERS = {
    "courses.paths": "reads a course folder, inside it only",
    "courses.digest": "reads the folder whose digest is asked for",
    "courses.load": "reads the course folder it is given",
    "courses.check": "reads the course folder it is given",
    "courses.mediacheck": "reads the pictures of the course folder it is given",
    "certificates.fonts": "reads font files in the folders it is given and in Debian's",
    "certificates.render": "reads its own templates",
}
"""Modules of the engines whose documented job is to read a path."""


def is_pure(module: str) -> bool:
    if module.split(".")[0] in ("quizzes", "courses", "certificates"):
        return True
    parts = module.split(".")
    return (
        module in ("elearn", "elearn.events", "elearn.records.projections")
        or module.startswith("elearn.xapi")
        or (len(parts) > 2 and parts[2] == "rules")
    )


PURE = [path for path in source_files() if is_pure(module_of(path))]


def called_names(path: Path) -> set[str]:
    """``now`` for ``dt.datetime.now()``, ``open`` for ``open()``: the last name of every call."""
    names = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                names.add(node.func.attr)
            elif isinstance(node.func, ast.Name):
                names.add(node.func.id)
    return names


def test_there_is_much_that_is_pure() -> None:
    assert len(PURE) > 80


def test_the_version_is_all_that_elearn_holds() -> None:
    body = tree_of(ROOT / "elearn" / "__init__.py").body
    names = [
        node.targets[0].id for node in body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    ]
    assert names == ["__version__"]
    assert len(body) == 2


def test_pure_modules_import_without_any_framework() -> None:
    modules = [module_of(path) for path in PURE if module_of(path) != "certificates.render"]
    program = "\n".join(
        [
            "import sys, importlib",
            f"for name in {(*BLOCKED, 'weasyprint')!r}: sys.modules[name] = None",
            f"for name in {modules!r}: importlib.import_module(name)",
        ]
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("path", PURE, ids=module_of)
def test_no_clock(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            owner = ast.unparse(node.func.value)
            assert owner.split(".")[-1] not in {"datetime", "date", "time", "dt"}, f"line {node.lineno}: {owner}"


@pytest.mark.parametrize("path", PURE, ids=module_of)
def test_no_chance(path: Path) -> None:
    assert not called_names(path) & CHANCE
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert ast.unparse(node.func.value) not in {"random", "secrets"}, f"line {node.lineno}"


@pytest.mark.parametrize("path", PURE, ids=module_of)
def test_no_environment(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "os.environ" not in text
    assert "getenv" not in text


@pytest.mark.parametrize("path", PURE, ids=module_of)
def test_no_file_that_was_not_given(path: Path) -> None:
    if module_of(path) in READERS:
        return
    assert not called_names(path) & FILES


def test_every_exception_is_needed() -> None:
    by_module = {module_of(path): path for path in PURE}
    assert [name for name in READERS if name not in by_module] == []
    assert [name for name in READERS if not called_names(by_module[name]) & FILES] == []
