"""Drafts as they are handed in: read whole, checked whole, kept whole, whatever is wrong with them."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

import courses
from courses.load import read_course
from elearn.events import DraftHandedIn
from elearn.learning.services.catalog import Catalog, UnknownCourse, Version, current_version
from elearn.learning.services.packages import Problem, check_package
from elearn.records.ledger import read_stream
from elearn.records.reactor import Recorder
from elearn.studio import rules
from elearn.studio.rules import DraftState
from elearn.studio.services.bundles import Files, read_bundle, read_folder, unpacked
from elearn.studio.services.quizfiles import QuizFile, replace_quiz
from elearn.studio.tables import DraftFileRow, HandInRow

MOST_PROBLEMS = 1000
LONGEST_NAME = 200
NEW = ""
"""In place of a course: one that is not published yet; its id is what the package says."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_VERSION = re.compile(r'(?m)^version[ \t]*=[ \t]*"(\d+)\.(\d+)\.(\d+)"')


class UnknownDraft(LookupError):
    """There is no such draft."""


class Refused(Exception):
    """A rule says no; ``code`` says why."""

    def __init__(self, refusal: rules.Refusal) -> None:
        super().__init__(refusal.code)
        self.code = refusal.code


@dataclass(frozen=True, slots=True)
class Handing:
    """What came in, and what became of it. ``digest`` is empty when nothing could be read of a course."""

    draft: UUID
    number: int
    course: str
    digest: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    files: Files
    problems: list[Problem]
    base: Version | None = None
    course: str = ""
    digest: str = ""
    title: str = ""
    version: str = ""


def read_state(session: Session, draft: UUID) -> DraftState:
    """The draft after its facts so far. Raises ``UnknownDraft``."""
    state = rules.fold_draft(read_stream(session, str(draft)))
    if state is None:
        raise UnknownDraft(str(draft))
    return state


def published(session: Session, course: str) -> Version | None:
    """The version of a course that new registrations get; none where there is none."""
    try:
        return current_version(session, course)
    except UnknownCourse:
        return None


def hand_in_package(
    pen: Recorder, actor: str, course: str, name: str, data: bytes, draft: UUID | None = None
) -> Handing:
    """Take in a zipped course folder, for a new draft or as the next state of one.

    ``course`` is the published course that it is meant for, or ``NEW``. Raises ``UnknownDraft``, ``Refused``.
    """
    pen.begin()
    state = _open(pen.session, draft)
    course = state.course if state else course
    files, problems = read_bundle(data, name)
    reading = _check(pen.session, files, problems, course)
    return _keep(pen, actor, state, course or reading.course, reading, QuizFile("", name, data))


def hand_in_quiz(
    pen: Recorder, catalog: Catalog, actor: str, course: str, file: QuizFile, draft: UUID | None = None
) -> Handing:
    """Take in one quiz file in place of a quiz of the draft's course, or of the published one where there is no draft.

    Raises ``UnknownDraft``, ``Refused``, ``UnknownCourse`` (nothing to put it into), ``KeyError`` (no such quiz).
    """
    pen.begin()
    state = _open(pen.session, draft)
    course = state.course if state else course
    base = published(pen.session, course)
    if state is not None and state.digest:
        before = files_of(pen.session, state.digest)
    elif base is not None:
        before = read_folder(catalog.package(pen.session, base.digest).course.path)
    else:
        raise UnknownCourse(course)
    files, problems = replace_quiz(before, file)
    if not problems and base is not None:
        files = raise_version(files, base.version)
    reading = _check(pen.session, files, problems, course)
    return _keep(pen, actor, state, course, reading, file)


def _open(session: Session, draft: UUID | None) -> DraftState | None:
    if draft is None:
        return None
    state = read_state(session, draft)
    refusal = rules.refuse_hand_in(state)
    if refusal is not None:
        raise Refused(refusal)
    return state


