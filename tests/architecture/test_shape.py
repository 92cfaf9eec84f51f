"""Sizes, names and mirrors: the figures that keep the house readable. Run with -s to see them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import (
    PACKAGES,
    ROOT,
    count_lines,
    has_code,
    imported_by,
    module_of,
    source_files,
    test_files,
    tree_of,
)

LONGEST, NINE_OF_TEN, HALF = 400, 250, 90
TESTS_PER_LINE = 1.5
LAZY_DOOR = {"elearn.awards.services.files"}
"""The one hidden import allowed: the lazy door to WeasyPrint."""

NO_MIRROR = {
    "elearn.migrations.env": "run by Alembic only; tests/elearn/migrations runs it",
    "quizzes": "names only; tests/properties/test_quiz_exports.py compares them",
    "courses": "names only; the engine's tests import from it",
    "elearn": "the version only; test_purity looks at it",
}


def test_sizes(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = sorted(count_lines(path) for path in source_files())
    source, tests = sum(sizes), sum(count_lines(path) for path in test_files())
    median, ninth, longest = sizes[len(sizes) // 2], sizes[int(len(sizes) * 0.9)], sizes[-1]
    with capsys.disabled():
        print(
            f"\n{len(sizes)} modules, {source} lines; median {median}, 90th percentile {ninth}, longest {longest}; "
            f"tests {tests} lines = {tests / source:.2f} per line"
        )
    assert median <= HALF
    assert ninth <= NINE_OF_TEN
    assert longest <= LONGEST
    assert tests >= TESTS_PER_LINE * source


def test_no_test_file_is_too_long() -> None:
    assert [path.name for path in test_files() if count_lines(path) > LONGEST] == []


def test_no_import_hides_in_a_function() -> None:
    hidden = []
    for path in source_files():
        for scope in ast.walk(tree_of(path)):
            if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
                names = {name for node in ast.walk(scope) for name in imported_by(node)}
                if any(name.split(".")[0] in PACKAGES for name in names):
                    hidden.append(module_of(path))
    assert set(hidden) <= LAZY_DOOR


def mirror_of(path: Path) -> Path:
    inside = path.relative_to(ROOT)
    return ROOT / "tests" / inside.parent / f"test_{inside.name}"


def test_every_module_has_its_test() -> None:
    bare = [
        module_of(path)
        for path in source_files()
        if has_code(path) and module_of(path) not in NO_MIRROR and not mirror_of(path).is_file()
    ]
    assert bare == []


def test_every_exception_from_the_mirror_is_needed() -> None:
    modules = {module_of(path): path for path in source_files()}
    assert [name for name in NO_MIRROR if name not in modules or mirror_of(modules[name]).is_file()] == []


def test_no_catch_all_module() -> None:
    forbidden = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc", "base_utils"}
    assert [module_of(path) for path in source_files() if path.stem in forbidden] == []


NEVER = re.compile(r"(Question|Enrol|Lesson|Diploma|Faculty|Quizzes?Mode)", re.IGNORECASE)
"""Words of the vocabulary's last column that could stand in a name by habit."""


def test_names_keep_to_the_vocabulary() -> None:
    wrong = []
    for path in source_files():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and NEVER.search(node.name):
                wrong.append(f"{module_of(path)}.{node.name}")
    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES)
def test_types_are_announced(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()
