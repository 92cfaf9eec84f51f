"""A room's tables are its own: no other room imports them, nor writes their names."""

from __future__ import annotations

import pytest

from tests.architecture.sources import ROOT, imports_of, module_of, source_files

ROOMS = tuple(sorted(path.parent.name for path in (ROOT / "elearn").glob("*/tables.py")))


def test_there_are_rooms_with_tables() -> None:
    assert {"people", "learning", "skills", "awards", "lrs", "records"} <= set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_nobody_else_imports_a_rooms_tables(room: str) -> None:
    private = f"elearn.{room}.tables"
    intruders = [
        module_of(path)
        for path in source_files()
        if not module_of(path).startswith(f"elearn.{room}")
        and any(name == private or name.startswith(private + ".") for name in imports_of(path))
    ]
    assert intruders == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_table_has_the_prefix(room: str) -> None:
    text = (ROOT / "elearn" / room / "tables.py").read_text(encoding="utf-8")
    names = [line.split('"')[1] for line in text.splitlines() if "__tablename__ =" in line]
    assert names
    assert all(name.startswith("elearn_") for name in names)


def test_no_base_maps_as_dataclass() -> None:
    users = [module_of(path) for path in source_files() if "MappedAsDataclass" in path.read_text(encoding="utf-8")]
    assert users == []
