"""All certificates of a fiscal year in one go: issue what is due, issue anew what changed, draw and sign.

Every step is a row of small steps, after each of which the caller commits; broken off, it goes on where it stopped:
what was issued stands in the ledger, what was drawn is stored, and a number is never given twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.model import SKILL, dump_facts
from certificates.serial import ERA_BASE
from elearn.awards.projector import AwardReaction
from elearn.awards.services.decisions import Refused, issue_pending, pending_levels
from elearn.awards.services.drawers import Drawers, open_drawers
from elearn.awards.services.files import Press, keep_file
from elearn.awards.services.register import Certificate, certificates_like
from elearn.awards.services.renewal import is_outdated, renew
from elearn.awards.tables import FileRow
from elearn.db import begin_write
from elearn.people.services.directory import names_of
from elearn.records.reactor import Recorder
from elearn.skills.services.progress import levels_of

CHUNK = 40
"""Papers that are stored in one transaction."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of one person: the serials that were issued, or why none could be (``code``)."""

    person: str
    serials: tuple[str, ...] = ()
    code: str = ""


def issue_due(recorder: Callable[[], Recorder], reaction: AwardReaction, actor: str) -> Iterator[Issued]:
    """Issue what was conferred and has no certificate, person by person; says of each what became of it.

    Who is due nothing is only read about: nobody has to wait for that.
    """
    for person in sorted(levels_of(recorder().session)):
        if not pending_levels(recorder().session, reaction, person):
            continue
        try:
            issued = issue_pending(recorder(), reaction, person, actor)
        except Refused as fault:
            yield Issued(person, code=fault.problems[0].code if fault.problems else fault.code)
            continue
        if issued:
            yield Issued(person, tuple(event.serial for event in issued))


def standing_of(session: Session, fiscal_year: int) -> list[Certificate]:
    """The certificates of a fiscal year that stand and whose name was not erased, by serial."""
    found = certificates_like(session, f"R{fiscal_year - ERA_BASE:02d}-")
    return [one for one in found if one.standing and one.facts is not None]


def reissue_changed(
    recorder: Callable[[], Recorder], reaction: AwardReaction, fiscal_year: int, actor: str
) -> Iterator[Issued]:
    """Replace every certificate of a year whose paper would look otherwise today: another name, another design.

    Unchanged ones are left alone, so that doing it twice replaces nothing twice. The date of issue stays.
    """
    session = recorder().session
    for certificate in standing_of(session, fiscal_year):
        problems = reaction.check_holder(names_of(session, [certificate.person]).get(certificate.person))
        if problems:
            yield Issued(certificate.person, code=problems[0].code)
        elif is_outdated(session, reaction, certificate):
            yield _renew(recorder(), reaction, certificate, actor)


def _renew(recorder: Recorder, reaction: AwardReaction, certificate: Certificate, actor: str) -> Issued:
    try:
        done = renew(recorder, reaction, certificate.uuid, actor)
    except Refused as fault:  # since it was listed, somebody else was quicker
        return Issued(certificate.person, code=fault.code)
    return Issued(certificate.person, (done.new.serial,))


def papers_of(session: Session, fiscal_year: int) -> list[Certificate]:
    """Those of a year that are on paper: all but the badges of skills."""
    return [one for one in standing_of(session, fiscal_year) if one.document != SKILL]


def list_undrawn(session: Session, fiscal_year: int) -> list[Certificate]:
    """The certificates of a year that stand and were not drawn yet."""
    drawn = set(session.scalars(select(FileRow.facts_digest)))
    return [one for one in papers_of(session, fiscal_year) if one.facts_digest not in drawn]


def draw_all(
    session: Session, press: Press, fonts: tuple[Path, ...], fiscal_year: int, now: dt.datetime, workers: int = 2
) -> Iterator[tuple[int, int]]:
    """Draw, sign and store what was not drawn yet, ``workers`` processes at once; yields (stored, of how many).

    The keys must have been made: an unsigned paper is not stored. Raises ``drawers.DrawingFailed`` for the first paper
    that cannot be drawn; what was yielded before is safe.
    """
    due = list_undrawn(session, fiscal_year)
    session.rollback()  # nothing is held while others draw
    if not due:
        return
    pictures, count = press.shelf.pictures, min(workers, len(due))
    with open_drawers(fonts, press.keys.folder, press.base_url, now, count, pictures) as drawers:
        for begin in range(0, len(due), CHUNK):
            papers = _draw_chunk(drawers, due[begin : begin + CHUNK])
            begin_write(session)
            for certificate, data in papers:
                keep_file(session, certificate.facts_digest, data, now)
            yield begin + len(papers), len(due)


def write_order(certificate: Certificate) -> str:
    """What a drawing process is told: the facts and, in a second line, what a transcript lists. Needs the facts."""
    if certificate.facts is None:
        raise LookupError(certificate.serial)
    return f"{dump_facts(certificate.facts)}\n{certificate.entries}".rstrip("\n")


def _draw_chunk(drawers: Drawers, chunk: list[Certificate]) -> list[tuple[Certificate, bytes]]:
    futures = [(one, drawers.draw(write_order(one))) for one in chunk if one.facts is not None]
    return [(one, future.result()) for one, future in futures]
