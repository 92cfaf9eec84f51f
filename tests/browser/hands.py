"""Hands with a mouse: how a field of any kind is given its values."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Page


def fill_in(page: Page, name: str, values: Sequence[str]) -> None:
    """Tick, choose or type; a text is finished by leaving the field, as a person does."""
    inputs = page.locator(f'[name="{name}"]')
    kind = inputs.first.evaluate("(one) => one.type")
    if kind in {"radio", "checkbox"}:
        for value in values:
            page.locator(f'[name="{name}"][value="{value}"]').check()
    elif kind in {"text", "textarea"}:
        inputs.fill(values[0])
        inputs.blur()
    else:
        inputs.select_option(values[0])


def values_of(page: Page, name: str) -> list[str]:
    """The values that a field holds: what is ticked, chosen or typed."""
    script = """(name) => [...document.getElementsByName(name)]
      .filter((one) => !["radio", "checkbox"].includes(one.type) || one.checked).map((one) => one.value)"""
    return list(page.evaluate(script, name))
