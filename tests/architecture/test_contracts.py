"""The walls of the house: the import contracts of pyproject.toml, all kept."""

from __future__ import annotations

import subprocess
import sys
import tomllib

from tests.architecture.sources import ROOT


def contracts() -> list[dict[str, object]]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(table["tool"]["importlinter"]["contracts"])


def test_every_contract_is_kept() -> None:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    assert f"{len(contracts())} kept, 0 broken" in done.stdout


def test_the_ten_walls_stand() -> None:
    assert [str(one["name"]).split(" ")[0] for one in contracts()] == [str(number) for number in range(1, 11)]


def test_no_contract_overlooks_an_import() -> None:
    for contract in contracts():
        assert "ignore_imports" not in contract, contract["name"]


def test_layers_are_exhaustive() -> None:
    layers = [contract for contract in contracts() if contract["type"] == "layers"]
    assert len(layers) == 2
    assert all(contract["exhaustive"] is True for contract in layers)
