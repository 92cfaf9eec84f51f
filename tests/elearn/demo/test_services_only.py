"""The demo tests the product: it goes through services and the command's own helpers, and writes no table by itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import elearn.demo

FILES = sorted(Path(elearn.demo.__path__[0]).glob("*.py"))
WRITERS = {
    "execute",
    "scalar",
    "scalars",
    "add",
    "add_all",
    "merge",
    "flush",
    "get",
    "query",
    "connection",
    "bulk_save",
}
"""Methods of a session beyond its commits."""


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> set[str]:
    """Every module and name that a file imports, in full."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{one.name}" for one in node.names} | {str(node.module)}
    return found


def test_there_is_a_demo_to_look_at() -> None:
    assert len(FILES) >= 7


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_no_table_is_imported(path: Path) -> None:
    assert not {name for name in imports_of(path) if "tables" in name.split(".")}


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_of_the_database_only_the_session_is_known(path: Path) -> None:
    assert {name for name in imports_of(path) if name.startswith("sqlalchemy")} <= {
        "sqlalchemy.orm",
        "sqlalchemy.orm.Session",
    }
    assert not {name for name in imports_of(path) if name.startswith(("elearn.db", "elearn.records", "sqlite3"))}


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_the_session_is_handed_on_and_committed_and_nothing_else(path: Path) -> None:
    asked = [
        node.func.attr
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value).split(".")[-1] == "session"
    ]
    assert set(asked) <= {"commit"}
    assert not set(asked) & WRITERS


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_rooms_are_entered_through_services_and_rules(path: Path) -> None:
    rooms = {"people", "learning", "skills", "awards", "hr", "lrs", "studio"}
    entered = {tuple(name.split(".")[1:3]) for name in imports_of(path) if name.startswith("elearn.")}
    assert {part[1] for part in entered if part[0] in rooms and len(part) > 1} <= {"services", "rules"}


def test_the_facts_come_from_the_services_too() -> None:
    assert not [path.name for path in FILES if any(name.startswith("elearn.events") for name in imports_of(path))]
