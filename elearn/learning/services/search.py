"""One search for everything to read: the published courses by their sections, and the glossary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, and_, bindparam, case, func, select, text
from sqlalchemy.orm import Session

from courses.folding import encode_text
from courses.matching import BODY, HEADING, TITLE, Piece, make_excerpt, mark_words, split_query
from elearn.learning.services.glossary import Glossary, Term
from elearn.learning.services.searchindex import ENTRY, WAY, has_index

PAGE_SIZE = 20
"""Sections on a page of results."""

MOST_PAGES = 25
MOST_TERMS = 5

_MATCH = text(
    "elearn_search_entry.id IN (SELECT rowid FROM elearn_search_index WHERE elearn_search_index MATCH :match)"
)
"""How SQLite narrows: PostgreSQL does it by ``LIKE`` over the same codes, with its index or without."""

_FINDS: WeakKeyDictionary[Engine, bool] = WeakKeyDictionary()
"""Whether an SQLite database has its index: asked once per process."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that holds every word. ``activity`` is empty for a course itself, ``anchor`` at the top of a page."""

    course: str
    digest: str
    activity: str
    anchor: str
    title: tuple[Piece, ...]
    heading: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term of the glossary that holds every word."""

    term: Term
    name: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search: the folded words, terms (on the first page), sections, and how many sections in all."""

    words: tuple[str, ...]
    terms: tuple[TermHit, ...] = ()
    hits: tuple[Hit, ...] = ()
    total: int = 0
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages there are to turn."""
        return min(MOST_PAGES, -(-self.total // PAGE_SIZE))


def search(session: Session, glossary: Glossary, query: str, language: str = "ja", page: int = 1) -> Found:
    """Everything that holds all words of the query: title before heading before text, then by frequency and place.

    ``language`` is that of the page: terms are shown and first looked for in it. At most two statements. Raises
    ``ValueError`` for a query that is too long or has too many words (see ``courses.matching``).
    """
    words = split_query(query)
    if not words:
        return Found(())
    page = min(max(page, 1), MOST_PAGES)
    rows = _find(session, words, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    terms = find_terms(glossary, words, language) if page == 1 else ()
    hits = tuple(
        Hit(
            course=row.course,
            digest=row.digest,
            activity=row.activity,
            anchor=row.anchor,
            title=mark_words(row.title, words),
            heading=mark_words(row.heading.rpartition(WAY)[2], words),
            excerpt=make_excerpt(row.body, words),
        )
        for row in rows
    )
    return Found(words, terms, hits, rows[0].total if rows else 0, page)


def find_terms(glossary: Glossary, words: Sequence[str], language: str) -> tuple[TermHit, ...]:
    """The best terms that hold every word in any language, marked in the page's own."""
    ranked = sorted(((term.rank(words), place) for place, term in enumerate(glossary.terms)), key=lambda one: -one[0])
    best = [glossary.terms[place] for rank, place in ranked[:MOST_TERMS] if rank]
    return tuple(
        TermHit(term, mark_words(term.name_in(language), words), make_excerpt(term.text_in(language), words))
        for term in best
    )


def _find(session: Session, words: Sequence[str], limit: int, offset: int) -> Sequence[Any]:
    bind = session.get_bind()
    lite = bind.dialect.name == "sqlite"
    indexed = lite and _has_index(session)
    values: dict[str, Any] = {"limit": limit, "offset": offset}
    for number, word in enumerate(words):
        code = encode_text(word)
        values |= {f"word{number}": word, f"code{number}": f"%{code}%", f"size{number}": len(word)}
    if indexed:  # codes are digits and letters: there is nothing in them that FTS5 could take for a sign of its own
        values["match"] = " AND ".join(f'"{encode_text(word)}"' for word in words)
    statement = _make_statement("instr" if lite else "strpos", indexed, len(words))
    return session.execute(statement, values).all()


def _has_index(session: Session) -> bool:
    bind = session.get_bind()
    engine = bind if isinstance(bind, Engine) else bind.engine
    if engine not in _FINDS:
        _FINDS[engine] = has_index(session)
    return _FINDS[engine]


@cache
def _make_statement(position: str, indexed: bool, count: int) -> Any:
    """The search for so many words: what the index finds, compared with the texts themselves, best first."""
    place = getattr(func, position)
    columns = ENTRY.c.folded_title, ENTRY.c.folded_heading, ENTRY.c.folded_body
    top = ENTRY.c.anchor == ""
    scores, own, often, held = [], [], [], []
    for number in range(count):
        word: Any = bindparam(f"word{number}")
        size: Any = bindparam(f"size{number}")
        title, heading, body = (place(column, word) > 0 for column in columns)
        scores.append(case((and_(top, title), TITLE), (heading, HEADING), (body, BODY), else_=0))
        own.append(case((and_(top, title), 1), (heading, 1), (body, 1), else_=0))
        without = func.length(func.replace(ENTRY.c.folded_body, word, ""))
        often.append((func.length(ENTRY.c.folded_body) - without) / size)
        held.append(title | heading | body)
    narrow: list[Any] = [_MATCH] if indexed else [ENTRY.c.codes.like(bindparam(f"code{n}")) for n in range(count)]
    score = sum(scores[1:], scores[0])
    shown = (ENTRY.c.course, ENTRY.c.digest, ENTRY.c.activity, ENTRY.c.anchor)
    return (
        select(*shown, ENTRY.c.title, ENTRY.c.heading, ENTRY.c.body, func.count().over().label("total"))
        # A module's title finds its first section; the others must hold a word themselves.
        .where(*narrow, *held, sum(own[1:], own[0]) > 0)
        .order_by(score.desc(), sum(often[1:], often[0]).desc(), ENTRY.c.course, ENTRY.c.place)
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
    )
