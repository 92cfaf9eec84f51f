"""The doctor tells what is missing, and is content when nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from certificates import glyphs
from elearn.cli.doctor import doctor
from elearn.cli.main import group


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own."""
    monkeypatch.setenv("ELEARN_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(group, list(arguments))
    return result.exit_code, result.output


def test_an_empty_database_is_noticed(here: Path) -> None:
    status, said = run("doctor")
    assert status == 1
    assert "db-upgrade" in said


def test_a_ready_database_without_courses_is_noticed(here: Path) -> None:
    assert run("db-upgrade")[0] == 0
    status, said = run("doctor")
    assert status == 1
    assert "publish" in said


def test_a_ready_installation_has_no_problem(here: Path) -> None:
    run("db-upgrade")
    assert run("publish", "courses/catalog/design-thinking-basics")[0] == 0
    assert run("doctor") == (0, "問題はありません。\n")


def test_a_missing_font_is_named_with_its_package(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "find_font", lambda source, places: None)
    run("db-upgrade")
    status, said = run("doctor")
    assert status == 1
    assert "fonts-ipamj-mincho" in said


def test_the_doctor_is_a_command_with_help() -> None:
    assert group.commands["doctor"] is doctor
    assert doctor.help
