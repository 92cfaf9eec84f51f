"""Sizes and mirrors: the figures that keep the house readable. Run with ``-s`` to see them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, Module, source, suite

LONGEST, NINE_OF_TEN, HALF, GOAL = 400, 250, 100, 80
"""Lines: of the longest file, of nine files of ten, and of half of them; the last is what we would like half to be."""

TESTS_PER_LINE = 1.5

LAZY_DOORS = {
    "elearn.awards.services.files": "loads WeasyPrint when the first certificate is drawn",
    "elearn.awards.services.samples": "loads WeasyPrint when a design is looked at",
    "elearn.cli.designs": "loads WeasyPrint when a design is looked at",
}
"""Modules that may import one of our own inside a function, with the reason."""

NO_MIRROR = {
    "elearn/migrations/env.py": "runs inside Alembic only; every test in tests/elearn/migrations runs it",
}
"""Modules with code and without a test of their own name, with the reason. Migration steps have one test for all."""

STEPS = "elearn/migrations/versions/"
"""Migrations are history: written once, never shortened; tests/elearn/migrations/test_versions.py looks at all."""

OTHER_TESTS = frozenset(
    {
        "architecture",
        "benchmarks",
        "browser",
        "catalog",
        "conformance",
        "docs",
        "faults",
        "golden",
        "kinds",
        "properties",
        "stories",
    }
)
"""Folders of tests that mirror nothing: they look at the whole, or at one thing from every side."""

MORE_TESTS = {
    "tests/elearn/demo/test_services_only.py": "the whole demo: it enters every room by its services",
    "tests/elearn/learning/routes/test_hostile_forms.py": "all pages of the room: whatever a form may send",
    "tests/elearn/learning/test_item_templates.py": "the templates of every kind of item",
    "tests/elearn/lrs/routes/test_attachments.py": "the whole store: statements with attachments",
    "tests/elearn/lrs/test_interoperability.py": "the whole store: clients of other hands",
    "tests/elearn/lrs/test_robustness.py": "the whole store: whatever a program may send",
    "tests/elearn/studio/routes/test_draft_access.py": "all pages of drafts: who may, and whatever a form may send",
    "tests/elearn/studio/routes/test_draft_costs.py": "all pages of drafts: statements, bytes and the access log",
    "tests/elearn/studio/services/test_draft_races.py": "all services of drafts: many hands at once",
    "tests/elearn/web/test_desk_parts.py": "the parts that desks are made of",
    "tests/elearn/web/test_parts.py": "the parts that templates of all rooms share",
    "tests/elearn/web/test_sheet.py": "the style sheet",
}
"""Tests in the mirror that are of more than one module, with what they look at."""

SIZED = [module for module in source() if not module.place.startswith(STEPS)]


def test_sizes(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = sorted(module.lines for module in SIZED)
    lines, checked = sum(module.lines for module in SIZED), sum(module.lines for module in suite())
    median, ninth, longest = sizes[len(sizes) // 2], sizes[int(len(sizes) * 0.9)], sizes[-1]
    with capsys.disabled():
        print(
            f"\n{len(SIZED)} modules, {lines} lines; median {median} (goal {GOAL}), 90th percentile {ninth}, "
            f"longest {longest}; hidden own imports {len(hidden_imports())}; "
            f"tests {len(suite())} files, {checked} lines = {checked / lines:.2f} per line"
        )
    assert median <= HALF
    assert ninth <= NINE_OF_TEN
    assert longest <= LONGEST
    assert checked >= TESTS_PER_LINE * lines


def test_no_source_file_is_too_long() -> None:
    assert [module.place for module in SIZED if module.lines > LONGEST] == []


def test_no_test_file_is_too_long() -> None:
    assert [module.place for module in suite() if module.lines > LONGEST] == []


def hidden_imports() -> list[str]:
    """Imports of our own packages inside functions: the mark of cycles."""
    found = []
    for module in source():
        for scope in ast.walk(module.tree):
            if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                for node in ast.walk(scope):
                    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                    names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                    if any(name.split(".")[0] in PACKAGES for name in names):
                        found.append(module.name)
    return found


def test_no_import_hides_in_a_function() -> None:
    assert set(hidden_imports()) - set(LAZY_DOORS) == set()


# Mirrors


def mirror_of(module: Module) -> Path:
    return ROOT / "tests" / module.path.relative_to(ROOT).parent / f"test_{module.path.name}"


def needs_mirror(module: Module) -> bool:
    return module.has_code and not module.place.startswith(STEPS) and module.place not in NO_MIRROR


def test_every_module_has_its_test() -> None:
    bare = [module.place for module in source() if needs_mirror(module) and not mirror_of(module).is_file()]
    assert bare == []


def test_every_exception_from_the_mirror_is_needed() -> None:
    places = {module.place: module for module in source()}
    assert [place for place in NO_MIRROR if place not in places or mirror_of(places[place]).is_file()] == []


def test_every_test_in_the_mirror_is_of_something() -> None:
    """``test_scoring.py`` is of ``scoring.py``; ``test_scoring_rounding.py`` is a further part of the same test."""
    orphans = []
    for test in suite():
        parts = test.path.relative_to(ROOT / "tests").parts
        if len(parts) < 2 or parts[0] in OTHER_TESTS or not test.path.name.startswith("test_"):
            continue
        if test.place in MORE_TESTS:
            continue
        folder, stem = ROOT.joinpath(*parts[:-1]), test.path.stem.removeprefix("test_")
        if not any(stem == one or stem.startswith(one + "_") for one in subjects_of(folder)):
            orphans.append(test.place)
    assert orphans == [], "name it after its module, or say in MORE_TESTS what it looks at"
    assert [place for place in MORE_TESTS if not (ROOT / place).is_file()] == []


def subjects_of(folder: Path) -> set[str]:
    """What may be tested in a folder: its modules, its packages, and folders of other content."""
    if not folder.is_dir():
        return set()
    return {path.stem for path in folder.iterdir() if path.suffix == ".py" or path.is_dir()}


@pytest.mark.parametrize("package", PACKAGES)
def test_types_are_announced(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()


def test_tests_are_no_package() -> None:
    """They must never ship: their folders have no ``__init__``."""
    assert [module.place for module in suite() if module.path.name == "__init__.py"] == []
