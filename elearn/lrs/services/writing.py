"""Storing statements: all or none, in one order, each exactly once.

One writer at a time: SQLite's write lock, or an advisory lock that PostgreSQL holds to the end of the transaction. So
``seq`` and ``stored`` grow in the order of commits and a reader who pages on can skip nothing. The caller commits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import msgspec
from sqlalchemy.orm import Session

from elearn.lrs.rules.attachments import Contents
from elearn.lrs.rules.bodies import compose_body, parse_json
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.incoming import Incoming, read_statement
from elearn.lrs.rules.moments import count_microseconds, write_stored
from elearn.lrs.rules.sameness import fingerprint_statement
from elearn.lrs.rules.terms import Term, name_agent
from elearn.lrs.rules.versions import VERSION_1, assume_statement_version
from elearn.lrs.services.consistency import lock_store
from elearn.lrs.services.driver import Driver, Target
from elearn.lrs.services.knowledge import keep_contents, merge_definitions
from elearn.lrs.services.memory import Memory
from elearn.lrs.services.mentions import Mentions, inherit_terms, write_mentions
from elearn.xapi.check_actors import check_authority
from elearn.xapi.problems import Findings, Problem

Agent = Mapping[str, Any]

_IMMUTABILITY = "2.3.1 Statement Immutability"


class Job(NamedTuple):
    """The statements of one request: stored together, or not at all. ``contents`` are those of attachments."""

    incoming: Sequence[Incoming]
    authority: Agent
    version: str
    contents: Contents = MappingProxyType({})


class _Author(NamedTuple):
    """The authority of a job: as it stands in every statement, and what finds it."""

    written: bytes
    term: Term
    digest: bytes


class _Fresh(NamedTuple):
    """One statement that is new."""

    uuid: UUID
    one: Incoming
    job: Job
    author: _Author


Outcome = list[UUID] | LrsFault
"""The ids of a job's statements in order, or why it was refused."""

Row = tuple[Any, ...]
"""A row of ``_STATEMENTS``."""

