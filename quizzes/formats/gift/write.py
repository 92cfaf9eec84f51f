"""Writing GIFT. Texts go out as Markdown, which GIFT knows; what it has no place for becomes a label in a comment."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from quizzes.formats.blocks import absolute_tolerance, choice_shares, export_pattern, note_penalty
from quizzes.formats.draft import Draft
from quizzes.formats.folds import write_folds
from quizzes.formats.gift.signs import escape_label, escape_signs
from quizzes.formats.labels import write_labels
from quizzes.formats.rubric import write_limits
from quizzes.kinds.choice import EXACT, MULTIPLE, SINGLE, ChoiceBody
from quizzes.kinds.essay import EssayBody
from quizzes.kinds.fill_in import FillInBody
from quizzes.kinds.matching import MatchingBody
from quizzes.kinds.numeric import NumericBody
from quizzes.model import Item


def write_item(item: Item, draft: Draft) -> str:
    """The item as a block; empty when GIFT cannot hold it, which the draft then says."""
    draft.report.path = item.path
    settings: dict[str, str] = {} if item.points == 1 else {"points": format(item.points, "f")}
    body: Any = item.body
    if item.kind == "choice" and isinstance(body, ChoiceBody):
        answers = _choice(item, body, settings, draft)
    elif item.kind == "true_false" and isinstance(body, ChoiceBody):
        answers = _true_false(item, body, draft)
    elif isinstance(body, MatchingBody):
        answers = _matching(body)
    elif isinstance(body, NumericBody):
        answers = _number(item, body, settings, draft)
    elif isinstance(body, FillInBody):
        answers = _text(item, body, settings, draft)
    elif isinstance(body, EssayBody):
        settings |= write_limits(body)
        answers = "\n"
        if body.criteria or body.model:
            draft.lose(item.line, "rubric")
    else:
        draft.refuse(item.line, "kind-not-in-format", id=item.id, kind=item.kind, format="GIFT")
        answers = ""
    if not answers:
        return ""
    if item.wrong_note and item.kind in ("choice", "true_false", "matching"):
        draft.lose(item.line, "wrong_note")
    labels = " ".join(f"[tag:{escape_label(label)}]" for label in write_labels(item, **settings))
    head = f"// [id:{item.id}] {labels}".rstrip()
    general = f"####{escape_signs(item.explanation)}\n" if item.explanation else ""
    return f"{head}\n::{item.id}::[markdown]{escape_signs(item.stem)}{{{answers}{general}}}\n"


def _choice(item: Item, body: ChoiceBody, settings: dict[str, str], draft: Draft) -> str:
    if body.select == MULTIPLE and body.scoring == EXACT:
        # GIFT adds up; ours is all or nothing. The label brings it back, other programs score it their way.
        settings["scoring"] = EXACT
        draft.change(item.line, "scoring-changed", was="exact")
    note_penalty(item, body, draft)
    lines = "\n"
    for choice, share in zip(body.choices, choice_shares(body), strict=True):
        # A text that begins like a weight needs one before it.
        weight = "" if body.select == SINGLE and choice.text[:1] != "%" else f"%{_percent(share)}%"
        sign = "=" if body.select == SINGLE and choice.right else "~"
        lines += f"{sign}{weight}{escape_signs(choice.text)}{_feedback(choice.explanation)}\n"
    return lines


def _percent(share: Fraction) -> str:
    return f"{float(share) * 100:.5f}".rstrip("0").rstrip(".")


def _feedback(text: str) -> str:
    return f"#{escape_signs(text)}" if text else ""


def _true_false(item: Item, body: ChoiceBody, draft: Draft) -> str:
    if body.penalty:
        draft.change(item.line, "scoring-changed", was=f"penalty {body.penalty:f}")
    right = next((choice for choice in body.choices if choice.right), body.choices[0])
    wrong = next((choice for choice in body.choices if not choice.right), body.choices[-1])
    good = f"#{escape_signs(right.explanation)}" if right.explanation else ""
    bad = f"#{escape_signs(wrong.explanation)}" if wrong.explanation or good else ""
    return f"{right.id.upper()}{bad}{good}\n"


def _matching(body: MatchingBody) -> str:
    pairs = [(escape_signs(pair.left.replace("->", "-\\>")), pair.right) for pair in body.pairs]
    return "\n" + "".join(
        f"={left} -> {escape_signs(right)}\n" for left, right in [*pairs, *(("", text) for text in body.spare)]
    )


def _number(item: Item, body: NumericBody, settings: dict[str, str], draft: Draft) -> str:
    if body.unit:
        settings["unit"] = body.unit
    width = absolute_tolerance(item, body, draft)
    tolerance = f":{width:f}" if width else ""
    note = f"=%0%*{_feedback(item.wrong_note)}\n" if item.wrong_note else ""
    return f"#\n={body.answer:f}{tolerance}\n{note}"


def _text(item: Item, body: FillInBody, settings: dict[str, str], draft: Draft) -> str:
    folds = write_folds(body.folds)
    if folds:
        settings["fold"] = folds
        draft.change(item.line, "scoring-changed", was=f"fold {folds}")
    lines = "\n"
    for accepted in body.accepted:
        pattern = export_pattern(accepted)
        if pattern is None:
            draft.refuse(item.line, "text-not-in-format", id=item.id, text=accepted, format="GIFT")
            return ""
        lines += f"={escape_signs(pattern)}\n"
    return lines + (f"=%0%*{_feedback(item.wrong_note)}\n" if item.wrong_note else "")
