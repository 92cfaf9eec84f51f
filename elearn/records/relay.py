"""The outbox and its relay: statements leave after the commit, in order, at least once.

What is due is state in the database. A statement's id is derived from its event, so a repeat at the store is harmless.
One process at a time holds a target's lease; a dead holder's lease runs out. What a store's answers mean stands in
``docs/explanation/relay.md``.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Protocol

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from elearn.db import begin_write, table_of, upsert
from elearn.records.tables import LeaseRow, OutboxRow

LEASE = dt.timedelta(seconds=60)
BATCH = 50
FIRST_WAIT = dt.timedelta(seconds=5)
LONGEST_WAIT = dt.timedelta(minutes=15)
LONGEST_ASKED = dt.timedelta(hours=1)
"""The longest wait that a store may ask for: a clock that is wrong must not silence us for years."""

JITTER = 0.25
"""Share of a wait that differs between houses and tries, so that they do not all come back at the same moment."""

SINGLES = LEASE / 2
"""How long statements of a refused batch are tried one by one in a row: the lease must not run out meanwhile."""

LONGEST_NAME = 64
"""Characters of a holder's name that the lease keeps."""


_ENQUEUE = insert(table_of(OutboxRow))


@dataclass(frozen=True, slots=True)
class Delivery:
    """A store's answer to a batch: accepted, to be tried again later, or refused for good (with the reason).

    ``wait`` are the seconds for which the store asked to be left alone, if it did.
    """

    outcome: str
    reason: str = ""
    wait: float | None = None


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


def release_leases(session: Session, holder: str) -> None:
    """Give back every lease of a holder that is done, so that the next one need not wait until it runs out; commits."""
    begin_write(session)
    session.execute(delete(LeaseRow).where(LeaseRow.holder == holder[-LONGEST_NAME:]))
    session.commit()


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
    one by one, so that one bad statement is set aside alone (``refused``) and the rest goes on. After a failure fewer
    are offered, down to one: a store that is slow or coming back is not met with everything at once.
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
    rows = rows[: max(1, batch >> min(rows[0].tries, 16))]
    answer = sink.deliver([row.body for row in rows])
    if answer.outcome == "refused" and len(rows) > 1:
        return _deliver_singly(session, sink, holder, rows, now)
    _note(session, [row.id for row in rows], answer, now, _wait(sink.target, holder, rows[0], answer))
    return Round(
        accepted=len(rows) if answer.outcome == "accepted" else 0,
        refused=len(rows) if answer.outcome == "refused" else 0,
    )


def _deliver_singly(session: Session, sink: Sink, holder: str, rows: Iterable[Any], now: dt.datetime) -> Round:
    """One by one, up to the first that must wait: what comes after it waits, too."""
    outcomes: list[str] = []
    end = time.monotonic() + SINGLES.total_seconds()
    for row in rows:
        answer = sink.deliver([row.body])
        _note(session, [row.id], answer, now, _wait(sink.target, holder, row, answer))
        outcomes.append(answer.outcome)
        if answer.outcome not in ("accepted", "refused") or time.monotonic() > end:
            break
    return Round(outcomes.count("accepted"), outcomes.count("refused"))


def _wait(target: str, holder: str, first: Any, answer: Delivery) -> dt.timedelta:
    """How long a target is left alone: twice as long after every failure, less a little that nobody can foresee.

    A store may ask for more, up to ``LONGEST_ASKED``.
    """
    tries: int = first.tries
    longest = min(FIRST_WAIT * 2 ** min(tries, 10), LONGEST_WAIT)
    mark = blake2b(f"{target}\x1f{holder}\x1f{first.id}\x1f{tries}".encode(), digest_size=4).digest()
    wait: dt.timedelta = longest * (1 - JITTER * int.from_bytes(mark, "big") / 0xFFFF_FFFF)
    asked = dt.timedelta(seconds=min(max(answer.wait or 0.0, 0.0), LONGEST_ASKED.total_seconds()))
    return max(wait, asked)


def _note(session: Session, ids: Iterable[int], answer: Delivery, now: dt.datetime, wait: dt.timedelta) -> None:
    begin_write(session)
    statement = update(OutboxRow).where(OutboxRow.id.in_(list(ids)))
    if answer.outcome == "accepted":
        statement = statement.values(delivered_at=now, last_error="")
    elif answer.outcome == "refused":
        statement = statement.values(refused=True, tries=OutboxRow.tries + 1, last_error=answer.reason[:500])
    else:
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


def count_waiting(session: Session, target: str) -> int:
    """How many statements wait for a target."""
    wanted = select(func.count(OutboxRow.id)).where(
        OutboxRow.target == target, OutboxRow.delivered_at.is_(None), OutboxRow.refused.is_(False)
    )
    return session.scalar(wanted) or 0


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


