"""Form fields that are right and wrong for an item: what its key says, read from its body without the engine's help."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from quizzes import Form, Item
from quizzes.kinds.choice import ChoiceBody
from quizzes.kinds.fill_in import FillInBody
from quizzes.kinds.matching import MatchingBody
from quizzes.kinds.numeric import NumericBody
from quizzes.kinds.sequencing import SequencingBody

Fields = dict[str, list[str]]


def right_fields(item: Item) -> Fields:
    """The fields of a fully right response. Raises ``TypeError`` for a kind that is not one of ours."""
    body: Any = item.body
    match body:
        case ChoiceBody():
            return {"choice": [choice.id for choice in body.choices if choice.right]}
        case MatchingBody():
            ids = {text: ident for ident, text in body.rights().items()}
            return {f"left-{pair.id}": [ids[pair.right]] for pair in body.pairs}
        case SequencingBody():
            return {f"pos-{entry.id}": [str(place)] for place, entry in enumerate(body.entries, start=1)}
        case NumericBody():
            return {"text": [format(body.answer, "f")]}
        case FillInBody():
            return {"text": [body.accepted[0].replace("\\*", "\0").replace("*", "").replace("\0", "*")]}
    raise TypeError(f"no key is known for a {item.kind}")


def wrong_fields(item: Item) -> Iterator[Fields]:
    """Fields of responses that are not fully right: every wrong pick, every swap, numbers and a word beside the key."""
    body: Any = item.body
    right = right_fields(item)
    match body:
        case ChoiceBody(select="multiple"):
            picks = set(right["choice"])
            for choice in body.choices:
                yield {"choice": sorted(picks ^ {choice.id})}
        case ChoiceBody():
            yield from ({"choice": [choice.id]} for choice in body.choices if not choice.right)
        case MatchingBody():
            ids = list(body.rights())
            for field, [ident] in right.items():
                yield {**right, field: [next(one for one in ids if one != ident)]}
        case SequencingBody():
            names = list(right)
            for one, other in pairwise(names):
                yield {**right, one: right[other], other: right[one]}
        case NumericBody():
            yield {"text": [format(body.answer + body.tolerance * 2 + 1, "f")]}
            yield {"text": [format(body.answer - body.tolerance * 2 - 1, "f")]}
        case FillInBody():
            yield {"text": ["これは正答ではありません"]}


def respond(items: dict[str, Item], form: Form, right: bool = True) -> dict[str, Fields]:
    """Item id -> fields for a whole form, all right or all wrong."""
    return {ident: right_fields(items[ident]) if right else next(wrong_fields(items[ident])) for ident in form.item_ids}


def as_form(fields: dict[str, Fields]) -> Fields:
    """The fields as a page names them: ``<item>.<field>``."""
    return {f"{item}.{name}": values for item, parts in fields.items() for name, values in parts.items()}
