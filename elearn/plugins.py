"""The plug-in manager: finds plug-ins by entry point, and asks all of them in one order, ours first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pluggy

from elearn import hookspecs

GROUP = "elearn"

hookimpl = pluggy.HookimplMarker(GROUP)


def make_manager(own: Iterable[object], load_installed: bool = True) -> pluggy.PluginManager:
    """A manager with our own rooms and, unless told otherwise, every installed plug-in of the entry-point group.

    Raises ``pluggy.PluginValidationError`` when a plug-in implements a hook that does not exist.
    """
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    if load_installed:
        manager.load_setuptools_entrypoints(GROUP)
    for plugin in own:
        manager.register(plugin)
    manager.check_pending()
    return manager


def gather(results: Iterable[Iterable[Any]]) -> list[Any]:
    """All answers of a list hook in one list. pluggy asks the last registered first, and ours come last."""
    return [one for result in results for one in result]