@dataclass(frozen=True, slots=True)
class Lag:
    """A target as the desk shows it: its delay, the last failure of what is next, and what went well."""

    target: str
    waiting: int = 0
    refused: int = 0
    oldest: dt.datetime | None = None
    tries: int = 0
    next_try_at: dt.datetime | None = None
    last_error: str = ""
    delivered: int = 0
    delivered_at: dt.datetime | None = None


def read_lags(session: Session, targets: Iterable[str] = ()) -> list[Lag]:
    """Every target that was ever given something or is named, by name."""
    behind = {one.target: one for one in backlog(session)}
    done = {
        row.target: (row.number, row.last)
        for row in session.execute(
            select(
                OutboxRow.target,
                func.count(OutboxRow.id).label("number"),
                func.max(OutboxRow.delivered_at).label("last"),
            )
            .where(OutboxRow.delivered_at.is_not(None))
            .group_by(OutboxRow.target)
        )
    }
    lags = []
    for target in sorted({*targets, *behind, *done}):
        late = behind.get(target, Backlog(target, 0, 0, None))
        first = session.execute(
            select(OutboxRow.tries, OutboxRow.next_try_at, OutboxRow.last_error)
            .where(OutboxRow.target == target, OutboxRow.delivered_at.is_(None), OutboxRow.refused.is_(False))
            .order_by(OutboxRow.id)
            .limit(1)
        ).first()
        tries, next_try_at, last_error = first or (0, None, "")
        delivered, delivered_at = done.get(target, (0, None))
        lags.append(
            Lag(
                target,
                late.waiting,
                late.refused,
                late.oldest,
                tries,
                next_try_at,
                last_error,
                delivered,
                delivered_at,
            )
        )
    return lags


@dataclass(frozen=True, slots=True)
class Refusal:
    """A statement that a target refused for good: kept with the store's words until somebody decides."""

    id: int
    target: str
    statement_id: str
    body: bytes
    created_at: dt.datetime
    tries: int
    last_error: str


def list_refusals(session: Session, target: str = "", limit: int = 50, offset: int = 0) -> list[Refusal]:
    """Refused statements, of one target or of all, oldest first."""
    wanted = select(OutboxRow).where(OutboxRow.refused, OutboxRow.delivered_at.is_(None))
    if target:
        wanted = wanted.where(OutboxRow.target == target)
    return [
        Refusal(row.id, row.target, row.statement_id, row.body, row.created_at, row.tries, row.last_error)
        for row in session.scalars(wanted.order_by(OutboxRow.id).limit(limit).offset(offset))
    ]


def retry_refusals(session: Session, ids: Sequence[int] = (), target: str = "") -> int:
    """Let refused statements go once more: those with these numbers, or all of a target; how many there are.

    They go first, for they are the oldest. Raises ``ValueError`` when neither is named.
    """
    begin_write(session)
    return _count(
        session,
        update(OutboxRow)
        .where(*_named(ids, target))
        .values(refused=False, tries=0, next_try_at=None)
        .returning(OutboxRow.id),
    )


def drop_refusals(session: Session, ids: Sequence[int] = (), target: str = "") -> int:
    """Give refused statements up; how many. Raises ``ValueError`` when nothing is named."""
    begin_write(session)
    return _count(session, delete(OutboxRow).where(*_named(ids, target)).returning(OutboxRow.id))


def _named(ids: Sequence[int], target: str) -> list[Any]:
    if not ids and not target:
        raise ValueError("neither numbers nor a target")
    wanted: list[Any] = [OutboxRow.refused, OutboxRow.delivered_at.is_(None)]
    if ids:
        wanted.append(OutboxRow.id.in_(ids))
    if target:
        wanted.append(OutboxRow.target == target)
    return wanted


def tidy_outbox(session: Session, before: dt.datetime, most: int = 5_000) -> int:
    """Let go of statements that were delivered before a moment, the oldest ones first; how many. Commits nothing."""
    begin_write(session)
    old = (
        select(OutboxRow.id)
        .where(OutboxRow.delivered_at.is_not(None), OutboxRow.delivered_at < before)
        .order_by(OutboxRow.id)
        .limit(most)
    )
    return _count(session, delete(OutboxRow).where(OutboxRow.id.in_(old)).returning(OutboxRow.id))


def withdraw_statements(session: Session, statement_ids: Iterable[str]) -> int:
    """Take statements out of the outbox, delivered or not: what was erased at home must not leave any more."""
    begin_write(session)
    ids, count = list(statement_ids), 0
    for start in range(0, len(ids), 500):
        gone = delete(OutboxRow).where(OutboxRow.statement_id.in_(ids[start : start + 500]))
        count += _count(session, gone.returning(OutboxRow.id))
    return count


def drop_target(session: Session, target: str) -> int:
    """Take away everything that a target was given or should have been given, when it is no target any more."""
    begin_write(session)
    session.execute(delete(LeaseRow).where(LeaseRow.target == target))
    return _count(session, delete(OutboxRow).where(OutboxRow.target == target).returning(OutboxRow.id))


def _count(session: Session, statement: Any) -> int:
    return len(session.execute(statement.execution_options(synchronize_session=False)).all())
