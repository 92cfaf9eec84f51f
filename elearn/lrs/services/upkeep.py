"""Keeping the store: letting go of what is old, and of what names somebody. Each act can be tried out first.

Nothing here is part of xAPI, which knows no deletion. All of it happens under the store's write lock, in the caller's
transaction; the caller notes it in the log and commits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from elearn.lrs.rules.attachments import list_attachments, read_hash
from elearn.lrs.rules.bodies import parse_json
from elearn.lrs.rules.documents import Place
from elearn.lrs.rules.moments import count_microseconds, read_microseconds
from elearn.lrs.rules.redaction import is_about, replace_agent
from elearn.lrs.rules.sameness import fingerprint_statement
from elearn.lrs.rules.terms import Term, collect_terms, name_agent
from elearn.lrs.services.consistency import lock_documents, lock_store
from elearn.lrs.services.driver import Driver, split_chunks
from elearn.lrs.services.memory import Memory
from elearn.lrs.services.mentions import write_mentions
from elearn.lrs.tables import AttachmentRow, DocumentRow, MentionRow, StatementRow, TermRow

Agent = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What an act does, or would do: statements deleted, rewritten or linked anew; documents and attachments gone.

    ``ids`` are the statements that are deleted or rewritten; ``first`` and ``last`` when the oldest and newest of
    those concerned were stored.
    """

    deleted: int = 0
    rewritten: int = 0
    linked: int = 0
    documents: int = 0
    attachments: int = 0
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    ids: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.deleted or self.rewritten or self.linked or self.documents)


def purge_statements(session: Session, before: dt.datetime, *, dry_run: bool) -> Upkeep:
    """Delete every statement that was stored before a moment, and contents that no other statement has."""
    lock_store(session)
    limit = count_microseconds(before)
    old = StatementRow.stored < limit
    number, newest, first, last = session.execute(
        select(
            func.count(StatementRow.seq),
            func.max(StatementRow.seq),
            func.min(StatementRow.stored),
            func.max(StatementRow.stored),
        ).where(old)
    ).one()
    if not number:
        return Upkeep()
    gone = _find_orphans(session, lambda seq: bool(seq <= newest))
    if not dry_run:
        # Numbers grow with the moment of storing, so what is older has the lower numbers.
        session.execute(delete(MentionRow).where(MentionRow.seq <= newest))
        session.execute(delete(StatementRow).where(StatementRow.seq <= newest))
        _drop_contents(session, gone)
    return Upkeep(number, attachments=len(gone), first=read_microseconds(first), last=read_microseconds(last))


def erase_agent(session: Session, agent: Agent, pseudonym: Agent, *, dry_run: bool) -> Upkeep:
    """Delete the record of an agent: statements whose actor or object it is, and its documents.

    Where others' statements name it (as instructor, member of a group, authority), the account ``pseudonym`` takes its
    place. The dictionary forgets how it was called.
    """
    return _part_from(session, agent, pseudonym, delete_own=True, dry_run=dry_run)


def pseudonymise_agent(session: Session, agent: Agent, pseudonym: Agent, *, dry_run: bool) -> Upkeep:
    """Put the account ``pseudonym`` in an agent's place in every statement, so that figures stay and nobody is named.

    Its documents are deleted. The dictionary forgets how it was called.
    """
    return _part_from(session, agent, pseudonym, delete_own=False, dry_run=dry_run)


def merge_agents(session: Session, old: Agent, new: Agent, *, dry_run: bool) -> Upkeep:
    """Let everything that names ``old`` be found under ``new``, too: one person whose address or account changed.

    Statements stay as they were said. Documents move unless the new identity has one in the same place. Once more does
    no harm, and takes in what came meanwhile. Raises ``ValueError`` for two names of one identity.
    """
    before, after = _term(old), _term(new)
    if before == after:
        raise ValueError("one identity")
    lock_store(session)
    lock_documents(session)
    driver = Driver(session.connection())
    rows = session.execute(
        select(MentionRow.seq, MentionRow.main)
        .join(TermRow, TermRow.id == MentionRow.term_id)
        .where(TermRow.digest == before.digest)
    ).all()
    there = set(
        session.scalars(
            select(MentionRow.seq).join(TermRow, TermRow.id == MentionRow.term_id).where(TermRow.digest == after.digest)
        )
    )
    fresh = {row.seq: {after: bool(row.main)} for row in rows if row.seq not in there}
    documents = _find_movable(session, before, after)
    if not dry_run:
        if fresh:
            write_mentions(driver, fresh, Memory())
        for document in documents:
            _move_document(session, document, after)
    return Upkeep(linked=len(fresh), documents=len(documents))


