"""Writing the reference pages, and noticing that one is out of date."""

from __future__ import annotations

from pathlib import Path

import pytest

from elearn.cli.reference import HEAD, PAGES, main


def test_written_pages_are_up_to_date(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == set(PAGES)
    assert main([str(tmp_path), "--check"]) == 0


def test_a_changed_and_a_missing_page_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(tmp_path)])
    (tmp_path / "events.md").write_text("old", encoding="utf-8")
    (tmp_path / "hooks.md").unlink()
    assert main([str(tmp_path), "--check"]) == 1
    said = capsys.readouterr().err
    assert "events.md is out of date" in said
    assert "hooks.md is out of date" in said
    assert "tables.md" not in said


def test_checking_writes_nothing(tmp_path: Path) -> None:
    assert main([str(tmp_path), "--check"]) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_page_says_where_it_comes_from_and_has_one_title(name: str) -> None:
    text = PAGES[name]()
    assert text.startswith(HEAD)
    assert sum(line.startswith("# ") for line in text.splitlines()) == 1
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
