"""Notes to oneself about a module. Free text of one person: only its owner reads it, and it can be erased."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.db import begin_write, table_of
from elearn.learning.tables import NoteRow

MOST_SIGNS = 4000
"""Characters of one note: some ten pages of notes for a page of reading."""

NOTE = table_of(NoteRow)

_ALL = (
    select(NOTE.c.course, NOTE.c.module, NOTE.c.text, NOTE.c.revision, NOTE.c.changed_at)
    .where(NOTE.c.person == bindparam("person"))
    .order_by(NOTE.c.course, NOTE.c.module)
)
_ONE = _ALL.where(NOTE.c.course == bindparam("course"), NOTE.c.module == bindparam("module"))
"""Statements of every page are made once: making them costs more than running them."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a person wrote about a module. ``revision`` counts the changes from 1; 0: nothing is kept."""

    course: str
    module: str
    text: str = ""
    revision: int = 0
    changed_at: dt.datetime | None = None


class NoteTooLong(ValueError):
    """The text has more than ``MOST_SIGNS`` characters; nothing was changed."""


class NoteMoved(ValueError):
    """The note was changed elsewhere meanwhile; nothing was changed. ``note`` is what is kept now."""

    def __init__(self, note: Note) -> None:
        super().__init__(f"{note.course}/{note.module} is at revision {note.revision}")
        self.note = note


def read_note(session: Session, person: str, course: str, module: str) -> Note:
    """A person's own note; an empty one where nothing is kept. One statement."""
    row = session.connection().execute(_ONE, {"person": person, "course": course, "module": module}).first()
    return Note(*row) if row else Note(course, module)


def read_notes(session: Session, person: str) -> list[Note]:
    """Every note of a person, by course and module. One statement."""
    return [Note(*row) for row in session.connection().execute(_ALL, {"person": person})]


def clean_text(text: str) -> str:
    """A text as it is kept: one kind of line end, no blank end, no NUL (which PostgreSQL refuses)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").rstrip()


def save_note(session: Session, person: str, course: str, module: str, text: str, base: int, now: dt.datetime) -> Note:
    """Keep ``text`` in place of the revision that the writer saw (``base``). An empty text keeps nothing.

    The same text again changes nothing, whatever its base. Raises ``NoteTooLong`` and ``NoteMoved``.
    """
    text = clean_text(text)
    if len(text) > MOST_SIGNS:
        raise NoteTooLong(f"{len(text)} characters")
    begin_write(session)
    kept = read_note(session, person, course, module)
    if kept.text == text:
        return kept
    key = {"person": person, "course": course, "module": module}
    if kept.revision != base or not _write(session, key, text, base, now):
        raise NoteMoved(read_note(session, person, course, module))
    return Note(course, module, text, base + 1, now) if text else Note(course, module)


def _write(session: Session, key: dict[str, str], text: str, base: int, now: dt.datetime) -> bool:
    """Whether the revision was still there. On PostgreSQL another writer may have come in after the look at it."""
    place = [NOTE.c[name] == value for name, value in key.items()]
    values = {"text": text, "revision": base + 1, "changed_at": now}
    if base == 0:
        try:
            with session.begin_nested():
                session.execute(insert(NOTE).values(**key, **values))
        except IntegrityError:
            return False
        return True
    change = update(NOTE).values(**values) if text else delete(NOTE)
    return session.connection().execute(change.where(*place, NOTE.c.revision == base)).rowcount == 1


def erase_notes(session: Session, person: str, course: str = "", module: str = "") -> int:
    """Let a person's notes go: all, those of a course, or that of one module. Returns how many there were."""
    begin_write(session)
    chosen = delete(NOTE).where(NOTE.c.person == person)
    if course:
        chosen = chosen.where(NOTE.c.course == course)
    if module:
        chosen = chosen.where(NOTE.c.module == module)
    return session.connection().execute(chosen).rowcount
