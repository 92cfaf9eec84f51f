"""Getting into a quiz: with its password, from its networks."""

from __future__ import annotations

from quizzes.access import admits_address, verify_password
from quizzes.attempt import Refusal
from quizzes.model import Quiz


def may_enter(quiz: Quiz, password: str | None, address: str | None) -> Refusal | None:
    """None when this password from this network address opens the quiz, else why not.

    No password is asked of an attempt that is under way: then it is None.
    Refusals: ``quiz-network``, ``quiz-password``.
    """
    if not admits_address(quiz.terms.networks, address):
        return Refusal("quiz-network")
    if quiz.terms.password and password is not None and not verify_password(quiz.terms.password, password):
        return Refusal("quiz-password")
    return None
