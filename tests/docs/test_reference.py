"""The reference pages say what the code says, and nothing is left out of them."""

from __future__ import annotations

import inspect
from dataclasses import fields
from pathlib import Path

import pytest

from elearn import hookspecs
from elearn.cli.main import group
from elearn.cli.reference import PAGES
from elearn.config import PREFIX, Settings
from elearn.db import Base
from elearn.events import KINDS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_what_the_code_says(name: str) -> None:
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name](), "run ./scripts/docs"


def test_every_setting_event_command_and_table_has_its_place() -> None:
    assert all(f"`{PREFIX}{one.name.upper()}`" in PAGES["settings.md"]() for one in fields(Settings))
    assert all(f"## {name}\n" in PAGES["events.md"]() for name in KINDS)
    assert all(f"## `elearn {name}`" in PAGES["commands.md"]() for name in group.commands)
    assert all(f"## {name}\n" in PAGES["tables.md"]() for name in Base.metadata.tables)


def test_every_hook_is_documented_with_its_arguments() -> None:
    page = PAGES["hooks.md"]()
    hooks = [hook for hook in vars(hookspecs).values() if inspect.isfunction(hook) and hasattr(hook, "elearn_spec")]
    assert 0 < len(hooks) <= 10
    for hook in hooks:
        assert f"`{hook.__name__}{inspect.signature(hook)}`" in page
        assert inspect.getdoc(hook)


def test_no_setting_is_without_help_and_no_event_without_words() -> None:
    assert all(one.metadata["help"].endswith(".") for one in fields(Settings))
    assert all(inspect.getdoc(kind) for kind in KINDS.values())


def test_settings_that_hold_secrets_have_no_default() -> None:
    secrets = [one for one in fields(Settings) if "secret" in one.name or one.name.endswith("_key")]
    assert secrets
    assert all(one.default == "" for one in secrets)
