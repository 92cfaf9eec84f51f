"""Scoring finished attempts again with a mended key, item by item, where old responses still mean what they meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from quizzes.digest import digest_item, digest_quiz
from quizzes.kinds.choice import ChoiceBody
from quizzes.kinds.cloze import ClozeBody
from quizzes.kinds.contract import PEOPLE
from quizzes.kinds.matching import MatchingBody
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import Item, Problem, Quiz


@dataclass(frozen=True, slots=True)
class Mending:
    """``quiz`` holds the mended items; ``changed`` are their ids, in the quiz's order.

    ``problems``: items that keep their old key, and why (``regrade-item-gone``, ``regrade-item-reshaped``,
    ``regrade-item-by-people``), at the place where the new item stands, or where the old one stood.
    """

    quiz: Quiz
    changed: tuple[str, ...]
    problems: tuple[Problem, ...]


def mend_quiz(quiz: Quiz, items: Mapping[str, Item], kinds: Kinds = KINDS) -> Mending:
    """The quiz as it was taken, with the keys, points and explanations of a newer version of its items.

    What a learner was asked stays: an item whose parts are others now would give old responses another meaning, so it
    keeps its old key. Terms, draw and mastery are those under which the attempt was made.
    """
    mended: dict[str, Item] = {}
    problems: list[Problem] = []
    for old in quiz.items().values():
        new = items.get(old.id)
        if new is None:
            problems.append(Problem(old.path, old.line, "regrade-item-gone", {"id": old.id}))
            continue
        if digest_item(new) == digest_item(old):
            continue
        if new.kind == old.kind and kinds[old.kind].graded_by == PEOPLE:
            problems.append(Problem(new.path, new.line, "regrade-item-by-people", {"id": old.id}))
            continue
        body = _fit(old, new, kinds)
        if body is None:
            problems.append(Problem(new.path, new.line, "regrade-item-reshaped", {"id": old.id}))
            continue
        mended[old.id] = replace(
            old, body=body, points=new.points, explanation=new.explanation, wrong_note=new.wrong_note
        )
    changed = {ident: item for ident, item in mended.items() if digest_item(item) != digest_item(quiz.items()[ident])}
    sections = tuple(
        replace(section, items=tuple(changed.get(item.id, item) for item in section.items)) for section in quiz.sections
    )
    renewed = replace(quiz, sections=sections)
    return Mending(replace(renewed, digest=digest_quiz(renewed)), tuple(changed), tuple(problems))


def _fit(old: Item, new: Item, kinds: Kinds) -> Any:
    """The new body under the ids that old responses use; None when they would mean something else."""
    before, after = old.body, new.body
    if old.kind != new.kind or type(before) is not type(after):
        return None
    if isinstance(before, ChoiceBody):
        return _fit_choices(before, after)
    if set(kinds[old.kind].order_ids(before)) != set(kinds[old.kind].order_ids(after)):
        return None
    if isinstance(before, MatchingBody):
        lefts = [[(pair.id, pair.left) for pair in body.pairs] for body in (before, after)]
        return after if lefts[0] == lefts[1] else None
    if isinstance(before, ClozeBody):
        return after if _gaps(before) == _gaps(after) else None
    return after


def _fit_choices(before: ChoiceBody, after: ChoiceBody) -> ChoiceBody | None:
    """Choices are known by their texts, so that they may have been moved; one text may have been reworded in place."""
    old = {choice.text: choice.id for choice in before.choices}
    if before.select != after.select or len(old) != len(before.choices) or len(before.choices) != len(after.choices):
        return None
    left = {choice.id for choice in before.choices} - {old[one.text] for one in after.choices if one.text in old}
    settled = []
    for choice in after.choices:
        ident = old.get(choice.text)
        if ident is None:
            if choice.id not in left:
                return None
            ident = choice.id
        settled.append(replace(choice, id=ident))
    return replace(after, choices=tuple(sorted(settled, key=lambda choice: choice.id)))


def _gaps(body: ClozeBody) -> list[tuple[str, frozenset[str]]]:
    """The gaps with what there was to choose from; a gap to type into takes any text."""
    return [(gap.id, frozenset(gap.options())) for gap in body.gaps]
