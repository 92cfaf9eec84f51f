"""Requests of holders that a certificate be issued anew under the name of today, and what an office decides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from elearn.awards.projector import AwardReaction
from elearn.awards.services.decisions import Refused
from elearn.awards.services.register import Certificate, find_certificate
from elearn.awards.services.renewal import Renewal, is_outdated, renew
from elearn.awards.tables import RequestRow
from elearn.db import begin_write
from elearn.people.services.directory import names_of
from elearn.records.reactor import Recorder

OPEN, APPROVED, DECLINED = "open", "approved", "declined"


@dataclass(frozen=True, slots=True)
class Request:
    """One request with its certificate and the name that the register holds today."""

    uuid: str
    certificate: Certificate
    name: str
    asked_at: dt.datetime
    state: str
    decided_at: dt.datetime | None


def bears_old_name(certificate: Certificate, name: str) -> bool:
    """Whether a certificate that stands bears another name than the one of today."""
    return bool(name) and certificate.standing and certificate.facts is not None and certificate.facts.name != name


def ask_renewal(session: Session, reaction: AwardReaction, certificate: UUID, person: str, now: dt.datetime) -> None:
    """Ask an office; while one is open for the certificate, that one is meant.

    Raises ``Refused``: ``unknown-certificate`` (or somebody else's), ``revoked-already``, ``unchanged``.
    """
    begin_write(session)
    found = find_certificate(session, certificate)
    if found is None or found.person != person:
        raise Refused("unknown-certificate")
    if not found.standing:
        raise Refused("revoked-already")
    name = names_of(session, [person]).get(person, "")
    if not bears_old_name(found, name) or not is_outdated(session, reaction, found):
        raise Refused("unchanged")
    if str(certificate) in open_for(session, person):
        return
    values = {
        "uuid": str(uuid4()),
        "certificate": str(certificate),
        "person": person,
        "asked_at": now,
        "state": OPEN,
        "decided_by": "",
        "renewed_as": "",
    }
    session.execute(insert(RequestRow).values(values))


def open_for(session: Session, person: str) -> frozenset[str]:
    """The certificates (uuid as text) for which a person's request is open."""
    return frozenset(
        session.scalars(select(RequestRow.certificate).where(RequestRow.person == person, RequestRow.state == OPEN))
    )


def count_open(session: Session) -> int:
    """How many requests wait for an office."""
    return session.scalar(select(func.count()).select_from(RequestRow).where(RequestRow.state == OPEN)) or 0


def list_requests(session: Session, limit: int = 100) -> list[Request]:
    """The requests, open ones first, the oldest of them first; then what was decided, the newest first."""
    rows = session.scalars(select(RequestRow).order_by(RequestRow.asked_at.desc()).limit(limit)).all()
    waiting = sorted((row for row in rows if row.state == OPEN), key=lambda row: row.asked_at)
    ordered = [*waiting, *(row for row in rows if row.state != OPEN)]
    names = names_of(session, [row.person for row in ordered])
    found = []
    for row in ordered:
        certificate = find_certificate(session, UUID(row.certificate))
        if certificate is not None:
            name = names.get(row.person, "")
            found.append(Request(row.uuid, certificate, name, row.asked_at, row.state, row.decided_at))
    return found


def decide(recorder: Recorder, reaction: AwardReaction, request: str, *, approve: bool, actor: str) -> Renewal | None:
    """Approve a request, which replaces the certificate under its date, or decline it; gives what was replaced.

    Raises ``Refused``: ``unknown-request``, ``decided-already``, or what ``renewal.renew`` refuses.
    """
    session = recorder.session
    recorder.begin()
    row = session.get(RequestRow, request, populate_existing=True)
    if row is None:
        raise Refused("unknown-request")
    if row.state != OPEN:
        raise Refused("decided-already")
    done = renew(recorder, reaction, UUID(row.certificate), actor) if approve else None
    session.execute(
        update(RequestRow)
        .where(RequestRow.uuid == request)
        .values(
            state=APPROVED if approve else DECLINED,
            decided_by=actor,
            decided_at=recorder.now,
            renewed_as=str(done.new.uuid) if done else "",
        )
    )
    return done
