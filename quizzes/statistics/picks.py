"""Who picked what: the distractor table of an item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from quizzes.folding import fold
from quizzes.kinds.choice import ChoiceBody
from quizzes.kinds.essay import EssayBody
from quizzes.kinds.fill_in import FillInBody
from quizzes.kinds.likert import LikertBody, step_ids
from quizzes.kinds.lines import as_table, as_texts, text_id
from quizzes.kinds.matching import MatchingBody
from quizzes.kinds.numeric import NumericBody
from quizzes.kinds.registry import Kinds
from quizzes.kinds.sequencing import SequencingBody
from quizzes.model import Item
from quizzes.scoring import score_item
from quizzes.statistics.model import PickRow

FEWEST_TYPED = 2
"""What only one person typed may name that person; it is counted, but not shown."""
MOST_TYPED = 20

Pick = tuple[str, str, bool]
"""Group, text, right."""


def tabulate_picks(
    item: Item, responses: Sequence[Any], others: Sequence[Fraction], kinds: Kinds, least: int = 1
) -> tuple[PickRow, ...]:
    """The rows in the author's order, every choice and pair named even when nobody took it; texts by count. What
    people wrote at length is nothing to count.

    ``others`` is what each of the people earned elsewhere. Typed texts are shown folded, and only those that at
    least ``least`` people typed (two at least); at most 20.
    """
    if isinstance(item.body, EssayBody):
        return ()
    order = _possible(item)
    taken: dict[Pick, list[Fraction]] = {pick: [] for pick in order}
    for response, earned in zip(responses, others, strict=True):
        for pick in dict.fromkeys(_picks(item, response, kinds)):
            taken.setdefault(pick, []).append(earned)
    rows = [_row(pick, earned, len(responses)) for pick, earned in taken.items() if earned or order[pick]]
    if not isinstance(item.body, (FillInBody, NumericBody)):
        return tuple(rows)
    shown = [row for row in rows if not row.text or row.count >= max(least, FEWEST_TYPED)]
    return tuple(sorted(shown, key=lambda row: (-row.count, row.text))[:MOST_TYPED])


def _possible(item: Item) -> dict[Pick, bool]:
    """Every pick that the form offers in the author's order, and whether it is named even when nobody took it: of the
    many places in a sequence only the right ones are."""
    body = item.body
    if isinstance(body, ChoiceBody):
        return {("", choice.text, choice.right): True for choice in body.choices}
    if isinstance(body, LikertBody):
        return {("", label, False): True for label in body.labels}
    if isinstance(body, MatchingBody):
        texts = dict.fromkeys(body.rights().values())
        return {(pair.left, text, text == pair.right): True for pair in body.pairs for text in texts}
    if isinstance(body, SequencingBody):
        entries = list(enumerate(body.entries, 1))
        return {(entry.text, str(place), place == own): place == own for own, entry in entries for place, _ in entries}
    return {}


def _row(pick: Pick, earned: list[Fraction], total: int) -> PickRow:
    group, text, right = pick
    mean = float(sum(earned, Fraction(0)) / len(earned)) if earned else 0.0
    return PickRow(group, text, right, len(earned), len(earned) / total if total else 0.0, mean)


def _picks(item: Item, response: Any, kinds: Kinds) -> Iterable[Pick]:
    """What one response says; nothing given is one empty pick."""
    body = item.body
    picks: list[Pick] = []
    if isinstance(body, ChoiceBody):
        chosen = set(as_texts(response))
        picks = [("", choice.text, choice.right) for choice in body.choices if choice.id in chosen]
    elif isinstance(body, LikertBody):
        chosen = set(as_texts(response))
        picks = [("", label, False) for step, label in zip(step_ids(body), body.labels, strict=True) if step in chosen]
    elif isinstance(body, MatchingBody):
        rights, table = body.rights(), as_table(response)
        picks = [
            (pair.left, rights[table[pair.id]], table[pair.id] == text_id(pair.right))
            for pair in body.pairs
            if table.get(pair.id) in rights
        ]
    elif isinstance(body, SequencingBody):
        places = {ident: place for place, ident in enumerate(as_texts(response), 1)}
        picks = [
            (entry.text, str(places[entry.id]), places[entry.id] == own)
            for own, entry in enumerate(body.entries, 1)
            if entry.id in places
        ]
    elif isinstance(body, (FillInBody, NumericBody)) and isinstance(response, str) and response.strip():
        picks = [("", fold(response[:200]), score_item(item, response, kinds).exact == 1)]
    return picks or [("", "", False)]
