"""The register of certificates: whose they are, and what can be said about a serial."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from certificates.model import CertificateFacts, load_facts
from certificates.serial import check_serial
from certificates.verify import RegisterEntry, Verdict, describe
from elearn.awards.rules import mask_name
from elearn.awards.tables import CertificateRow, FactsRow
from elearn.web.dates import jst


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as the register holds it. ``facts`` is what its paper shows; none once the name was erased."""

    uuid: UUID
    serial: str
    person: str
    level: int
    nth: int
    issued_on: dt.date
    facts_digest: str
    revoked_at: dt.datetime | None
    revoked_reason: str
    facts: CertificateFacts | None

    @property
    def standing(self) -> bool:
        """Whether it still counts."""
        return self.revoked_at is None


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to a check by serial. ``certificate`` and ``masked_name`` only when the serial is known."""

    verdict: Verdict
    certificate: Certificate | None = None
    masked_name: str = ""


def certificates_of(session: Session, person: str) -> list[Certificate]:
    """A person's certificates, the newest first."""
    return _read(session, CertificateRow.person == person)


def find_certificate(session: Session, certificate: UUID) -> Certificate | None:
    """The certificate of that uuid, or none."""
    return next(iter(_read(session, CertificateRow.uuid == str(certificate))), None)


def verify(session: Session, typed: str) -> Check:
    """What can be said about a serial that someone typed, in whatever way they typed it."""
    serial = check_serial(typed)
    found = None if serial is None else next(iter(_read(session, CertificateRow.serial == serial)), None)
    if found is None:
        return Check(describe(typed, None))
    entry = RegisterEntry(
        serial=found.serial,
        level=found.level,
        issued_on=found.issued_on,
        revoked_on=jst(found.revoked_at).date() if found.revoked_at else None,
        revoked_reason=found.revoked_reason or None,
    )
    name = mask_name(found.facts.name) if found.facts else ""
    return Check(describe(typed, entry), found, name)


def _read(session: Session, where: ColumnElement[bool]) -> list[Certificate]:
    statement = (
        select(
            CertificateRow.uuid,
            CertificateRow.serial,
            CertificateRow.person,
            CertificateRow.level,
            CertificateRow.nth,
            CertificateRow.issued_on,
            CertificateRow.facts_digest,
            CertificateRow.revoked_at,
            CertificateRow.revoked_reason,
            FactsRow.facts,
        )
        .outerjoin(FactsRow, FactsRow.certificate == CertificateRow.uuid)
        .where(where)
        .order_by(CertificateRow.issued_at.desc(), CertificateRow.level.desc(), CertificateRow.serial.desc())
    )
    return [
        Certificate(
            uuid=UUID(row.uuid),
            serial=row.serial,
            person=row.person,
            level=row.level,
            nth=row.nth,
            issued_on=row.issued_on,
            facts_digest=row.facts_digest,
            revoked_at=row.revoked_at,
            revoked_reason=row.revoked_reason,
            facts=load_facts(row.facts) if row.facts else None,
        )
        for row in session.execute(statement)
    ]
