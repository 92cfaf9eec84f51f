"""The facts of course drafts: handed in, submitted, returned, withdrawn, published. They are about their author.

What was said of a draft, and what is in it, stands beside the ledger; here are ids and digests only.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from elearn.fact import Event


class DraftEvent(Event, frozen=True, kw_only=True):
    """A step of one draft of a course. ``person`` is its author; ``actor`` took the step.

    ``step`` counts from 1 in each draft; ``course_digest`` names the content that the step was taken with.
    """

    draft: UUID
    step: int
    course: str
    course_digest: str

    identity: ClassVar[tuple[str, ...]] = ("draft", "step")

    @property
    def stream(self) -> str:
        """A draft is read as one history."""
        return str(self.draft)


class DraftHandedIn(DraftEvent, frozen=True, kw_only=True):
    """A package was handed in; ``number`` counts from 1 for each draft.

    ``base_digest``: the published version that it was compared with, empty = the course was not published yet.
    ``problems``: how many faults it has; with any it cannot be submitted.
    """

    number: int
    base_digest: str = ""
    problems: int = 0


class DraftSubmitted(DraftEvent, frozen=True, kw_only=True):
    """The draft waits for a second person."""


class DraftReturned(DraftEvent, frozen=True, kw_only=True):
    """The second person, the actor, gave the draft back with reasons."""


class DraftWithdrawn(DraftEvent, frozen=True, kw_only=True):
    """The draft was given up."""


class CoursePublished(DraftEvent, frozen=True, kw_only=True):
    """The second person, the actor, approved the draft, and with that it is the version of new registrations.

    ``base_digest``: the version that it replaced, empty = the first.
    """

    base_digest: str = ""
