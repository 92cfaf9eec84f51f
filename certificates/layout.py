"""Where everything stands on the sheet and how large it is, decided from the facts alone.

All positions are millimetres from the top of an A4 sheet, all sizes points. Text that is too wide steps down in size
until it fits; text that does not fit at the smallest step is refused, never clipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from certificates.designs import Design, find_design
from certificates.fonts import Face
from certificates.glyphs import FontSet, MissingGlyph, Run
from certificates.model import CertificateFacts, Problem
from certificates.wording import Words, fill, fill_english, words_of

POINTS_PER_MM = 72 / 25.4
STANDARD = "formal-portrait"

_ERAS = ((date(2019, 5, 1), "令和", 2018), (date(1989, 1, 8), "平成", 1988))
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

_WRAP_LOSS = 0.92
"""How full a line gets at worst when text wraps: a break falls before what may not begin a line."""


class TextTooLong(ValueError):
    """A text does not fit its place at the smallest size; ``field`` names the fact."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(field, text)
        self.field = field
        self.text = text


@dataclass(frozen=True)
class Line:
    """A piece of text ready to be drawn: rows of runs by font, and its size in points.

    A row may still be wrapped where it is drawn; where a new row begins, the line breaks in any case.
    """

    rows: tuple[tuple[Run, ...], ...]
    size: float

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs of all rows."""
        return tuple(run for row in self.rows for run in row)

    @property
    def text(self) -> str:
        """The text as one string."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, kw_only=True)
