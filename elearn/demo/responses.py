"""How an invented learner fills in a form: rightly or wrongly, as the item's own result view tells."""

from __future__ import annotations

from collections.abc import Sequence

import quizzes
from quizzes.kinds.choice import ChoiceView
from quizzes.kinds.cloze import ClozeView, Gap
from quizzes.kinds.fill_in import FillInView
from quizzes.kinds.lines import text_id
from quizzes.kinds.matching import MatchingView
from quizzes.kinds.numeric import NumericView
from quizzes.kinds.sequencing import SequencingView


def fill_fields(item: quizzes.Item, form: quizzes.Form, right: bool) -> dict[str, Sequence[str]]:
    """Form fields that respond to an item fully rightly, or (``right`` false) not rightly."""
    blank = quizzes.score_item(item, None)
    view = quizzes.view_result(item, form, None, blank, "deferred").body
    match view:
        case ChoiceView():
            picks = [choice.id for choice in view.choices if bool(choice.right) == right]
            return {view.field: picks if right else picks[:1]}
        case MatchingView():
            texts = {option.text: option.id for option in view.rights}
            lefts = [(left.field, texts[left.key or ""]) for left in view.lefts]
            picked = [value for _, value in lefts]
            return {
                field: [value if right else picked[(place + 1) % len(picked)]]
                for place, (field, value) in enumerate(lefts)
            }
        case SequencingView():
            return {
                entry.field: [str(entry.key if right else view.count + 1 - (entry.key or 0))] for entry in view.entries
            }
        case NumericView():
            return {view.field: [view.key or "0" if right else "987654"]}
        case FillInView():
            accepted = (view.accepted or ("",))[0]
            return {view.field: [_type(accepted) if right else "わかりません"]}
        case ClozeView():
            return {f"gap-{gap.id}": [_fill_gap(gap, right)] for gap in item.body.gaps}
    return {}


def _type(accepted: str) -> str:
    """A text that a pattern takes."""
    return accepted.replace("\\*", "＊").replace("*", "")


def _fill_gap(gap: Gap, right: bool) -> str:
    if gap.spare:
        return text_id(gap.accepted[0] if right else gap.spare[0])
    return _type(gap.accepted[0]) if right else "わかりません"
