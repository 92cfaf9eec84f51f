"""Aiken: one choice each, as plain as can be. ``A.`` and ``A)`` lines, then ``ANSWER: A``.

Full-width letters and signs count like narrow ones, and 正答 or 解答 like ANSWER.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from fractions import Fraction

from quizzes.formats.blocks import Answer, make_choices
from quizzes.formats.contract import Reading, Writing
from quizzes.formats.decoding import decode_text, first_look
from quizzes.formats.draft import Draft
from quizzes.formats.plain import break_lines, read_plain
from quizzes.kinds.choice import SINGLE, ChoiceBody
from quizzes.model import Bank, Item

_CHOICE = re.compile(r"[ \t\u3000]*([A-ZＡ-Ｚ])[.)．）][ \t\u3000]*(\S.*)")
_ANSWER = re.compile(
    r"[ \t\u3000]*(?:ANSWER|ＡＮＳＷＥＲ|正答|解答)[ \t\u3000]*[:：][ \t\u3000]*(\S+)[ \t\u3000]*", re.IGNORECASE
)


@dataclass(slots=True)
class _Entry:
    """An item while its lines come in."""

    line: int
    stem: list[str]
    choices: list[tuple[str, str, int]] = field(default_factory=list)


class AikenFormat:
    """One choice each; nothing else of an item has a place."""

    name = "aiken"
    suffixes: tuple[str, ...] = (".aiken", ".txt")

    def recognises(self, data: bytes) -> bool:
        """An answer line and no braces before it."""
        head = first_look(data)
        found = re.search(_ANSWER.pattern, head, re.MULTILINE | re.IGNORECASE)
        return found is not None and "{" not in head[: found.start()]

    def read(self, data: bytes, path: str) -> Reading:
        """Items in the order of the file; a block that does not come to its answer line is a problem."""
        draft = Draft(path)
        text = decode_text(data, draft.report)
        entry: _Entry | None = None
        for number, line in enumerate((text or "").split("\n"), 1):
            if entry is None:
                entry = _Entry(number, [line]) if line.strip() else None
            elif answer := _ANSWER.fullmatch(line):
                _finish(entry, answer[1], number, draft)
                entry = None
            elif choice := _CHOICE.fullmatch(line):
                entry.choices.append((_narrow(choice[1]), choice[2].strip(), number))
            elif not line.strip():
                if entry.choices:
                    draft.refuse(entry.line, "aiken-answer-missing")
                    entry = None
            elif entry.choices:
                draft.refuse(number, "aiken-line-unknown", text=line.strip()[:60])
            else:
                entry.stem.append(line)
        if entry is not None:
            draft.refuse(entry.line, "aiken-answer-missing")
        return draft.reading()

    def write(self, bank: Bank) -> Writing:
        """Single choices; their explanations and all settings are losses."""
        draft = Draft("")
        blocks = [_write(item, draft) for item in bank.items]
        data = "\n".join(block for block in blocks if block).encode("utf-8", "surrogatepass")
        return Writing(data, tuple(draft.report.problems), draft.losses.all())


def _narrow(letter: str) -> str:
    return unicodedata.normalize("NFKC", letter).upper()


def _finish(entry: _Entry, answer: str, line: int, draft: Draft) -> None:
    letters = [letter for letter, _, _ in entry.choices]
    key = _narrow(answer).rstrip(".)")
    if letters != [chr(65 + place) for place in range(len(letters))]:
        draft.refuse(entry.line, "aiken-letters-not-in-order", letters=" ".join(letters))
    elif key not in letters:
        draft.refuse(line, "aiken-answer-unknown", answer=answer)
    else:
        answers = [Answer(break_lines(text), Fraction(letter == key), "", at) for letter, text, at in entry.choices]
        body = make_choices(draft, entry.line, answers, SINGLE, "")
        if body is not None:
            draft.add(entry.line, "choice", body, break_lines("\n".join(entry.stem)))


def _write(item: Item, draft: Draft) -> str:
    draft.report.path = item.path
    body = item.body
    if item.kind != "choice" or not isinstance(body, ChoiceBody) or body.select != SINGLE:
        draft.refuse(item.line, "kind-not-in-format", id=item.id, kind=item.kind, format="Aiken")
        return ""
    details = {
        "id": item.id,
        "objective": item.objective,
        "use": item.use,
        "points": item.points != 1,
        "tags": item.tags,
        "sources": item.sources,
        "explanation": item.explanation or any(choice.explanation for choice in body.choices),
        "wrong_note": item.wrong_note,
    }
    for name, value in details.items():
        if value:
            draft.lose(item.line, name)
    lines = [_plain(item.stem, item, draft, paragraphs=True)]
    lines += [f"{choice.id.upper()}. {_plain(choice.text, item, draft)}" for choice in body.choices]
    lines += [f"ANSWER: {choice.id.upper()}" for choice in body.choices if choice.right]
    return "\n".join(lines) + "\n"


def _plain(text: str, item: Item, draft: Draft, paragraphs: bool = False) -> str:
    plain, kept = read_plain(text)
    lines = [line for line in plain.split("\n") if line.strip()]
    if not kept or (len(lines) > 1 and not paragraphs) or "" in plain.split("\n"):
        draft.lose(item.line, "markdown")
    return ("\n" if paragraphs else " ").join(lines)
