"""The reference pages: written from the code, and found when they fell behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from elearn.cli import reference
from elearn.cli.reference import HEAD, PAGES, main
from elearn.config import SECRETS


@pytest.fixture
def written(tmp_path: Path) -> Path:
    assert main([str(tmp_path)]) == 0
    return tmp_path


def test_every_page_is_written_and_then_up_to_date(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sorted(path.name for path in written.iterdir()) == sorted(PAGES)
    assert main([str(written), "--check"]) == 0
    assert capsys.readouterr().err == ""


def test_pages_that_fell_behind_or_are_missing_are_named(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (written / "hooks.md").write_text("old", encoding="utf-8")
    (written / "events.md").unlink()
    assert main([str(written), "--check"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told == [f"{written / name} is out of date; run ./scripts/docs" for name in ("events.md", "hooks.md")]
    assert (written / "hooks.md").read_text(encoding="utf-8") == "old", "a check writes nothing"


@pytest.mark.parametrize("name", [one for one in sorted(PAGES) if one.endswith(".md")])
def test_a_page_has_one_heading_and_says_where_it_comes_from(name: str) -> None:
    text = PAGES[name]()
    assert text.startswith(HEAD + "# ")
    assert text.count("\n# ") == 1
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert " object at 0x" not in text, "an address of memory would change with every run"
    assert text == PAGES[name]()


def test_a_table_is_described_by_its_model() -> None:
    page = PAGES["tables.md"]()
    assert "## elearn_ledger\n\nOne fact. Database triggers refuse UPDATE and DELETE" in page
    assert "`seq`, `event_id`, `kind`" in page
    assert reference._about("elearn_no_such_table") == ""


def test_settings_are_told_with_type_default_and_help() -> None:
    page = PAGES["settings.md"]()
    assert "| `ELEARN_UPLOAD_MIB` | `int` | `10` | Largest upload, in MiB. |" in page
    assert all(f"`ELEARN_{name.upper()}`" in page for name in SECRETS)


def test_commands_are_told_as_their_help_prints_them() -> None:
    page = PAGES["commands.md"]()
    assert "## `elearn verify-ledger`\n\n```text\nUsage: elearn verify-ledger [OPTIONS]" in page
    assert "--hired-since" in page


def test_events_are_told_with_what_they_carry() -> None:
    page = PAGES["events.md"]()
    assert "## CellAttained\n\nA person holds a skill of the map" in page
    assert "Carries `attempt`, `registration`.\n" in page


def test_hooks_are_told_with_their_arguments() -> None:
    assert "## `statement_sinks(settings:" in PAGES["hooks.md"]()


def test_the_vocabulary_lists_verbs() -> None:
    assert "http://adlnet.gov/expapi/verbs/" in PAGES["xapi.md"]()


def test_the_profile_is_json_and_whole() -> None:
    profile = json.loads(PAGES["xapi-profile.jsonld"]())
    assert profile["type"] == "Profile"
    assert profile["concepts"]
    assert profile["templates"]
