"""What blind guessing earns on average, as a share of an item's points."""

from __future__ import annotations

import math
from fractions import Fraction

from quizzes.kinds.choice import SINGLE, ChoiceBody
from quizzes.kinds.essay import EssayBody
from quizzes.kinds.fill_in import FillInBody
from quizzes.kinds.matching import MatchingBody
from quizzes.kinds.numeric import NumericBody
from quizzes.kinds.sequencing import EXACT, POSITION, RELATIVE, SequencingBody
from quizzes.model import Item


def guess_score(item: Item) -> Fraction | None:
    """The expected share of a guess; None where nobody can say (several picks, pieces of an order, a plug-in's kind).

    Single choice: one of the choices. Matching: one of the rights. Sequencing: one of the places, or of all orders
    when only the whole order earns points. Text and number: nothing, as no item may accept everything.
    """
    body = item.body
    if isinstance(body, ChoiceBody):
        if body.select != SINGLE or not body.choices:
            return None
        share = Fraction(1, len(body.choices))
        return share - (1 - share) * Fraction(body.penalty)
    if isinstance(body, MatchingBody):
        return Fraction(1, len(body.rights()))
    if isinstance(body, SequencingBody):
        count = len(body.entries)
        if body.scoring == EXACT:
            return Fraction(1, math.factorial(count))
        # Of all orders one in so many has an entry on its place, and as many have it before the one that follows it.
        return Fraction(1, count) if body.scoring in (POSITION, RELATIVE) else None
    return Fraction(0) if isinstance(body, (EssayBody, FillInBody, NumericBody)) else None
