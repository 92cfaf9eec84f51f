"""A room's tables are its own: no other room imports them, and their names say whose they are."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.tree import ROOT, Module, source

ROOMS = tuple(sorted(path.parent.name for path in (ROOT / "elearn").glob("*/tables.py")))


def intruders(modules: tuple[Module, ...]) -> list[str]:
    """Imports of a room's tables from outside the room."""
    found = []
    for module in modules:
        own = ".".join(module.name.split(".")[:2])
        for line, name in module.imports():
            parts = name.split(".")
            if parts[0] == "elearn" and "tables" in parts[2:3] and ".".join(parts[:2]) != own:
                found.append(f"{module.place}:{line} {name}")
    return found


def test_there_are_rooms_with_tables() -> None:
    assert {"people", "learning", "skills", "awards", "lrs", "records"} <= set(ROOMS)


def test_nobody_else_imports_a_rooms_tables() -> None:
    """What a layer contract cannot say: a lower room's tables are as private as a higher one's."""
    assert intruders(source()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "from elearn.learning.tables import RegistrationRow",
        "from elearn.skills import tables",
        "import elearn.lrs.tables",
    ],
)
def test_an_intruder_would_be_found(planted: str) -> None:
    folder = ROOT / "elearn" / "hr"

    class Planted(Module):
        """A module of the HR room with an import that it must not have."""

        @property
        def tree(self) -> ast.Module:
            return ast.parse(planted)

    assert intruders((Planted(folder / "services.py"),))


@pytest.mark.parametrize("room", ROOMS)
def test_every_table_has_the_prefix(room: str) -> None:
    text = (ROOT / "elearn" / room / "tables.py").read_text(encoding="utf-8")
    names = [line.split('"')[1] for line in text.splitlines() if "__tablename__ =" in line]
    assert names
    assert all(name.startswith("elearn_") for name in names)


def test_no_base_maps_as_dataclass() -> None:
    assert [module.name for module in source() if "MappedAsDataclass" in module.text] == []
