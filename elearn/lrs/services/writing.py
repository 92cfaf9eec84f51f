"""Storing statements: all or none, in one order, each exactly once.

One writer at a time: SQLite's write lock, or an advisory lock that PostgreSQL holds to the end of the transaction. So
``seq`` and ``stored`` grow in the order of commits and a reader who pages on can skip nothing. The caller commits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from elearn.lrs.rules.attachments import Contents
from elearn.lrs.rules.bodies import compose_body, write_json
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.incoming import Incoming, read_statement
from elearn.lrs.rules.moments import count_microseconds, write_stored
from elearn.lrs.rules.terms import Term, name_agent
from elearn.lrs.rules.versions import VERSION_1, assume_statement_version
from elearn.lrs.services.consistency import lock_store
from elearn.lrs.services.driver import Driver, split_chunks
from elearn.lrs.services.knowledge import keep_contents, merge_definitions
from elearn.lrs.services.memory import Memory
from elearn.lrs.services.mentions import Mentions, inherit_terms, write_mentions
from elearn.lrs.tables import StatementRow
from elearn.xapi.check_actors import check_authority
from elearn.xapi.problems import Findings, Problem

Agent = Mapping[str, Any]

_IMMUTABILITY = "2.3.1 Statement Immutability"


@dataclass(frozen=True)
class Job:
    """The statements of one request: stored together, or not at all. ``contents`` are those of attachments."""

    incoming: Sequence[Incoming]
    authority: Agent
    version: str
    contents: Contents = field(default_factory=dict)

    @cached_property
    def written_authority(self) -> bytes:
        """The authority as it stands in every statement."""
        return write_json(self.authority)


class _Fresh(NamedTuple):
    """One statement that is new."""

    uuid: UUID
    one: Incoming
    job: Job
    author: Term


Outcome = list[UUID] | LrsFault
"""The ids of a job's statements in order, or why it was refused."""

Row = tuple[Any, ...]
"""A row of ``_COLUMNS``."""

_COLUMNS = (
    ("seq", "bigint"),
    ("uuid", "bytea"),
    ("stored", "bigint"),
    ("timestamp", "bigint"),
    ("target", "bytea"),
    ("voids", "boolean"),
    ("voided", "boolean"),
    ("authority", "bytea"),
    ("fingerprint", "bytea"),
    ("body", "bytea"),
)

Seen = dict[UUID, tuple[bytes, int | None]]
"""Id -> fingerprint and timestamp, of statements that are there."""


def store_statements(
    session: Session, bodies: Sequence[bytes], authority: Agent, now: dt.datetime, version: str = VERSION_1
) -> list[UUID]:
    """The in-process door: check and store statements given as JSON bytes, and answer with their ids in order.

    A statement that is there already and says the same is no news. Nothing is stored unless all can be; the caller
    commits. Raises ``LrsFault``: 400 for a faulty statement, 409 where an id already says something else.
    """
    return store_incoming(session, [read_statement(body, version) for body in bodies], authority, now, version)


def store_incoming(
    session: Session,
    incoming: Sequence[Incoming],
    authority: Agent,
    now: dt.datetime,
    version: str,
    contents: Contents | None = None,
) -> list[UUID]:
    """Store prepared statements; as ``store_statements``, for those who have read and checked them already.

    ``contents`` are those of their attachments.
    """
    lock_store(session)
    driver = Driver(session.connection())
    outcome = store_group(driver, [Job(incoming, authority, version, contents or {})], now, Memory())[0]
    if isinstance(outcome, LrsFault):
        raise outcome
    return outcome


def store_group(driver: Driver, jobs: Sequence[Job], now: dt.datetime, memory: Memory) -> list[Outcome]:
    """Store several jobs in one transaction, each whole or not at all. Needs the store's write lock.

    A job that contradicts what is there (or an earlier one of the group) has a fault as its outcome. The caller tells
    ``memory`` whether the transaction was kept.
    """
    named = [[(one.uuid or uuid4(), one) for one in job.incoming] for job in jobs]
    # An id that the store makes is new: only those that came with one need a look.
    given = [one.uuid for job in jobs for one in job.incoming if one.uuid]
    seen = _find_known(driver, given)
    outcomes: list[Outcome] = []
    fresh: list[_Fresh] = []
    for job, pairs in zip(jobs, named, strict=True):
        author = _name_authority(job.authority)
        try:
            news = _drop_repeats(pairs, seen)
        except LrsFault as fault:
            outcomes.append(fault)
            continue
        seen |= {uuid: (one.fingerprint, one.timestamp) for uuid, one in news.items()}
        fresh += [_Fresh(uuid, one, job, author) for uuid, one in news.items()]
        outcomes.append([uuid for uuid, _ in pairs])
        if job.contents:
            keep_contents(driver.session, job.contents, count_microseconds(now))
    if fresh:
        _insert(driver, fresh, now, memory)
        _apply_references(driver, fresh, {uuid.bytes for uuid in given}, memory)
        changes = [pair for new in fresh for pair in new.one.definitions if memory.is_new(*pair)]
        if changes:
            merge_definitions(driver, changes)
    return outcomes


