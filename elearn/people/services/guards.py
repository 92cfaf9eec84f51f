"""What is remembered of failed sign-ins, by staff number (known or not) and by network address."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from elearn.db import table_of, upsert
from elearn.people.rules.lockout import NUMBER_BACKOFF, PEER_BACKOFF, Backoff, Standing, fail, remaining_seconds
from elearn.people.tables import SignInGuardRow


@dataclass(frozen=True, slots=True)
class Guard:
    """One counter: its row's key and its rule."""

    key: str
    backoff: Backoff


def guard_number(staff_number: str) -> Guard:
    """The counter of a staff number, whether or not anybody has it."""
    return Guard(_digest("number", staff_number), NUMBER_BACKOFF)


def guard_peer(address: str) -> Guard:
    """The counter of a network address."""
    return Guard(_digest("peer", address), PEER_BACKOFF)


def _digest(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}\x1f{value}".encode()).hexdigest()


def read_wait(session: Session, guards: list[Guard], now: dt.datetime) -> int:
    """Seconds that must pass before the next try; 0 when it may come now."""
    return max(remaining_seconds(_standing(session, guard), now) for guard in guards)


def count_failure(session: Session, guards: list[Guard], now: dt.datetime) -> int:
    """Remember one more failure, let go what is old, and say how many seconds to wait."""
    longest = max(guard.backoff.forget for guard in guards)
    session.execute(delete(SignInGuardRow).where(SignInGuardRow.last_at < now - dt.timedelta(seconds=longest)))
    rows = []
    for guard in guards:
        standing = fail(_standing(session, guard), now, guard.backoff)
        rows.append(
            {
                "key": guard.key,
                "failures": standing.failures,
                "last_at": standing.last_at,
                "locked_until": standing.locked_until,
            }
        )
    upsert(session, table_of(SignInGuardRow), rows, list(rows[0]))
    return read_wait(session, guards, now)


def clear_guard(session: Session, guard: Guard) -> None:
    """Forget the failures: a success, or an administrator's hand."""
    session.execute(delete(SignInGuardRow).where(SignInGuardRow.key == guard.key))


def _standing(session: Session, guard: Guard) -> Standing:
    statement = select(SignInGuardRow.failures, SignInGuardRow.last_at, SignInGuardRow.locked_until)
    row = session.execute(statement.where(SignInGuardRow.key == guard.key)).one_or_none()
    return Standing(row.failures, row.last_at, row.locked_until) if row else Standing()
