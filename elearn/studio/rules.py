"""The rules of course drafts: what state a draft is in, and who may do what with it. Nobody approves what is one's own.

A draft is *open* until its author submits it, *submitted* while it waits for a second person, and then *published* or
*returned*; whoever hands in again opens it anew, so that what is approved is always what was looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from elearn.events import (
    CoursePublished,
    DraftEvent,
    DraftHandedIn,
    DraftReturned,
    DraftSubmitted,
    DraftWithdrawn,
    Event,
)

OPEN, SUBMITTED, RETURNED, PUBLISHED, WITHDRAWN = "open", "submitted", "returned", "published", "withdrawn"
STATES = (OPEN, SUBMITTED, RETURNED, PUBLISHED, WITHDRAWN)
ENDED = frozenset({PUBLISHED, WITHDRAWN})

KINDS = frozenset({DraftHandedIn, DraftSubmitted, DraftReturned, DraftWithdrawn, CoursePublished})

_AFTER: dict[type[Event], str] = {
    DraftHandedIn: OPEN,
    DraftSubmitted: SUBMITTED,
    DraftReturned: RETURNED,
    DraftWithdrawn: WITHDRAWN,
    CoursePublished: PUBLISHED,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something cannot be done with a draft: a kebab-case code."""

    code: str


@dataclass(frozen=True, slots=True)
class DraftState:
    """A draft after its facts so far.

    ``number`` counts what was handed in, ``digest`` names its content (empty: nothing could be read), ``base`` the
    published version that it is compared with. ``hands``: whoever handed in or submitted anything of it. ``steps``
    counts all its facts.
    """

    draft: UUID
    course: str
    author: str
    number: int
    digest: str
    base: str
    problems: int
    state: str
    hands: frozenset[str]
    steps: int


def fold_draft(events: Iterable[Event]) -> DraftState | None:
    """The state after a draft's history; none when nothing was handed in."""
    state: DraftState | None = None
    for event in events:
        if not isinstance(event, DraftEvent):
            continue
        if isinstance(event, DraftHandedIn):
            hands = (state.hands if state else frozenset()) | {event.actor}
            author, digest = (state.author if state else event.person), event.course_digest
            state = DraftState(
                event.draft,
                event.course,
                author,
                event.number,
                digest,
                event.base_digest,
                event.problems,
                OPEN,
                hands,
                event.step,
            )
        elif state is not None:
            hands = state.hands | {event.actor} if isinstance(event, DraftSubmitted) else state.hands
            state = replace(state, state=_AFTER[type(event)], hands=hands, steps=event.step)
    return state


def state_after(event: DraftEvent) -> str:
    """The state that a step leads to."""
    return _AFTER[type(event)]


def refuse_hand_in(state: DraftState) -> Refusal | None:
    """Why nothing more can be handed in."""
    return Refusal("draft-ended") if state.state in ENDED else None


def refuse_submit(state: DraftState, current: str) -> Refusal | None:
    """Why the draft cannot be submitted; ``current`` is the digest of the published version, empty = none.

    A draft that is submitted already is no refusal: a second press says the same.
    """
    if state.state in ENDED:
        return Refusal("draft-ended")
    if state.problems or not state.digest:
        return Refusal("draft-has-problems")
    if state.base != current:
        return Refusal("base-moved")
    if state.digest == current:
        return Refusal("nothing-changed")
    return None


def refuse_decision(state: DraftState, actor: str, number: int) -> Refusal | None:
    """Why this person cannot approve or return the draft; ``number`` is the hand-in that the person looked at."""
    if actor in state.hands or actor == state.author:
        return Refusal("own-draft")
    if state.state in ENDED:
        return Refusal("draft-ended")
    if state.number != number:
        return Refusal("draft-changed")
    if state.state != SUBMITTED:
        return Refusal("not-submitted")
    return None


def refuse_approval(state: DraftState, actor: str, number: int, current: str) -> Refusal | None:
    """As ``refuse_decision``; and what was compared must still be what is published."""
    refusal = refuse_decision(state, actor, number)
    if refusal is None and state.base != current:
        return Refusal("base-moved")
    return refusal
