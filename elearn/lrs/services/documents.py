"""Documents of the state and profile resources in the database. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from elearn.db import table_of, upsert
from elearn.lrs.rules.documents import (
    Conditions,
    Document,
    Place,
    compute_etag,
    judge_conditions,
    judge_put,
    merge_content,
    refuse_bad_json,
)
from elearn.lrs.services.consistency import lock_documents
from elearn.lrs.tables import DocumentRow

_COLUMNS = (
    "digest",
    "kind",
    "activity",
    "agent",
    "registration",
    "name",
    "content_type",
    "content",
    "etag",
    "updated",
)
MAX_TYPE = 255


def find_document(session: Session, place: Place) -> Document | None:
    """The document at this place, or None."""
    row = session.execute(
        select(DocumentRow.content, DocumentRow.content_type, DocumentRow.etag, DocumentRow.updated).where(
            DocumentRow.digest == place.digest
        )
    ).first()
    return Document(*row) if row else None


def list_documents(session: Session, place: Place) -> list[str]:
    """The names of the documents at a place, in alphabetical order; those changed after ``since`` where it is given.

    Without a registration those of every registration count.
    """
    wanted: Select[Any] = _narrow(select(DocumentRow.name).distinct(), place)
    if place.since is not None:
        wanted = wanted.where(DocumentRow.updated > place.since)
    return sorted(name.decode("utf-8") for name in session.scalars(wanted))


def put_document(
    session: Session, place: Place, content: bytes, content_type: str, conditions: Conditions, now: int, version: str
) -> None:
    """Write a document whole. Raises ``LrsFault``: 412, 409 or 400."""
    refuse_bad_json(content, content_type)
    lock_documents(session)
    judge_put(place.kind, conditions, find_document(session, place), version)
    _write(session, place, content, content_type, now)


def post_document(
    session: Session, place: Place, content: bytes, content_type: str, conditions: Conditions, now: int
) -> None:
    """Merge a document into the one that is there. Raises ``LrsFault``: 412, or 400 where they cannot be merged."""
    lock_documents(session)
    present = find_document(session, place)
    judge_conditions(conditions, present)
    merged = merge_content(content, content_type, present)
    _write(session, place, merged, content_type, now)


def delete_documents(session: Session, place: Place, conditions: Conditions) -> None:
    """Delete one document, or (for a place without a name) all of them. Raises ``LrsFault`` (412)."""
    lock_documents(session)
    if place.name is None:
        session.execute(_narrow(delete(DocumentRow), place))
        return
    if conditions.given:
        judge_conditions(conditions, find_document(session, place))
    session.execute(delete(DocumentRow).where(DocumentRow.digest == place.digest))


def _narrow(statement: Any, place: Place) -> Any:
    statement = statement.where(
        DocumentRow.kind == place.kind, DocumentRow.activity == place.activity, DocumentRow.agent == place.agent
    )
    return statement.where(DocumentRow.registration == place.registration) if place.registration else statement


def _write(session: Session, place: Place, content: bytes, content_type: str, now: int) -> None:
    values: Sequence[Any] = (
        place.digest,
        place.kind,
        place.activity,
        place.agent,
        place.registration,
        (place.name or "").encode("utf-8"),
        content_type[:MAX_TYPE],
        content,
        compute_etag(content),
        now,
    )
    upsert(session, table_of(DocumentRow), [dict(zip(_COLUMNS, values, strict=True))], _COLUMNS)
