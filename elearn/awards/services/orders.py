"""Work on all papers of a fiscal year that an office asked for: kept in the database, so that it outlives everything.

Whoever asked may go away and find it again. One process at a time holds it, for a short while that each step renews;
when that process ends in whatever way, the next one goes on. What a step did and how far the work is are written in
one transaction, and every step leaves alone what is done (see ``batch``): nothing is issued twice, no number is lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import CursorResult, Update, and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from elearn.awards.projector import AwardReaction
from elearn.awards.rules import fiscal_year_of
from elearn.awards.services.batch import Issued, draw_all, issue_due, list_undrawn, papers_of, reissue_changed
from elearn.awards.services.drawers import DrawingFailed
from elearn.awards.services.files import Press
from elearn.awards.services.keys import KeysUnusable
from elearn.awards.tables import BatchRow, RefusalRow
from elearn.db import begin_write
from elearn.records.reactor import Recorder
from elearn.web.dates import day_in_japan

ISSUE, RENEW, DRAW, DONE, FAILED, STOPPED = "issue", "renew", "draw", "done", "failed", "stopped"
STEPS = (ISSUE, RENEW, DRAW)
"""What is done, in this order; the other three are ends."""
HOLD = dt.timedelta(seconds=60)
"""How long a process may be silent before another one goes on."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order. ``issued`` counts new certificates, ``drawn`` papers that are ready, out of ``total``."""

    uuid: str
    fiscal_year: int
    renewing: bool
    asked_by: str
    asked_at: dt.datetime
    step: str
    issued: int
    drawn: int
    total: int
    fault: str
    ended_at: dt.datetime | None
    refusals: tuple[tuple[str, str], ...] = ()

    @property
    def under_way(self) -> bool:
        """Whether there is still something to do."""
        return self.step in STEPS


@dataclass(frozen=True)
class Bench:
    """What work needs: sessions, a pen for a session, the room's reaction, the press, the clock, and a name."""

    sessions: Callable[[], Session]
    recorder: Callable[[Session], Recorder]
    reaction: AwardReaction
    press: Press
    fonts: tuple[Path, ...]
    now: Callable[[], dt.datetime]
    holder: str
    workers: int = 1


class NotReady(RuntimeError):
    """Something that drawing needs is missing; ``code`` says what."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Lost(RuntimeError):
    """The order was stopped, or another process took it over."""


def place_order(session: Session, fiscal_year: int, renewing: bool, actor: str, now: dt.datetime) -> str:
    """Ask for a year; gives the order's uuid. While one like it is under way, that one is meant."""
    begin_write(session)
    same = session.scalar(
        select(BatchRow.uuid).where(
            BatchRow.fiscal_year == fiscal_year, BatchRow.renewing == renewing, BatchRow.step.in_(STEPS)
        )
    )
    if same is not None:
        return same
    uuid = str(uuid4())
    this_year = fiscal_year_of(day_in_japan(now)) == fiscal_year
    step = ISSUE if this_year else RENEW if renewing else DRAW  # what is issued now bears the date of now
    values = {
        "uuid": uuid,
        "fiscal_year": fiscal_year,
        "renewing": renewing,
        "asked_by": actor,
        "asked_at": now,
        "step": step,
        "issued": 0,
        "drawn": 0,
        "total": 0,
        "fault": "",
        "holder": "",
    }
    session.execute(insert(BatchRow).values(values))
    return uuid


def list_orders(session: Session, limit: int = 20) -> list[Order]:
    """The newest orders, without their refusals."""
    rows = session.scalars(select(BatchRow).order_by(BatchRow.asked_at.desc(), BatchRow.uuid).limit(limit))
    return [_read(row, ()) for row in rows]


def find_order(session: Session, uuid: str) -> Order | None:
    """One order with the people for whom nothing could be issued, and why; none for an unknown one."""
    row = session.get(BatchRow, uuid, populate_existing=True)
    if row is None:
        return None
    refused = session.execute(
        select(RefusalRow.person, RefusalRow.code).where(RefusalRow.batch == uuid).order_by(RefusalRow.person)
    )
    return _read(row, tuple((one.person, one.code) for one in refused))


def stop_order(session: Session, uuid: str, now: dt.datetime) -> bool:
    """End an order that is under way; what was done stays. Whether it was under way."""
    begin_write(session)
    ended = update(BatchRow).where(BatchRow.uuid == uuid, BatchRow.step.in_(STEPS))
    return _count(session, ended.values(step=STOPPED, ended_at=now, holder="", held_until=None)) == 1