_STATEMENTS = Target(
    "elearn_lrs_statement",
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


class Stored(NamedTuple):
    """A statement that is there, as far as a repeat is compared with it; ``noted`` is empty where only its words tell
    what it means.
    """

    noted: bytes
    body: bytes
    timestamp: int

    @property
    def fingerprint(self) -> bytes:
        """What is equal for statements that mean the same."""
        return self.noted or fingerprint_statement(parse_json(self.body))


Seen = dict[UUID, Incoming | Stored]
"""Id -> the statement that has it."""


class _Look(NamedTuple):
    """What is there: the statements with ids that came, whether others refer to these ids, and the newest row."""

    known: Seen
    waiting: bool
    seq: int
    stored: int


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
    look = _look(driver, [one.uuid.bytes for job in jobs for one in job.incoming if one.uuid])
    seen = look.known
    outcomes: list[Outcome] = []
    fresh: list[_Fresh] = []
    for job, pairs in zip(jobs, named, strict=True):
        author = _read_author(msgspec.json.encode(job.authority))
        try:
            news = _drop_repeats(pairs, seen)
        except LrsFault as fault:
            outcomes.append(fault)
            continue
        seen |= news
        fresh += [_Fresh(uuid, one, job, author) for uuid, one in news.items()]
        outcomes.append([uuid for uuid, _ in pairs])
        if job.contents:
            keep_contents(driver, job.contents, count_microseconds(now))
    if fresh:
        _insert(driver, fresh, look, now, memory)
        _apply_references(driver, fresh, look.waiting, memory)
        changes = [pair for new in fresh for pair in new.one.definitions if memory.is_new(*pair)]
        if changes:
            merge_definitions(driver, changes)
    return outcomes


@lru_cache(maxsize=1000)
def _read_author(written: bytes) -> _Author:
    """Raises ``ValueError`` where it is no agent with an identifier."""
    authority = parse_json(written)
    found = Findings(version2=False)
    check_authority(authority, "/authority", found)
    term = name_agent(authority) if not found.problems else None
    if term is None:
        raise ValueError(f"an authority is an agent with an identifier: {found.problems}")
    return _Author(written, term, term.digest)


def _look(driver: Driver, uuids: Sequence[bytes]) -> _Look:
    """Everything that a group must know of the store before it writes, in one question where few ids are given."""
    known: Seen = {}
    waiting = False
    last: tuple[int, int] | None = None
    for kind, one, other, number, moment, body in driver.among(_LOOK, uuids or [b""]):
        if kind == _KNOWN:
            known[UUID(bytes=bytes(one))] = Stored(bytes(other), bytes(body), number)
        elif kind == _WAITING:
            waiting = True
        else:
            last = number, moment
    return _Look(known, waiting, *(last or (0, 0)))


_KNOWN, _WAITING, _LAST = range(3)
_LOOK = """
SELECT 0, uuid, fingerprint, timestamp, timestamp, body FROM elearn_lrs_statement WHERE uuid {among}
UNION ALL SELECT 1, target, target, seq, seq, target FROM elearn_lrs_statement WHERE target {among}
UNION ALL SELECT 2, NULL, NULL, seq, stored, NULL
FROM (SELECT seq, stored FROM elearn_lrs_statement ORDER BY seq DESC LIMIT 1) newest
"""


def _drop_repeats(named: Sequence[tuple[UUID, Incoming]], known: Seen) -> dict[UUID, Incoming]:
    """The statements that are new; raises ``LrsFault`` (409) with every one that contradicts its id."""
    seen: Seen = {uuid: known[uuid] for uuid, _ in named if uuid in known}
    fresh: dict[UUID, Incoming] = {}
    problems: list[Problem] = []
    for index, (uuid, one) in enumerate(named):
        if uuid not in seen:
            fresh[uuid] = one
            seen[uuid] = one
            continue
        there = seen[uuid]
        if one.timestamp not in (None, there.timestamp) or one.fingerprint != there.fingerprint:
            pointer = f"/{index}/id" if len(named) > 1 else "/id"
            problems.append(Problem(pointer, "conflict", {"id": str(uuid)}, _IMMUTABILITY))
    if problems:
        raise LrsFault(409, "conflict", problems)
    return fresh


def _insert(driver: Driver, fresh: Sequence[_Fresh], look: _Look, now: dt.datetime, memory: Memory) -> None:
    seq, stored = look.seq, max(look.stored, count_microseconds(now) - 1)
    rows: list[Row] = []
    mentions: Mentions = {}
    references: set[int] = set()
    for new in fresh:
        seq, stored = seq + 1, stored + 1
        rows.append(_row(seq, stored, new))
        mentions[seq] = {new.author.term: False} | new.one.terms
        if new.one.target:
            references.add(seq)
    driver.insert(_STATEMENTS, rows)
    write_mentions(driver, mentions, memory, fresh=True, references=references)


def _row(seq: int, stored: int, new: _Fresh) -> Row:
    uuid, one, job, author = new
    body = compose_body(
        one.opened,
        uuid=uuid,
        version=assume_statement_version(job.version),
        stored=write_stored(stored),
        authority=author.written,
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
        b"",  # its fingerprint is told from the body, should anybody ask
        body,
    )


def _apply_references(driver: Driver, fresh: Sequence[_Fresh], waiting: bool, memory: Memory) -> None:
    """What new statements mean for others: references take over what finds their target, voiding strikes it."""
    if waiting or any(new.one.target for new in fresh):
        write_mentions(driver, inherit_terms(driver, [new.uuid.bytes for new in fresh]), memory)
        _apply_voiding(driver, fresh)


def _apply_voiding(driver: Driver, fresh: Sequence[_Fresh]) -> None:
    """Mark what the new statements void, and those of them that were voided before they came.

    A voiding statement cannot be voided itself (1.0.3 data, section 2.3.2).
    """
    struck = {new.one.target.bytes for new in fresh if new.one.voids and new.one.target}
    uuids = [new.uuid.bytes for new in fresh]
    struck |= {bytes(one) for (one,) in driver.among(f"SELECT target {_FROM} WHERE voids AND target", uuids)}
    list(driver.among(f"{_STRIKE} AND uuid {{among}} RETURNING seq", sorted(struck)))


_FROM = "FROM elearn_lrs_statement"
_STRIKE = "UPDATE elearn_lrs_statement SET voided = TRUE WHERE NOT voids"
