"""Bodies from what other formats say of their choices: which of ours scores the same, and when none does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from quizzes.formats.draft import Draft
from quizzes.kinds.choice import EXACT, LETTERS, MOST, PARTIAL, SINGLE, Choice, ChoiceBody
from quizzes.kinds.lines import text_id
from quizzes.kinds.numeric import ABSOLUTE, RELATIVE, NumericBody
from quizzes.kinds.patterns import fold_pattern, matches
from quizzes.kinds.sequencing import SequenceEntry, SequencingBody
from quizzes.model import Item
from quizzes.scoring import to_decimal

ANYTHING = "*"
"""The answer that other programs keep for everything else; its feedback is our note for those who missed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as other formats give it: its text, the share it earns (1 = all, may be negative), its feedback."""

    text: str
    share: Fraction
    feedback: str = ""
    line: int = 0


def make_choices(draft: Draft, line: int, answers: Sequence[Answer], select: str, scoring: str) -> ChoiceBody | None:
    """A choice whose shares are those of ours, or nearly: then the change is noted. None when there is no key.

    ``scoring``: what a label of ours says, else empty.
    """
    if not answers:
        draft.refuse(line, "choices-too-few", count=0, least=2)
        return None
    if len(answers) > MOST:
        draft.refuse(line, "choices-too-many", count=len(answers), most=MOST)
        return None
    best = max(answer.share for answer in answers)
    penalty = Decimal(0)
    if best <= 0:
        draft.refuse(line, "key-missing")
        return None
    if select == SINGLE:
        right = [answer.share == best for answer in answers]
        if sum(right) != 1:
            draft.refuse(line, "choice-single-needs-one-right", count=sum(right))
            return None
        wrong = {answer.share for answer in answers if answer.share != best}
        kept, scoring = best == 1 and len(wrong) == 1 and -1 <= min(wrong) <= 0, EXACT
        if kept:
            penalty = to_decimal(-min(wrong))
    else:
        right = [answer.share > 0 for answer in answers]
        kept = _is_partial(answers, right)
        kept, scoring = (True, EXACT) if scoring == EXACT else (kept, PARTIAL)
    if not kept:
        shares = ", ".join(f"{float(answer.share):.0%}" for answer in answers)
        draft.change(line, "scoring-changed", was=shares)
    choices = (
        Choice(LETTERS[place], answer.text, right[place], answer.feedback, answer.line)
        for place, answer in enumerate(answers)
    )
    return ChoiceBody(tuple(choices), select, scoring, penalty)


def _is_partial(answers: Sequence[Answer], right: Sequence[bool]) -> bool:
    """Whether right picks earn 1/n and wrong ones cost 1/n each; other programs write 33.33333 for a third."""
    share = Fraction(1, sum(right))
    wanted = (share if good else -share for good in right)
    return all(abs(answer.share - want) < Fraction(1, 1000) for answer, want in zip(answers, wanted, strict=True))


def choice_shares(body: ChoiceBody) -> list[Fraction]:
    """The share of each choice as other formats write it; exact scoring of several picks they do not know, so there
    a wrong pick costs everything."""
    count = sum(choice.right for choice in body.choices) or 1
    if body.select == SINGLE:
        return [Fraction(1) if choice.right else -Fraction(body.penalty) for choice in body.choices]
    cost = Fraction(1, count) if body.scoring == PARTIAL else Fraction(1)
    return [Fraction(1, count) if choice.right else -cost for choice in body.choices]


def note_penalty(item: Item, body: ChoiceBody, draft: Draft) -> None:
    """Other programs know what a wrong one of several picks costs, but not what the whole response costs at most."""
    if body.penalty and body.select != SINGLE:
        draft.change(item.line, "scoring-changed", was=f"penalty {body.penalty:f}")


def absolute_tolerance(item: Item, body: NumericBody, draft: Draft) -> Decimal:
    """The tolerance for formats that measure it in no other way; a geometric one reaches further up than down, and
    there the nearer end is kept."""
    if body.mode == ABSOLUTE:
        return body.tolerance
    draft.change(item.line, "scoring-changed", was=f"tolerance {body.mode}")
    answer, tolerance = abs(Fraction(body.answer)), Fraction(body.tolerance)
    return to_decimal(answer * tolerance if body.mode == RELATIVE else answer - answer / (1 + tolerance))


def split_texts(
    draft: Draft, line: int, answers: Sequence[Answer], folds: frozenset[str]
) -> tuple[list[str], str] | None:
    """The accepted patterns and the note for all else, from answers of which the first match counts."""
    note = next((answer.feedback for answer in answers if answer.text == ANYTHING and answer.share <= 0), "")
    full = [answer for answer in answers if answer.share == 1]
    if not full:
        draft.refuse(line, "key-missing")
        return None
    reachable = answers[: next((n for n, one in enumerate(answers) if one.text == ANYTHING), len(answers))]
    patterns = [fold_pattern(answer.text, folds) for answer in full]
    others = [answer for answer in reachable if answer.share != 1]
    taken = any(matches(pattern, "".join(fold_pattern(one.text, folds))) for one in others for pattern in patterns)
    if taken or any(one.share > 0 for one in others) or any(answer not in reachable for answer in full):
        shares = ", ".join(f"{answer.text} {float(answer.share):.0%}" for answer in answers)
        draft.change(line, "scoring-changed", was=shares)
    if any(answer.feedback for answer in answers if answer.text != ANYTHING):
        draft.lose(line, "feedback")
    return list(dict.fromkeys(answer.text for answer in full)), note


def make_sequence(texts: Sequence[str], scoring: str) -> SequencingBody:
    """The entries in their order."""
    return SequencingBody(tuple(SequenceEntry(text_id(text), text) for text in texts), scoring)


def import_pattern(text: str) -> str:
    """A pattern where ``*`` is any run and ``\\*`` an asterisk, and a backslash elsewhere just that."""
    return text.replace("\\*", "\x00").replace("\\", "\\\\").replace("\x00", "\\*")


def export_pattern(pattern: str) -> str | None:
    """Our pattern in that form; None when a backslash stands before an asterisk or a wildcard, where it cannot."""
    plain = ""
    signs = iter(pattern)
    for sign in signs:
        if sign != "\\":
            plain += sign
            continue
        following = next(signs, "\\")
        plain += "\\*" if following == "*" else following if following == "\\" else sign + following
    same = fold_pattern(import_pattern(plain), frozenset()) == fold_pattern(pattern, frozenset())
    return plain if same else None
