"""Published course versions: stored whole in the database, opened once per process."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

import courses
from elearn.db import begin_write, table_of
from elearn.learning.services.packages import Package, load_package, open_package
from elearn.learning.services.searchindex import index_course
from elearn.learning.tables import CourseFileRow, CourseVersionRow, RegistrationRow

_DIGEST = re.compile(r"[0-9a-f]{64}")
MOST_REMEMBERED = 20_000
"""Registrations whose version is kept in memory: some megabytes."""

VERSION, REGISTRATION = table_of(CourseVersionRow), table_of(RegistrationRow)

_CURRENT = (
    select(VERSION.c.course, VERSION.c.digest, VERSION.c.version, VERSION.c.title)
    .where(VERSION.c.retired_at.is_(None))
    .order_by(VERSION.c.published_at, VERSION.c.course)
)
_DIGEST_OF = select(REGISTRATION.c.course_digest).where(REGISTRATION.c.registration == bindparam("registration"))
"""Statements of every page are made once: making them costs more than running them."""


class UnknownCourse(LookupError):
    """There is no such published course or version."""


@dataclass(frozen=True, slots=True)
class Version:
    """The version of a course that new registrations get."""

    course: str
    digest: str
    version: str
    title: str


class Catalog:
    """Opens published versions. ``folder`` is a cache of unpacked versions; the database is the truth.

    Versions never change, so an opened one is kept for the life of the process.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._packages: dict[str, Package] = {}
        self._by_course: dict[str, Package] = {}
        self._by_registration: dict[UUID, str] = {}
        self._lock = threading.Lock()

    def package(self, session: Session, digest: str) -> Package:
        """The version with this digest. Raises ``UnknownCourse``."""
        found = self._packages.get(digest)
        if found is not None:
            return found
        if not _DIGEST.fullmatch(digest):  # it names a folder: no step may lead elsewhere
            raise UnknownCourse(digest)
        with self._lock:
            if digest not in self._packages:
                package = self._open(session, digest)
                self._by_course[package.course.id] = package
                self._packages[digest] = package
            return self._packages[digest]

    def required(self, session: Session, digest: str) -> tuple[str, ...]:
        """The keys of the activities that a version requires. Raises ``UnknownCourse``."""
        return self.package(session, digest).required

    def find(self, course: str) -> Package | None:
        """The version of a course opened last, or none: for names of things, which need no database."""
        return self._by_course.get(course)

    def registered(self, session: Session, registration: UUID) -> Package:
        """The version that a registration is for. It never changes, so it is looked up once per process.

        Raises ``UnknownCourse``.
        """
        digest = self._by_registration.get(registration)
        if digest is None:
            digest = session.connection().execute(_DIGEST_OF, {"registration": str(registration)}).scalar()
            if digest is None:
                raise UnknownCourse(f"registration {registration}")
            if len(self._by_registration) >= MOST_REMEMBERED:
                self._by_registration.clear()
            self._by_registration[registration] = digest
        return self.package(session, digest)

    def _open(self, session: Session, digest: str) -> Package:
        home = self.folder / digest
        if home.is_dir():
            package = _open_sound(home, digest)
            if package is not None:
                return package
            shutil.rmtree(home)  # somebody changed the copy
        self._unpack(session, digest, home)
        package = _open_sound(home, digest)
        if package is None:
            shutil.rmtree(home)
            raise UnknownCourse(f"what is stored as {digest} is something else")
        return package

    def _unpack(self, session: Session, digest: str, home: Path) -> None:
        files = session.execute(
            select(CourseFileRow.path, CourseFileRow.content).where(CourseFileRow.digest == digest)
        ).all()
        if not files:
            raise UnknownCourse(digest)
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=self.folder, prefix=".open-"))
        for row in files:
            place = draft / row.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(row.content)
        try:
            draft.rename(home)
        except OSError:  # another process unpacked the same version first
            shutil.rmtree(draft)


def _open_sound(home: Path, digest: str) -> Package | None:
    """The unpacked version, or none when it is not, byte for byte, what the digest stands for."""
    return open_package(home) if courses.digest_folder(home) == digest else None


def publish_course(session: Session, folder: Path, now: dt.datetime) -> tuple[Version, bool]:
    """Publish the package in a folder; returns its version, and whether it is new.

    All or nothing: raises ``PackageProblems`` with every fault. The same content is published once; an earlier version
    stays readable for those who started it. What the search finds changes with it.
    """
    package = load_package(folder)
    course = package.course
    version = Version(course.id, course.digest, course.version, course.title)
    begin_write(session)
    standing = session.get(CourseVersionRow, course.digest)
    if standing is not None and standing.retired_at is None:
        return version, False
    session.execute(
        update(CourseVersionRow)
        .where(CourseVersionRow.course == course.id, CourseVersionRow.retired_at.is_(None))
        .values(retired_at=now)
    )
    if standing is not None:
        standing.retired_at = None
        session.flush()
        index_course(session, course)
        return version, True
    session.execute(
        insert(CourseVersionRow).values(
            digest=course.digest, course=course.id, version=course.version, title=course.title, published_at=now
        )
    )
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    session.execute(
        insert(CourseFileRow),
        [
            {"digest": course.digest, "path": path.relative_to(folder).as_posix(), "content": path.read_bytes()}
            for path in files
        ],
    )
    index_course(session, course)
    return version, True


def current_versions(session: Session) -> list[Version]:
    """The version of every course that new registrations get, in the order of publication. One statement."""
    return [Version(*row) for row in session.connection().execute(_CURRENT)]


def current_version(session: Session, course: str) -> Version:
    """The version of one course that new registrations get. Raises ``UnknownCourse``."""
    for version in current_versions(session):
        if version.course == course:
            return version
    raise UnknownCourse(course)


def course_titles(session: Session) -> dict[str, str]:
    """Course id -> title of its newest version, retired ones included. One statement."""
    rows = session.execute(
        select(CourseVersionRow.course, CourseVersionRow.title).order_by(CourseVersionRow.published_at)
    )
    return {row.course: row.title for row in rows}