class Tops:
    """Distances of the movable blocks from the top of the sheet, in mm."""

    level_title: float
    name: float
    body: float
    skills: float
    row: float


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One certificate, ready for the template."""

    level_title: Line
    name: Line
    kana: Line | None
    body: tuple[Line, ...]
    skills: tuple[Line, ...]
    date_text: str
    issuer: Line | None
    issuer_title: Line
    serial: Line
    verify_url: Line
    tops: Tops
    words: Words
    english: tuple[Line, ...] = ()
    skills_en: tuple[Line, ...] = ()
    level_title_en: Line | None = None
    issuer_en: Line | None = None

    def _lines(self) -> Iterator[Line]:
        lines = (self.level_title, self.name, self.kana, *self.body, *self.skills)
        lines += (self.issuer, self.issuer_title, self.serial, self.verify_url)
        lines += (*self.english, *self.skills_en, self.level_title_en, self.issuer_en)
        return (line for line in lines if line)

    def faces(self) -> tuple[Face, ...]:
        """Every face that a fact needs, each once."""
        return tuple(self.characters())

    def characters(self) -> dict[Face, str]:
        """Every face that a fact needs -> the characters and selectors it draws, each once, in order."""
        found: dict[Face, set[str]] = {}
        for line in self._lines():
            for run in line.runs:
                found.setdefault(run.face, set()).update(run.text)
        return {face: "".join(sorted(characters)) for face, characters in found.items()}


def format_era_date(day: date) -> str:
    """A date in the Japanese era, e.g. ``令和８年１１月２２日``; the first year is 元年. Digits are full-width.

    Raises ``ValueError`` for a day before 平成.
    """
    for begin, era, base in _ERAS:
        if day >= begin:
            year = "元" if day.year - base == 1 else str(day.year - base)
            return f"{era}{year}年{day.month}月{day.day}日".translate(_FULL_WIDTH)
    raise ValueError(f"no era for {day.isoformat()}")


def require_glyphs(facts: CertificateFacts, fonts: FontSet) -> None:
    """Raises ``MissingGlyph`` for the first fact that holds a character no font draws; says nothing otherwise."""
    for field, text in facts.texts():
        absent = fonts.missing(text)
        if absent:
            raise MissingGlyph(field, absent)


def check_name(name: str, fonts: FontSet, design: str = STANDARD) -> list[Problem]:
    """Why a name cannot stand on a certificate, for a person to mend; empty when it can."""
    absent = fonts.missing(name)
    if absent:
        return [
            Problem("name", 0, one.reason, {"character": one.character, "code_point": one.code_point}) for one in absent
        ]
    try:
        _Fitter(find_design(design), fonts).fit("name", "name", name)
    except TextTooLong:
        return [Problem("name", 0, "text-too-long", {"field": "name"})]
    return [] if name.strip() else [Problem("name", 0, "text-empty", {"field": "name"})]


class _Fitter:
    """Fits texts into the places of one design."""

    def __init__(self, design: Design, fonts: FontSet) -> None:
        self.design, self.fonts = design, fonts

    def fit(self, kind: str, field: str, text: str) -> Line:
        """The text at the largest size that fits. Raises ``TextTooLong``."""
        width = self.design.widths[kind] * POINTS_PER_MM
        ems = self.fonts.measure(text)
        for size, lines in self.design.sizes[kind]:
            room = width * lines * (_WRAP_LOSS if lines > 1 else 1)
            if ems * size <= room:
                parts = (text,) if lines == 1 else _split_rows(text, width / size, self.fonts)
                return Line(tuple(self.fonts.assign(part) for part in parts), size)
        raise TextTooLong(field, text)

    def fit_english(self, kind: str, field: str, text: str) -> Line | None:
        """The same for a text that may be missing, and that only a design with English shows."""
        return self.fit(kind, field, text) if text and self.design.english else None


def _split_rows(text: str, ems: float, fonts: FontSet) -> tuple[str, ...]:
    """The text parted after a blank so that both rows fit; whole when no blank allows that."""
    places = [match.end() for match in re.finditer(r"\s+", text)]
    for place in sorted(places, key=lambda place: abs(place - len(text) / 2)):
        rows = text[:place], text[place:]
        if all(row and fonts.measure(row) <= ems for row in rows):
            return rows
    return (text,)


def _place_blocks(design: Design, rows: int) -> Tops:
    """Fewer skills leave room: some of it goes into taller rows, the rest moves the blocks apart."""
    row = design.row + min(design.most, (design.rows - min(rows, design.rows)) * design.give)
    slack = max(0.0, design.row * design.rows - row * rows)
    tops = {name: round(begin + slack * share, 3) for name, (begin, share) in design.tops.items()}
    return Tops(**tops, row=round(row, 2))


def lay_out(facts: CertificateFacts, fonts: FontSet) -> Sheet:
    """The sheet of a certificate.

    Raises ``BadDesign`` for an unknown design, ``MissingGlyph`` when a fact cannot be drawn and ``TextTooLong`` when
    one does not fit; more skills than the design has places for count as too long.
    """
    design = find_design(facts.design)
    require_glyphs(facts, fonts)
    if len(facts.skills) > 2 * design.rows:
        raise TextTooLong("skills", "、".join(facts.skills))
    fitter, words = _Fitter(design, fonts), words_of(facts)
    body = [fitter.fit("body", field, sentence) for field, sentence in fill(words, facts)]
    skills = [fitter.fit("skill", "skills", skill) for skill in facts.skills]
    named = facts.issuer_title.startswith(facts.issuer)
    english = fitter.fit_english("english", "level_title_en", fill_english(words, facts))
    skills_en = [fitter.fit("skill_english", "skills_en", skill) for skill in facts.skills_en if design.english]
    return Sheet(
        level_title=fitter.fit("level_title", "level_title", facts.level_title),
        name=fitter.fit("name", "name", facts.name),
        kana=fitter.fit("kana", "kana", facts.kana) if facts.kana else None,
        body=_even(body),
        skills=_even(skills),
        date_text=format_era_date(facts.issued_on),
        issuer=None if named else fitter.fit("issuer", "issuer", facts.issuer),
        issuer_title=fitter.fit("issuer_title", "issuer_title", facts.issuer_title),
        serial=Line((fonts.assign(facts.serial),), 9),
        verify_url=fitter.fit("verify_url", "verify_url", facts.verify_url),
        tops=_place_blocks(design, (len(facts.skills) + 1) // 2),
        words=words,
        english=() if english is None else (english,),
        skills_en=_even(skills_en) if len(skills_en) == len(skills) else (),
        level_title_en=fitter.fit_english("english", "level_title_en", facts.level_title_en),
        issuer_en=fitter.fit_english("english", "issuer_en", facts.issuer_en),
    )


def _even(lines: list[Line]) -> tuple[Line, ...]:
    """The lines of one block, all in the smallest size that any of them needs."""
    size = min((line.size for line in lines), default=0.0)
    return tuple(Line(line.rows, size) for line in lines)
