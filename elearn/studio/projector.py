"""How the studio takes part in recording: the row that shows where a draft stands. No fact follows from another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from elearn.db import Put, table_of
from elearn.events import DraftEvent, DraftHandedIn, Event
from elearn.studio import rules
from elearn.studio.tables import DraftRow

DRAFT = table_of(DraftRow)


class DraftReaction:
    """The studio's reaction."""

    name = "studio"
    kinds: frozenset[type[Event]] = frozenset()
    tables = (DRAFT,)

    def load(self, session: Session, person: str) -> None:
        """Nothing: no rule answers a step of a draft."""

    def fold(self, state: Any, event: Event) -> Any:
        """The same."""
        return state

    def react(self, state: Any, event: Event) -> Iterable[Event]:
        """Nothing follows."""
        return ()

    def keep(self, session: Session, events: Sequence[Event]) -> None:
        """Nothing: content and comments are kept by those who hand in and decide."""

    def project(self, event: Event) -> Iterable[Put]:
        """The draft's row after the step."""
        if not isinstance(event, DraftEvent):
            return ()
        values: dict[str, Any] = {"state": rules.state_after(event), "changed_at": event.at}
        if not isinstance(event, DraftHandedIn):
            return (Put(DRAFT, values, {"draft": str(event.draft)}),)
        values |= {"course": event.course, "author": event.person, "number": event.number}
        values |= {"digest": event.course_digest, "base_digest": event.base_digest, "problems": event.problems}
        return (Put(DRAFT, {"draft": str(event.draft), **values}),)
