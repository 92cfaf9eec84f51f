"""How facts lead to facts: the pure part of recording.

A *reaction* is one room's rule: a state folded from facts, and what follows from the next fact. ``settle`` runs the
reactions of all rooms until nothing new follows (a fixed point), entirely in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

from elearn.events import Event

LIMIT = 1000
"""More facts than this from one act means that the rules chase each other."""


class Unsettled(RuntimeError):
    """The rules did not come to rest; nothing may be recorded."""


class Rule(Protocol):
    """One room's pure rule. ``kinds`` are the events that it folds or answers."""

    @property
    def name(self) -> str:
        """The room's name; states are kept by it."""
        ...

    @property
    def kinds(self) -> frozenset[type[Event]]:
        """The events that the rule folds or answers."""
        ...

    def fold(self, state: Any, event: Event) -> Any:
        """The state after the event."""
        ...

    def react(self, state: Any, event: Event) -> Iterable[Event]:
        """What follows from the event, given the state that already includes it."""
        ...


def settle(
    first: Sequence[Event],
    rules: Sequence[Rule],
    load: Callable[[Rule, str], Any],
) -> list[Event]:
    """The first facts and all that follows, in the order in which they came about, each fact once.

    ``load`` gives a rule's state for a person before these facts; it is asked only when a fact concerns the rule.
    Raises ``Unsettled`` when more than ``LIMIT`` facts follow.
    """
    states: dict[tuple[str, str], Any] = {}
    seen: set[UUID] = set()
    settled: list[Event] = []
    queue: deque[Event] = deque(first)
    while queue:
        event = queue.popleft()
        ident = event.id  # made anew at every asking
        if ident in seen:
            continue
        seen.add(ident)
        settled.append(event)
        if len(settled) > LIMIT:
            raise Unsettled(f"more than {LIMIT} facts follow from {first[0].kind}")
        for rule in rules:
            if type(event) not in rule.kinds:
                continue
            place = (rule.name, event.person)
            before = states[place] if place in states else load(rule, event.person)
            states[place] = after = rule.fold(before, event)
            queue.extend(rule.react(after, event))
    return settled


def fold_all(rule: Rule, start: Any, events: Iterable[Event]) -> Any:
    """The state after a whole history, without reacting: what a projection must equal."""
    state = start
    for event in events:
        if type(event) in rule.kinds:
            state = rule.fold(state, event)
    return state


def chain_digest(previous: str, row: Mapping[str, str]) -> str:
    """SHA-256 (hex) over the previous digest and a ledger row's texts, in the order of their names."""
    text = "\x1e".join([previous, *(row[name] for name in sorted(row))])
    return sha256(text.encode()).hexdigest()
