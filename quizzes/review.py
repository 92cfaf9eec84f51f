"""Review options: what of a result is shown at which moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from quizzes.feedback import POLICIES, Disclosure, disclose
from quizzes.model import Quiz
from quizzes.terms import CLOSED, DURING, IMMEDIATELY, LATER, SOON


def moment_of(quiz: Quiz, submitted_at: datetime | None, now: datetime, closes: datetime | None = None) -> str:
    """Which of ``quizzes.terms.MOMENTS`` this is. ``closes``: the person's own closing moment instead of the quiz's."""
    if submitted_at is None:
        return DURING
    end = closes or quiz.terms.closes
    if end is not None and now >= end:
        return CLOSED
    return IMMEDIATELY if now < submitted_at + SOON else LATER


def disclose_at(quiz: Quiz, moment: str) -> Disclosure:
    """What the quiz shows at a moment: as its review options say, else as its feedback policy does."""
    usual = disclose(quiz.feedback, moment != DURING)
    said = quiz.terms.review.at(moment)
    if said is None:
        return usual
    return Disclosure(
        states="correctness" in said,
        key="key" in said,
        explanations="explanation" in said,
        without_marks="marks" not in said,
        without_response="response" not in said,
        without_score="score" not in said,
    )


def disclose_again(quiz: Quiz) -> Disclosure:
    """What is shown of an item that was tried and may be tried again: never more than of one that may not."""
    usual, most = POLICIES[quiz.feedback].again, disclose_at(quiz, DURING)
    return replace(usual, states=usual.states and most.states, without_marks=True)
