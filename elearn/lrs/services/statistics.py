"""Figures of the store: how many statements, by verb and by day, and how large the rest is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.lrs.rules.moments import count_microseconds, read_microseconds
from elearn.lrs.tables import AttachmentRow, DocumentRow, MentionRow, StatementRow, TermRow

DAYS = 14
"""Days for which statements are counted one by one."""

VERBS = 30
"""Verbs that are counted."""

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts; ``verbs`` are (IRI, statements), most frequent first, ``days`` (beginning, statements), newest first."""

    statements: int
    voided: int
    agents: int
    activities: int
    documents: int
    attachments: int
    first: dt.datetime | None
    last: dt.datetime | None
    verbs: tuple[tuple[str, int], ...]
    days: tuple[tuple[dt.datetime, int], ...]


def count_store(session: Session, midnight: dt.datetime) -> Statistics:
    """The figures now; ``midnight`` is the beginning of today."""
    total, first, last = session.execute(
        select(func.count(StatementRow.stored), func.min(StatementRow.stored), func.max(StatementRow.stored))
    ).one()
    kinds = {
        row.kind: row.number
        for row in session.execute(
            select(TermRow.kind, func.count(TermRow.id).label("number"))
            .where(TermRow.key != b"")
            .group_by(TermRow.kind)
        )
    }
    verbs = session.execute(
        select(TermRow.key, func.count(MentionRow.seq).label("number"))
        .join(MentionRow, MentionRow.term_id == TermRow.id)
        .where(TermRow.kind == "verb")
        .group_by(TermRow.id, TermRow.key)
        .order_by(func.count(MentionRow.seq).desc(), TermRow.key)
        .limit(VERBS)
    )
    begins = [midnight - DAY * back for back in range(DAYS)]
    numbers = session.execute(
        select(
            *(
                select(func.count(StatementRow.stored))
                .where(
                    StatementRow.stored >= count_microseconds(begin),
                    StatementRow.stored < count_microseconds(begin + DAY),
                )
                .scalar_subquery()
                for begin in begins
            ),
            select(func.count(StatementRow.seq)).where(StatementRow.voided).scalar_subquery(),
            select(func.count(DocumentRow.digest)).scalar_subquery(),
            select(func.count(AttachmentRow.sha2)).scalar_subquery(),
        )
    ).one()
    *days, voided, documents, attachments = (int(one) for one in numbers)
    return Statistics(
        statements=total,
        voided=voided,
        agents=kinds.get("agent", 0),
        activities=kinds.get("activity", 0),
        documents=documents,
        attachments=attachments,
        first=read_microseconds(first) if first is not None else None,
        last=read_microseconds(last) if last is not None else None,
        verbs=tuple((bytes(row.key).decode("utf-8"), row.number) for row in verbs),
        days=tuple(zip(begins, days, strict=True)),
    )
