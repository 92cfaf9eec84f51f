"""What the guide to quizzes from Python shows runs as it stands, and needs no framework."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from elearn.cli.quiz import quiz

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "howto" / "drive-quizzes.md").read_text(encoding="utf-8")


def test_the_example_runs_and_loads_no_framework() -> None:
    (block,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    tail = "\nimport sys\nassert not {'flask', 'sqlalchemy'} & set(sys.modules)\n"
    done = subprocess.run([sys.executable, "-c", block + tail], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["check", "convert", "score", "statistics"])
def test_every_command_named_there_gives_json(name: str) -> None:
    assert f"elearn quiz {name}" in GUIDE
    assert any("--json" in one.opts for one in quiz.commands[name].params)
