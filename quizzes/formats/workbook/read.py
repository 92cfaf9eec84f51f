"""From rows to items. A problem names sheet and cell: ``bank.xlsx・設問!H5``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from quizzes.folding import DEFAULT_FOLDS, FOLDS
from quizzes.formats.decoding import CONTROL
from quizzes.formats.draft import Draft
from quizzes.formats.folds import read_folds
from quizzes.formats.front_matter import SLUG
from quizzes.formats.item_text import tidy
from quizzes.formats.labels import Labels
from quizzes.formats.workbook.columns import (
    KINDS,
    MODES,
    NOTE,
    PART,
    SAMPLE,
    SCORINGS,
    TRUTHS,
    USES,
    is_column,
    split_hints,
)
from quizzes.formats.workbook.sheet import DATE, ERROR, PERCENT, Cell, Sheet, column_letters
from quizzes.kinds.choice import EXACT, LETTERS, MOST, Choice, ChoiceBody
from quizzes.kinds.cloze import ClozeBody, ClozeKind
from quizzes.kinds.contract import KeySource
from quizzes.kinds.essay import LONGEST_RESPONSE, EssayBody, EssayKind
from quizzes.kinds.fill_in import FillInBody
from quizzes.kinds.likert import LikertBody
from quizzes.kinds.lines import text_id
from quizzes.kinds.matching import MatchingBody, Pair
from quizzes.kinds.numeric import ABSOLUTE, NumericBody
from quizzes.kinds.sequencing import SequenceEntry, SequencingBody
from quizzes.model import Scenario
from quizzes.numbers import read_number

_MISREAD = {ERROR: "cell-error", DATE: "cell-date", PERCENT: "cell-percent"}
"""Excel has made something else of what was typed: 1-2 a date, 32% the number 0.32."""
_TRUE_FALSE = {"true": "正しい", "false": "正しくない"}


def read_rows(sheet: Sheet, path: str, draft: Draft) -> None:
    """Read every row below the headings into the draft."""
    place = f"{path}・{sheet.name}"
    draft.report.path = place
    headings: dict[str, int] = {}
    for column, cell in sorted(sheet.rows.get(1, {}).items()):
        name = _narrow(cell.text)
        if not is_column(name) or name in headings:
            draft.report.path = f"{place}!{column_letters(column)}1"
            draft.refuse(1, "workbook-column-twice" if name in headings else "workbook-column-unknown", name=name)
        headings.setdefault(name, column)
    draft.report.path = place
    missing = [name for name in ("設問ID", "形式", "本文") if name not in headings]
    if missing:
        draft.refuse(1, "workbook-column-missing", names="、".join(missing))
        return
    for number, cells in sorted(sheet.rows.items()):
        row = _Row(number, cells, headings, place, draft)
        if number > 1 and row.text(SAMPLE) != SAMPLE:
            row.read()
    draft.report.path = place


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


class _Row:
    """One row: cells by heading, and the problems with them."""

    def __init__(self, number: int, cells: dict[int, Cell], headings: dict[str, int], place: str, draft: Draft) -> None:
        self.number, self.cells, self.headings = number, cells, headings
        self.place, self.draft = place, draft
        self.faults = 0
        self._read: set[str] = set()

    def refuse(self, name: str, code: str, **params: object) -> None:
        """A problem with the cell of this heading."""
        column = self.headings.get(name)
        self.draft.report.path = f"{self.place}!{column_letters(column)}{self.number}" if column else self.place
        self.draft.refuse(self.number, code, **params)
        self.faults += 1

    def text(self, name: str) -> str:
        """The text of a cell; empty when there is none."""
        self._read.add(name)
        cell = self.cells.get(self.headings.get(name, 0))
        if cell is None:
            return ""
        if cell.kind in _MISREAD:
            self.refuse(name, _MISREAD[cell.kind], value=cell.text)
        elif found := CONTROL.search(cell.text):
            self.refuse(name, "file-control-sign", sign=f"U+{ord(found[0]):04X}")
        return tidy(cell.text.split("\n"))

    def word(self, name: str, words: dict[str, Any], default: Any) -> Any:
        """What one of the words to choose from stands for."""
        text = _narrow(self.text(name))
        if text in words:
            return words[text]
        if text:
            self.refuse(name, "metadata-value-unknown", key=name, value=text, allowed="、".join(words))
        return default

    def number_of(self, name: str, default: Decimal | None) -> Decimal | None:
        """The number in a cell."""
        text = self.text(name)
        value = read_number(text) if text else default
        if isinstance(value, str) or value is None:
            self.refuse(name, "numeric-not-a-number", key=name, value=text)
            return None
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """Words with commas between; Japanese ones part words where there is no other."""
        text = self.text(name)
        parts = text.split(",") if "," in text else re.split("[、，]", text)
        return tuple(word for part in parts if (word := part.strip()))

    def parts(self) -> list[tuple[str, str]]:
        """Choices and their notes, up to the last that is there."""
        pairs = [(self.text(f"{PART}{number}").strip(), self.text(f"{NOTE}{number}")) for number in range(1, 100)]
        while pairs and pairs[-1] == ("", ""):
            pairs.pop()
        return pairs

    def read(self) -> None:
        """Add the item of this row, or say what is wrong with its cells."""
        kind = self.word("形式", KINDS, None)
        if kind is None:
            if not self.faults:
                self.refuse("形式", "item-kind-missing", known="、".join(KINDS))
            return
        use = self.word("用途", USES, "")
        points = self.number_of("配点", Decimal(1))
        labels = Labels(self.text("目標").strip(), use, self.words("出典"), self.words("タグ"))
        stem, explanation, note = self.text("本文"), self.text("解説"), self.text("誤答のとき")
        hints = split_hints(self.text("ヒント"))
        name = self.text("設問ID").strip()
        self.text("場面"), self.text("場面の本文")
        body = _BODIES[kind[0]](self, kind[1])
        for heading in self.headings:
            if heading not in self._read and self.text(heading):
                self.refuse(heading, "metadata-key-unknown", key=heading, kind=self.text("形式"))
        scenario = self.scenario()
        if body is None or self.faults:
            return
        if isinstance(body, ClozeBody):
            stem = _cut(stem)[0]
        self.draft.report.path = self.place
        self.draft.add(
            self.number,
            kind[0],
            body,
            stem,
            name=name,
            points=points if points is not None else Decimal(1),
            labels=labels,
            explanation=explanation,
            wrong_note=note,
            hints=hints,
            scenario=scenario,
        )

    def scenario(self) -> Scenario | None:
        """The stem that the row shares: its own text, or that of an earlier row of the same id."""
        ident, text = self.text("場面").strip(), self.text("場面の本文").strip("\n")
        if not ident:
            if text:
                self.refuse("場面", "scenario-id-invalid", id="")
            return None
        known = next((one.scenario for one in self.draft.items if one.scenario and one.scenario.id == ident), None)
        if not SLUG.fullmatch(ident):
            self.refuse("場面", "scenario-id-invalid", id=ident)
        elif known is None and not text:
            self.refuse("場面の本文", "scenario-stem-missing", id=ident)
        elif known is not None and text and text != known.stem:
            self.refuse("場面の本文", "scenario-id-duplicate", id=ident, first=f"{known.path}:{known.line}")
        else:
            return known or Scenario(ident, text, self.place, self.number)
        return None


def _choice(row: _Row, select: str) -> ChoiceBody | None:
    parts = row.parts()
    if len(parts) > MOST:
        row.refuse(f"{PART}{len(parts)}", "choices-too-many", count=len(parts), most=MOST)
        return None
    key = re.split(r"[,、，.\s]+", unicodedata.normalize("NFKC", row.text("正答")).strip(", "))
    known = {str(number) for number in range(1, len(parts) + 1)}
    if not set(key) <= known:
        row.refuse("正答", "workbook-key-unknown", value=row.text("正答"), most=len(parts))
        return None
    scoring = row.word("採点", SCORINGS, EXACT)
    choices = (
        Choice(LETTERS[place], text, str(place + 1) in key, note, row.number)
        for place, (text, note) in enumerate(parts)
    )
    return ChoiceBody(tuple(choices), select, scoring, _penalty(row))


def _penalty(row: _Row) -> Decimal:
    value = row.number_of("減点", Decimal(0)) or Decimal(0)
    if 0 <= value <= 1 and value == round(value, 4):
        return value
    row.refuse("減点", "choice-penalty-invalid", value=row.text("減点"))
    return Decimal(0)


def _true_false(row: _Row, _: str) -> ChoiceBody | None:
    answer = row.word("正答", {**TRUTHS, "TRUE": "true", "FALSE": "false"}, "")
    if not answer:
        if not row.faults:
            row.refuse("正答", "key-missing")
        return None
    notes = {"true": row.text(f"{NOTE}1"), "false": row.text(f"{NOTE}2")}
    choices = (Choice(part, text, part == answer, notes[part], row.number) for part, text in _TRUE_FALSE.items())
    return ChoiceBody(tuple(choices), penalty=_penalty(row))


def _matching(row: _Row, _: str) -> MatchingBody:
    pairs: list[Pair] = []
    spare: list[str] = []
    for number, (left, right) in enumerate(row.parts(), 1):
        right = " ".join(right.split("\n")).strip()
        if not right and left:
            row.refuse(f"{NOTE}{number}", "matching-right-missing", left=left)
        elif left:
            pairs.append(Pair(str(len(pairs) + 1), left, right, row.number))
        elif right:
            spare.append(right)
    return MatchingBody(tuple(pairs), tuple(spare))


def _sequencing(row: _Row, _: str) -> SequencingBody:
    scoring = row.word("採点", SCORINGS, EXACT)
    texts = _bare_parts(row)
    return SequencingBody(tuple(SequenceEntry(text_id(text), text, row.number) for text in texts), scoring)


def _bare_parts(row: _Row) -> list[str]:
    """Parts that take no note."""
    parts = row.parts()
    for number, (_, note) in enumerate(parts, 1):
        if note:
            row.refuse(f"{NOTE}{number}", "choice-explanation-unexpected")
    return [text for text, _ in parts if text]


def _number(row: _Row, _: str) -> NumericBody | None:
    answer, tolerance = row.number_of("正答", None), row.number_of("許容差", Decimal(0))
    unit = row.text("単位").strip()
    mode = row.word("許容差の種類", MODES, ABSOLUTE)
    return None if answer is None or tolerance is None else NumericBody(answer, tolerance, unit, mode)


def _folds(row: _Row) -> frozenset[str]:
    named = row.text("表記").strip()
    folds = read_folds(named.replace(",", " ").replace("、", " ")) if named else DEFAULT_FOLDS
    if folds is None:
        row.refuse("表記", "metadata-value-unknown", key="表記", value=named, allowed=", ".join(sorted(FOLDS)))
    return folds if folds is not None else DEFAULT_FOLDS


def _text(row: _Row, _: str) -> FillInBody:
    folds, accepted = _folds(row), tuple(_bare_parts(row))
    return FillInBody(accepted, folds, (row.number,) * len(accepted))


def _cut(text: str) -> tuple[str, list[str]]:
    """The stem, and the lines of a cloze's text below it."""
    lines = text.split("\n")
    starts = ClozeKind().starts_key
    return tidy([line for line in lines if not starts(line)]), [line for line in lines if starts(line)]


