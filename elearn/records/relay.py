"""The outbox and its relay: statements leave after the commit, in order, at least once.

What is due is state in the database. A statement's id is derived from its event, so a repeat at the store is harmless.
One process at a time holds a target's lease; a dead holder's lease runs out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from elearn.db import begin_write, table_of, upsert
from elearn.records.tables import LeaseRow, OutboxRow

LEASE = dt.timedelta(seconds=60)
BATCH = 50
FIRST_WAIT = dt.timedelta(seconds=5)
LONGEST_WAIT = dt.timedelta(minutes=15)
LONGEST_NAME = 64
"""Characters of a holder's name that the lease keeps."""


_ENQUEUE = insert(table_of(OutboxRow))


@dataclass(frozen=True, slots=True)
class Delivery:
    """A store's answer to a batch: accepted, to be tried again later, or refused for good (with the reason)."""

    outcome: str
    reason: str = ""


ACCEPTED = Delivery("accepted")


class Sink(Protocol):
    """Where statements go."""

    target: str

    def deliver(self, bodies: Sequence[bytes]) -> Delivery:
        """Hand over statements in order. Never raises for what the other side does: that is a ``Delivery``."""
        ...


@dataclass(frozen=True, slots=True)
class Backlog:
    """How far behind a target is."""

    target: str
    waiting: int
    refused: int
    oldest: dt.datetime | None


def enqueue(
    session: Session, statements: Sequence[tuple[str, bytes]], targets: Sequence[str], now: dt.datetime
) -> None:
    """Put statements (uuid, JSON bytes) into the outbox of every target, in the caller's transaction."""
    rows = [
        {"target": target, "statement_id": statement_id, "body": body, "created_at": now}
        for statement_id, body in statements
        for target in targets
    ]
    if rows:
        session.connection().execute(_ENQUEUE, rows)


def take_lease(session: Session, target: str, holder: str, now: dt.datetime) -> bool:
    """Become the one who delivers to a target, unless somebody else is; commits, so that others see it."""
    holder = holder[-LONGEST_NAME:]
    begin_write(session)
    row = session.execute(select(LeaseRow.holder, LeaseRow.until).where(LeaseRow.target == target)).first()
    free = row is None or row.holder == holder or row.until <= now
    if free:
        lease = {"target": target, "holder": holder, "until": now + LEASE}
        upsert(session, table_of(LeaseRow), [lease], sorted(lease))
    session.commit()
    return free


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of deliveries settled: statements accepted, and statements refused for good."""

    accepted: int = 0
    refused: int = 0

    @property
    def moved(self) -> bool:
        """Whether anything was settled, so that another round may find more."""
        return self.accepted + self.refused > 0


def deliver_due(session: Session, sink: Sink, holder: str, now: dt.datetime, batch: int = BATCH) -> Round:
    """Deliver one batch of what is due at a sink, oldest first, and say what came of it. Commits.

    A batch that must wait blocks what comes after it: order is worth more than speed. A refused batch is tried again
    one by one, so that one bad statement is set aside alone (``refused``) and the rest goes on.
    """
    waiting = has_due(session, sink.target, now)
    session.commit()
    if not waiting or not take_lease(session, sink.target, holder, now):
        return Round()
    rows = session.execute(
        select(OutboxRow.id, OutboxRow.body, OutboxRow.tries)
        .where(OutboxRow.target == sink.target, OutboxRow.delivered_at.is_(None), OutboxRow.refused.is_(False))
        .order_by(OutboxRow.id)
        .limit(batch)
    ).all()
    session.commit()
    if not rows:  # somebody else delivered them between the look and the lease
        return Round()
    answer = sink.deliver([row.body for row in rows])
    if answer.outcome == "refused" and len(rows) > 1:
        return _deliver_singly(session, sink, rows, now)
    _note(session, [row.id for row in rows], rows[0].tries, answer, now)
    return Round(
        accepted=len(rows) if answer.outcome == "accepted" else 0,
        refused=len(rows) if answer.outcome == "refused" else 0,
    )


def _deliver_singly(session: Session, sink: Sink, rows: Iterable[Any], now: dt.datetime) -> Round:
    """One by one, up to the first that must wait: what comes after it waits, too."""
    outcomes: list[str] = []
    for row in rows:
        answer = sink.deliver([row.body])
        _note(session, [row.id], row.tries, answer, now)
        outcomes.append(answer.outcome)
        if answer.outcome not in ("accepted", "refused"):
            break
    return Round(outcomes.count("accepted"), outcomes.count("refused"))


def _note(session: Session, ids: Iterable[int], tries: int, answer: Delivery, now: dt.datetime) -> None:
    begin_write(session)
    statement = update(OutboxRow).where(OutboxRow.id.in_(list(ids)))
    if answer.outcome == "accepted":
        statement = statement.values(delivered_at=now, last_error="")
    elif answer.outcome == "refused":
        statement = statement.values(refused=True, tries=OutboxRow.tries + 1, last_error=answer.reason[:500])
    else:
        wait = min(FIRST_WAIT * 2 ** min(tries, 10), LONGEST_WAIT)
        statement = statement.values(tries=OutboxRow.tries + 1, next_try_at=now + wait, last_error=answer.reason[:500])
    session.execute(statement)
    session.commit()


def has_due(session: Session, target: str, now: dt.datetime) -> bool:
    """Whether the oldest undelivered statement of a target may go now."""
    row = session.execute(
        select(OutboxRow.next_try_at)
        .where(OutboxRow.target == target, OutboxRow.delivered_at.is_(None), OutboxRow.refused.is_(False))
        .order_by(OutboxRow.id)
        .limit(1)
    ).first()
    return row is not None and (row.next_try_at is None or row.next_try_at <= now)


def backlog(session: Session) -> list[Backlog]:
    """Every target's delay: how many wait, how many were refused, and since when the oldest waits."""
    rows = session.execute(
        select(OutboxRow.target, func.count(OutboxRow.id), func.min(OutboxRow.created_at))
        .where(OutboxRow.delivered_at.is_(None), OutboxRow.refused.is_(False))
        .group_by(OutboxRow.target)
    )
    waiting = {row[0]: (row[1], row[2]) for row in rows}
    counted = session.execute(
        select(OutboxRow.target, func.count(OutboxRow.id)).where(OutboxRow.refused).group_by(OutboxRow.target)
    )
    refused = {row[0]: row[1] for row in counted}
    return [
        Backlog(target, waiting.get(target, (0, None))[0], refused.get(target, 0), waiting.get(target, (0, None))[1])
        for target in sorted({*waiting, *refused})
    ]
