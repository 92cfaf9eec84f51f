"""Drafts as lists and pages read them: where each stands, what happened to it, and its course opened for a preview."""

from __future__ import annotations

import datetime as dt
import functools
import shutil
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session

import courses
from elearn.events import DraftEvent, DraftHandedIn
from elearn.learning.services.packages import Package, Problem, open_package
from elearn.records.ledger import read_stream
from elearn.studio import rules
from elearn.studio.services.bundles import write_folder
from elearn.studio.services.drafts import UnknownDraft, files_of, problems_of
from elearn.studio.tables import DraftCommentRow, DraftRow, HandInRow

MOST_OPEN = 8
"""Drafts that are kept open in memory, and unpacked on the disk."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft in a list. ``name``: the file that was handed in last, ``activity``: the quiz it was for, if any."""

    draft: UUID
    course: str
    author: str
    number: int
    digest: str
    base: str
    problem_count: int
    state: str
    changed_at: dt.datetime
    name: str
    activity: str
    title: str
    version: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a draft: the fact's kind, when, by whom, what was said; ``file``: what came in."""

    kind: str
    at: dt.datetime
    actor: str
    comment: str
    number: int
    file: str
    problems: int


def list_drafts(session: Session, course_ids: Collection[str] | None) -> list[Draft]:
    """The drafts of these courses (none: of all), what changed last first. One statement."""
    statement = _select_drafts().order_by(DraftRow.changed_at.desc(), DraftRow.draft)
    if course_ids is not None:
        statement = statement.where(DraftRow.course.in_(list(course_ids)))
    return [_draft(row) for row in session.execute(statement)]


def find_draft(session: Session, draft: UUID) -> Draft:
    """One draft. Raises ``UnknownDraft``."""
    row = session.execute(_select_drafts().where(DraftRow.draft == str(draft))).first()
    if row is None:
        raise UnknownDraft(str(draft))
    return _draft(row)


def _select_drafts() -> Select[*tuple[object, ...]]:
    return select(
        DraftRow.draft,
        DraftRow.course,
        DraftRow.author,
        DraftRow.number,
        DraftRow.digest,
        DraftRow.base_digest,
        DraftRow.problems,
        DraftRow.state,
        DraftRow.changed_at,
        HandInRow.name,
        HandInRow.activity,
        HandInRow.title,
        HandInRow.version,
    ).join(HandInRow, and_(HandInRow.draft == DraftRow.draft, HandInRow.number == DraftRow.number))


def _draft(row: Row[*tuple[object, ...]]) -> Draft:
    return Draft(UUID(row[0]), *row[1:])  # type: ignore[arg-type]  # the columns are in the order of the fields


def read_problems(session: Session, draft: Draft) -> tuple[Problem, ...]:
    """Everything that is wrong with what was handed in last."""
    text = session.scalar(
        select(HandInRow.problems).where(HandInRow.draft == str(draft.draft), HandInRow.number == draft.number)
    )
    return problems_of(text or "[]")


def read_steps(session: Session, draft: UUID) -> list[Step]:
    """What happened to a draft, in order. Three statements."""
    said = {
        row.event: row.text
        for row in session.scalars(select(DraftCommentRow).where(DraftCommentRow.draft == str(draft)))
    }
    files = {
        row.number: row.name
        for row in session.execute(select(HandInRow.number, HandInRow.name).where(HandInRow.draft == str(draft)))
    }
    steps, number, problems = [], 0, 0
    for event in read_stream(session, str(draft)):
        if isinstance(event, DraftHandedIn):
            number, problems = event.number, event.problems
        if isinstance(event, DraftEvent):
            file = files.get(number, "") if isinstance(event, DraftHandedIn) else ""
            steps.append(Step(event.kind, event.at, event.actor, said.get(str(event.id), ""), number, file, problems))
    return steps


def hands_of(session: Session, draft: UUID) -> frozenset[str]:
    """Whoever handed in or submitted anything of a draft, its author among them."""
    state = rules.fold_draft(read_stream(session, str(draft)))
    return state.hands | {state.author} if state else frozenset()


def open_draft(session: Session, home: Path, digest: str) -> Package:
    """A draft's course, opened as a published one would be; ``home`` is the folder of unpacked drafts.

    Raises ``UnknownDraft``, and ``CourseProblems`` or ``QuizProblems`` for one that cannot be opened.
    """
    folder = home / digest
    if not folder.is_dir() or courses.digest_folder(folder) != digest:
        _unpack(session, home, digest)
    return _open(folder)


@functools.lru_cache(maxsize=MOST_OPEN)
def _open(folder: Path) -> Package:
    return open_package(folder)


def _unpack(session: Session, home: Path, digest: str) -> None:
    files = files_of(session, digest)
    home.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(home / digest, ignore_errors=True)  # somebody changed the copy
    for old in sorted((one for one in home.iterdir() if one.is_dir()), key=lambda one: one.stat().st_mtime)[
        :-MOST_OPEN
    ]:
        shutil.rmtree(old, ignore_errors=True)
    place = Path(tempfile.mkdtemp(dir=home, prefix=".open-"))
    write_folder(place, files)
    try:
        place.rename(home / digest)
    except OSError:  # another process unpacked the same draft first
        shutil.rmtree(place, ignore_errors=True)
    _open.cache_clear()
