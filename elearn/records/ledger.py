"""The append-only ledger: appending facts under the hash chain, reading histories, checking the chain."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID
from weakref import ref

from sqlalchemy import (
    Row,
    Select,
    String,
    bindparam,
    cast,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session, SessionTransaction

from elearn.db import table_of
from elearn.events import Event, decode, encode
from elearn.records.projections import chain_digest
from elearn.records.tables import LedgerRow

GENESIS = "0" * 64
"""What stands before the first row."""

LEDGER_LOCK = 0x454C4541
"""PostgreSQL advisory lock that lets one transaction at a time write facts; held to the commit."""

_HOLDER = "elearn_ledger_lock"
"""Note on a session: the transaction (a savepoint counts as one, for its end may free the lock) that took the lock."""

_SEEN = "elearn_ledger_seen"
"""Note on a session: what was read of the ledger under the lock, so that an append need not ask again."""

CHUNK = 2000


_LEDGER = table_of(LedgerRow)
_INSERT = insert(_LEDGER)
_LOCK = text("SELECT pg_advisory_xact_lock(:number)")
_TIP_AND_KNOWN = select(_LEDGER.c.seq, _LEDGER.c.event_id, _LEDGER.c.digest).where(
    or_(
        _LEDGER.c.seq == select(func.max(_LEDGER.c.seq)).scalar_subquery(),
        _LEDGER.c.event_id.in_(bindparam("ids", expanding=True)),
    )
)
_TIP = select(
    literal_column("0").label("seq"),
    literal("").label("kind"),
    _LEDGER.c.digest.label("payload"),
    cast(_LEDGER.c.seq, String).label("event_id"),
).where(_LEDGER.c.seq == select(func.max(_LEDGER.c.seq)).scalar_subquery())
_STREAM = (
    select(_LEDGER.c.kind, _LEDGER.c.payload).where(_LEDGER.c.stream == bindparam("stream")).order_by(_LEDGER.c.seq)
)
"""Statements of every request are made once: building them costs more than running them."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of checking the chain: rows that fit, and the first row that does not (none when all is well).

    ``reason`` is ``gap``, ``link`` or ``content``. ``tip`` is the digest of the last row that fits: noted down outside
    the house, it shows later whether rows were cut off at the end or the whole chain was written anew.
    """

    rows: int
    tip: str
    bad_seq: int | None = None
    reason: str = ""

    @property
    def sound(self) -> bool:
        """True when every row fits."""
        return self.bad_seq is None


@dataclass(slots=True)
class _Seen:
    """The end of the chain, and the ids in some streams, as a transaction that holds the lock read them."""

    inside: ref[SessionTransaction]
    seq: int
    digest: str
    streams: dict[str, set[str]]


def lock_ledger(session: Session) -> None:
    """Keep other writers of facts out until the end of the transaction (SQLite has one writer anyway).

    One lock for everybody and not one for each person: a transaction about many people would take theirs one after
    another while others wait for the chain, and two of them would wait for each other for ever. It is asked for by
    whoever decides, by whoever records and by whoever appends, and sent once in a transaction.
    """
    inside = session.get_nested_transaction() or session.get_transaction()
    holder = session.info.get(_HOLDER)
    if inside is None or holder is None or holder() is not inside:
        _take_lock(session, LEDGER_LOCK)
        inside = session.get_nested_transaction() or session.get_transaction()
        session.info[_HOLDER] = ref(inside) if inside else None


def lock_key(session: Session, key: str) -> None:
    """Keep others who ask for the same key out until the end of the transaction, without stopping the ledger."""
    _take_lock(session, int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True))


def _take_lock(session: Session, number: int) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(_LOCK, {"number": number})


def append(session: Session, events: Sequence[Event], recorded_at: dt.datetime, first: int = 0) -> list[Event]:
    """Append the facts that are not there yet, in order, and return just those.

    A fact whose id already stands in the ledger is left out. The ``first`` events are the act itself and the rest
    follows from it: when the whole act is known already it is a repeat, and nothing is added at all.
    """
    if not events:
        return []
    lock_ledger(session)
    wanted: dict[str, Event] = {}
    for event in events:
        wanted.setdefault(str(event.id), event)
    seq, previous, known = _tip_and_known(session, wanted)
    if first and known and all(str(event.id) in known for event in events[:first]):
        return []
    rows: list[dict[str, Any]] = []
    fresh: list[Event] = []
    for event_id, event in wanted.items():
        if event_id in known:
            continue
        seq += 1
        row = _row(seq, event_id, event, recorded_at, previous)
        previous = row["digest"]
        rows.append(row)
        fresh.append(event)
    if rows:
        session.info.pop(_SEEN, None)
        session.connection().execute(_INSERT, rows)
    return fresh


def _tip_and_known(session: Session, wanted: Mapping[str, Event]) -> tuple[int, str, set[str]]:
    """Number and digest of the last row, and which of the ids stand in the ledger."""
    seen: _Seen | None = session.info.get(_SEEN)
    inside = session.get_nested_transaction() or session.get_transaction()
    if seen is not None and seen.inside() is inside and all(one.stream in seen.streams for one in wanted.values()):
        return seen.seq, seen.digest, wanted.keys() & set().union(*seen.streams.values())
    seq, previous, known = 0, GENESIS, set()
    for found in session.connection().execute(_TIP_AND_KNOWN, {"ids": list(wanted)}):
        if found.seq > seq:
            seq, previous = found.seq, found.digest
        if found.event_id in wanted:
            known.add(found.event_id)
    return seq, previous, known


def _row(seq: int, event_id: str, event: Event, recorded_at: dt.datetime, previous: str) -> dict[str, Any]:
    payload = encode(event).decode()
    texts = _hashed(seq, event_id, event.kind, event.person, event.stream, recorded_at, payload)
    return {
        "seq": seq,
        "event_id": event_id,
        "kind": event.kind,
        "person": event.person,
        "stream": event.stream,
        "recorded_at": recorded_at,
        "payload": payload,
        "previous": previous,
        "digest": chain_digest(previous, texts),
    }


def _hashed(
    seq: int, event_id: str, kind: str, person: str, stream: str, recorded_at: dt.datetime, payload: str
) -> dict[str, str]:
    return {
        "seq": str(seq),
        "event_id": event_id,
        "kind": kind,
        "person": person,
        "stream": stream,
        "recorded_at": recorded_at.astimezone(dt.UTC).isoformat(),
        "payload": payload,
    }


def read_stream(session: Session, stream: str) -> list[Event]:
    """One history in order, e.g. all steps of an attempt."""
    rows = session.connection().execute(_STREAM, {"stream": stream})
    return [decode(row.kind, row.payload) for row in rows]


def read_streams(session: Session, streams: Select[str], kinds: Iterable[type[Event]]) -> dict[str, list[Event]]:
    """Many histories at once, each in order: stream -> its facts of these kinds. One statement.

    ``streams`` selects their names, of rows that the reader may see.
    """
    wanted = (
        select(_LEDGER.c.stream, _LEDGER.c.kind, _LEDGER.c.payload)
        .where(_LEDGER.c.stream.in_(streams), _LEDGER.c.kind.in_([kind.__name__ for kind in kinds]))
        .order_by(_LEDGER.c.seq)
    )
    found: dict[str, list[Event]] = {}
    for row in session.connection().execute(wanted):
        found.setdefault(row.stream, []).append(decode(row.kind, row.payload))
    return found


def read_stream_beside(session: Session, stream: str, notes: Select[Any]) -> tuple[list[Event], list[tuple[str, str]]]:
    """One history in order, and in the same statement what a room keeps beside it.

    ``notes`` gives rows of (0, kind, text), bound by the parameter ``stream``; a page asks once for both. Make it once:
    it is the key under which the statement is kept.
    """
    inside, holder = session.get_nested_transaction() or session.get_transaction(), session.info.get(_HOLDER)
    locked = inside is not None and holder is not None and holder() is inside
    rows = session.connection().execute(_make_beside(notes, locked), {"stream": stream}).all()
    history = [row for row in rows if row.seq]
    if locked and inside is not None:
        # Under the lock nobody else appends: the next append to this stream need not ask for the end of the chain.
        tip = next((row for row in rows if not row.seq and not row.kind), None)
        seq, digest = (int(tip.event_id), tip.payload) if tip else (0, GENESIS)
        session.info[_SEEN] = _Seen(ref(inside), seq, digest, {stream: {row.event_id for row in history}})
    beside = [(row.kind, row.payload) for row in rows if not row.seq and row.kind]
    return [decode(row.kind, row.payload) for row in history], beside


@cache
def _make_beside(notes: Select[Any], with_tip: bool) -> Any:
    history = select(_LEDGER.c.seq, _LEDGER.c.kind, _LEDGER.c.payload, _LEDGER.c.event_id).where(
        _LEDGER.c.stream == bindparam("stream")
    )
    parts = (history, notes.add_columns(literal("").label("event_id")), *((_TIP,) if with_tip else ()))
    return union_all(*parts).order_by("seq")


def read_person(session: Session, person: str, kinds: Iterable[type[Event]] = ()) -> list[Event]:
    """All facts about a person in order, of the given kinds or of all."""
    statement = select(LedgerRow.kind, LedgerRow.payload).where(LedgerRow.person == person)
    names = [kind.__name__ for kind in kinds]
    if names:
        statement = statement.where(LedgerRow.kind.in_(names))
    return [decode(row.kind, row.payload) for row in session.execute(statement.order_by(LedgerRow.seq))]


def read_events(session: Session, ids: Iterable[UUID]) -> list[Event]:
    """The facts with these ids, in ledger order."""
    wanted = [str(one) for one in ids]
    rows = session.execute(
        select(LedgerRow.kind, LedgerRow.payload).where(LedgerRow.event_id.in_(wanted)).order_by(LedgerRow.seq)
    )
    return [decode(row.kind, row.payload) for row in rows]


def read_all(session: Session, chunk: int = CHUNK) -> Iterator[list[Event]]:
    """The whole ledger in order, a chunk at a time, so that memory stays flat."""
    for rows in _chunks(session, chunk):
        yield [decode(row.kind, row.payload) for row in rows]


def verify_ledger(session: Session, chunk: int = CHUNK) -> Verification:
    """Recompute the whole chain: numbers without gaps, each digest over its row and the one before."""
    expected, previous = 1, GENESIS
    for rows in _chunks(session, chunk):
        for row in rows:
            if row.seq != expected:
                return Verification(expected - 1, previous, row.seq, "gap")
            if row.previous != previous:
                return Verification(expected - 1, previous, row.seq, "link")
            texts = _hashed(row.seq, row.event_id, row.kind, row.person, row.stream, row.recorded_at, row.payload)
            if row.digest != chain_digest(previous, texts):
                return Verification(expected - 1, previous, row.seq, "content")
            previous = row.digest
            expected += 1
    return Verification(expected - 1, previous)


def _chunks(session: Session, chunk: int) -> Iterator[Sequence[Row[Any]]]:
    after: int | None = None
    while True:
        statement = select(_LEDGER).order_by(_LEDGER.c.seq).limit(chunk)
        if after is not None:
            statement = statement.where(_LEDGER.c.seq > after)
        rows = session.connection().execute(statement).all()
        if not rows:
            return
        after = rows[-1].seq
        yield rows
