"""The sections of a rendered page: what stands below each heading, as plain text, with the heading's anchor."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_HEADING = re.compile(r"h([2-6])")
_BLANKS = re.compile(r"\s+")

UNSEEN = frozenset({"rp", "rt", "sup"})
"""Readings above a word and numbers of sources: they stand between the letters of a sentence and are no part of it."""

INLINE = frozenset({"a", "abbr", "b", "bdi", "code", "em", "i", "kbd", "mark", "ruby", "s", "small", "span", "strong"})
"""Elements inside a word or sentence; every other one parts the text before it from the text behind."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text up to the next one.

    ``id`` is the anchor, empty for what stands before the first heading; ``headings`` is the way to it, the section's
    own heading last. ``readings`` are the readings of its ruby.
    """

    id: str
    headings: tuple[str, ...]
    text: str
    readings: str = ""


@dataclass
class _Draft:
    id: str = ""
    level: int = 1
    heading: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Gathers sections from the HTML that our own renderer writes: well-formed, so every element closes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.drafts = [_Draft()]
        self._unseen: list[str] = []
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        found = _HEADING.fullmatch(tag)
        if found and values.get("id"):
            self.drafts.append(_Draft(str(values["id"]), int(found[1])))
            self._in_heading = True
        elif tag in UNSEEN:
            self._unseen.append(tag)
        elif tag == "img":
            self._put(f" {values.get('alt') or ''} ")
        elif tag not in INLINE:
            self._put(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN and self._unseen:
            self._unseen.pop()
        elif _HEADING.fullmatch(tag):
            self._in_heading = False
            self._put(" ")
        elif tag not in INLINE:
            self._put(" ")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._put(data)
        elif self._unseen[-1] == "rt":
            self.drafts[-1].readings.append(data)

    def _put(self, data: str) -> None:
        draft = self.drafts[-1]
        (draft.heading if self._in_heading else draft.body).append(data)


def split_sections(html: str) -> tuple[Section, ...]:
    """The sections of a page that ``render_page`` wrote, in order; what stands before the first heading comes first."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    way: list[tuple[int, str]] = []
    sections = []
    for draft in reader.drafts:
        heading = _join(draft.heading)
        way = [step for step in way if step[0] < draft.level]
        if heading:
            way.append((draft.level, heading))
        headings = tuple(text for _, text in way)
        sections.append(Section(draft.id, headings, _join(draft.body), _BLANKS.sub(" ", " ".join(draft.readings))))
    return tuple(sections)


def _join(parts: list[str]) -> str:
    return _BLANKS.sub(" ", "".join(parts)).strip()
