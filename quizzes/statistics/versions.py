"""Keeping versions of an item apart: what was asked with another text or key is another item to the statistics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from quizzes.digest import digest_item
from quizzes.model import Item
from quizzes.statistics.model import Observation

MARK = "@"
"""Between an item's id and its version; no id has this sign."""


def part_versions(
    attempts: Iterable[tuple[Mapping[str, Item], Observation]],
) -> tuple[dict[str, Item], list[Observation]]:
    """Items and observations for ``statistics``, from attempts with the items as each attempt had them (by id).

    An item that was always the same keeps its id. Of one with several versions each is an item of its own, named
    ``<id>@<first 8 digits of its digest>``. Raises ``KeyError`` for a mark of an item that its attempt did not have.
    """
    held = [(items, observation) for items, observation in attempts]
    known: dict[str, dict[str, Item]] = {}
    digests: dict[int, str] = {}
    for items, observation in held:
        for ident in observation.marks:
            item = items[ident]
            digest = digests.setdefault(id(item), digest_item(item))
            known.setdefault(ident, {}).setdefault(digest, item)

    def name(ident: str, item: Item) -> str:
        return ident if len(known[ident]) == 1 else f"{ident}{MARK}{digests[id(item)][:8]}"

    observations = [
        Observation(
            {name(ident, items[ident]): mark for ident, mark in observation.marks.items()},
            {name(ident, items[ident]): given for ident, given in observation.responses.items()},
        )
        for items, observation in held
    ]
    parted = {
        (key := name(ident, item)): item if key == ident else replace(item, id=key)
        for ident, versions in known.items()
        for item in versions.values()
    }
    return parted, observations
