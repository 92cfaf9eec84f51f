"""The dictionary of terms, and which statement can be found by which; references pass on what their target has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.lrs.rules.bodies import parse_json
from elearn.lrs.rules.terms import Term, collect_terms
from elearn.lrs.services.driver import Driver, Target, split_chunks
from elearn.lrs.services.memory import Memory
from elearn.lrs.tables import TermRow

MAX_HOPS = 20
"""A chain of references is followed so far; a cycle ends sooner."""


class _Link(NamedTuple):
    seq: int
    target: bytes | None
    terms: dict[Term, bool]


Mentions = dict[int, dict[Term, bool]]

_MENTIONS = Target(
    "elearn_lrs_mention", ("term_id", "bigint"), ("seq", "bigint"), ("main", "boolean"), ("verb", "bigint")
)
_TERMS = Target("elearn_lrs_term", ("kind", "text"), ("digest", "bytea"), ("key", "bytea"))
_MERGE = " ON CONFLICT (term_id, seq) DO UPDATE SET main = elearn_lrs_mention.main OR excluded.main"


def look_up_terms(session: Session, digests: Iterable[bytes]) -> dict[bytes, int]:
    """Digest -> id of the terms that are known; nothing is created."""
    known: dict[bytes, int] = {}
    for chunk in split_chunks(digests):
        rows = session.execute(select(TermRow.digest, TermRow.id).where(TermRow.digest.in_(chunk)))
        known |= {row.digest: row.id for row in rows}
    return known


def write_mentions(
    driver: Driver, mentions: Mentions, memory: Memory, *, fresh: bool = False, references: Collection[int] = ()
) -> None:
    """Note what each statement (by its number) can be found by. Needs the store's write lock.

    A mention that is there already stays, and becomes a main one where the new one is; ``fresh`` tells that there are
    none yet, and then ``references`` are those statements that will be found by verbs of others.
    """
    known = memory.terms
    unknown = {term for found in mentions.values() for term in found if term not in known}
    if unknown:
        memory.learn(_settle_terms(driver, {term.digest: term for term in unknown}))
    rows: list[tuple[int, int, bool, int | None]] = []
    for seq, found in mentions.items():
        final = fresh and seq not in references
        verb = next((known[term] for term in found if term.kind == "verb"), None) if final else None
        rows += [(known[term], seq, main, verb) for term, main in found.items()]
    rows.sort()
    driver.insert(_MENTIONS, rows, "" if fresh else _MERGE)


def _settle_terms(driver: Driver, unknown: Mapping[bytes, Term]) -> dict[Term, int]:
    """The ids of terms by their digests; those that nobody has named before are new entries of the dictionary."""
    found = _ask_terms(driver, unknown)
    fresh = sorted(digest for digest, term in unknown.items() if term not in found)
    made = driver.insert(
        _TERMS,
        [(unknown[digest].kind, digest, unknown[digest].key.encode("utf-8")) for digest in fresh],
        " RETURNING digest, id",
    )
    return found | {unknown[bytes(digest)]: number for digest, number in made}


def _ask_terms(driver: Driver, terms: Mapping[bytes, Term]) -> dict[Term, int]:
    rows = driver.among("SELECT digest, id FROM elearn_lrs_term WHERE digest", terms)
    return {terms[bytes(digest)]: number for digest, number in rows}


def inherit_terms(driver: Driver, uuids: Collection[bytes]) -> Mentions:
    """What references gain through these new statements: number -> terms of every target down the chain.

    A StatementRef meets a filter when its target does (1.0.3 communication, section 2.1.3), so a new reference takes
    its target's terms, and a new target gives its own to the references that came before it.
    """
    gained: Mentions = {}
    links = _Links(driver)
    own = driver.among(f"{_UUIDS} WHERE target IS NOT NULL AND uuid", uuids)
    starts = {bytes(uuid) for (uuid,) in own} | _find_referrers(driver, uuids)
    for start in sorted(starts):
        link, terms = links.find(start), links.follow(start)
        if link and terms:
            gained[link.seq] = terms
    return gained


_UUIDS = "SELECT uuid FROM elearn_lrs_statement"


def _find_referrers(driver: Driver, uuids: Collection[bytes]) -> set[bytes]:
    """Statements that refer to these, directly or through other references."""
    found: set[bytes] = set()
    wave = set(uuids)
    for _ in range(MAX_HOPS):
        nearer = {bytes(uuid) for (uuid,) in driver.among(f"{_UUIDS} WHERE target", wave)}
        wave = nearer - found
        if not wave:
            break
        found |= wave
    return found


class _Links:
    """Statements as links of chains: each is read and parsed once, however many chains lead through it."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.known: dict[bytes, _Link | None] = {}

    def find(self, uuid: bytes) -> _Link | None:
        """The statement with this id, or None where it has not come yet."""
        if uuid not in self.known:
            rows = self.driver.all("SELECT seq, target, body FROM elearn_lrs_statement WHERE uuid = ?", uuid)
            self.known[uuid] = _read_link(*rows[0]) if rows else None
        return self.known[uuid]

    def follow(self, start: bytes) -> dict[Term, bool]:
        """The terms of all targets down the chain that begins with a reference."""
        visited, terms = {start}, dict[Term, bool]()
        here = self.find(start)
        for _ in range(MAX_HOPS):
            if here is None or here.target is None or here.target in visited:
                break
            visited.add(here.target)
            here = self.find(here.target)
            for term, main in here.terms.items() if here else ():
                terms[term] = terms.get(term, False) or main
        return terms


def _read_link(seq: int, target: bytes | None, body: bytes) -> _Link:
    return _Link(seq, None if target is None else bytes(target), collect_terms(parse_json(bytes(body))))
