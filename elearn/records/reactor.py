"""Recording facts with all their consequences, in the caller's transaction.

``Recorder.record`` is the one way into the ledger: settle the rules, append, put the projections, fill the outbox.
It performs no network call and renders nothing; it commits nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Table, delete
from sqlalchemy.orm import Session

from elearn.db import Put, begin_write, put_rows
from elearn.events import Event
from elearn.records import ledger, relay
from elearn.records.projections import Rule, settle


class Reaction(Rule, Protocol):
    """A room's full part in recording: its pure rule, plus where its state comes from and where it is shown.

    ``tables`` are the room's projections: droppable, and rebuilt from the ledger by ``project`` alone.
    """

    @property
    def tables(self) -> Sequence[Table]:
        """The room's projection tables."""
        ...

    def load(self, session: Session, person: str) -> Any:
        """The rule's state for one person, read from the room's own projections in few statements."""
        ...

    def project(self, event: Event) -> Iterable[Put]:
        """The rows that show this event. Pure: derived from the event alone, so that a rebuild gives the same."""
        ...

    def keep(self, session: Session, events: Sequence[Event]) -> None:
        """What must be kept beside the facts when they happen (a name on a certificate); not called by a rebuild."""
        ...


StatementBuilder = Callable[[Event], Sequence[tuple[str, bytes]]]
"""An event's statements as (statement uuid, JSON bytes); empty when the event stays in the house."""


@dataclass(frozen=True, slots=True)
class Recorder:
    """The pen: a session, the moment, and everybody who has a say. One per transaction."""

    session: Session
    now: dt.datetime
    reactions: Sequence[Reaction]
    build_statements: StatementBuilder
    targets: Sequence[str]

    def begin(self) -> None:
        """Start writing: what is read from now on stays true until the commit, for nobody else can record a fact.

        Call it before reading when a decision depends on what was read (such as the number of the next save).
        """
        begin_write(self.session)
        ledger.lock_ledger(self.session)

    def record(self, *events: Event) -> list[Event]:
        """Record the facts and all that follows from them; returns what is new, in order (empty for a repeat).

        Nothing is left behind when a rule raises: the caller's transaction is rolled back as a whole.
        """
        if not events:
            return []
        self.begin()
        by_name = {reaction.name: reaction for reaction in self.reactions}
        settled = settle(events, self.reactions, lambda rule, person: by_name[rule.name].load(self.session, person))
        fresh = ledger.append(self.session, settled, self.now, first=len(events))
        put_rows(
            self.session, (put for event in fresh for reaction in self.reactions for put in reaction.project(event))
        )
        for reaction in self.reactions:
            concerned = [event for event in fresh if type(event) in reaction.kinds]
            if concerned:
                reaction.keep(self.session, concerned)
        statements = [statement for event in fresh for statement in self.build_statements(event)]
        relay.enqueue(self.session, statements, self.targets, self.now)
        return fresh


def rebuild(session: Session, reactions: Sequence[Reaction]) -> int:
    """Empty every projection and show the whole ledger again; returns the number of facts read.

    Nobody else records meanwhile, so that no fact falls between what is read and what is emptied.
    """
    begin_write(session)
    ledger.lock_ledger(session)
    for reaction in reactions:
        for table in reaction.tables:
            session.execute(delete(table))
    count = 0
    for events in ledger.read_all(session):
        put_rows(session, (put for event in events for reaction in reactions for put in reaction.project(event)))
        count += len(events)
    return count