def _part_from(session: Session, agent: Agent, pseudonym: Agent, *, delete_own: bool, dry_run: bool) -> Upkeep:
    term = _term(agent)
    lock_store(session)
    lock_documents(session)
    number = session.scalar(select(TermRow.id).where(TermRow.digest == term.digest))
    documents = session.scalar(select(func.count(DocumentRow.digest)).where(DocumentRow.agent == term.digest))
    deleted: list[tuple[int, UUID]] = []
    changed: dict[int, tuple[UUID, bytes]] = {}
    moments: list[int] = []
    for row in _list_mentioning(session, number):
        value = parse_json(row.body)
        if term not in collect_terms(value):
            continue  # it only refers to a statement that names the agent
        moments.append(row.stored)
        if delete_own and is_about(value, term):
            deleted.append((row.seq, UUID(bytes=bytes(row.uuid))))
        else:
            changed[row.seq] = UUID(bytes=bytes(row.uuid)), replace_agent(row.body, term, pseudonym["account"])
    numbers = {seq for seq, _ in deleted} | set(changed)
    gone = _find_orphans(session, numbers.__contains__, [body for _, body in changed.values()])
    if not dry_run:
        _delete_statements(session, [seq for seq, _ in deleted])
        _rewrite_statements(session, term, number, pseudonym, changed)
        _drop_contents(session, gone)
        session.execute(delete(DocumentRow).where(DocumentRow.agent == term.digest))
        session.execute(update(TermRow).where(TermRow.digest == term.digest).values(key=b""))
    uuids = [uuid for _, uuid in deleted] + [uuid for uuid, _ in changed.values()]
    return Upkeep(
        deleted=len(deleted),
        rewritten=len(changed),
        documents=documents or 0,
        attachments=len(gone),
        first=read_microseconds(min(moments)) if moments else None,
        last=read_microseconds(max(moments)) if moments else None,
        ids=tuple(str(uuid) for uuid in uuids),
    )


def _term(agent: Agent) -> Term:
    term = name_agent(dict(agent))
    if term is None:
        raise ValueError("an agent with an identifier")
    return term


def _list_mentioning(session: Session, term: int | None) -> Sequence[Any]:
    if term is None:
        return []
    return session.execute(
        select(StatementRow.seq, StatementRow.uuid, StatementRow.stored, StatementRow.body)
        .join(MentionRow, MentionRow.seq == StatementRow.seq)
        .where(MentionRow.term_id == term)
        .order_by(StatementRow.seq)
    ).all()


def _delete_statements(session: Session, numbers: Sequence[int]) -> None:
    for chunk in split_chunks(numbers):
        session.execute(delete(MentionRow).where(MentionRow.seq.in_(chunk)))
        session.execute(delete(StatementRow).where(StatementRow.seq.in_(chunk)))


def _rewrite_statements(
    session: Session, term: Term, number: int | None, pseudonym: Agent, changed: Mapping[int, tuple[UUID, bytes]]
) -> None:
    """New bytes under the old id. What the old ones meant is noted, so that a repeat of them is still known as one."""
    if number is None:
        return
    for seq, (_, body) in changed.items():
        row = session.execute(select(StatementRow.fingerprint, StatementRow.body).where(StatementRow.seq == seq)).one()
        noted = row.fingerprint or fingerprint_statement(parse_json(row.body))
        session.execute(update(StatementRow).where(StatementRow.seq == seq).values(body=body, fingerprint=noted))
    rows = session.execute(select(MentionRow.seq, MentionRow.main).where(MentionRow.term_id == number)).all()
    write_mentions(Driver(session.connection()), {row.seq: {_term(pseudonym): row.main} for row in rows}, Memory())
    session.execute(delete(MentionRow).where(MentionRow.term_id == number))
    session.execute(
        update(StatementRow).where(StatementRow.authority == term.digest).values(authority=_term(pseudonym).digest)
    )


def _find_orphans(session: Session, goes: Callable[[int], bool], instead: Sequence[bytes] = ()) -> set[bytes]:
    """Contents that only statements declare whose number ``goes``; ``instead`` is what some of them become."""
    if session.scalar(select(AttachmentRow.sha2).limit(1)) is None:
        return set()  # most stores hold none, and need no look at every statement
    gone: set[bytes] = set()
    kept = _hashes(instead)
    for row in session.execute(select(StatementRow.seq, StatementRow.body)).yield_per(500):
        if b'"attachments"' in row.body:
            (gone if goes(row.seq) else kept).update(_hashes([row.body]))
    return gone - kept


def _hashes(bodies: Iterable[bytes]) -> set[bytes]:
    hashes = {
        read_hash(one) for body in bodies if b'"attachments"' in body for _, one in list_attachments(parse_json(body))
    }
    return {one for one in hashes if one}


def _drop_contents(session: Session, hashes: Iterable[bytes]) -> None:
    for chunk in split_chunks(hashes):
        session.execute(delete(AttachmentRow).where(AttachmentRow.sha2.in_(chunk)))


def _find_movable(session: Session, before: Term, after: Term) -> list[Any]:
    def places(agent: Term) -> dict[Any, Any]:
        rows = session.execute(select(*DocumentRow.__table__.columns).where(DocumentRow.agent == agent.digest)).all()
        return {(row.kind, row.activity, row.registration, row.name): row for row in rows}

    taken = places(after)
    return [row for place, row in places(before).items() if place not in taken]


def _move_document(session: Session, row: Any, after: Term) -> None:
    place = Place(
        kind=row.kind,
        activity=row.activity,
        agent=after.digest,
        registration=row.registration,
        name=row.name.decode("utf-8"),
    )
    session.execute(delete(DocumentRow).where(DocumentRow.digest == row.digest))
    session.execute(insert(DocumentRow).values({**row._mapping, "digest": place.digest, "agent": after.digest}))
