"""What is certified when its holder asks for it: a completed course, a skill, and what a person holds on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.orm import Session

from certificates.glyphs import MissingGlyph
from certificates.layout import TextTooLong, lay_out
from certificates.model import COURSE, SKILL, TRANSCRIPT, CertificateFacts, Problem, dump_facts
from certificates.transcript import Award, Entry, Proof, dump_entries, lay_out_transcript, state_transcript
from elearn.awards.projector import AwardReaction
from elearn.awards.rules import Paper, digest_paper, issue_paper
from elearn.awards.services.decisions import Refused
from elearn.awards.services.register import Certificate, certificates_of
from elearn.awards.tables import FactsRow
from elearn.events import CertificateIssued
from elearn.learning.services.catalog import Catalog
from elearn.learning.services.registrations import Standing, read_standings
from elearn.people.services.directory import names_of
from elearn.records.reactor import Recorder
from elearn.skills.rules.skillmap import SkillMap
from elearn.skills.services.progress import EvidenceNote, MapRow, map_rows
from elearn.web.dates import day_in_japan

TITLE = "スキル修得記録"
"""What a transcript is called."""
EVIDENCE = {
    "prior-training": "みなし修了（過去の研修）",
    "practice-report": "実践の報告",
    "qualification": "資格の取得",
    "external-course": "外部研修の修了",
}
"""Why a skill is held, in the words of the paper, which is Japanese whatever the page's language."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A course that a person completed, and its certificate that stands, if one was issued."""

    course: str
    title: str
    title_en: str
    on: dt.date
    certificate: Certificate | None


def completions_of(session: Session, catalog: Catalog, person: str) -> list[Completion]:
    """The completed courses of a person, the newest first."""
    held = {one.subject: one for one in certificates_of(session, person) if one.document == COURSE and one.standing}
    return [
        Completion(paper.subject, paper.title, paper.title_en, paper.day, held.get(paper.subject))
        for paper in (_state_completion(session, catalog, one) for one in reversed(_completed(session, person)))
    ]


def issue_completion(
    recorder: Recorder, reaction: AwardReaction, catalog: Catalog, person: str, course: str, actor: str
) -> Certificate:
    """Certify that a course was completed, under the day of completion; the certificate that stands when there is one.

    Raises ``Refused``: ``not-completed``, or ``paper-cannot-be-drawn`` with the problems.
    """
    recorder.begin()  # two clicks at once must not issue twice
    session = recorder.session
    standing = next((one for one in _completed(session, person) if one.course == course), None)
    if standing is None:
        raise Refused("not-completed")
    for one in certificates_of(session, person):
        if (one.document, one.subject, one.standing) == (COURSE, course, True):
            return one
    return record_paper(recorder, reaction, person, _state_completion(session, catalog, standing), actor)


def issue_transcript(
    recorder: Recorder, reaction: AwardReaction, catalog: Catalog, skill_map: SkillMap, person: str, actor: str
) -> Certificate:
    """Certify what a person holds today; the one of today when it says the same.

    Raises ``Refused``: ``paper-cannot-be-drawn`` with the problems.
    """
    recorder.begin()
    session, today = recorder.session, day_in_japan(recorder.now)
    name = names_of(session, [person]).get(person, "")
    entries = dump_entries(*list_holdings(session, catalog, skill_map, person))
    for one in certificates_of(session, person):
        same = one.facts is not None and one.facts.name == name and one.entries == entries
        if same and one.document == TRANSCRIPT and one.standing and one.issued_on == today:
            return one
    return record_paper(recorder, reaction, person, Paper(TRANSCRIPT, TITLE, today, entries=entries), actor)


def issue_skill(
    recorder: Recorder, reaction: AwardReaction, skill_map: SkillMap, person: str, skill: str, actor: str
) -> Certificate:
    """Give a person the badge of a skill that they hold, under the day it was attained; the one that stands, if any.

    Raises ``Refused``: ``not-attained``, or ``paper-cannot-be-drawn`` with the problems.
    """
    recorder.begin()
    session = recorder.session
    row = next((one for one in map_rows(session, skill_map, person) if one.skill.id == skill), None)
    if row is None or row.attained_at is None:
        raise Refused("not-attained")
    for one in certificates_of(session, person):
        if (one.document, one.subject, one.standing) == (SKILL, skill, True):
            return one
    paper = Paper(SKILL, row.skill.name, day_in_japan(row.attained_at), row.skill.name_en, skill)
    return record_paper(recorder, reaction, person, paper, actor)


