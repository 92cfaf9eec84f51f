"""What a transcript says: every skill of one person with what shows it and since when, and the levels conferred.

A transcript certifies no more than the register holds on its day. It may take several pages; its number is of a series
of its own, so that nobody takes it for a certificate.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from certificates.fonts import Face
from certificates.glyphs import FontSet, MissingGlyph
from certificates.layout import Line, TextTooLong, format_era_date
from certificates.model import CertificateFacts

MOST_PAGES = 12
_LONGEST = {"name": 60, "kana": 80, "skill": 60, "evidence": 160, "title": 80}
"""Characters that a text may have: a row may take several lines, but no row a page."""


@dataclass(frozen=True)
class Proof:
    """One thing that shows a skill: in words, and the day it happened."""

    evidence: str
    day: date


@dataclass(frozen=True)
class Entry:
    """A skill with all that shows it, at least one thing, the oldest first."""

    skill: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True)
class Award:
    """A level that was conferred, the serial of its certificate, and the date that this bears."""

    title: str
    serial: str
    day: date


@dataclass(frozen=True, kw_only=True)
class TranscriptFacts:
    """Everything that the paper shows. ``mark`` tells this paper from others (it makes the file's identifier).

    ``verify_url`` is where it can be checked; with one, ``mark`` is its number and both are shown.

    ``name`` is exactly what the register holds, as on a certificate.
    """

    mark: str
    name: str
    kana: str | None
    entries: tuple[Entry, ...]
    awards: tuple[Award, ...]
    issued_on: date
    issuer: str
    issuer_title: str
    plan_title: str
    language: str = "ja"
    verify_url: str = ""

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text that is drawn, as (field, text) in reading order."""
        yield "name", self.name
        if self.kana:
            yield "kana", self.kana
        for award in self.awards:
            yield "title", award.title
            yield "serial", award.serial
        for entry in self.entries:
            yield "skill", entry.skill
            for proof in entry.proofs:
                yield "evidence", proof.evidence
        yield from (("issuer", self.issuer), ("issuer_title", self.issuer_title), ("plan_title", self.plan_title))
        if self.verify_url:
            yield from (("mark", self.mark), ("verify_url", self.verify_url))


def dump_entries(entries: Iterable[Entry], awards: Iterable[Award]) -> str:
    """The rows of a transcript as canonical JSON, ASCII only, so that equal rows are equal bytes."""
    record = {
        "awards": [[one.title, one.serial, one.day.isoformat()] for one in awards],
        "entries": [
            [entry.skill, [[proof.evidence, proof.day.isoformat()] for proof in entry.proofs]] for entry in entries
        ],
    }
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def load_entries(text: str) -> tuple[tuple[Entry, ...], tuple[Award, ...]]:
    """The rows that ``dump_entries`` wrote. Raises ``ValueError`` or ``KeyError`` for any other text."""
    record = json.loads(text)
    entries = tuple(
        Entry(skill, tuple(Proof(evidence, date.fromisoformat(day)) for evidence, day in proofs))
        for skill, proofs in record["entries"]
    )
    return entries, tuple(Award(title, serial, date.fromisoformat(day)) for title, serial, day in record["awards"])


def state_transcript(facts: CertificateFacts, entries: str) -> TranscriptFacts:
    """What the pages of a transcript show, from what is kept of it."""
    rows, awards = load_entries(entries)
    return TranscriptFacts(
        mark=facts.serial,
        name=facts.name,
        kana=facts.kana,
        entries=rows,
        awards=awards,
        issued_on=facts.issued_on,
        issuer=facts.issuer,
        issuer_title=facts.issuer_title,
        plan_title=facts.plan_title,
        verify_url=facts.verify_url,
    )


@dataclass(frozen=True, kw_only=True)
class TranscriptSheet:
    """A transcript ready for its template: the lines by field, and the rows of both tables."""

    lines: Mapping[str, Line]
    awards: tuple[tuple[Line, Line, str], ...]
    rows: tuple[tuple[Line, Line, str], ...]
    date_text: str

    def characters(self) -> dict[Face, str]:
        """Every face that a fact needs -> the characters and selectors it draws, each once, in order."""
        found: dict[Face, set[str]] = {}
        pairs = (line for first, second, _ in (*self.awards, *self.rows) for line in (first, second))
        for line in (*self.lines.values(), *pairs):
            for run in line.runs:
                found.setdefault(run.face, set()).update(run.text)
        return {face: "".join(sorted(characters)) for face, characters in found.items()}


def lay_out_transcript(facts: TranscriptFacts, fonts: FontSet) -> TranscriptSheet:
    """The sheet of a transcript.

    Raises ``MissingGlyph`` and ``TextTooLong``, each with the field, and ``ValueError`` for a skill that nothing shows.
    """
    for field, text in facts.texts():
        absent = fonts.missing(text)
        if absent:
            raise MissingGlyph(field, absent)
        if len(text) > _LONGEST.get(field, 120):
            raise TextTooLong(field, text)
    if any(not entry.proofs for entry in facts.entries):
        raise ValueError("a skill that nothing shows")

    def line(text: str) -> Line:
        return Line((fonts.assign(text),), 0)

    shown = {"name": facts.name, "kana": facts.kana or "", "plan_title": facts.plan_title}
    shown |= {"issuer": facts.issuer, "issuer_title": facts.issuer_title}
    if facts.verify_url:
        shown |= {"mark": facts.mark, "verify_url": facts.verify_url}
    return TranscriptSheet(
        lines={field: line(text) for field, text in shown.items() if text},
        awards=tuple((line(one.title), line(one.serial), format_era_date(one.day)) for one in facts.awards),
        rows=tuple(
            (line(entry.skill), line(proof.evidence), format_era_date(proof.day))
            for entry in facts.entries
            for proof in entry.proofs
        ),
        date_text=format_era_date(facts.issued_on),
    )
