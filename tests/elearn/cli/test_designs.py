"""A design is drawn by command, once or whenever a file changes, and every problem has its place and its words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from certificates import preview
from certificates.designs import TEMPLATES
from elearn.cli import designs
from elearn.cli.designs import PAUSE, SAMPLES, list_marks, watch_folder
from tests.elearn.cli.conftest import Line


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    shutil.copytree(TEMPLATES / "modern-landscape", folder)
    return folder


def test_a_design_is_drawn_once(line: Line, own: Path, tmp_path: Path) -> None:
    out = tmp_path / "seen.pdf"
    told = line("certificates", "preview-design", own, "--out", out).stdout
    assert "問題はありません" in told
    assert out.read_bytes().startswith(b"%PDF-")
    assert [path.name for path in tmp_path.glob(".*")] == [], "nothing half-written stays"


def test_problems_are_told_with_file_and_line_and_what_can_be_drawn_is(line: Line, own: Path, tmp_path: Path) -> None:
    with (own / "page.css").open("a", encoding="utf-8") as file:
        file.write(".x { opacity: 0.5 }\n")
    out = tmp_path / "seen.pdf"
    told = line("certificates", "preview-design", own, "--out", out, status=1)
    assert "page.css" in told.stderr
    assert "[design-harms-accessibility]" in told.stderr
    assert out.exists()


def test_what_cannot_be_drawn_leaves_the_last_picture(line: Line, own: Path, tmp_path: Path) -> None:
    out = tmp_path / "seen.pdf"
    line("certificates", "preview-design", own, "--out", out)
    before = out.read_bytes()
    (own / "design.toml").write_text("size = [", encoding="utf-8")
    assert "[design-unreadable]" in line("certificates", "preview-design", own, "--out", out, status=1).stderr
    assert out.read_bytes() == before


def test_the_samples_are_those_of_the_engine() -> None:
    assert set(SAMPLES) == set(preview.SAMPLES)


def test_a_folder_is_looked_at_until_something_changes(own: Path) -> None:
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            (own / "page.css").write_text("x", encoding="utf-8")
        if len(waits) == 5:
            (own / "new.css").write_text("", encoding="utf-8")
        assert len(waits) < 9

    turns = watch_folder(own, wait)
    next(turns)
    assert waits == []
    next(turns)
    assert waits == [PAUSE] * 3
    next(turns)
    assert len(waits) == 5


def test_watching_draws_again_and_again(line: Line, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(designs, "watch_folder", lambda folder, wait: iter([None, None]))
    told = line("certificates", "preview-design", own, "--out", tmp_path / "x.pdf", "--watch").stdout
    assert told.count("問題はありません") == 2


def test_a_file_that_goes_while_one_looks_is_passed_over(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = list_marks(own)
    (own / "gone.css").symlink_to(own / "nowhere")
    assert list_marks(own) == before


def test_without_the_main_fonts_nothing_is_drawn(line: Line, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def miss(*_: object) -> None:
        raise FileNotFoundError("BIZUDPMincho-Regular.ttf (package fonts-morisawa-bizud-mincho)")

    monkeypatch.setattr(designs.FontSet, "load", miss)
    told = line("certificates", "preview-design", own, "--out", own / "x.pdf", status=1).stderr
    assert "fonts-morisawa-bizud-mincho" in told
