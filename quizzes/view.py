"""What a template needs to show an item or its result, without HTML. Texts are Markdown source.

``body`` is the view of the item's kind: ``ChoiceView``, ``MatchingView``, ``SequencingView``, ``NumericView``,
``FillInView``, or a plug-in's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from quizzes.attempt import Attempt
from quizzes.delivery import Form
from quizzes.feedback import NOTHING, POLICIES, Disclosure, disclose
from quizzes.kinds.contract import NOBODY, PEOPLE, Line
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import Item, Quiz, Scenario
from quizzes.review import disclose_again
from quizzes.scoring import RIGHT, WAITING, ItemScore, score_item
from quizzes.tries import Tries, count_tries


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item to respond to; nothing of its key is in here. ``number`` counts from 1 over the whole form.

    ``tries``: where the item stands when items are checked one by one, with the hints to be shown; ``tried``: how the
    last try went, where that is told. ``certainty``: how sure the learner said to be, where the quiz asks for it.
    """

    id: str
    number: int
    kind: str
    stem: str
    points: Decimal
    answered: bool
    body: Any
    scenario: Scenario | None = None
    tries: Tries | None = None
    tried: str | None = None
    asks_certainty: bool = False
    certainty: int | None = None


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


def view_in(quiz: Quiz, item: Item, form: Form, attempt: Attempt, number: int, kinds: Kinds = KINDS) -> ItemView:
    """The item as the learner meets it under the quiz's terms: with tries, hints and certainty where there are any."""
    view = view_item(item, form, attempt.responses.get(item.id), number, kinds)
    if kinds[item.kind].graded_by in (NOBODY, PEOPLE):
        return view
    if quiz.terms.certainty:
        view = replace(view, asks_certainty=True, certainty=attempt.work.certainty.get(item.id))
    if not POLICIES[quiz.feedback].checks:
        return view
    tries, tried = count_tries(item, attempt, quiz, kinds), None
    if tries.pending and disclose_again(quiz).states:
        tried = score_item(item, attempt.work.checks[item.id][-1].response, kinds).state
    return replace(view, tries=tries, tried=tried)


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
