"""The one command: a sub-command for each job, each with words in Japanese."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from elearn.cli import main as line

ROOT = Path(__file__).parents[3]
EVERY = pytest.mark.parametrize("name", sorted(line.group.commands))


def test_every_command_of_the_rooms_hangs_on_the_group() -> None:
    defined = {
        value
        for module in (line.content, line.database, line.demo, line.doctor, line.people, line.records)
        for value in vars(module).values()
        if isinstance(value, click.Command) and not isinstance(value, click.Group)
    }
    groups = {one for one in line.group.commands.values() if isinstance(one, click.Group)}
    assert {one.name for one in groups} == {"certificates", "lrs", "quiz", "studio", "xapi"}
    assert set(line.group.commands.values()) - groups == defined


@EVERY
def test_every_command_says_in_japanese_what_it_does(name: str) -> None:
    words = line.group.commands[name].help or ""
    assert re.search(r"[\u3041-\u9fff].*。$", words.splitlines()[0]), words


@EVERY
def test_every_option_is_explained_or_shows_what_it_takes(name: str) -> None:
    for one in line.group.commands[name].params:
        if isinstance(one, click.Option):
            assert one.help, f"{name} {one.name}"


def test_running_the_command_is_the_group(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["elearn", "--help"])
    with pytest.raises(SystemExit) as caught:
        line.main()
    assert caught.value.code == 0
    assert "Usage: elearn [OPTIONS] COMMAND" in capsys.readouterr().out


def test_an_unknown_command_ends_with_two() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "elearn", "frobnicate"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "No such command 'frobnicate'" in done.stderr
    assert "Traceback" not in done.stderr
