"""Where everything stands on the sheet and how large it is, decided from the facts alone.

All positions are millimetres from the top of an A4 sheet, all sizes points. Text that is too wide steps down in size
until it fits; text that does not fit at the smallest step is refused, never clipped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from certificates.fonts import Face
from certificates.glyphs import FontSet, MissingGlyph, Run
from certificates.model import CertificateFacts, Problem

POINTS_PER_MM = 72 / 25.4

BODY_WIDTH = 146.0
"""Width of the text area in mm."""
ORNAMENT_Y, WATERMARK_Y = 57.0, 142.0
"""Middles in mm of the ornament under the heading and of the faint rosette behind the text."""
SEAL = (157.0, 228.0, 24.0)
"""Left, top and side in mm of the place kept free for a seal."""

_ERAS = ((date(2019, 5, 1), "令和", 2018), (date(1989, 1, 8), "平成", 1988))
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

_STEPS: dict[str, tuple[tuple[float, int], ...]] = {
    "level_title": ((19, 1), (17, 1), (15, 1), (13, 2), (11, 2)),
    "name": ((32, 1), (28, 1), (24, 1), (21, 1), (18, 1), (16, 2), (14, 2), (12, 2), (10, 3)),
    "kana": ((10, 1), (9, 1), (8, 1), (7, 1), (7, 2)),
    "body": ((15, 1), (14, 1), (13, 1), (12, 2), (11, 2)),
    "skill": ((11.5, 1), (10.5, 1), (9.5, 1), (8.5, 1), (7.5, 1)),
    "issuer": ((13, 1), (12, 1), (11, 1), (10, 1)),
    "issuer_title": ((20, 1), (18, 1), (16, 1), (14, 1), (12, 1), (10, 2)),
    "verify_url": ((8, 1), (7.5, 1), (7, 1), (6.5, 2), (6, 3)),
}
"""For each kind of text the sizes that are tried, each with the number of lines it may take."""

_WIDTHS = {"body": 128.0, "name": 128.0, "skill": 68.0, "issuer": 100.0, "issuer_title": 100.0, "verify_url": 116.0}
_WRAP_LOSS = 0.92
"""How full a line gets at worst when text wraps: a break falls before what may not begin a line."""

_MOST_ROWS = 9


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

    def faces(self) -> tuple[Face, ...]:
        """Every face that a fact needs, each once, the main one first."""
        lines = (self.level_title, self.name, self.kana, *self.body, *self.skills)
        lines += (self.issuer, self.issuer_title, self.serial, self.verify_url)
        return tuple(dict.fromkeys(run.face for line in lines if line for run in line.runs))


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


def check_name(name: str, fonts: FontSet) -> list[Problem]:
    """Why a name cannot stand on a certificate, for a person to mend; empty when it can."""
    absent = fonts.missing(name)
    if absent:
        return [
            Problem("name", 0, one.reason, {"character": one.character, "code_point": one.code_point}) for one in absent
        ]
    try:
        _fit("name", "name", name, fonts)
    except TextTooLong:
        return [Problem("name", 0, "text-too-long", {"field": "name"})]
    return [] if name.strip() else [Problem("name", 0, "text-empty", {"field": "name"})]


def _fit(kind: str, field: str, text: str, fonts: FontSet) -> Line:
    width = _WIDTHS.get(kind, BODY_WIDTH) * POINTS_PER_MM
    ems = fonts.measure(text)
    for size, lines in _STEPS[kind]:
        room = width * lines * (_WRAP_LOSS if lines > 1 else 1)
        if ems * size <= room:
            parts = (text,) if lines == 1 else _split_rows(text, width / size, fonts)
            return Line(tuple(fonts.assign(part) for part in parts), size)
    raise TextTooLong(field, text)


def _split_rows(text: str, ems: float, fonts: FontSet) -> tuple[str, ...]:
    """The text parted after a blank so that both rows fit; whole when no blank allows that."""
    places = [match.end() for match in re.finditer(r"\s+", text)]
    for place in sorted(places, key=lambda place: abs(place - len(text) / 2)):
        rows = text[:place], text[place:]
        if all(row and fonts.measure(row) <= ems for row in rows):
            return rows
    return (text,)


def _place_blocks(rows: int) -> Tops:
    """Fewer skills leave room: half of it goes into taller rows, the rest moves the blocks apart."""
    row = 6.3 + min(1.6, (_MOST_ROWS - min(rows, _MOST_ROWS)) * 0.35)
    slack = max(0.0, 6.3 * _MOST_ROWS - row * rows)
    return Tops(
        level_title=64 + slack * 0.06,
        name=79 + slack * 0.16,
        body=110 + slack * 0.3,
        skills=149 + slack * 0.46,
        row=round(row, 2),
    )


def lay_out(facts: CertificateFacts, fonts: FontSet) -> Sheet:
    """The sheet of a certificate.

    Raises ``MissingGlyph`` when a fact cannot be drawn and ``TextTooLong`` when one does not fit; skills beyond 18
    count as too long.
    """
    require_glyphs(facts, fonts)
    if len(facts.skills) > 2 * _MOST_ROWS:
        raise TextTooLong("skills", "、".join(facts.skills))
    sentences = (
        ("plan_title", f"あなたは、{facts.plan_title}に定める"),
        ("level_title", f"{facts.level_title}に必要なスキルを"),
        ("level_title", "修得したので、ここに認定します。"),
    )
    body = [_fit("body", field, sentence, fonts) for field, sentence in sentences]
    skills = [_fit("skill", "skills", skill, fonts) for skill in facts.skills]
    named = facts.issuer_title.startswith(facts.issuer)
    return Sheet(
        level_title=_fit("level_title", "level_title", facts.level_title, fonts),
        name=_fit("name", "name", facts.name, fonts),
        kana=_fit("kana", "kana", facts.kana, fonts) if facts.kana else None,
        body=_even(body),
        skills=_even(skills),
        date_text=format_era_date(facts.issued_on),
        issuer=None if named else _fit("issuer", "issuer", facts.issuer, fonts),
        issuer_title=_fit("issuer_title", "issuer_title", facts.issuer_title, fonts),
        serial=Line((fonts.assign(facts.serial),), 9),
        verify_url=_fit("verify_url", "verify_url", facts.verify_url, fonts),
        tops=_place_blocks((len(facts.skills) + 1) // 2),
    )


def _even(lines: list[Line]) -> tuple[Line, ...]:
    """The lines of one block, all in the smallest size that any of them needs."""
    size = min((line.size for line in lines), default=0.0)
    return tuple(Line(line.rows, size) for line in lines)
