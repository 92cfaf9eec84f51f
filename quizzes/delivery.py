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
from quizzes.model import Item, Quiz
from quizzes.scenario import Unit, adds_up, gather, nearest, paginate


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


LAYER = ""
"""Stands between the attempts in a list of items to avoid; no item has such an id."""


def assemble(quiz: Quiz, seed: int, avoid: Collection[str] = (), kinds: Kinds = KINDS) -> Form:
    """The form of this seed. No item comes twice; ids in ``avoid`` come only where the pool has nothing else left.

    ``avoid`` may hold several attempts, the newest first with ``LAYER`` between: of what must be repeated, the items
    that were met longest ago come first.
    A section that draws takes its items evenly over the objectives and shows them shuffled; one that takes all keeps
    the author's order. The items of a scenario come together, in the author's order, on one page.
    """
    layers = _layers(avoid)
    taken: set[str] = set()
    sections: list[tuple[str, ...]] = []
    pages: list[tuple[str, ...]] = []
    order: dict[str, tuple[str, ...]] = {}
    for number, section in enumerate(quiz.sections):
        units = gather(item for item in section.items if item.id not in taken)
        if section.draw is not None:
            units = _draw(section.draw, units, f"{seed}/{number}", layers)
        items = [item for unit in units for item in unit]
        pages += (tuple(item.id for item in unit) for unit in units)
        taken.update(item.id for item in items)
        sections.append(tuple(item.id for item in items))
        order.update((item.id, _order(item, quiz, seed, kinds)) for item in items)
    ids = tuple(ident for section_ids in sections for ident in section_ids)
    paged = paginate(pages, quiz.per_page or max(len(ids), 1))
    return Form(ids, {ident: parts for ident, parts in order.items() if parts}, paged, tuple(sections))


def _rank(*parts: object) -> bytes:
    """A place in an order that looks like chance and is none."""
    return sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).digest()


def push_layer(items: Iterable[str], avoid: Collection[str]) -> tuple[str, ...]:
    """What to avoid after an attempt with these items that itself avoided ``avoid``: each item once, newest first.

    So it never grows beyond the items that there are, however many attempts there were.
    """
    newest = tuple(dict.fromkeys(items))
    layers = [newest, *(tuple(one for one in layer if one not in newest) for layer in _split(avoid))]
    kept = [layer for layer in layers if layer]
    return tuple(part for number, layer in enumerate(kept) for part in ((LAYER, *layer) if number else layer))


def _split(avoid: Collection[str]) -> list[tuple[str, ...]]:
    layers: list[list[str]] = [[]]
    for ident in avoid:
        if ident == LAYER:
            layers.append([])
        else:
            layers[-1].append(ident)
    return [tuple(layer) for layer in layers]


def _layers(avoid: Collection[str]) -> dict[str, int]:
    """Item id -> how many attempts ago it was met, from 1; an item that was met twice counts for the newer one."""
    ages: dict[str, int] = {}
    for age, layer in enumerate(_split(avoid), 1):
        for ident in layer:
            ages.setdefault(ident, age)
    return ages


def _draw(count: int, units: Iterable[Unit], salt: str, ages: Mapping[str, int]) -> list[Unit]:
    """As many items as the section draws: fresh ones first, and each from the objective drawn least so far.

    A unit counts for its first item. One that would leave no way to the full number any more is passed over.
    """
    ranked = sorted(units, key=lambda unit: _rank(salt, "item", unit[0].id))
    left, sizes = nearest(count, ranked), Counter(map(len, ranked))
    drawn: list[Unit] = []
    counts: Counter[str] = Counter()
    for age in (0, *sorted(set(ages.values()), reverse=True)):
        waiting: dict[str, list[Unit]] = {}
        for unit in ranked:
            if ages.get(unit[0].id, 0) == age:
                waiting.setdefault(unit[0].objective, []).append(unit)
        while waiting and left:
            objective = min(waiting, key=lambda name: (counts[name], _rank(salt, "objective", name)))
            unit = waiting[objective].pop()
            sizes[len(unit)] -= 1
            if len(unit) == 1 == max(sizes) or (len(unit) <= left and adds_up(left - len(unit), sizes)):
                drawn.append(unit)
                left -= len(unit)
                counts[objective] += len(unit)
            if not waiting[objective]:
                del waiting[objective]
    return sorted(drawn, key=lambda unit: _rank(salt, "show", unit[0].id))


def _order(item: Item, quiz: Quiz, seed: int, kinds: Kinds) -> tuple[str, ...]:
    kind = kinds[item.kind]
    parts = kind.order_ids(item.body)
    if kind.shuffles == "never" or (kind.shuffles == "policy" and not quiz.shuffle_choices):
        return parts
    return kind.settle_order(item.body, tuple(sorted(parts, key=lambda part: _rank(seed, item.id, part))))
