"""When a certificate is issued and when it stops counting: the one place that says so.

A conferred level is followed by a certificate, unless the holder's name cannot be drawn: then nothing is issued, and
it can be issued later when the name or the fonts are mended. A withdrawn level revokes its certificates. A completed
course and a transcript are certified when their holder asks for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid5

from certificates.glyphs import split_clusters
from certificates.model import COURSE, SKILL, TRANSCRIPT, CertificateFacts, Problem, dump_facts, facts_digest
from certificates.serial import COURSES, SKILLS, TRANSCRIPTS, make_serial
from elearn.events import (
    NAMESPACE,
    SYSTEM,
    CertificateIssued,
    CertificateRevoked,
    DutySkillDeclared,
    Event,
    LevelConferred,
    LevelWithdrawn,
)

KINDS: frozenset[type[Event]] = frozenset(
    {LevelConferred, LevelWithdrawn, DutySkillDeclared, CertificateIssued, CertificateRevoked}
)

WITHDRAWN, SUPERSEDED = "withdrawn", "superseded"
REASONS = ("error", SUPERSEDED)
"""Why an office revokes a certificate by hand; ``withdrawn`` follows from the level."""

_JAPAN = dt.timezone(dt.timedelta(hours=9))


@dataclass(frozen=True, slots=True)
class Requirement:
    """A skill that a level asks for; ``by_duty`` when it counts only for people whose work demands it."""

    skill: str
    name: str
    by_duty: bool
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is the same on every certificate of a house. ``secret`` salts the digests and never leaves the house."""

    map_id: str
    plan_title: str
    titles: Mapping[int, str]
    requirements: Mapping[int, tuple[Requirement, ...]]
    issuer: str
    issuer_title: str
    base_url: str
    secret: bytes = field(repr=False)
    design: str = "formal-portrait"
    titles_en: Mapping[int, str] = field(default_factory=dict)
    """English titles; given only where the design shows English, for every fact counts into the digest."""
    emblem: str = ""
    seal: str = ""
    """Digests of the pictures that the design has a place for; empty for none."""


@dataclass(frozen=True, slots=True)
class AwardState:
    """What the rules know of one person.

    ``held`` is certificate -> whether it stands, ``dates`` the date that each bears. ``problems`` say why the name
    cannot be drawn.
    ``take_number`` hands out the next number of a fiscal year and level, never the same twice.
    """

    terms: Terms
    name: str
    take_number: Callable[[int, int], int]
    problems: tuple[Problem, ...] = ()
    duties: frozenset[str] = frozenset()
    held: Mapping[UUID, bool] = field(default_factory=dict)
    dates: Mapping[UUID, dt.date] = field(default_factory=dict)


def fold(state: AwardState, event: Event) -> AwardState:
    """The state after the event."""
    match event:
        case DutySkillDeclared(skill=skill):
            return replace(state, duties=state.duties | {skill})
        case CertificateIssued(certificate=certificate, issued_on=day):
            held, dates = {**state.held, certificate: True}, {**state.dates, certificate: day}
            return replace(state, held=held, dates=dates)
        case CertificateRevoked(certificate=certificate):
            return replace(state, held={**state.held, certificate: False})
    return state


def react(state: AwardState, event: Event) -> Iterable[Event]:
    """What follows: a first certificate for a level, revocation for a level taken back."""
    match event:
        case LevelConferred() if not copies_of(state, event):
            issued = issue(state, event, event.at)
            return () if issued is None else (issued,)
        case LevelWithdrawn():
            return [
                CertificateRevoked(
                    person=event.person, at=event.at, cause=event.id, certificate=certificate, reason=WITHDRAWN
                )
                for certificate in copies_of(state, event)
                if state.held[certificate]
            ]
    return ()


