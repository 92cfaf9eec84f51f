"""The register as an office looks through it: filtered, with the holder's unit of a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from certificates.serial import ERA_BASE, check_serial
from elearn.awards.rules import SUPERSEDED
from elearn.awards.services.register import Certificate, list_certificates
from elearn.awards.tables import CertificateRow
from elearn.people.rules.names import fold_name
from elearn.people.services.directory import Member, members_on, units_below

STANDING, REVOKED = "standing", "revoked"
STATES = (STANDING, REVOKED, SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty means all. ``text`` is a serial or a part of a name, ``level`` goes with levels."""

    fiscal_year: int
    document: str = ""
    level: int = 0
    state: str = ""
    org_unit: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A certificate with its holder as of the day; none for somebody who is not in the register of staff."""

    certificate: Certificate
    member: Member | None


def look_through(session: Session, wanted: Wanted, on: dt.date) -> list[Line]:
    """The certificates that are looked for, by serial, the newest series first read."""
    serial = check_serial(wanted.text) if wanted.text else None
    found = sorted(list_certificates(session, *_conditions(wanted, serial)), key=lambda one: one.serial)
    members = {one.uuid: one for one in members_on(session, on, sorted({one.person for one in found}))}
    units = units_below(session, wanted.org_unit, on) if wanted.org_unit else None
    text = "" if serial else fold_name(wanted.text)
    lines = [Line(one, members.get(one.person)) for one in found]
    return [line for line in lines if _is_in(line, units) and _bears(line, text)]


def _conditions(wanted: Wanted, serial: str | None) -> list[ColumnElement[bool]]:
    if serial is not None:
        return [CertificateRow.serial == serial]
    conditions: list[ColumnElement[bool]] = [CertificateRow.serial.startswith(f"R{wanted.fiscal_year - ERA_BASE:02d}-")]
    if wanted.document:
        conditions.append(CertificateRow.document == wanted.document)
    if wanted.level:
        conditions.append(CertificateRow.level == wanted.level)
    if wanted.state == STANDING:
        conditions.append(CertificateRow.revoked_at.is_(None))
    elif wanted.state == SUPERSEDED:
        conditions.append(CertificateRow.revoked_reason == SUPERSEDED)
    elif wanted.state == REVOKED:
        conditions += [CertificateRow.revoked_at.is_not(None), CertificateRow.revoked_reason != SUPERSEDED]
    return conditions


def _is_in(line: Line, units: frozenset[str] | None) -> bool:
    return units is None or (line.member is not None and line.member.org_unit in units)


def _bears(line: Line, text: str) -> bool:
    if not text:
        return True
    names = [line.member.name if line.member else "", line.member.kana if line.member else ""]
    names.append(line.certificate.facts.name if line.certificate.facts else "")
    return any(text in fold_name(name) for name in names)
