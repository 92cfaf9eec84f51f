"""The import contracts of ``pyproject.toml`` hold, and they speak of every part that there is."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, source

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in SETTINGS["contracts"]}

ROOMS = ("people", "learning", "skills", "awards", "hr", "lrs", "keeping", "studio")


def test_every_contract_is_kept() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([str(program), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in done.stdout


def test_the_contracts_cover_all_packages_and_say_what_they_are_for() -> None:
    assert set(SETTINGS["root_packages"]) == set(PACKAGES)
    assert len(CONTRACTS) >= 10
    names = [contract["name"] for contract in SETTINGS["contracts"]]
    assert [name.partition(" ")[0] for name in names] == [str(n) for n in range(1, len(names) + 1)]


@pytest.mark.parametrize("contract", ["engines-pure", "engines-independent", "rules-pure", "rooms", "acyclic"])
def test_the_walls_that_matter_most_are_there_without_exceptions(contract: str) -> None:
    assert not CONTRACTS[contract].get("ignore_imports")


def test_no_contract_has_exceptions() -> None:
    assert {name: one["ignore_imports"] for name, one in CONTRACTS.items() if one.get("ignore_imports")} == {}


def test_every_part_of_elearn_has_its_layer() -> None:
    """The layers are exhaustive: a new room cannot slip in unplaced."""
    assert CONTRACTS["rooms"]["exhaustive"]
    placed = {part.strip() for layer in CONTRACTS["rooms"]["layers"] for part in layer.replace(":", "|").split("|")}
    there = {module.name.split(".")[1] for module in source() if module.name.startswith("elearn.")}
    assert there == placed


def test_all_layers_are_exhaustive() -> None:
    assert all(one["exhaustive"] is True for one in CONTRACTS.values() if one["type"] == "layers")


def test_every_room_with_doors_keeps_their_order() -> None:
    containers = {name.removeprefix("elearn.") for name in CONTRACTS["room-inside"]["containers"]}
    doors = {"routes", "services", "tables"}
    with_tables = {
        module.name.split(".")[1]
        for module in source()
        if len(module.name.split(".")) > 2 and module.name.split(".")[2] in doors and module.name.split(".")[1] in ROOMS
    }
    assert with_tables - {"hr"} == containers, "hr has no tables: it reads what the others show"
