"""``python -m elearn`` is the command line."""

from __future__ import annotations

import runpy
import sys

import pytest

from elearn import __version__


def test_the_package_runs_as_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["elearn", "--version"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("elearn", run_name="__main__")
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"elearn, version {__version__}\n"