def _name_authority(authority: Agent) -> Term:
    found = Findings(version2=False)
    check_authority(authority, "/authority", found)
    term = name_agent(dict(authority)) if not found.problems else None
    if term is None:
        raise ValueError(f"an authority is an agent with an identifier: {found.problems}")
    return term


def _find_known(driver: Driver, uuids: Iterable[UUID]) -> Seen:
    rows = driver.among(
        "SELECT uuid, fingerprint, timestamp FROM elearn_lrs_statement WHERE uuid", [uuid.bytes for uuid in uuids]
    )
    return {UUID(bytes=bytes(uuid)): (bytes(fingerprint), timestamp) for uuid, fingerprint, timestamp in rows}


def _drop_repeats(named: Sequence[tuple[UUID, Incoming]], known: Seen) -> dict[UUID, Incoming]:
    """The statements that are new; raises ``LrsFault`` (409) with every one that contradicts its id."""
    seen = {uuid: known[uuid] for uuid, _ in named if uuid in known}
    fresh: dict[UUID, Incoming] = {}
    problems: list[Problem] = []
    for index, (uuid, one) in enumerate(named):
        if uuid not in seen:
            fresh[uuid] = one
            seen[uuid] = (one.fingerprint, one.timestamp)
            continue
        fingerprint, timestamp = seen[uuid]
        if one.fingerprint != fingerprint or (one.timestamp is not None and one.timestamp != timestamp):
            pointer = f"/{index}/id" if len(named) > 1 else "/id"
            problems.append(Problem(pointer, "conflict", {"id": str(uuid)}, _IMMUTABILITY))
    if problems:
        raise LrsFault(409, "conflict", problems)
    return fresh


def _insert(driver: Driver, fresh: Sequence[_Fresh], now: dt.datetime, memory: Memory) -> None:
    last = driver.all("SELECT seq, stored FROM elearn_lrs_statement ORDER BY seq DESC LIMIT 1")
    seq, stored = last[0] if last else (0, 0)
    stored = max(stored, count_microseconds(now) - 1)
    rows: list[Row] = []
    mentions: Mentions = {}
    for new in fresh:
        seq, stored = seq + 1, stored + 1
        rows.append(_row(seq, stored, new))
        mentions[seq] = {new.author: False} | new.one.terms
    driver.insert("elearn_lrs_statement", _COLUMNS, rows)
    write_mentions(driver, mentions, memory, fresh=True)


def _row(seq: int, stored: int, new: _Fresh) -> Row:
    uuid, one, job, author = new
    body = compose_body(
        one.members,
        uuid=str(uuid),
        version=assume_statement_version(job.version),
        stored=write_stored(stored),
        authority=job.written_authority,
    )
    return (
        seq,
        uuid.bytes,
        stored,
        stored if one.timestamp is None else one.timestamp,
        one.target.bytes if one.target else None,
        one.voids,
        False,
        author.digest,
        one.fingerprint,
        body,
    )


def _apply_references(driver: Driver, fresh: Sequence[_Fresh], given: set[bytes], memory: Memory) -> None:
    """What new statements mean for others: references take over what finds their target, voiding strikes it."""
    news = [new.uuid.bytes for new in fresh]
    # Nobody can have referred to an id that the store has just made.
    waiting = driver.among("SELECT 1 FROM elearn_lrs_statement WHERE target", given)
    if any(new.one.target for new in fresh) or next(waiting, None):
        write_mentions(driver, inherit_terms(driver.session, news), memory)
        _apply_voiding(driver.session, fresh)


def _apply_voiding(session: Session, fresh: Sequence[_Fresh]) -> None:
    """Mark what the new statements void, and those of them that were voided before they came.

    A voiding statement cannot be voided itself (1.0.3 data, section 2.3.2).
    """
    struck = {new.one.target.bytes for new in fresh if new.one.voids and new.one.target}
    for chunk in split_chunks(new.uuid.bytes for new in fresh):
        waiting = select(StatementRow.target).where(StatementRow.voids, StatementRow.target.in_(chunk))
        struck |= {target for target in session.scalars(waiting) if target is not None}
    for chunk in split_chunks(sorted(struck)):
        session.execute(
            update(StatementRow)
            .where(StatementRow.uuid.in_(chunk), StatementRow.voids.is_(False))
            .values(voided=True)
            .execution_options(synchronize_session=False)
        )
