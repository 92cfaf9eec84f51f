"""Where a plug-in may join in. Our own rooms register through the same hooks; at most ten, each with a real user.

A plug-in is a module or object with functions of these names, marked with ``elearn.plugins.hookimpl`` and announced
under the entry-point group ``elearn``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pluggy

from elearn.config import Settings
from elearn.records.reactor import Reaction
from elearn.records.relay import Sink

hookspec = pluggy.HookspecMarker("elearn")


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A link in the head of the page: its words, its endpoint, and the roles that see it (empty: everybody)."""

    label: str
    endpoint: str
    roles: frozenset[str] = frozenset()


@hookspec
def reactions(settings: Settings) -> Sequence[Reaction]:  # type: ignore[empty-body]  # a specification has no body
    """Rules that fold facts, answer with facts, and show them."""


@hookspec
def statement_sinks(settings: Settings, sessions: Callable[[], Any]) -> Sequence[Sink]:  # type: ignore[empty-body]
    """Stores that statements are relayed to. ``sessions()`` opens a new database session."""


@hookspec
def navigation() -> Sequence[NavigationItem]:  # type: ignore[empty-body]  # a specification has no body
    """Links for the head of the page, in order."""


@hookspec
def activity_kinds() -> Mapping[str, str]:  # type: ignore[empty-body]  # a specification has no body
    """Kind of activity -> endpoint that plays it, called with ``registration`` and ``key``."""
