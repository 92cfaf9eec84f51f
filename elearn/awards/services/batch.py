"""All certificates of a fiscal year in one go: issue what is due, issue anew what changed, draw and sign.

Every step is a row of small steps, after each of which the caller commits; broken off, it goes on where it stopped:
what was issued stands in the ledger, what was drawn is stored, and a number is never given twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.badge import make_badge
from certificates.model import dump_facts, load_facts
from certificates.serial import ERA_BASE
from certificates.sign import empty_place, sign
from elearn.awards.projector import AwardReaction, FontShelf
from elearn.awards.rules import SUPERSEDED, state_facts
from elearn.awards.services.decisions import Refused, issue_pending
from elearn.awards.services.files import BADGE, REASON, Press, keep_file
from elearn.awards.services.keys import KeyShelf
from elearn.awards.services.register import Certificate, certificates_like
from elearn.awards.tables import FileRow
from elearn.db import begin_write
from elearn.events import CertificateRevoked
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
    """Issue what was conferred and has no certificate, person by person; says of each what became of it."""
    for person in sorted(levels_of(recorder().session)):
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
        name = names_of(session, [certificate.person]).get(certificate.person)
        problems = reaction.check_holder(name)
        if problems:
            yield Issued(certificate.person, code=problems[0].code)
            continue
        today = state_facts(
            reaction.terms,
            name or "",
            reaction.read_duties(session, certificate.person),
            certificate.uuid,
            certificate.serial,
            certificate.level,
            certificate.issued_on,
        )
        if today == certificate.facts:
            continue
        pen = recorder()
        pen.begin()
        pen.record(
            CertificateRevoked(
                person=certificate.person,
                at=pen.now,
                actor=actor,
                certificate=certificate.uuid,
                reason=SUPERSEDED,
            )
        )
        issued = issue_pending(pen, reaction, certificate.person, actor, again=True)
        yield Issued(certificate.person, tuple(event.serial for event in issued))


def list_undrawn(session: Session, fiscal_year: int) -> list[Certificate]:
    """The certificates of a year that stand and were not drawn yet."""
    drawn = set(session.scalars(select(FileRow.facts_digest)))
    return [one for one in standing_of(session, fiscal_year) if one.facts_digest not in drawn]


def draw_all(
    session: Session, press: Press, fonts: tuple[Path, ...], fiscal_year: int, now: dt.datetime, workers: int = 2
) -> Iterator[tuple[int, int]]:
    """Draw, sign and store what was not drawn yet, ``workers`` processes at once; yields (stored, of how many).

    The keys must have been made: an unsigned paper is not stored. Raises what drawing raises, for the first paper
    that cannot be drawn; what was yielded before is safe.
    """
    due = list_undrawn(session, fiscal_year)
    session.rollback()  # nothing is held while others draw
    arguments = (fonts, press.keys.folder, press.base_url, now)
    with ProcessPoolExecutor(workers, get_context("spawn"), _prepare, arguments) as pool:
        for begin in range(0, len(due), CHUNK):
            papers = _draw_chunk(pool, due[begin : begin + CHUNK])
            begin_write(session)
            for certificate, data in papers:
                keep_file(session, certificate.facts_digest, data, now)
            yield begin + len(papers), len(due)


def _draw_chunk(pool: Executor, chunk: list[Certificate]) -> list[tuple[Certificate, bytes]]:
    futures: list[tuple[Certificate, Future[bytes]]] = [
        (one, pool.submit(_draw_one, dump_facts(one.facts))) for one in chunk if one.facts is not None
    ]
    return [(one, future.result()) for one, future in futures]


_worker: list[Callable[[str], bytes]] = []
"""In a drawing process: what draws."""


def _prepare(fonts: tuple[Path, ...], folder: Path, base_url: str, now: dt.datetime) -> None:
    """Open fonts and keys once for a process."""
    # The same lazy door as for one paper: only a process that draws pays for the drawing library.
    from certificates.press import Press as Stamps

    shelf, keys = FontShelf(str(one) for one in fonts).take(), KeyShelf(folder).take()
    if shelf is None or keys is None:
        raise LookupError("fonts or keys are missing")
    presses: dict[str, Stamps] = {}

    def draw(text: str) -> bytes:
        facts = load_facts(text)
        if facts.issuer not in presses:
            place = empty_place(keys.signer.room, facts.issuer, REASON)
            presses[facts.issuer] = Stamps(shelf, place, BADGE)
        token = make_badge(facts, keys.issuer(base_url, facts.issuer)).encode("ascii")
        return sign(presses[facts.issuer].draw(facts, token).data, keys.signer, now)

    _worker.append(draw)


def _draw_one(facts: str) -> bytes:
    return _worker[-1](facts)
