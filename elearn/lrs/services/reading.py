"""Finding statements: one by its id, or a page of those that meet every filter."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from elearn.lrs.rules.moments import read_microseconds
from elearn.lrs.rules.queries import StatementQuery
from elearn.lrs.services.mentions import look_up_terms
from elearn.lrs.tables import MentionRow, StatementRow


@dataclass(frozen=True, slots=True)
class Stored:
    """One statement as it stands, and when it was stored (UTC)."""

    body: bytes
    stored: dt.datetime


@dataclass(frozen=True, slots=True)
class Page:
    """The bodies of a page, in order, and the search for the rest, or None at the end."""

    bodies: list[bytes]
    rest: StatementQuery | None


def find_statement(
    session: Session, uuid: UUID, *, voided: bool = False, authority: bytes | None = None
) -> Stored | None:
    """The statement with this id, if it is voided or not as asked (and has this authority, where one is given)."""
    wanted = select(StatementRow.body, StatementRow.stored).where(
        StatementRow.uuid == uuid.bytes, StatementRow.voided.is_(voided)
    )
    if authority is not None:
        wanted = wanted.where(StatementRow.authority == authority)
    row = session.execute(wanted).first()
    return Stored(row.body, read_microseconds(row.stored)) if row else None


def find_statements(session: Session, query: StatementQuery) -> Page:
    """A page of statements that are not voided, newest first unless ``ascending``.

    ``Page.rest`` is the same search, going on behind this page and blind to what arrives after its beginning.
    """
    filters = _settle_filters(session, query)
    ceiling = query.ceiling
    if ceiling is None:
        ceiling = session.scalar(select(func.max(StatementRow.seq))) or 0
    if filters is None:
        return Page([], None)
    rows = session.execute(_select_page(session, query, filters, ceiling).limit(query.limit + 1)).all()
    bodies = [row.body for row in rows[: query.limit]]
    if len(rows) <= query.limit:
        return Page(bodies, None)
    return Page(bodies, msgspec.structs.replace(query, after=rows[query.limit - 1].seq, ceiling=ceiling))


def _settle_filters(session: Session, query: StatementQuery) -> list[tuple[int, bool]] | None:
    """The filters as (term, plain only), most telling first; None where a term is unknown and nothing can match."""
    wanted = [
        (query.registration, False),
        (query.agent, not query.related_agents),
        (query.activity, not query.related_activities),
        (query.verb, True),
    ]
    digests = [digest for digest, _ in wanted if digest is not None]
    known = look_up_terms(session, digests)
    if len(known) < len(set(digests)):
        return None
    return [(known[digest], plain) for digest, plain in wanted if digest is not None]


def _select_page(
    session: Session, query: StatementQuery, filters: list[tuple[int, bool]], ceiling: int
) -> Select[int, bytes]:
    page = select(StatementRow.seq, StatementRow.body).where(StatementRow.voided.is_(False))
    order: Any = StatementRow.seq
    for index, (term_id, plain) in enumerate(filters):
        mention = aliased(MentionRow)
        conditions = [mention.seq == StatementRow.seq, mention.term_id == term_id]
        if plain:
            conditions.append(mention.main.is_(True))
        if index == 0:  # the first filter leads: its own order is the page's order, so nothing is sorted
            page = page.join(mention, conditions[0]).where(*conditions[1:])
            order = mention.seq
        else:
            page = page.where(exists(select(1).where(*conditions)))
    if query.authority is not None:
        page = page.where(StatementRow.authority == query.authority)
    page = page.where(*_bound(session, query, order, ceiling))
    return page.order_by(order.asc() if query.ascending else order.desc())


def _bound(session: Session, query: StatementQuery, seq: Any, ceiling: int) -> list[Any]:
    """Bounds on the number; moments become numbers first, for both grow together."""
    bounds = [seq <= ceiling]
    if query.since is not None:
        newer = select(StatementRow.seq).where(StatementRow.stored > query.since).order_by(StatementRow.stored.asc())
        first = session.scalar(newer.limit(1))
        bounds.append(seq >= (ceiling + 1 if first is None else first))
    if query.until is not None:
        older = select(StatementRow.seq).where(StatementRow.stored <= query.until).order_by(StatementRow.stored.desc())
        bounds.append(seq <= (session.scalar(older.limit(1)) or 0))
    if query.after is not None:
        bounds.append(seq > query.after if query.ascending else seq < query.after)
    return bounds