def certificate_id(person: str, map_id: str, level: int, nth: int, copy: int) -> UUID:
    """The uuid of a certificate: the ``copy``-th (from 0) for the ``nth`` time that the level was conferred."""
    return uuid5(NAMESPACE, f"certificate\x1f{person}\x1f{map_id}\x1f{level}\x1f{nth}\x1f{copy}")


def copies_of(state: AwardState, level: LevelConferred | LevelWithdrawn) -> list[UUID]:
    """The certificates that were issued for one conferral, first to last."""
    return _list_copies(state, lambda copy: certificate_id(level.person, level.map_id, level.level, level.nth, copy))


def _list_copies(state: AwardState, name: Callable[[int], UUID]) -> list[UUID]:
    copies: list[UUID] = []
    while True:
        following = name(len(copies))
        if following not in state.held:
            return copies
        copies.append(following)


def issue(
    state: AwardState, conferred: LevelConferred, at: dt.datetime, actor: str = SYSTEM
) -> CertificateIssued | None:
    """The certificate for a conferral, dated with the day of ``at`` in Japan; a further copy keeps the first's date.

    None when one stands already, when the level is of another map, or when the name cannot be drawn.
    """
    copies = copies_of(state, conferred)
    if state.problems or conferred.map_id != state.terms.map_id or any(state.held[copy] for copy in copies):
        return None
    day = state.dates[copies[0]] if copies else at.astimezone(_JAPAN).date()
    year = fiscal_year_of(day)
    serial = make_serial(year, conferred.level, state.take_number(year, conferred.level))
    certificate = certificate_id(conferred.person, conferred.map_id, conferred.level, conferred.nth, len(copies))
    facts = state_facts(state.terms, state.name, state.duties, certificate, serial, conferred.level, day)
    return CertificateIssued(
        person=conferred.person,
        at=at,
        actor=actor,
        cause=conferred.id,
        certificate=certificate,
        serial=serial,
        level=conferred.level,
        nth=conferred.nth,
        design=facts.design,
        facts_digest=facts_digest(facts),
        issued_on=day,
    )


def state_facts(
    terms: Terms, name: str, duties: frozenset[str], certificate: UUID, serial: str, level: int, day: dt.date
) -> CertificateFacts:
    """What the paper will show. The salt follows from the secret, so that the same facts can be stated again."""
    skills = [one for one in terms.requirements[level] if not one.by_duty or one.skill in duties]
    return CertificateFacts(
        serial=serial,
        name=name,
        kana=None,
        level=level,
        level_title=terms.titles[level],
        skills=tuple(one.name for one in skills),
        skills_en=tuple(one.name_en for one in skills) if terms.titles_en else (),
        level_title_en=terms.titles_en.get(level, ""),
        issued_on=day,
        issuer=terms.issuer,
        issuer_title=terms.issuer_title,
        verify_url=f"{terms.base_url}/verify/{serial}",
        plan_title=terms.plan_title,
        salt=_make_salt(terms, certificate),
        design=terms.design,
        emblem=terms.emblem,
        seal=terms.seal,
    )


@dataclass(frozen=True, slots=True)
class Paper:
    """What a completion or a transcript is about, before it has a number.

    ``document`` is ``course`` or ``skill`` (then ``subject`` is its id) or ``transcript``; ``entries`` is what a
    transcript lists, as ``certificates.transcript.dump_entries`` writes it.
    """

    document: str
    title: str
    day: dt.date
    title_en: str = ""
    subject: str = ""
    nth: int = 1
    skills: tuple[str, ...] = ()
    entries: str = ""


def paper_id(person: str, paper: Paper, copy: int) -> UUID:
    """The uuid of the ``copy``-th (from 0) paper for one thing."""
    return uuid5(NAMESPACE, f"paper\x1f{person}\x1f{paper.document}\x1f{paper.subject}\x1f{paper.nth}\x1f{copy}")


def paper_copies(state: AwardState, person: str, paper: Paper) -> list[UUID]:
    """The papers that were issued to a person for one thing, first to last."""
    return _list_copies(state, lambda copy: paper_id(person, paper, copy))


