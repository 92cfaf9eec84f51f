"""What the store knows beside statements: definitions of activities, names of agents, contents of attachments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.lrs.rules.attachments import Contents
from elearn.lrs.rules.bodies import parse_json, write_json
from elearn.lrs.rules.definitions import merge_definition
from elearn.lrs.rules.people import Person, describe_person, list_names
from elearn.lrs.rules.terms import Term, name_agent
from elearn.lrs.services.driver import Driver, Target, split_chunks
from elearn.lrs.services.mentions import look_up_terms
from elearn.lrs.tables import ActivityRow, AttachmentRow, MentionRow, StatementRow

NAMED_FROM = 20
"""So many of an agent's newest statements are searched for its names."""

_DEFINITIONS = Target("elearn_lrs_activity", ("digest", "bytea"), ("definition", "bytea"))
_CONTENTS = Target("elearn_lrs_attachment", ("sha2", "bytea"), ("content", "bytea"), ("stored", "bigint"))


def find_definitions(session: Session, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Activity id -> its merged definition, for those that have one."""
    digests = {Term("activity", one).digest: one for one in ids}
    known: dict[str, dict[str, Any]] = {}
    for chunk in split_chunks(digests):
        rows = session.execute(select(ActivityRow.digest, ActivityRow.definition).where(ActivityRow.digest.in_(chunk)))
        known |= {digests[row.digest]: parse_json(row.definition) for row in rows}
    return known


def merge_definitions(driver: Driver, brought: Iterable[tuple[str, bytes]]) -> None:
    """Merge definitions, in the order in which they came. Needs the store's write lock."""
    news = list(dict.fromkeys(brought))
    digests = {Term("activity", name).digest: name for name, _ in news}
    rows = driver.among("SELECT digest, definition FROM elearn_lrs_activity WHERE digest", digests)
    known = {digests[bytes(digest)]: parse_json(bytes(definition)) for digest, definition in rows}
    changed: dict[str, dict[str, Any]] = {}
    for name, text in news:
        before = known.get(name)
        merged = merge_definition(before or {}, parse_json(text))
        if merged != before:
            known[name] = changed[name] = merged
    driver.insert(
        _DEFINITIONS,
        sorted((Term("activity", name).digest, write_json(one)) for name, one in changed.items()),
        " ON CONFLICT (digest) DO UPDATE SET definition = excluded.definition",
    )


def find_contents(session: Session, hashes: Iterable[bytes]) -> dict[bytes, bytes]:
    """Hash -> content, for those that are here."""
    found: dict[bytes, bytes] = {}
    for chunk in split_chunks(set(hashes)):
        rows = session.execute(select(AttachmentRow.sha2, AttachmentRow.content).where(AttachmentRow.sha2.in_(chunk)))
        found |= {row.sha2: row.content for row in rows}
    return found


def keep_contents(driver: Driver, contents: Contents, stored: int) -> None:
    """Keep contents that are not here yet. Needs the store's write lock."""
    known = {bytes(sha2) for (sha2,) in driver.among("SELECT sha2 FROM elearn_lrs_attachment WHERE sha2", contents)}
    driver.insert(
        _CONTENTS,
        [(sha2, content, stored) for sha2, content in contents.items() if sha2 not in known],
    )


def find_person(session: Session, actor: Mapping[str, Any]) -> Person:
    """The person behind an agent: its identifier, and the names by which its newest statements call it."""
    term = name_agent(dict(actor))
    known = look_up_terms(session, [term.digest] if term else [])
    bodies: Iterable[bytes] = ()
    if term and known:
        bodies = session.scalars(
            select(StatementRow.body)
            .join(MentionRow, MentionRow.seq == StatementRow.seq)
            .where(MentionRow.term_id == known[term.digest], MentionRow.main)
            .order_by(MentionRow.seq.desc())
            .limit(NAMED_FROM)
        )
    names = [name for body in bodies for name in list_names(parse_json(body), term)]
    return describe_person(actor, names)
