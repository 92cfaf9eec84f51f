"""Delivery: which items one attempt gets, and in which order. The same seed gives the same form for ever.

All chance comes from sha256 over the seed and the ids, so a form can be made again on any machine with any Python;
``random.shuffle`` promises that for no two versions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import Item, Quiz, Section


@dataclass(frozen=True, slots=True)
class Form:
    """What one attempt shows. ``pages`` split ``item_ids``, ``sections`` too (in the order of the quiz's sections).

    ``choice_order``: item id -> ids of its choices, entries or rights in the order shown; items without any are left
    out.
    """

    item_ids: tuple[str, ...]
    choice_order: Mapping[str, tuple[str, ...]]
    pages: tuple[tuple[str, ...], ...]
    sections: tuple[tuple[str, ...], ...]


def assemble(quiz: Quiz, seed: int, avoid: Collection[str] = (), kinds: Kinds = KINDS) -> Form:
    """The form of this seed. No item comes twice; ids in ``avoid`` come only where the pool has nothing else left.

    A section that draws takes its items evenly over the objectives and shows them shuffled; one that takes all keeps
    the author's order.
    """
    taken: set[str] = set()
    sections: list[tuple[str, ...]] = []
    order: dict[str, tuple[str, ...]] = {}
    for number, section in enumerate(quiz.sections):
        items = [item for item in section.items if item.id not in taken]
        if section.draw is not None:
            items = _draw(section, items, f"{seed}/{number}", frozenset(avoid))
        taken.update(item.id for item in items)
        sections.append(tuple(item.id for item in items))
        order.update((item.id, _order(item, quiz, seed, kinds)) for item in items)
    ids = tuple(ident for section_ids in sections for ident in section_ids)
    step = quiz.per_page or max(len(ids), 1)
    pages = tuple(ids[first : first + step] for first in range(0, len(ids), step))
    return Form(ids, {ident: parts for ident, parts in order.items() if parts}, pages, tuple(sections))


def _rank(*parts: object) -> bytes:
    """A place in an order that looks like chance and is none."""
    return sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).digest()


def _draw(section: Section, items: Iterable[Item], salt: str, avoid: frozenset[str]) -> list[Item]:
    """As many items as the section draws: fresh ones first, and each from the objective drawn least so far."""
    ranked = sorted(items, key=lambda item: _rank(salt, "item", item.id))
    drawn: list[Item] = []
    counts: Counter[str] = Counter()
    for fresh in (True, False):
        waiting: dict[str, list[Item]] = {}
        for item in ranked:
            if (item.id not in avoid) == fresh:
                waiting.setdefault(item.objective, []).append(item)
        while waiting and len(drawn) < (section.draw or 0):
            objective = min(waiting, key=lambda name: (counts[name], _rank(salt, "objective", name)))
            drawn.append(waiting[objective].pop())
            counts[objective] += 1
            if not waiting[objective]:
                del waiting[objective]
    return sorted(drawn, key=lambda item: _rank(salt, "show", item.id))


def _order(item: Item, quiz: Quiz, seed: int, kinds: Kinds) -> tuple[str, ...]:
    kind = kinds[item.kind]
    parts = kind.order_ids(item.body)
    if kind.shuffles == "never" or (kind.shuffles == "policy" and not quiz.shuffle_choices):
        return parts
    return kind.settle_order(item.body, tuple(sorted(parts, key=lambda part: _rank(seed, item.id, part))))
