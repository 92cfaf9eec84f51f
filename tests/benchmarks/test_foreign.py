"""Files of strangers, counted: read whole, with losses, in part, refused with a reason; and a crash is one."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

import quizzes
from benchmarks import foreign
from benchmarks.foreign import CRASHED, LOSSY, PARTLY, REFUSED, UNKNOWN, WHOLE, import_files, measure

AIKEN = "What is shown?\nA. One\nB. Two\nANSWER: B\n"
FILES = {
    "whole.txt": AIKEN,
    "deep/part.txt": AIKEN + "\nAnd this?\nA. One\nB. Two\nANSWER: C\n",
    "named.gift": "::A name of its own:: Which? {=this ~that}\n",
    "broken.gift": "Which? {=this ~that",
    "picture.png": "no picture",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_every_file_is_counted_once_with_what_became_of_it(folder: Path) -> None:
    tallies = import_files(folder)
    assert tallies["aiken"].fates == {WHOLE: 1, PARTLY: 1}
    assert tallies["aiken"].items == 2
    assert tallies["gift"].fates == {LOSSY: 1, REFUSED: 1}
    assert tallies[UNKNOWN].fates == {REFUSED: 1}
    assert all(one.reasons for one in tallies.values())
    assert tallies["aiken"].examples[next(iter(tallies["aiken"].reasons))] == "part.txt"


def test_the_report_tells_files_items_and_crashes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = measure(argparse.Namespace(folder=folder, reasons=3))
    found = {figure.name: figure for figure in report.figures}
    assert found["files"].value == len(FILES)
    assert found["items read"].value == 3
    assert found["crashed"].passes
    monkeypatch.setattr(foreign.quizzes, "read_file", lambda *_: 1 / 0)
    report = measure(argparse.Namespace(folder=folder, reasons=3))
    found = {figure.name: figure for figure in report.figures}
    assert found["crashed"].value == len(FILES)
    assert found["crashed"].passes is False
    assert CRASHED in report.tables["files"][0]
    assert quizzes.read_file is not None
