"""What people decide about certificates: issue what is still due, revoke, issue again, erase a name."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from certificates.model import Problem
from elearn.awards.projector import AwardReaction
from elearn.awards.rules import REASONS, copies_of, issue, list_standing
from elearn.awards.services.register import Certificate, find_certificate
from elearn.awards.tables import CertificateRow, FactsRow, FileRow
from elearn.db import begin_write
from elearn.events import CertificateIssued, CertificateRevoked, LevelConferred, LevelWithdrawn
from elearn.people.services.directory import names_of
from elearn.records.ledger import read_person
from elearn.records.reactor import Recorder


class Refused(ValueError):
    """A decision that cannot be recorded; ``code`` says why, ``problems`` what to mend."""

    def __init__(self, code: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.problems = tuple(problems)


def pending_levels(
    session: Session, reaction: AwardReaction, person: str, *, again: bool = False
) -> list[LevelConferred]:
    """The person's conferred levels without a certificate that stands, lowest first.

    A level whose certificate was revoked counts only with ``again``: whether to issue another is for an office to say.
    """
    conferred = list_standing(read_person(session, person, (LevelConferred, LevelWithdrawn)))
    if not conferred:
        return []
    state = reaction.load(session, person)
    return [
        level
        for level in conferred
        if level.map_id == reaction.terms.map_id
        and not any(state.held[copy] for copy in copies_of(state, level))
        and (again or not copies_of(state, level))
    ]


def holder_problems(session: Session, reaction: AwardReaction, person: str) -> list[Problem]:
    """Why no certificate can be drawn for this person now; empty when one can."""
    return reaction.check_holder(names_of(session, [person]).get(person))


def issue_pending(
    recorder: Recorder, reaction: AwardReaction, person: str, actor: str, *, again: bool = False
) -> list[CertificateIssued]:
    """Issue what is due (see ``pending_levels``), dated today; returns what was issued, empty when nothing was due.

    Raises ``Refused`` with the problems when the name still cannot be drawn.
    """
    session = recorder.session
    recorder.begin()  # two clicks at once must not issue twice
    pending = pending_levels(session, reaction, person, again=again)
    if not pending:
        return []
    state = reaction.load(session, person)
    if state.problems:
        raise Refused("name-cannot-be-drawn", state.problems)
    drafts = [issue(state, level, recorder.now, actor) for level in pending]
    fresh = recorder.record(*(draft for draft in drafts if draft is not None))
    return [event for event in fresh if isinstance(event, CertificateIssued)]


def revoke(recorder: Recorder, certificate: UUID, reason: str, actor: str) -> Certificate:
    """Revoke a certificate; gives it as it stands then.

    Raises ``Refused`` for an unknown certificate, one revoked already, or a reason that is not for people to give.
    """
    session = recorder.session
    recorder.begin()  # of two who revoke at once, the second must hear that it is done, and for which reason
    found = find_certificate(session, certificate)
    if found is None:
        raise Refused("unknown-certificate")
    if not found.standing:
        raise Refused("revoked-already")
    if reason not in REASONS:
        raise Refused("unknown-reason")
    recorder.record(
        CertificateRevoked(person=found.person, at=recorder.now, actor=actor, certificate=certificate, reason=reason)
    )
    return find_certificate(session, certificate) or found


def erase_names(session: Session, person: str) -> int:
    """Erase the name from a person's certificates and drop their files; the facts in the ledger stay.

    Returns how many certificates were concerned.
    """
    begin_write(session)
    digests = select(CertificateRow.facts_digest).where(CertificateRow.person == person)
    session.execute(delete(FileRow).where(FileRow.facts_digest.in_(digests)))
    kept = select(FactsRow.certificate).where(FactsRow.person == person)
    count = len(session.scalars(kept).all())
    session.execute(delete(FactsRow).where(FactsRow.person == person))
    return count