def state_paper(
    terms: Terms, name: str, certificate: UUID, serial: str, paper: Paper, day: dt.date
) -> CertificateFacts:
    """What the paper of a completion or a transcript will show."""
    return CertificateFacts(
        serial=serial,
        name=name,
        kana=None,
        level=0,
        level_title=paper.title,
        level_title_en=paper.title_en if terms.titles_en else "",
        skills=paper.skills,
        issued_on=day,
        issuer=terms.issuer,
        issuer_title=terms.issuer_title,
        verify_url=f"{terms.base_url}/verify/{serial}",
        plan_title=terms.plan_title,
        salt=_make_salt(terms, certificate),
        design=BADGE if paper.document == SKILL else terms.design,
        kind=paper.document,
        emblem=terms.emblem,
        seal=terms.seal,
        subject=paper.subject,
    )


def issue_paper(
    state: AwardState, person: str, paper: Paper, at: dt.datetime, actor: str = SYSTEM
) -> tuple[CertificateIssued, CertificateFacts]:
    """The next paper, with what it shows. A further copy for the same thing keeps the first one's date.

    Raises ``ValueError`` for a kind that is not issued on request.
    """
    if paper.document not in SERIES:
        raise ValueError(f"no paper {paper.document}")
    series = SERIES[paper.document]
    copies = paper_copies(state, person, paper)
    day = state.dates[copies[0]] if copies and paper.document != TRANSCRIPT else paper.day
    serial = make_serial(fiscal_year_of(day), series, state.take_number(fiscal_year_of(day), series))
    certificate = paper_id(person, paper, len(copies))
    facts = state_paper(state.terms, state.name, certificate, serial, paper, day)
    event = CertificateIssued(
        person=person,
        at=at,
        actor=actor,
        certificate=certificate,
        serial=serial,
        level=0,
        nth=paper.nth,
        design=facts.design,
        facts_digest=digest_paper(facts, paper.entries),
        issued_on=day,
        document=paper.document,
        subject=paper.subject,
    )
    return event, facts


SERIES = {COURSE: COURSES, TRANSCRIPT: TRANSCRIPTS, SKILL: SKILLS}
"""The series of numbers of what is issued on request."""

BADGE = "badge"
"""The design of what has no paper."""


def digest_paper(facts: CertificateFacts, entries: str) -> str:
    """What stands for a paper in the ledger: its facts and, for a transcript, what it lists."""
    if not entries:
        return facts_digest(facts)
    return hashlib.sha256(f"{dump_facts(facts)}\n{entries}".encode("ascii")).hexdigest()


def _make_salt(terms: Terms, certificate: UUID) -> str:
    return hmac.new(terms.secret, certificate.bytes, hashlib.sha256).hexdigest()


def fiscal_year_of(day: dt.date) -> int:
    """The fiscal year (April to March) as the year in which it begins."""
    return day.year if day.month >= 4 else day.year - 1


def list_standing(events: Iterable[Event]) -> list[LevelConferred]:
    """The conferrals of a history that were not withdrawn, lowest level first."""
    standing: dict[tuple[str, int, int], LevelConferred] = {}
    for event in events:
        match event:
            case LevelConferred():
                standing[event.map_id, event.level, event.nth] = event
            case LevelWithdrawn():
                standing.pop((event.map_id, event.level, event.nth), None)
    return sorted(standing.values(), key=lambda event: (event.level, event.nth))


def mask_name(name: str) -> str:
    """A name for people who only have a serial: its first character, then ＊ for each further one; blanks stay.

    A serial can be guessed, so a check by serial alone must not hand out a list of names.
    """
    masked = ""
    for cluster in split_clusters(name):
        if cluster.isspace():
            masked += cluster
        else:
            masked += "＊" if masked.strip() else cluster
    return masked if "＊" in masked else "＊"
