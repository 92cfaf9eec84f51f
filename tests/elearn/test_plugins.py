"""Plug-ins: found by entry point, asked in one order, and refused when they speak of hooks that do not exist."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping, Sequence
from typing import Any

import pluggy
import pytest

from elearn.hookspecs import NavigationItem
from elearn.plugins import GROUP, gather, hookimpl, make_manager


class Links:
    """A plug-in with one link."""

    def __init__(self, label: str) -> None:
        self.label = label

    @hookimpl
    def navigation(self) -> Sequence[NavigationItem]:
        return [NavigationItem(self.label, f"{self.label}.home")]


def labels_of(manager: pluggy.PluginManager) -> list[str]:
    return [item.label for item in gather(manager.hook.navigation())]


def test_ours_are_asked_first_then_the_others_in_their_order() -> None:
    """``build_house`` hands them over turned round, because pluggy asks the last registered first."""
    assert labels_of(make_manager([*reversed([Links("a"), Links("b")]), Links("ours")], load_installed=False)) == [
        "ours",
        "a",
        "b",
    ]


def test_nobody_answers_is_an_empty_list() -> None:
    assert labels_of(make_manager([], load_installed=False)) == []


def test_a_plugin_may_leave_hooks_out() -> None:
    class Silent:
        """Answers nothing at all."""

    manager = make_manager([Silent(), Links("a")], load_installed=False)
    assert labels_of(manager) == ["a"]
    assert manager.hook.reactions(settings=None) == []


def test_a_hook_that_does_not_exist_is_refused_by_name() -> None:
    class Mistaken:
        @hookimpl
        def navigatoin(self) -> None:
            """A slip."""

    with pytest.raises(pluggy.PluginValidationError, match="navigatoin"):
        make_manager([Mistaken()], load_installed=False)


def test_an_argument_that_the_hook_does_not_have_is_refused() -> None:
    class Greedy:
        @hookimpl
        def navigation(self, everything: Any) -> Sequence[NavigationItem]:
            return []

    with pytest.raises(pluggy.PluginValidationError, match="everything"):
        make_manager([Greedy()], load_installed=False)


def test_a_hook_needs_only_the_arguments_it_wants() -> None:
    class Modest:
        @hookimpl
        def statement_sinks(self) -> Sequence[Any]:
            return ["sink"]

    manager = make_manager([Modest()], load_installed=False)
    assert gather(manager.hook.statement_sinks(settings=None, sessions=None)) == ["sink"]


def test_installed_plugins_are_found_by_their_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    class Entry:
        group, name, value = GROUP, "town", "town:plugin"

        def load(self) -> object:
            return Links("town")

    class Distribution:
        metadata: Mapping[str, str] = {"name": "elearn-town"}
        version = "1.0"
        entry_points = (Entry(),)

    monkeypatch.setattr(importlib.metadata, "distributions", lambda: [Distribution()])
    assert labels_of(make_manager([Links("ours")])) == ["ours", "town"]
    assert labels_of(make_manager([Links("ours")], load_installed=False)) == ["ours"]


def test_gathering_makes_one_list_of_many() -> None:
    assert gather([[1, 2], (), (3,)]) == [1, 2, 3]
