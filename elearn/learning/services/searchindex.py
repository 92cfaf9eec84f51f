"""What the search looks through: the sections of the published versions, kept beside them in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, text
from sqlalchemy.orm import Session

import courses
from courses import Course
from courses.folding import encode_text, fold_text
from courses.sections import split_sections
from elearn.db import table_of
from elearn.learning.tables import CourseVersionRow, SearchEntryRow

ENTRY, VERSION = table_of(SearchEntryRow), table_of(CourseVersionRow)

INDEX = "elearn_search_index"
"""The trigram index: an FTS5 table of SQLite, a GIN index of PostgreSQL."""

READ = frozenset({"page", "task"})
"""Kinds of activities whose text is searched. Items are not: their keys must not be found."""

WAY = " › "
"""Between the headings on the way to a section."""

_INDEXED = {
    "postgresql": text("SELECT count(*) FROM pg_class WHERE relname = :name AND relkind = 'i'"),
    "sqlite": text("SELECT count(*) FROM sqlite_master WHERE name = :name AND type = 'table'"),
}


def index_course(session: Session, course: Course) -> int:
    """Put a version's sections in the place of those of the course's other versions; returns how many there are.

    Call it in the transaction that publishes the version.
    """
    entries = [_complete(entry, course, place) for place, entry in enumerate(read_entries(course))]
    session.execute(delete(ENTRY).where(ENTRY.c.course == bindparam("of")), {"of": course.id})
    session.execute(insert(ENTRY), entries)
    return len(entries)


def rebuild_index(session: Session, open_course: Callable[[str], Course]) -> int:
    """Make every entry anew; returns how many there are. ``open_course`` gives the course of a version's digest.

    Where PostgreSQL has pg_trgm by now and the index is still missing, it is made, too.
    """
    session.execute(delete(ENTRY))
    current = select(VERSION.c.digest).where(VERSION.c.retired_at.is_(None)).order_by(VERSION.c.published_at)
    count = sum(index_course(session, open_course(digest)) for digest in session.scalars(current).all())
    if session.get_bind().dialect.name == "postgresql":
        _make_missing_index(session)
    return count


def _make_missing_index(session: Session) -> None:
    present = session.scalar(text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'"))
    if present and not has_index(session):
        session.execute(text(f"CREATE INDEX {INDEX} ON elearn_search_entry USING gin (codes gin_trgm_ops)"))


def has_index(session: Session) -> bool:
    """Whether the database has the trigram index; without it every search reads all sections."""
    return bool(session.scalar(_INDEXED[session.get_bind().dialect.name], {"name": INDEX}))


def count_entries(session: Session) -> int:
    """How many sections can be found."""
    return session.scalar(select(func.count()).select_from(ENTRY)) or 0


def read_entries(course: Course) -> Iterator[dict[str, Any]]:
    """The course itself and the sections of its pages, in order: what is shown of each, and further words for it."""
    objectives = " ".join(objective.text for objective in course.objectives)
    yield {
        "title": course.title,
        "body": f"{course.summary} {objectives}".strip(),
        "more_title": course.title_en,
    }
    for module in course.modules:
        for activity in module.activities:
            if activity.kind not in READ:
                continue
            text_of = courses.read_source(course, activity.source)
            page = courses.render_page(text_of, course.sources, media_url=str, language=course.language)
            for section in split_sections(page.html):
                if section.id and not section.headings:
                    continue
                yield {
                    "activity": activity.key,
                    "anchor": section.id,
                    "title": page.title or module.title,
                    "heading": WAY.join(section.headings),
                    "body": section.text,
                    "more_body": section.readings,
                }


def _complete(entry: dict[str, Any], course: Course, place: int) -> dict[str, Any]:
    shown = {name: entry.get(name, "") for name in ("activity", "anchor", "title", "heading", "body")}
    folded = {
        "folded_title": _fold(entry["title"], entry.get("more_title", "")),
        "folded_heading": _fold(shown["heading"]),
        "folded_body": _fold(shown["body"], entry.get("more_body", "")),
    }
    codes = encode_text("\n".join(folded.values()))
    return {"course": course.id, "digest": course.digest, "place": place, **shown, **folded, "codes": codes}


def _fold(*texts: str) -> str:
    """Folded texts on lines of their own: no word goes over the end of a line, because blanks part words."""
    return "\n".join(fold_text(one) for one in texts if one)
