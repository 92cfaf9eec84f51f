"""Feedback policies: what a learner is shown of right and wrong, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What may be shown. ``states``: right/partial/wrong and points; ``key``: what would have been right;
    ``explanations``: the author's explanations."""

    states: bool = False
    key: bool = False
    explanations: bool = False


NOTHING = Disclosure()
ALL = Disclosure(states=True, key=True, explanations=True)


@dataclass(frozen=True, slots=True)
class Policy:
    """A named feedback policy: what is shown while the attempt runs and after it was submitted."""

    name: str
    during: Disclosure
    after: Disclosure


POLICIES: Mapping[str, Policy] = {
    policy.name: policy
    for policy in (
        Policy("deferred", during=NOTHING, after=ALL),
        # For a test whose items are drawn again: states say where to study, the keys stay in the bank.
        Policy("score-only", during=NOTHING, after=Disclosure(states=True)),
    )
}


def disclose(policy: str, submitted: bool) -> Disclosure:
    """What the policy shows now. Raises ``KeyError`` for a name that is no policy."""
    chosen = POLICIES[policy]
    return chosen.after if submitted else chosen.during
