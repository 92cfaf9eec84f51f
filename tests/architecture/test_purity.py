"""What is pure can be used without the house: no framework, no database, no clock, no chance, no environment."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.architecture.tree import ROOT, Module, is_pure, source

BLOCKED = (
    "flask", "flask_sqlalchemy", "flask_wtf", "werkzeug", "wtforms", "sqlalchemy", "alembic", "psycopg", "pluggy",
    "click", "weasyprint", "requests", "httpx",
)  # fmt: skip
"""What a rule or an engine must never need, directly or by detour."""

DOORS = {
    "certificates.render": "the one door to WeasyPrint",
    "certificates.press": "draws in full, through that door, what cannot be stamped",
    "certificates.preview": "draws samples of a design, through that door",
}
"""Pure parts that need a blocked module, with the reason."""

READS_FILES = {
    "courses/paths.py": "finds and reads the files of a package below a folder given as argument, links refused",
    "courses/check.py": "asks whether a picture that a page shows is there",
    "courses/load.py": "asks whether a module's folder is there",
    "courses/digest.py": "digests the files of a folder given as argument",
    "certificates/designs.py": "reads a design's folder given as argument; ours are shipped",
    "certificates/lint.py": "reads a design's folder given as argument",
    "certificates/pictures.py": "reads a picture in a folder given as argument",
    "certificates/fontfile.py": "reads a font file given as argument",
    "certificates/examination.py": "opens a PDF that is held in memory",
    "certificates/fonts.py": "looks for fonts in folders given as argument and in the system's",
    "certificates/render.py": "reads the colour profile that WeasyPrint ships",
    "elearn/people/rules/rosterbook.py": "opens the parts of a workbook that is held in memory",
}
"""Pure modules whose documented job is reading what is given to them, or data shipped beside them."""

PURE = [module for module in source() if is_pure(module)]
EVERY = pytest.mark.parametrize("module", PURE, ids=lambda module: module.name)


def test_the_package_itself_holds_its_version_and_nothing_else() -> None:
    tree = ast.parse((ROOT / "elearn" / "__init__.py").read_text("utf-8"))
    docstring, version = tree.body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(version, ast.Assign)
    assert [target.id for target in version.targets if isinstance(target, ast.Name)] == ["__version__"]


def test_rooms_begin_with_a_docstring_only() -> None:
    """Importing a rule imports the packages above it: they must not pull in a framework."""
    heavy = []
    for module in source():
        if module.path.name == "__init__.py" and module.name.startswith("elearn."):
            heavy += [
                f"{module.place}:{line} {name}" for line, name in module.imports() if not _is_own_door(module, name)
            ]
    assert heavy == []


def _is_own_door(module: Module, name: str) -> bool:
    """A room's ``services`` may hand on what its own modules offer; it is no pure part."""
    return name.startswith(("__future__.", module.name + ".")) and "services" in module.name.split(".")


def test_every_pure_module_can_be_imported_without_frameworks() -> None:
    names = [module.name for module in PURE if module.name not in DOORS]
    assert len(names) > 80
    program = (
        "import importlib, json, sys\n"
        f"blocked = {BLOCKED!r}\n"
        "sys.modules.update({name: None for name in blocked})\n"
        "faults = {}\n"
        f"for name in {names!r}:\n"
        "    try:\n"
        "        importlib.import_module(name)\n"
        "    except ImportError as fault:\n"
        "        faults[name] = str(fault)\n"
        "print(json.dumps(faults))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {}


@pytest.mark.parametrize("name", sorted(DOORS))
def test_a_door_is_a_door(name: str) -> None:
    """An exception that nobody needs any more has to go."""
    imported = {found for module in source() if module.name == name for _, found in module.imports()}
    assert {found.split(".")[0] for found in imported} & set(BLOCKED) or any(
        found.startswith(door + ".") for found in imported for door in DOORS
    )


# Clock, chance, environment

ASKING = frozenset({"time", "secrets", "socket", "subprocess", "asyncio", "getpass", "locale"})
"""Modules whose every use asks something that was not given."""


def impurities(module: Module) -> Iterator[str]:
    """Everything in a module that asks something which was not given as an argument."""
    for line, name in module.imports():
        if name.split(".")[0] in ASKING:
            yield f"{line} imports {name}"
        if name in {"os.environ", "os.getenv", "uuid.uuid1", "uuid.uuid4", "random.random", "random.choice"}:
            yield f"{line} imports {name}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            yield from _asking_attribute(node)
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"open", "input", "print"}
        ):
            yield f"{node.lineno} calls {node.func.id}"


def _asking_attribute(node: ast.Attribute) -> Iterator[str]:
    owner = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
    if node.attr in {"now", "utcnow", "today"} and owner in {"datetime", "date", "dt"}:
        yield f"{node.lineno} asks the clock: {owner}.{node.attr}"
    if owner == "random" and node.attr != "Random":
        yield f"{node.lineno} asks chance: random.{node.attr}"
    if owner == "os" and node.attr in {"environ", "getenv", "urandom", "getcwd", "getpid", "listdir"}:
        yield f"{node.lineno} asks the environment: os.{node.attr}"
    if owner == "uuid" and node.attr in {"uuid1", "uuid4"}:
        yield f"{node.lineno} asks chance: uuid.{node.attr}"
    if owner == "sys" and node.attr in {"argv", "stdin", "stdout", "platform"}:
        yield f"{node.lineno} asks the environment: sys.{node.attr}"


@EVERY
def test_nothing_pure_asks_clock_chance_or_environment(module: Module) -> None:
    assert list(impurities(module)) == []


@EVERY
def test_chance_has_a_seed(module: Module) -> None:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "Random":
            assert node.args, f"{module.place}:{node.lineno} random.Random() without a seed"


ASKS_FILES = frozenset(
    {"read_text", "read_bytes", "write_text", "write_bytes", "open", "iterdir", "glob", "rglob", "exists", "touch"}
    | {"is_file", "is_dir", "is_symlink", "stat", "mkdir", "unlink", "rename"}
)
"""Methods by which a path asks or changes the file system."""


def asks_files(module: Module) -> list[int]:
    """The lines where a module asks the file system, or opens something as if it were a file."""
    return [node.lineno for node in ast.walk(module.tree) if isinstance(node, ast.Call) and _asks(node)]


def _asks(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id == "open"
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr == "walk":
        return isinstance(call.func.value, ast.Name) and call.func.value.id == "os"
    if call.func.attr == "read_text" and call.args:
        return False  # a path's takes its encoding by name; this one reads a key of a table
    return call.func.attr in ASKS_FILES


def test_only_modules_whose_job_it_is_read_files() -> None:
    asking = {module.place for module in PURE if asks_files(module)}
    assert asking - set(READS_FILES) == set()
    assert set(READS_FILES) - asking == set(), "these need no exception any more"


@pytest.mark.parametrize(
    "planted",
    [
        "import datetime as dt\nx = dt.datetime.now()",
        "from datetime import date\nx = date.today()",
        "import time",
        "import random\nx = random.choice([1])",
        "from random import random",
        "import os\nx = os.environ['A']",
        "from os import getenv",
        "import uuid\nx = uuid.uuid4()",
        "from uuid import uuid4",
        "import secrets",
        "x = open('f')",
        "print('x')",
    ],
)
def test_what_is_planted_is_found(planted: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("planted") / "planted.py"
    path.write_text(planted, encoding="utf-8")
    assert list(impurities(Module(path)))