def _check(session: Session, files: Files, problems: list[Problem], course: str) -> _Reading:
    """Everything that is wrong with the files, what they say of themselves, and what they are to be compared with."""
    base = published(session, course) if course != NEW else None
    if not files:
        return _Reading({}, problems, base)
    try:
        with unpacked(files) as folder:
            found = [*problems, *check_package(folder)]
            read, _faults = read_course(folder)
            digest = courses.digest_folder(folder)
    except OSError:  # a file and a folder of one name, or a name that no file system takes
        return _Reading({}, [*problems, Problem("", 0, "paths-clash", {}, "studio")], base)
    if read is None:
        return _Reading(files, found, base, digest=digest)
    ident = read.id if _ID.fullmatch(read.id) else NEW
    base = base or (published(session, ident) if course == NEW else None)
    if course not in (NEW, read.id):
        found.append(Problem("course.toml", 0, "other-course", {"id": read.id, "wanted": course}, "studio"))
    if base is not None and digest != base.digest and not is_newer(read.version, base.version):
        params = {"version": read.version, "published": base.version}
        found.append(Problem("course.toml", 0, "version-not-newer", params, "studio"))
    return _Reading(files, found, base, ident, digest, _plain(read.title), _plain(read.version))


def _plain(text: str) -> str:
    """Without the sign that one of the databases has no room for."""
    return text.replace("\0", "")


def is_newer(version: str, other: str) -> bool:
    """Whether a version comes after another; what is no version comes after none."""
    numbers = [tuple(map(int, one.split("."))) for one in (version, other) if re.fullmatch(r"\d+(\.\d+)*", one)]
    return len(numbers) == 2 and numbers[0] > numbers[1]


def raise_version(files: Files, published_version: str) -> Files:
    """The files under the next version, where they still bear that of the published one."""
    text = files["course.toml"].decode("utf-8", "replace")
    found = _VERSION.search(text)
    if found is None or is_newer(".".join(found.groups()), published_version):
        return files
    major, minor, patch = published_version.split(".")
    raised = f'version = "{major}.{minor}.{int(patch) + 1}"'
    return {**files, "course.toml": (text[: found.start()] + raised + text[found.end() :]).encode()}


def _keep(
    pen: Recorder,
    actor: str,
    state: DraftState | None,
    course: str,
    reading: _Reading,
    file: QuizFile,
) -> Handing:
    draft, number = (state.draft, state.number + 1) if state else (uuid4(), 1)
    fact = DraftHandedIn(
        person=state.author if state else actor,
        at=pen.now,
        actor=actor,
        draft=draft,
        step=state.steps + 1 if state else 1,
        course=course,
        course_digest=reading.digest,
        number=number,
        base_digest=reading.base.digest if reading.base else "",
        problems=len(reading.problems),
    )
    pen.record(fact)
    told = [asdict(one) for one in reading.problems[:MOST_PROBLEMS]]
    pen.session.execute(
        insert(HandInRow).values(
            draft=str(draft),
            number=number,
            digest=reading.digest,
            name=_plain(file.name)[-LONGEST_NAME:],
            activity=file.activity,
            content=file.data,
            title=reading.title,
            version=reading.version,
            problems=json.dumps(told, ensure_ascii=False),
            by=actor,
            at=pen.now,
        )
    )
    known = pen.session.scalar(select(DraftFileRow.path).where(DraftFileRow.digest == reading.digest).limit(1))
    if reading.files and known is None:
        rows = [{"digest": reading.digest, "path": path, "content": data} for path, data in reading.files.items()]
        pen.session.execute(insert(DraftFileRow), rows)
    return Handing(draft, number, course, reading.digest, tuple(reading.problems))


def files_of(session: Session, digest: str) -> dict[str, bytes]:
    """The files of a draft's course. Raises ``UnknownDraft``."""
    rows = session.execute(select(DraftFileRow.path, DraftFileRow.content).where(DraftFileRow.digest == digest)).all()
    if not rows:
        raise UnknownDraft(digest)
    return {row.path: row.content for row in rows}


def problems_of(text: str) -> tuple[Problem, ...]:
    """The problems that were kept with a hand-in."""
    return tuple(Problem(**one) for one in json.loads(text))


def original_of(session: Session, draft: UUID, number: int) -> tuple[str, bytes]:
    """What was handed in, as it came: its name and its bytes. Raises ``UnknownDraft``."""
    row = session.get(HandInRow, (str(draft), number))
    if row is None:
        raise UnknownDraft(f"{draft} {number}")
    return row.name, row.content
