"""From form fields to a response in its JSON shape.

| kind | fields | response |
|---|---|---|
| choice, true_false, likert | ``choice``, once per pick | list of choice ids |
| matching | ``left-<n>`` = right id or empty | {n: right id} |
| sequencing | ``pos-<entry id>`` = position or empty | list of entry ids; until complete {"positions": {id: text}} |
| cloze | ``gap-<n>`` = text or option id | {n: text} |
| numeric, fill_in, essay | ``text`` | the text exactly as typed |

Nothing given is None. A response with a problem is kept all the same: what a person typed is never dropped.
"""

from __future__ import annotations

from quizzes.kinds.contract import Fields, Parsed
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import Item

__all__ = ["Fields", "Parsed", "parse_response"]


def parse_response(item: Item, fields: Fields, kinds: Kinds = KINDS) -> Parsed:
    """What the form fields of this item say. Fields that the item does not have are ignored."""
    return kinds[item.kind].parse_response(item.body, fields)
