"""A quiz tried out: the attempt is made anew from all that was given so far, by the very rules that learners meet.

Nothing is kept between two steps but what the caller brings along, and no clock runs: a rehearsal has no deadline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from quizzes.attempt import Attempt, apply, save
from quizzes.delivery import Form
from quizzes.events import Saved, Started
from quizzes.feedback import POLICIES
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import Quiz
from quizzes.response import Fields, parse_response
from quizzes.scoring import AttemptScore
from quizzes.tries import settled_items

_AT = datetime(2000, 1, 1, tzinfo=UTC)
_LEVELS = {"1": 1, "2": 2, "3": 3}


@dataclass(frozen=True, slots=True)
class Step:
    """What a form said: item id -> its fields. ``checked``: the item whose response is given as a try, "" = none."""

    fields: Mapping[str, Fields]
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Where it stands. ``problems``: item id -> code and parameters of what the last step's fields could not be."""

    quiz: Quiz
    form: Form
    attempt: Attempt
    problems: Mapping[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def score(self, kinds: Kinds = KINDS) -> AttemptScore:
        """What was given is worth this, tries and certainty included."""
        return self.attempt.score(self.quiz, self.form, kinds)


def rehearse(quiz: Quiz, form: Form, steps: Sequence[Step], kinds: Kinds = KINDS) -> Rehearsal:
    """The quiz after these steps, one after another. Items that the form does not hold count for nothing.

    What cannot be read as a response is no response, and no try; neither is a check where the quiz's feedback policy
    checks nothing.
    """
    now = Rehearsal(quiz, form, Attempt(Started(0, quiz.digest, _AT)))
    for step in steps:
        now = _take(now, step, kinds)
    return now


def _take(before: Rehearsal, step: Step, kinds: Kinds) -> Rehearsal:
    quiz, attempt, items = before.quiz, before.attempt, before.quiz.items()
    given = {one: step.fields[one] for one in before.form.item_ids if one in step.fields}
    parsed = {one: parse_response(items[one], fields, kinds) for one, fields in given.items()}
    problems = {one: (said.problem, said.params) for one, said in parsed.items() if said.problem}
    checks = POLICIES[quiz.feedback].checks
    sure = {one: _LEVELS.get((fields.get("certainty") or [""])[-1]) for one, fields in given.items()}
    saved = save(
        attempt,
        {one: said.response for one, said in parsed.items()},
        _AT,
        checked=(step.checked,) if checks and step.checked in given and step.checked not in problems else (),
        certainty={one: level for one, level in sure.items() if level} if quiz.terms.certainty else {},
        locked=settled_items(attempt, quiz, kinds) if checks else (),
    )
    return Rehearsal(quiz, before.form, apply(attempt, saved) if isinstance(saved, Saved) else attempt, problems)
