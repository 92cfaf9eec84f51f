"""A certificate issued anew because its paper would look otherwise today: on request, with its whole history kept.

The old one is revoked as superseded and the new one bears the old date, both in one transaction. Nothing else of the
person is touched: a certificate that an office revoked for another reason stays revoked.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.model import COURSE, LEVEL, SKILL, TRANSCRIPT, CertificateFacts
from elearn.awards.projector import AwardReaction
from elearn.awards.rules import SUPERSEDED, Paper, issue, list_standing, state_facts, state_paper
from elearn.awards.services.decisions import Refused
from elearn.awards.services.papers import record_paper
from elearn.awards.services.register import Certificate, certificates_of, find_certificate
from elearn.awards.tables import CertificateRow
from elearn.events import CertificateIssued, CertificateRevoked, LevelConferred, LevelWithdrawn
from elearn.people.services.directory import names_of
from elearn.records.ledger import read_person
from elearn.records.reactor import Recorder


@dataclass(frozen=True, slots=True)
class Renewal:
    """What was replaced, and what stands now."""

    old: Certificate
    new: Certificate


def is_outdated(session: Session, reaction: AwardReaction, certificate: Certificate) -> bool:
    """Whether the paper would look otherwise if it were issued today: another name, title, skill, issuer or design.

    What a completion or a skill certifies is frozen, so only name, issuer and design count; a transcript is of its day.
    """
    if certificate.document == TRANSCRIPT:
        return False
    name = names_of(session, [certificate.person]).get(certificate.person, "")
    if certificate.document in (COURSE, SKILL):
        if certificate.facts is None:  # what it certified went with the name
            return False
        paper = _restate(certificate.facts)
        today = state_paper(reaction.terms, name, certificate.uuid, certificate.serial, paper, certificate.issued_on)
        return today != certificate.facts
    today = state_facts(
        reaction.terms,
        name,
        reaction.read_duties(session, certificate.person),
        certificate.uuid,
        certificate.serial,
        certificate.level,
        certificate.issued_on,
    )
    return today != certificate.facts


def renew(recorder: Recorder, reaction: AwardReaction, certificate: UUID, actor: str) -> Renewal:
    """Replace one certificate; its date stays, its number is new.

    Raises ``Refused``: ``unknown-certificate``, ``revoked-already``, ``unchanged``, ``name-cannot-be-drawn`` (with the
    problems) or ``level-not-standing``. Nothing is recorded then.
    """
    session = recorder.session
    recorder.begin()  # of two who ask at once, the second must hear that it is done
    found = find_certificate(session, certificate)
    if found is None:
        raise Refused("unknown-certificate")
    if not found.standing:
        raise Refused("revoked-already")
    problems = reaction.check_holder(names_of(session, [found.person]).get(found.person))
    if problems:
        raise Refused("name-cannot-be-drawn", problems)
    if not is_outdated(session, reaction, found):
        raise Refused("unchanged")
    conferred = _find_level(session, reaction, found) if found.document == LEVEL else None
    recorder.record(
        CertificateRevoked(
            person=found.person, at=recorder.now, actor=actor, certificate=certificate, reason=SUPERSEDED
        )
    )
    if conferred is None:
        if found.facts is None:
            raise Refused("name-erased")
        paper = _restate(found.facts)
        return Renewal(found, record_paper(recorder, reaction, found.person, paper, actor))
    draft = issue(reaction.load(session, found.person), conferred, recorder.now, actor)
    issued = [] if draft is None else recorder.record(draft)
    for event in issued:
        new = find_certificate(session, event.certificate) if isinstance(event, CertificateIssued) else None
        if new is not None:
            return Renewal(found, new)
    raise Refused("level-not-standing")


def _restate(facts: CertificateFacts) -> Paper:
    """What a completion certified when it was first issued."""
    return Paper(
        facts.kind, facts.level_title, facts.issued_on, facts.level_title_en, facts.subject, skills=facts.skills
    )


def _find_level(session: Session, reaction: AwardReaction, certificate: Certificate) -> LevelConferred:
    standing = list_standing(read_person(session, certificate.person, (LevelConferred, LevelWithdrawn)))
    wanted = reaction.terms.map_id, certificate.level, certificate.nth
    for level in standing:
        if (level.map_id, level.level, level.nth) == wanted:
            return level
    raise Refused("level-not-standing")


def history_of(session: Session, certificate: UUID) -> list[Certificate]:
    """All certificates that were issued for the same conferral, the first one first; empty for an unknown one.

    Each tells when and why it stopped counting; at most the last one stands.
    """
    found = find_certificate(session, certificate)
    if found is None:
        return []
    if found.document == TRANSCRIPT:  # each is of its day and replaces none
        return [found]
    order = {
        uuid: number
        for number, uuid in enumerate(
            session.scalars(
                select(CertificateRow.uuid)
                .where(
                    CertificateRow.person == found.person,
                    CertificateRow.level == found.level,
                    CertificateRow.nth == found.nth,
                    CertificateRow.document == found.document,
                    CertificateRow.subject == found.subject,
                )
                .order_by(CertificateRow.issued_at, CertificateRow.serial)
            )
        )
    }
    same = [one for one in certificates_of(session, found.person) if str(one.uuid) in order]
    return sorted(same, key=lambda one: order[str(one.uuid)])
