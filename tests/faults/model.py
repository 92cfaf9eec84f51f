"""What must be true of an attempt whatever the wires did, told from outside: who sent what, when, and what was said.

Nothing here asks the engine how it merges. A response that was acknowledged may only give way to another one that was
acknowledged later or whose fate is unknown; one that was set aside needs a newer one as its reason.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

TAKEN, ASIDE, REFUSED, UNKNOWN = "taken", "aside", "refused", "unknown"
SLACK = 0.25
"""Seconds by which the clocks of two processes and the time between reading and sending may differ."""


@dataclass
class Write:
    """One response on its way. ``value``: as the engine reads the fields, written as JSON; times in seconds.

    ``given``: when the hand gave it; ``begin`` and ``end``: of the first try and of the reply that told its fate.
    """

    item: str
    value: str
    given: float
    begin: float
    end: float = inf
    fate: str = UNKNOWN
    sender: str = ""
    number: int = 0
    sequence: int = 0

    def settle(self, fate: str, end: float, sequence: int = 0) -> None:
        """Its fate is told."""
        self.fate, self.end, self.sequence = fate, end, sequence


@dataclass
class Story:
    """Everything about one attempt: its writes, and what every caller was told of its result."""

    attempt: str
    person: str
    key: str
    writes: list[Write] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    submitted: bool = False
    began: float = 0.0
    saves: list[str] = field(default_factory=list)


def plain(response: Any) -> str:
    """A response as one text, so that two can be compared; the empty response is ``null``."""
    return json.dumps(response, ensure_ascii=False, sort_keys=True, default=str)


NOTHING = plain(None)


def find_losses(story: Story, final: Mapping[str, Any], history: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is wrong with what is kept. ``final``: item -> response; ``history``: the same after each save."""
    faults = []
    for item in sorted({write.item for write in story.writes}):
        writes = [write for write in story.writes if write.item == item]
        allowed = {write.value for write in writes if write.fate in (TAKEN, UNKNOWN) and not _superseded(write, writes)}
        if not any(write.fate == TAKEN for write in writes):
            allowed.add(NOTHING)
        kept = plain(final.get(item))
        if kept not in allowed:
            faults.append(
                f"{story.attempt} {item}: kept {kept}, not one of {sorted(allowed)}{_tell(story, item, history)}"
            )
        for write in writes:
            faults += _judge(story, write, writes, history)
    return faults


def _tell(story: Story, item: str, history: Sequence[Mapping[str, Any]]) -> str:
    """Everything that was sent for an item, and what was kept after each save: who finds a loss wants to know how."""
    lines = [
        f"{write.given - story.began:8.3f} {write.begin - story.began:8.3f} {write.end - story.began:8.3f}"
        f" {write.fate} {write.sender}/{write.number} save {write.sequence}: {write.value}"
        for write in story.writes
        if write.item == item
    ]
    lines += [f"after save {number}: {plain(after.get(item))}" for number, after in enumerate(history)]
    return "".join(f"\n    {line}" for line in [*lines, *story.saves])


def _superseded(write: Write, writes: Sequence[Write]) -> bool:
    return any(other.fate == TAKEN and other.begin > write.end for other in writes)


def _judge(story: Story, write: Write, writes: Sequence[Write], history: Sequence[Mapping[str, Any]]) -> list[str]:
    where = f"{story.attempt} {write.item}"
    if write.fate == TAKEN and write.sequence:
        after = history[write.sequence] if write.sequence < len(history) else {}
        if plain(after.get(write.item)) != write.value:
            return [f"{where}: receipt {write.sequence} for {write.value}, kept was {plain(after.get(write.item))}"]
    if write.fate == ASIDE and not any(_newer(other, write) for other in writes if other is not write):
        return [f"{where}: {write.value} was set aside for nothing newer"]
    return []


def _newer(other: Write, write: Write) -> bool:
    if other.sender and other.sender == write.sender and other.number > write.number:
        return True
    return other.fate in (TAKEN, UNKNOWN) and other.end >= write.given - SLACK
