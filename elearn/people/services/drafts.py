"""Rosters that were uploaded and wait for somebody to confirm what they would change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import delete
from sqlalchemy.orm import Session

from elearn.db import begin_write
from elearn.people.tables import RosterDraftRow

KEPT = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """An uploaded file and the day that it is to hold from."""

    uuid: str
    holds_from: dt.date
    data: bytes


def keep_draft(session: Session, data: bytes, holds_from: dt.date, actor: str, now: dt.datetime) -> Draft:
    """Keep a file for its confirmation; the same person's earlier draft and everybody's old ones are let go."""
    begin_write(session)
    session.execute(delete(RosterDraftRow).where((RosterDraftRow.actor == actor) | (RosterDraftRow.at < now - KEPT)))
    draft = Draft(str(uuid4()), holds_from, data)
    session.add(RosterDraftRow(uuid=draft.uuid, at=now, actor=actor, holds_from=holds_from, data=data))
    session.flush()
    return draft


def find_draft(session: Session, uuid: str, actor: str, now: dt.datetime) -> Draft | None:
    """A person's own draft that is not older than a day; none otherwise."""
    row = session.get(RosterDraftRow, uuid)
    if row is None or row.actor != actor or row.at < now - KEPT:
        return None
    return Draft(row.uuid, row.holds_from, row.data)


def drop_draft(session: Session, uuid: str) -> None:
    """Let a draft go: the file holds everybody's personal data."""
    begin_write(session)
    session.execute(delete(RosterDraftRow).where(RosterDraftRow.uuid == uuid))