def _cloze(row: _Row, _: str) -> ClozeBody | None:
    """The gaps' entries are written as in the native format."""
    lines = [*_cut(row.text("本文"))[1], *(f"- {text}" for text in _bare_parts(row))]
    source = KeySource({}, tuple((row.number, line) for line in lines), row.number)
    body = ClozeKind().parse(source, row.draft.report)
    scoring = row.word("採点", SCORINGS, "share")
    return replace(body, folds=_folds(row), scoring=scoring) if body is not None else None


def _essay(row: _Row, _: str) -> EssayBody:
    """Criteria with a level on each line of the note, as in the native format."""
    lines = [
        line
        for text, note in row.parts()
        for line in (f"- 観点: {text}", *(f"  - {level.strip()}" for level in note.split("\n") if level.strip()))
    ]
    body = EssayKind().parse(KeySource({}, tuple((row.number, line) for line in lines), row.number), row.draft.report)
    least, most = _limits(row)
    return replace(body or EssayBody(()), model=row.text("正答").strip("\n"), least=least, most=most)


def _limits(row: _Row) -> tuple[int, int]:
    text = unicodedata.normalize("NFKC", row.text("文字数")).strip().replace("~", "〜")
    found = re.fullmatch(r"(\d{0,5})[〜-](\d{0,5})|(\d{1,5})", text, re.ASCII)
    if text and found is None:
        row.refuse("文字数", "essay-limit-invalid", key="文字数", value=text, most=LONGEST_RESPONSE)
    if not text or found is None:
        return 0, 0
    return int(found[1] or 0), int(found[2] or found[3] or 0)


def _likert(row: _Row, _: str) -> LikertBody:
    labels = tuple(_bare_parts(row))
    return LikertBody(labels, (row.number,) * len(labels))


_BODIES: dict[str, Callable[[_Row, str], Any]] = {
    "choice": _choice,
    "true_false": _true_false,
    "matching": _matching,
    "sequencing": _sequencing,
    "numeric": _number,
    "fill_in": _text,
    "cloze": _cloze,
    "essay": _essay,
    "likert": _likert,
}
