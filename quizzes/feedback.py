"""Feedback policies: what a learner is shown of right and wrong, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What may be shown. ``states``: right/partial/wrong and points; ``key``: what would have been right;
    ``explanations``: the author's explanations. What a quiz may keep back beside: the points (``without_marks``), the
    response, the score of the whole.
    """

    states: bool = False
    key: bool = False
    explanations: bool = False
    without_marks: bool = False
    without_response: bool = False
    without_score: bool = False


IMMEDIATE, INTERACTIVE = "immediate", "interactive"

NOTHING = Disclosure()
ALL = Disclosure(states=True, key=True, explanations=True)


@dataclass(frozen=True, slots=True)
class Policy:
    """A named feedback policy: what is shown while the attempt runs (of items whose response was given for good),
    after it was submitted, and of an item that may be tried again. ``checks``: items are checked one by one.
    """

    name: str
    during: Disclosure
    after: Disclosure
    again: Disclosure = NOTHING
    checks: bool = False


POLICIES: Mapping[str, Policy] = {
    policy.name: policy
    for policy in (
        Policy("deferred", during=NOTHING, after=ALL),
        # For a test whose items are drawn again: states say where to study, the keys stay in the bank.
        Policy("score-only", during=NOTHING, after=Disclosure(states=True)),
        Policy(IMMEDIATE, during=ALL, after=ALL, checks=True),
        # Who may try again learns that it is not right yet, and gets a hint, but not the key.
        Policy(INTERACTIVE, during=ALL, after=ALL, again=Disclosure(states=True), checks=True),
    )
}


def disclose(policy: str, submitted: bool) -> Disclosure:
    """What the policy shows now. Raises ``KeyError`` for a name that is no policy."""
    chosen = POLICIES[policy]
    return chosen.after if submitted else chosen.during
