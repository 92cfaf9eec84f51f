"""The glossary: terms as the plan defines them, read once from the file that ships beside the room."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, cached_property
from importlib import resources
from typing import Any

from courses.folding import fold_text
from courses.matching import rank_texts

SHIPPED = "hirakata-r7"
"""The glossary of the plan of March 2025."""

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class BadGlossary(ValueError):
    """A glossary cannot be used; the message says where and why."""


@dataclass(frozen=True)
class Term:
    """A term: ``term`` and ``text`` are the source's own words; reading, English words and notes are ours."""

    id: str
    term: str
    reading: str
    term_en: str
    text: str
    text_en: str
    note: str = ""
    note_en: str = ""

    def name_in(self, language: str) -> str:
        """The term's name on a page of that language."""
        return self.term if language == "ja" else self.term_en

    def text_in(self, language: str) -> str:
        """What it means, on a page of that language."""
        return self.text if language == "ja" else self.text_en

    def note_in(self, language: str) -> str:
        """Our remark on the source's words, if any."""
        return self.note if language == "ja" else self.note_en

    @cached_property
    def _folded(self) -> tuple[str, str]:
        names = "\n".join(fold_text(one) for one in (self.term, self.reading, self.term_en))
        return names, "\n".join(fold_text(one) for one in (self.text, self.text_en, self.note, self.note_en))

    def rank(self, words: Sequence[str]) -> int:
        """How well the term fits folded words (see ``courses.matching.rank_texts``); names count as titles."""
        names, body = self._folded
        exact = sum(word in names.split("\n") for word in words)
        found = rank_texts(words, names, "", body)
        return found + exact if found else 0


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms of one source; ``date`` is YYYY, YYYY-MM or YYYY-MM-DD."""

    id: str
    title: str
    title_en: str
    source: str
    publisher: str
    date: str
    terms: tuple[Term, ...]


@cache
def load_glossary(name: str = SHIPPED) -> Glossary:
    """A shipped glossary. Raises ``BadGlossary``."""
    file = resources.files("elearn") / "learning" / "glossary" / f"{name}.toml"
    if not _ID.fullmatch(name) or not file.is_file():
        raise BadGlossary(f"no glossary {name}")
    return read_glossary(file.read_text(encoding="utf-8"))


def read_glossary(text: str) -> Glossary:
    """A glossary from TOML. Raises ``BadGlossary`` with every fault."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadGlossary(str(fault)) from fault
    faults = [f"{name}: missing" for name in ("id", "title", "title_en") if not _is_words(table.get(name))]
    source = table.get("source", {})
    faults += [f"source.{name}: missing" for name in ("title", "publisher", "date") if not _is_words(source.get(name))]
    rows = table.get("terms", [])
    for place, row in enumerate(rows, start=1):
        faults += [f"terms {place}: {fault}" for fault in _find_faults(row)]
    ids = [row.get("id") for row in rows]
    faults += [f"terms: {one} twice" for one in sorted({str(one) for one in ids if ids.count(one) > 1})]
    if not rows:
        faults.append("terms: none")
    if faults:
        raise BadGlossary("; ".join(faults))
    terms = tuple(Term(**row) for row in rows)
    return Glossary(
        table["id"], table["title"], table["title_en"], source["title"], source["publisher"], source["date"], terms
    )


def _find_faults(row: Mapping[str, Any]) -> list[str]:
    known = {one.name for one in fields(Term)}
    must = known - {"note", "note_en"}
    faults = [f"{name} is missing" for name in sorted(must) if not _is_words(row.get(name))]
    faults += [f"{name} is unknown" for name in sorted(set(row) - known)]
    if bool(row.get("note")) != bool(row.get("note_en")):
        faults.append("note and note_en belong together")
    if not _ID.fullmatch(str(row.get("id", ""))):
        faults.append("id is no kebab-case name")
    return faults


def _is_words(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
