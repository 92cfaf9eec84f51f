"""What a template needs to show an item or its result, without HTML. Texts are Markdown source.

``body`` is the view of the item's kind: ``ChoiceView``, ``MatchingView``, ``SequencingView``, ``NumericView``,
``FillInView``, or a plug-in's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quizzes.delivery import Form
from quizzes.feedback import NOTHING, Disclosure, disclose
from quizzes.kinds.contract import Line
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import Item, Scenario
from quizzes.scoring import RIGHT, WAITING, ItemScore


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item to respond to; nothing of its key is in here. ``number`` counts from 1 over the whole form."""

    id: str
    number: int
    kind: str
    stem: str
    points: Decimal
    answered: bool
    body: Any
    scenario: Scenario | None = None


@dataclass(frozen=True, slots=True)
class ResultView:
    """An item after the submission. What the feedback policy keeps back is None (``lines``: empty)."""

    id: str
    kind: str
    objective: str
    stem: str
    maximum: Decimal
    answered: bool
    state: str | None
    points: Decimal | None
    lines: tuple[Line, ...]
    explanation: str | None
    wrong_note: str | None
    sources: tuple[str, ...]
    body: Any
    scenario: Scenario | None = None


def view_item(item: Item, form: Form, response: Any, number: int, kinds: Kinds = KINDS) -> ItemView:
    """The item as the learner meets it, with what was responded so far."""
    order = form.choice_order.get(item.id, ())
    body = kinds[item.kind].view(item.body, order, response, NOTHING)
    return ItemView(item.id, number, item.kind, item.stem, item.points, response is not None, body, item.scenario)


def view_result(
    item: Item,
    form: Form,
    response: Any,
    item_score: ItemScore,
    policy: str,
    submitted: bool = True,
    kinds: Kinds = KINDS,
    shown: Disclosure | None = None,
) -> ResultView:
    """The item with what the feedback policy (a name of ``quizzes.feedback``) shows.

    ``shown`` says it instead of the policy. ``wrong_note`` is shown only when the response was not fully right; nothing
    but the state while people have still to grade it. Raises ``KeyError`` for an unknown policy.
    """
    if shown is None:
        shown = disclose(policy, submitted)
    if item_score.state == WAITING:
        shown = Disclosure(states=shown.states)
    order = form.choice_order.get(item.id, ())
    missed = item_score.state != RIGHT and shown.states
    marks = shown.states and not shown.without_marks
    given = None if shown.without_response else response
    return ResultView(
        id=item.id,
        kind=item.kind,
        objective=item.objective,
        stem=item.stem,
        maximum=item_score.maximum,
        answered=response is not None,
        state=item_score.state if shown.states else None,
        points=item_score.points if marks else None,
        lines=item_score.lines if marks else (),
        explanation=item.explanation if shown.explanations else None,
        wrong_note=item.wrong_note if shown.explanations and missed and item.wrong_note else None,
        sources=item.sources if shown.explanations else (),
        body=kinds[item.kind].view(item.body, order, given, shown),
        scenario=item.scenario,
    )