def record_paper(recorder: Recorder, reaction: AwardReaction, person: str, paper: Paper, actor: str) -> Certificate:
    """Give a paper its number, record it, and keep what it shows.

    Raises ``Refused`` with the problems when it cannot be drawn; nothing is recorded then.
    """
    session = recorder.session
    state = reaction.load(session, person)
    if state.problems:
        raise Refused("paper-cannot-be-drawn", state.problems)
    event, facts = issue_paper(state, person, paper, recorder.now, actor)
    check_paper(reaction, facts, paper.entries)
    recorder.record(event)
    values = {
        "certificate": str(event.certificate),
        "person": person,
        "facts": dump_facts(facts),
        "entries": paper.entries,
    }
    session.execute(insert(FactsRow).values(values))
    return _find(session, event)


def check_paper(reaction: AwardReaction, facts: CertificateFacts, entries: str) -> None:
    """Raises ``Refused`` with the problem when a fact has no glyph or no room on its paper."""
    if facts.kind == SKILL:
        return
    fonts = reaction.shelf.take()
    if fonts is None:
        raise Refused("paper-cannot-be-drawn", [Problem("name", 0, "fonts-unavailable", {})])
    try:
        if facts.kind == TRANSCRIPT:
            lay_out_transcript(state_transcript(facts, entries), fonts)
        else:
            lay_out(facts, fonts)
    except MissingGlyph as fault:
        problems = [
            Problem(fault.field, 0, one.reason, {"character": one.character, "code_point": one.code_point})
            for one in fault.missing
        ]
        raise Refused("paper-cannot-be-drawn", problems) from fault
    except TextTooLong as fault:
        problems = [Problem(fault.field, 0, "text-too-long", {"field": fault.field})]
        raise Refused("paper-cannot-be-drawn", problems) from fault


def list_holdings(
    session: Session, catalog: Catalog, skill_map: SkillMap, person: str
) -> tuple[list[Entry], list[Award]]:
    """Every skill that a person holds with what shows it, and the levels with the certificates that stand."""
    done = {one.course: _state_completion(session, catalog, one) for one in _completed(session, person)}
    entries = [
        Entry(row.skill.name, _prove(row, done)) for row in map_rows(session, skill_map, person) if row.attained_at
    ]
    standing = [one for one in certificates_of(session, person) if one.level and one.standing and one.facts]
    awards = [
        Award(one.facts.level_title, one.serial, one.issued_on)
        for one in sorted(standing, key=lambda one: one.level)
        if one.facts
    ]
    return entries, awards


def _prove(row: MapRow, done: dict[str, Paper]) -> tuple[Proof, ...]:
    proofs = [Proof(f"講座「{done[one].title}」の修了", done[one].day) for one in row.skill.courses if one in done]
    proofs += [Proof(_word(note), note.on) for note in row.evidence]
    if not proofs and row.attained_at is not None:
        proofs = [Proof("到達の記録", day_in_japan(row.attained_at))]
    return tuple(sorted(proofs, key=lambda proof: proof.day))


def _word(note: EvidenceNote) -> str:
    words = EVIDENCE.get(note.reason, note.reason)
    return f"{words}：{note.reference}" if note.reference else words


def _completed(session: Session, person: str) -> list[Standing]:
    found = [one for one in read_standings(session, person) if one.completed_at is not None]
    return sorted(found, key=lambda one: (one.completed_at, one.course))


def _state_completion(session: Session, catalog: Catalog, standing: Standing) -> Paper:
    course = catalog.package(session, standing.digest).course
    if standing.completed_at is None:
        raise LookupError(standing.course)
    modules = tuple(one.title for one in course.modules if one.objectives)  # a final test teaches nothing
    return Paper(
        COURSE,
        course.title,
        day_in_japan(standing.completed_at),
        course.title_en or "",
        standing.course,
        skills=modules,
    )


def _find(session: Session, event: CertificateIssued) -> Certificate:
    found = next(one for one in certificates_of(session, event.person) if one.uuid == event.certificate)
    if found.facts is None or digest_paper(found.facts, found.entries) != event.facts_digest:
        raise LookupError(event.serial)
    return found
