"""The tree of org units: pure walks over (code, parent) pairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """An org unit (所属) as it is on some day; ``parent`` is the code of the unit above, none at the top."""

    code: str
    name: str
    parent: str | None = None


def list_subtree(parents: Mapping[str, str | None], root: str) -> frozenset[str]:
    """The codes of a unit and of everything below it; empty for an unknown unit. ``parents``: code -> parent code."""
    if root not in parents:
        return frozenset()
    below: dict[str, list[str]] = {}
    for code, parent in parents.items():
        if parent is not None:
            below.setdefault(parent, []).append(code)
    found: set[str] = set()
    waiting = [root]
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting.extend(below.get(code, ()))
    return frozenset(found)


def walk_up(parents: Mapping[str, str | None], code: str) -> Iterator[str]:
    """A unit and the units above it, upwards; ends at the top, at an unknown unit, or where a cycle would close."""
    seen: set[str] = set()
    here: str | None = code
    while here is not None and here in parents and here not in seen:
        seen.add(here)
        yield here
        here = parents[here]


def find_cycles(parents: Mapping[str, str | None]) -> list[tuple[str, ...]]:
    """Every cycle of parents, each once, beginning with its smallest code; empty for a tree or a forest."""
    cycles: set[tuple[str, ...]] = set()
    settled: set[str] = set()
    for start in parents:
        path: list[str] = []
        here: str | None = start
        while here is not None and here in parents and here not in settled and here not in path:
            path.append(here)
            here = parents[here]
        if here is not None and here in path:
            ring = path[path.index(here) :]
            first = ring.index(min(ring))
            cycles.add(tuple(ring[first:] + ring[:first]))
        settled.update(path)
    return sorted(cycles)


def order_tree(units: Iterable[Unit]) -> list[tuple[int, Unit]]:
    """The units as an indented list: (depth, unit), children under their parent, siblings by code.

    A unit whose parent is not among them stands at the top.
    """
    by_code = {unit.code: unit for unit in units}
    below: dict[str | None, list[Unit]] = {}
    for unit in sorted(by_code.values(), key=lambda unit: unit.code):
        below.setdefault(unit.parent if unit.parent in by_code else None, []).append(unit)
    rows: list[tuple[int, Unit]] = []
    waiting = [(0, unit) for unit in reversed(below.get(None, []))]
    while waiting:
        depth, unit = waiting.pop()
        rows.append((depth, unit))
        waiting.extend((depth + 1, child) for child in reversed(below.get(unit.code, [])))
    return rows
