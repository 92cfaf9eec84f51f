"""What of items and results a learner is shown under the quiz's terms, made ready for the templates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

from markupsafe import Markup

import quizzes
from elearn.learning.routes.texts import ItemTexts
from elearn.learning.services.attempts import Sitting


class Taken(Protocol):
    """A quiz that is being taken: in earnest (``Sitting``), or tried out (``quizzes.Rehearsal``)."""

    @property
    def quiz(self) -> quizzes.Quiz:
        """Its quiz."""

    @property
    def form(self) -> quizzes.Form:
        """The items drawn, in their order."""

    @property
    def attempt(self) -> quizzes.Attempt:
        """What was given so far."""

    def score(self) -> quizzes.AttemptScore:
        """What that is worth."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An item of a page: to respond to, or (``settled``) given for good, with what of its result is shown by now."""

    id: str
    number: int
    settled: bool
    view: Any


def show_items(found: Taken, here: Sequence[str], fragment: ItemTexts) -> list[Shown]:
    """The items of a page in their order."""
    items, quiz = found.quiz.items(), found.quiz
    settled = quizzes.settled_items(found.attempt, quiz)
    score = found.score() if settled.intersection(here) else None
    during = quizzes.disclose_at(quiz, "during")
    shown: list[Shown] = []
    for ident in here:
        number = found.form.item_ids.index(ident) + 1
        view: Any
        if score is not None and ident in settled:
            given = found.attempt.responses.get(ident)
            view = quizzes.view_result(items[ident], found.form, given, score.items[ident], quiz.feedback, shown=during)
        else:
            view = quizzes.view_in(quiz, items[ident], found.form, found.attempt, number)
            if view.tries is not None and view.tries.hints:
                hints = cast("tuple[str, ...]", tuple(Markup(fragment(hint)) for hint in view.tries.hints))  # noqa: S704
                view = replace(view, tries=replace(view.tries, hints=hints))
        shown.append(Shown(ident, number, ident in settled, view))
    return shown


def shown_now(found: Sitting, now: dt.datetime) -> quizzes.Disclosure:
    """What of a handed-in attempt is shown at this moment; the person's own closing moment counts."""
    own = found.attempt.extended.closes if found.attempt.extended else None
    handed_in = found.outcome.at if found.outcome else None
    return quizzes.disclose_at(found.quiz, quizzes.moment_of(found.quiz, handed_in, now, own))