def work_off(bench: Bench) -> int:
    """Do every order that nobody is at; how many were brought to an end."""
    count = 0
    while True:
        with bench.sessions() as session:
            uuid = _claim(session, bench)
            if uuid is None:
                return count
            try:
                _do(session, bench, uuid)
            except Lost:
                session.rollback()
                continue
            except (DrawingFailed, KeysUnusable, NotReady) as fault:
                session.rollback()
                _note(session, bench, uuid, step=FAILED, fault=_name_fault(fault), ended_at=bench.now())
            session.commit()
            count += 1


def _name_fault(fault: Exception) -> str:
    if isinstance(fault, (KeysUnusable, NotReady)):
        return fault.code
    return "key-expired" if str(fault).startswith("KeyExpired") else str(fault)[:200]


def _claim(session: Session, bench: Bench) -> str | None:
    now = bench.now()
    free = and_(BatchRow.step.in_(STEPS), or_(BatchRow.held_until.is_(None), BatchRow.held_until < now))
    uuid = session.scalar(select(BatchRow.uuid).where(free).order_by(BatchRow.asked_at, BatchRow.uuid).limit(1))
    if uuid is None:
        return None
    begin_write(session)
    taken = update(BatchRow).where(BatchRow.uuid == uuid, free)
    count = _count(session, taken.values(holder=bench.holder, held_until=now + HOLD))
    session.commit()
    return uuid if count else None


def _do(session: Session, bench: Bench, uuid: str) -> None:
    while (order := _open(session, uuid)).under_way:
        match order.step:
            case "issue":
                for one in issue_due(lambda: bench.recorder(session), bench.reaction, order.asked_by):
                    _tell(session, bench, uuid, one)
                following = RENEW if order.renewing else DRAW
            case "renew":
                year = order.fiscal_year
                for one in reissue_changed(lambda: bench.recorder(session), bench.reaction, year, order.asked_by):
                    _tell(session, bench, uuid, one)
                following = DRAW
            case _:
                for drawn, total in _draw(session, bench, order.fiscal_year):
                    _note(session, bench, uuid, drawn=drawn, total=total)
                    session.commit()
                following = DONE
        ended = bench.now() if following == DONE else None
        _note(session, bench, uuid, step=following, ended_at=ended)
        session.commit()


def _open(session: Session, uuid: str) -> Order:
    found = find_order(session, uuid)
    if found is None:
        raise Lost(uuid)
    return found


def _draw(session: Session, bench: Bench, fiscal_year: int) -> Iterator[tuple[int, int]]:
    """How many papers of the year are ready, of how many, after each chunk."""
    total = len(papers_of(session, fiscal_year))
    ready = total - len(list_undrawn(session, fiscal_year))
    yield ready, total
    if ready == total:
        return
    if bench.press.keys.take() is None:
        raise NotReady("no-authority")
    if bench.press.shelf.take() is None:
        raise NotReady("fonts-unavailable")
    for stored, _ in draw_all(session, bench.press, bench.fonts, fiscal_year, bench.now(), bench.workers):
        yield ready + stored, total


def _tell(session: Session, bench: Bench, uuid: str, one: Issued) -> None:
    """Write what became of one person, in the transaction in which it did."""
    if one.code:
        key = and_(RefusalRow.batch == uuid, RefusalRow.person == one.person)
        begin_write(session)
        session.execute(delete(RefusalRow).where(key))
        session.execute(insert(RefusalRow).values(batch=uuid, person=one.person, code=one.code))
    _note(session, bench, uuid, issued=BatchRow.issued + len(one.serials))
    session.commit()


def _note(session: Session, bench: Bench, uuid: str, **values: object) -> None:
    """Write how far it is and stay at it. Raises ``Lost`` when it is somebody else's by now."""
    begin_write(session)
    mine = update(BatchRow).where(BatchRow.uuid == uuid, BatchRow.holder == bench.holder, BatchRow.step.in_(STEPS))
    if not _count(session, mine.values(held_until=bench.now() + HOLD, **values)):
        raise Lost(uuid)


def _count(session: Session, statement: Update) -> int:
    result = session.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0


def _read(row: BatchRow, refusals: tuple[tuple[str, str], ...]) -> Order:
    return Order(
        uuid=row.uuid,
        fiscal_year=row.fiscal_year,
        renewing=row.renewing,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        step=row.step,
        issued=row.issued,
        drawn=row.drawn,
        total=row.total,
        fault=row.fault,
        ended_at=row.ended_at,
        refusals=refusals,
    )
