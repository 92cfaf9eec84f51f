"""The steps themselves: one line, named by what they do, each with its way back, and only our own tables."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from elearn import migrations
from elearn.db import Base
from elearn.migrations.run import make_config, newest_revision
from elearn.wiring.blueprints import BLUEPRINTS

FOLDER = Path(migrations.__file__).parent / "versions"
STEPS = sorted(FOLDER.glob("*.py"))
EVERY = pytest.mark.parametrize("path", STEPS, ids=lambda path: path.stem)
SCRIPTS = ScriptDirectory.from_config(make_config(None))  # type: ignore[arg-type]  # nothing is run with it


def test_there_is_one_head_and_one_line() -> None:
    assert SCRIPTS.get_heads() == [newest_revision()]
    assert SCRIPTS.get_bases() == ["0001"]
    line = list(SCRIPTS.walk_revisions())
    assert [script.revision for script in reversed(line)] == [f"{n:04}" for n in range(1, len(STEPS) + 1)]
    assert all(len(script.nextrev) <= 1 for script in line)


@EVERY
def test_a_step_is_named_by_number_and_deed(path: Path) -> None:
    found = re.fullmatch(r"(\d{4})_([a-z]+)_[a-z0-9_]+", path.stem)
    assert found is not None
    assert found[2] in {"create", "add", "drop", "rename", "move", "fill", "widen", "keep"}
    script = SCRIPTS.get_revision(found[1])
    assert Path(script.path) == path
    assert script.doc.endswith(".")
    assert script.doc.lower().startswith(found[2])


@EVERY
def test_a_step_has_its_way_back(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    bodies = {node.name: node.body for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {"upgrade", "downgrade"} <= set(bodies)
    assert not any(isinstance(node, (ast.Pass, ast.Raise)) for body in bodies.values() for node in body)


@EVERY
def test_a_step_knows_no_models(path: Path) -> None:
    """Models change, steps do not: what a step made last year must not depend on today's models."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        assert not any(name.split(".")[0] == "elearn" for name in names)


@EVERY
def test_a_step_touches_only_our_own_tables(path: Path) -> None:
    touched = {
        node.args[0].value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"create_table", "drop_table", "batch_alter_table"}
        and isinstance(node.args[0], ast.Constant)
    }
    assert touched
    assert all(str(name).startswith("elearn_") for name in touched)


def test_all_our_tables_have_our_prefix() -> None:
    assert BLUEPRINTS
    assert len(Base.metadata.tables) > 20
    assert all(name.startswith("elearn_") for name in Base.metadata.tables)
