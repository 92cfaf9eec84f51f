"""The register of certificates: whose they are, and what can be said about a serial."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography import x509
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from certificates.badge import bears_name, place_in_list
from certificates.examination import Examination, examine
from certificates.model import LEVEL, CertificateFacts, load_facts
from certificates.serial import check_serial
from certificates.verify import RegisterEntry, Status, Verdict, describe
from elearn.awards.rules import mask_name
from elearn.awards.tables import CertificateRow, FactsRow
from elearn.web.dates import jst

_LIST = re.compile(r"(R[0-9]{2}-(?:L[1-9]|[CST]0))-[0-9]")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as the register holds it. ``facts`` is what its paper shows; none once the name was erased.

    ``document`` says what is certified, ``subject`` is the course of a completion, ``entries`` what a transcript lists.
    """

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
    document: str = LEVEL
    subject: str = ""
    entries: str = ""

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


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """The answer to a check of a PDF: what the file is, what the register says, and which facts do not agree.

    ``check`` and ``differences`` only for a genuine paper; a difference is ``level``, ``date`` or ``name``.
    """

    examination: Examination
    check: Check | None = None
    differences: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether the paper is genuine, stands in the register as it is, and was not revoked."""
        known = self.check is not None and self.check.verdict.status is Status.VALID
        return self.examination.genuine and known and not self.differences


def certificates_of(session: Session, person: str) -> list[Certificate]:
    """A person's certificates, the newest first."""
    return _read(session, CertificateRow.person == person)


def certificates_like(session: Session, beginning: str) -> list[Certificate]:
    """The certificates whose serial begins so (``R08-``, ``R08-L1-``), by serial."""
    found = _read(session, CertificateRow.serial.startswith(beginning, autoescape=True))
    return sorted(found, key=lambda one: one.serial)


def list_certificates(session: Session, *conditions: ColumnElement[bool]) -> list[Certificate]:
    """The certificates that meet conditions on the room's own table, the newest first."""
    return _read(session, and_(*conditions))


def find_certificate(session: Session, certificate: UUID) -> Certificate | None:
    """The certificate of that uuid, or none."""
    return next(iter(_read(session, CertificateRow.uuid == str(certificate))), None)


def find_by_serial(session: Session, typed: str) -> Certificate | None:
    """The certificate of a serial that someone typed, in whatever way they typed it; none when there is none."""
    serial = check_serial(typed)
    return None if serial is None else next(iter(_read(session, CertificateRow.serial == serial)), None)


def verify(session: Session, typed: str) -> Check:
    """What can be said about a serial that someone typed, in whatever way they typed it."""
    found = find_by_serial(session, typed)
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


def list_revoked(session: Session, name: str) -> list[int] | None:
    """The entries of a status list (``certificates.badge.place_in_list``) that are revoked; none for no such list."""
    match = _LIST.fullmatch(name)
    if match is None:
        return None
    rows = session.scalars(
        select(CertificateRow.serial)
        .where(CertificateRow.serial.startswith(match[1] + "-"), CertificateRow.revoked_at.is_not(None))
        .order_by(CertificateRow.serial)
    )
    places = (place_in_list(serial, "") for serial in rows)
    return [index for url, index in places if url.endswith(f"/{name}")]


def verify_paper(
    session: Session, data: bytes, roots: Iterable[x509.Certificate], times: Iterable[x509.Certificate] = ()
) -> PaperCheck:
    """What can be said about a PDF that someone hands in. Never raises, whatever the bytes are."""
    examination = examine(data, roots, times)
    credential = examination.credential
    if credential is None:
        return PaperCheck(examination)
    check = verify(session, str(credential.get("id", "")).rpartition("/")[2])
    found = check.certificate
    return PaperCheck(examination, check, () if found is None else tuple(_compare(credential, found)))


def _compare(credential: dict[str, Any], found: Certificate) -> Iterator[str]:
    """The facts of a badge that are not those of the register. An erased name cannot be compared, so it is not."""
    if not str(credential.get("validFrom", "")).startswith(found.issued_on.isoformat()):
        yield "date"
    if found.facts is not None:
        if credential.get("name") != found.facts.level_title:
            yield "level"
        if not bears_name(credential, found.facts.name):
            yield "name"


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
            CertificateRow.document,
            CertificateRow.subject,
            FactsRow.facts,
            FactsRow.entries,
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
            document=row.document,
            subject=row.subject,
            entries=row.entries or "",
        )
        for row in session.execute(statement)
    ]
