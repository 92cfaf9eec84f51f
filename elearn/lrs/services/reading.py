"""Finding statements: one by its id, or a page of those that meet every filter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from elearn.lrs.rules.moments import read_microseconds
from elearn.lrs.rules.queries import StatementQuery
from elearn.lrs.services.driver import Driver


@dataclass(frozen=True, slots=True)
class Stored:
    """One statement as it stands, and when it was stored (UTC)."""

    body: bytes
    stored: dt.datetime


@dataclass(frozen=True, slots=True)
class Page:
    """The bodies of a page, in order, with a comma between each two; their lengths in bytes; and the search for the
    rest, or None at the end.
    """

    joined: bytes
    lengths: Sequence[int]
    rest: StatementQuery | None

    @property
    def bodies(self) -> list[bytes]:
        """Each body by itself."""
        starts = accumulate((length + 1 for length in self.lengths), initial=0)
        return [self.joined[start : start + length] for start, length in zip(starts, self.lengths, strict=False)]


def find_statement(
    session: Session, uuid: UUID, *, voided: bool = False, authority: bytes | None = None
) -> Stored | None:
    """As ``find_one``, for a session."""
    return find_one(Driver(session.connection()), uuid, voided=voided, authority=authority)


def find_one(driver: Driver, uuid: UUID, *, voided: bool = False, authority: bytes | None = None) -> Stored | None:
    """The statement with this id, if it is voided or not as asked (and has this authority, where one is given)."""
    for body, stored, struck, author in driver.all(_ONE, uuid.bytes):
        if bool(struck) is voided and authority in (None, bytes(author)):
            return Stored(bytes(body), read_microseconds(stored))
    return None


_ONE = "SELECT body, stored, voided, authority FROM elearn_lrs_statement WHERE uuid = ?"


def find_statements(session: Session, query: StatementQuery) -> Page:
    """As ``find_page``, for a session."""
    return find_page(Driver(session.connection()), query, {})


Known = dict[bytes, int]
"""Digest -> id of terms that were met. They are never deleted, so this never gets old."""

MOST_KNOWN = 100_000


def find_page(driver: Driver, query: StatementQuery, known: Known) -> Page:
    """A page of statements that are not voided, newest first unless ``ascending``.

    ``Page.rest`` is the same search, going on behind this page and blind to what arrives after its beginning.
    ``known`` is read and added to.
    """
    filters = _settle_filters(driver, query, known)
    if filters is None:
        return Page(b"", [], None)
    ceiling = query.ceiling
    if ceiling is None and query.ascending:
        ceiling = driver.all("SELECT max(seq) FROM elearn_lrs_statement")[0][0] or 0
    sql, parameters = _write_page(query, filters, _find_bounds(driver, query, ceiling))
    joined, lengths, numbers = _take_rows(driver, sql, [*parameters, query.limit + 1])
    if len(lengths) <= query.limit:
        return Page(joined, lengths, None)
    # Newest first, the first page itself is the ceiling: what comes later stands above it.
    rest = msgspec.structs.replace(query, after=numbers[query.limit - 1], ceiling=ceiling)
    return Page(joined[: -lengths[-1] - 1], lengths[:-1], rest)


def _take_rows(driver: Driver, sql: str, parameters: Sequence[Any]) -> tuple[bytes, list[int], list[int]]:
    """The bodies of a query with commas between them, their lengths and their numbers.

    SQLite joins them itself: a thread that takes row after row gives Python away at each, and waits to get it back.
    """
    if not driver.postgres:
        try:
            ((joined, lengths, numbers),) = driver.all(_JOINED.format(sql), *parameters)
        except DataError:  # together they are longer than what SQLite holds in one value
            pass
        else:
            return joined or b"", _read_numbers(lengths), _read_numbers(numbers)
    rows = driver.all(sql, *parameters)
    bodies = [bytes(body) for _, body in rows]
    return b",".join(bodies), [len(body) for body in bodies], [seq for seq, _ in rows]


_JOINED = """SELECT CAST(group_concat(body, ',') AS BLOB), group_concat(length(body)), group_concat(seq) FROM ({})"""


def _read_numbers(text: str | None) -> list[int]:
    return [int(one) for one in text.split(",")] if text else []


def _settle_filters(driver: Driver, query: StatementQuery, known: Known) -> list[tuple[int, bool]] | None:
    """The filters as (term, plain only), most telling first; None where a term is unknown and nothing can match."""
    wanted = [
        (query.registration, False),
        (query.agent, not query.related_agents),
        (query.activity, not query.related_activities),
        (query.verb, True),
    ]
    digests = {digest for digest, _ in wanted if digest is not None}
    numbers = {digest: known[digest] for digest in digests if digest in known}
    if len(numbers) < len(digests):
        fresh = {bytes(one): number for one, number in driver.among(_TERMS, digests - numbers.keys())}
        numbers |= fresh
        if len(known) > MOST_KNOWN:
            known.clear()
        known.update(fresh)
    if len(numbers) < len(digests):
        return None
    return [(numbers[digest], plain) for digest, plain in wanted if digest is not None]


_TERMS = "SELECT digest, id FROM elearn_lrs_term WHERE digest"
_VERB = """coalesce(lead.verb = ?, (
    SELECT other.main FROM elearn_lrs_mention other WHERE other.term_id = ? AND other.seq = lead.seq))"""
"""Most mentions tell their statement's verb; only where one does not, the verb's own mention is looked for, by itself:
behind EXISTS, PostgreSQL would gather all mentions of the verb first."""


def _write_page(
    query: StatementQuery, filters: list[tuple[int, bool]], bounds: list[tuple[str, int]]
) -> tuple[str, list[Any]]:
    """The SQL of a page and its parameters but the last, which is the limit.

    The first filter leads: its own order is the page's order, so nothing is sorted. A statement is read only after
    every filter has met its mentions (SQLite takes what is joined by CROSS JOIN in this very order).
    """
    conditions, parameters, names = ["NOT one.voided"], list[Any](), list[str]()
    for index, (term, plain) in enumerate(filters):
        parameters.append(term)
        if names and query.verb is not None and index == len(filters) - 1:
            parameters.append(term)
            conditions.append(_VERB)
            continue
        names.append(f"also{index}" if names else "lead")
        conditions.append(f"{names[-1]}.term_id = ?{f' AND {names[-1]}.main' if plain else ''}")
    seq = "lead.seq" if names else "one.seq"
    conditions += [f"{name}.seq = lead.seq" for name in [*names, "one"][1:]]
    source = " CROSS JOIN ".join([*(f"elearn_lrs_mention {name}" for name in names), "elearn_lrs_statement one"])
    if query.authority is not None:
        conditions.append("one.authority = ?")
        parameters.append(query.authority)
    for comparison, number in bounds:
        conditions.append(f"{seq} {comparison} ?")
        parameters.append(number)
    order = f"{seq} {'ASC' if query.ascending else 'DESC'}"
    # Every piece is a constant of this module; whatever came from outside is a parameter.
    sql = f"SELECT one.seq, one.body FROM {source} WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT ?"  # noqa: S608
    return sql, parameters


def _find_bounds(driver: Driver, query: StatementQuery, ceiling: int | None) -> list[tuple[str, int]]:
    """Bounds on the number; moments become numbers first, for both grow together."""
    bounds = [] if ceiling is None else [("<=", ceiling)]
    if query.since is not None:
        first = driver.all(f"{_NUMBER} > ? ORDER BY stored ASC LIMIT 1", query.since)
        bounds.append((">=", first[0][0] if first else _BEYOND))
    if query.until is not None:
        last = driver.all(f"{_NUMBER} <= ? ORDER BY stored DESC LIMIT 1", query.until)
        bounds.append(("<=", last[0][0] if last else 0))
    if query.after is not None:
        bounds.append((">" if query.ascending else "<", query.after))
    return bounds


_BEYOND = 1 << 62
_NUMBER = "SELECT seq FROM elearn_lrs_statement WHERE stored"
