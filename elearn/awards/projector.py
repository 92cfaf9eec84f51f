"""How the award room takes part in recording: its rules, where their state is read, how facts are shown and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from certificates.glyphs import FontSet
from certificates.layout import check_name
from certificates.model import LEVEL, Problem, dump_facts, facts_digest
from certificates.serial import split_serial
from elearn.awards import rules
from elearn.awards.rules import AwardState, Terms
from elearn.awards.tables import CertificateRow, FactsRow, SerialRow
from elearn.db import Put, table_of
from elearn.events import CertificateIssued, CertificateRevoked, Event
from elearn.people.services.directory import names_of

ReadDuties = Callable[[Session, str], frozenset[str]]
"""The ★ skills that were declared a duty of one person."""


class FontShelf:
    """The fonts of this computer, found when first asked for. A missing font must not stop learning: then none."""

    def __init__(self, directories: Iterable[str] = (), pictures: Path | None = None) -> None:
        self.pictures = pictures
        self._directories = tuple(Path(one) for one in directories)
        self._fonts: FontSet | None = None
        self._lock = Lock()

    def take(self) -> FontSet | None:
        """The fonts, or none while a main font is not installed; asked again, it looks again."""
        with self._lock:
            if self._fonts is None:
                try:
                    self._fonts = FontSet.load(self._directories, pictures=self.pictures)
                except FileNotFoundError:
                    return None
            return self._fonts


class AwardReaction:
    """The award room's reaction under the terms of one house."""

    name = "awards"
    kinds = rules.KINDS
    tables = tuple(table_of(row) for row in (CertificateRow, SerialRow))

    def __init__(self, terms: Terms, shelf: FontShelf, read_duties: ReadDuties) -> None:
        self.terms, self.shelf, self.read_duties = terms, shelf, read_duties

    def load(self, session: Session, person: str) -> AwardState:
        """Name, duties and certificates of a person."""
        name = names_of(session, [person]).get(person)
        rows = session.execute(
            select(CertificateRow.uuid, CertificateRow.revoked_at, CertificateRow.issued_on).where(
                CertificateRow.person == person
            )
        ).all()
        return AwardState(
            terms=self.terms,
            name=name or "",
            take_number=lambda fiscal_year, level: take_number(session, fiscal_year, level),
            problems=tuple(self.check_holder(name)),
            duties=self.read_duties(session, person),
            held={UUID(row.uuid): row.revoked_at is None for row in rows},
            dates={UUID(row.uuid): row.issued_on for row in rows},
        )

    def check_holder(self, name: str | None) -> list[Problem]:
        """Why no certificate can be drawn for a name (none: nobody has it); empty when it can."""
        if name is None:
            return [Problem("name", 0, "unknown-holder", {})]
        fonts = self.shelf.take()
        return (
            [Problem("name", 0, "fonts-unavailable", {})]
            if fonts is None
            else check_name(name, fonts, self.terms.design)
        )

    def fold(self, state: AwardState, event: Event) -> AwardState:
        """See ``rules.fold``."""
        return rules.fold(state, event)

    def react(self, state: AwardState, event: Event) -> Iterable[Event]:
        """See ``rules.react``."""
        return rules.react(state, event)

    def project(self, event: Event) -> Iterable[Put]:
        """The rows that show an event."""
        return project(event)

    def keep(self, session: Session, events: Sequence[Event]) -> None:
        """Keep what a new certificate of a level shows, with the name, outside the ledger.

        What else is issued is kept by the service that states it (``services.papers``).

        Raises ``ValueError`` when that would not be what the fact's digest stands for; nothing is recorded then.
        """
        for event in events:
            if isinstance(event, CertificateIssued) and event.document == LEVEL:
                session.execute(insert(FactsRow).values(self._state_row(session, event)))

    def _state_row(self, session: Session, event: CertificateIssued) -> dict[str, Any]:
        facts = rules.state_facts(
            self.terms,
            names_of(session, [event.person]).get(event.person, ""),
            self.read_duties(session, event.person),
            event.certificate,
            event.serial,
            event.level,
            event.issued_on,
        )
        if facts_digest(facts) != event.facts_digest:
            raise ValueError(f"the facts of {event.serial} changed while it was issued")
        return {"certificate": str(event.certificate), "person": event.person, "facts": dump_facts(facts)}


def project(event: Event) -> Iterable[Put]:
    """The rows of this room that show an event."""
    match event:
        case CertificateIssued():
            fiscal_year, series, number = split_serial(event.serial)
            return [
                Put(table_of(CertificateRow), _certificate_values(event)),
                Put(table_of(SerialRow), {"fiscal_year": fiscal_year, "level": series, "last": number}),
            ]
        case CertificateRevoked():
            values: dict[str, dt.datetime | str] = {"revoked_at": event.at, "revoked_reason": event.reason}
            return [Put(table_of(CertificateRow), values, {"uuid": str(event.certificate)})]
    return ()


def _certificate_values(event: CertificateIssued) -> dict[str, Any]:
    return {
        "uuid": str(event.certificate),
        "serial": event.serial,
        "person": event.person,
        "level": event.level,
        "nth": event.nth,
        "issued_on": event.issued_on,
        "issued_at": event.at,
        "facts_digest": event.facts_digest,
        "design": event.design,
        "revoked_at": None,
        "revoked_reason": "",
        "document": event.document,
        "subject": event.subject,
    }


def take_number(session: Session, fiscal_year: int, series: int) -> int:
    """The next number of a year and series. Its row stays locked until the transaction ends, so none is given twice."""
    make: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = make(table_of(SerialRow)).values(fiscal_year=fiscal_year, level=series, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=["fiscal_year", "level"], set_={"last": SerialRow.last + 1}
    ).returning(SerialRow.last)
    return int(session.execute(statement).scalar_one())
