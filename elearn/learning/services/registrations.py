"""Registering, assigning, and reading where a person stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from elearn.db import table_of
from elearn.events import ActivityCompleted, Assigned, Event, RegistrationOpened
from elearn.learning.rules import registration_id, status_of
from elearn.learning.services.catalog import Catalog, UnknownCourse, current_version
from elearn.learning.services.packages import PAGE
from elearn.learning.tables import ActivityRow, RegistrationRow
from elearn.records.reactor import Recorder

REGISTRATION, ACTIVITY = table_of(RegistrationRow), table_of(ActivityRow)

_NEWEST = (
    select(REGISTRATION.c.registration, REGISTRATION.c.nth, REGISTRATION.c.withdrawn_at)
    .where(REGISTRATION.c.person == bindparam("person"), REGISTRATION.c.course == bindparam("course"))
    .order_by(REGISTRATION.c.nth.desc())
    .limit(1)
)
_STANDINGS = (
    select(
        REGISTRATION.c.registration,
        REGISTRATION.c.person,
        REGISTRATION.c.course,
        REGISTRATION.c.course_digest,
        REGISTRATION.c.opened_at,
        REGISTRATION.c.due,
        REGISTRATION.c.last_active_at,
        REGISTRATION.c.completed_at,
        REGISTRATION.c.scaled,
        ACTIVITY.c.activity,
        ACTIVITY.c.completed_at.label("satisfied_at"),
    )
    .outerjoin_from(REGISTRATION, ACTIVITY, ACTIVITY.c.registration == REGISTRATION.c.registration)
    .where(REGISTRATION.c.person == bindparam("person"), REGISTRATION.c.withdrawn_at.is_(None))
    .order_by(REGISTRATION.c.opened_at, REGISTRATION.c.registration)
)
_STANDING = _STANDINGS.where(REGISTRATION.c.registration == bindparam("registration"))
"""Statements of every page are made once: making them costs more than running them."""


class UnknownRegistration(LookupError):
    """There is no such registration of this person."""


class NotByReading(ValueError):
    """This activity is not satisfied by reading."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands in one registration. ``satisfied`` maps activity keys to when."""

    registration: UUID
    person: str
    course: str
    digest: str
    opened_at: dt.datetime
    due: dt.date | None
    last_active_at: dt.datetime | None
    completed_at: dt.datetime | None
    scaled: Decimal | None
    satisfied: dict[str, dt.datetime]

    def status(self, today: dt.date) -> str:
        """See ``rules.status_of``."""
        return status_of(self.completed_at is not None, self.last_active_at is not None, self.due, today)


def register(recorder: Recorder, catalog: Catalog, person: str, course: str, actor: str) -> UUID:
    """Register a person in the current version of a course; an open registration is given back as it is.

    Raises ``UnknownCourse``.
    """
    session = recorder.session
    if "\0" in course:  # no course has such an id, and PostgreSQL takes no such text
        raise UnknownCourse(course)
    last = session.connection().execute(_NEWEST, {"person": person, "course": course}).first()
    if last is not None and last.withdrawn_at is None:
        return UUID(last.registration)
    version = current_version(session, course)
    catalog.package(session, version.digest)
    nth = 1 if last is None else last.nth + 1
    opened = RegistrationOpened(
        person=person,
        at=recorder.now,
        actor=actor,
        registration=registration_id(person, course, nth),
        course=course,
        course_digest=version.digest,
        nth=nth,
    )
    recorder.record(opened)
    return opened.registration


def assign(
    recorder: Recorder, catalog: Catalog, person: str, course: str, rule: str, due: dt.date | None, actor: str
) -> list[Event]:
    """Make a course due for a person, registering as needed. The same rule assigns once."""
    registration = register(recorder, catalog, person, course, actor)
    return recorder.record(
        Assigned(
            person=person,
            at=recorder.now,
            actor=actor,
            registration=registration,
            course=course,
            rule=rule,
            due=due,
        )
    )


def complete_reading(recorder: Recorder, catalog: Catalog, person: str, registration: UUID, key: str) -> list[Event]:
    """The learner says that a page is read. Repeating it adds nothing.

    Raises ``UnknownRegistration``, ``KeyError`` for an unknown activity, ``NotByReading`` for a quiz or a task.
    """
    standing = read_standing(recorder.session, person, registration)
    package = catalog.package(recorder.session, standing.digest)
    if package.course.find_activity(key).kind != PAGE:
        raise NotByReading(key)
    if key in standing.satisfied:
        return []
    return recorder.record(
        ActivityCompleted(
            person=person,
            at=recorder.now,
            actor=person,
            registration=registration,
            course=standing.course,
            activity=key,
            criterion="read",
        )
    )


def read_standing(session: Session, person: str, registration: UUID) -> Standing:
    """One registration of a person. One statement.

    Raises ``UnknownRegistration`` for another's, and for one that was withdrawn, as for none.
    """
    found = _read_standings(session, _STANDING, {"person": person, "registration": str(registration)})
    if not found:
        raise UnknownRegistration(str(registration))
    return found[0]


def read_standings(session: Session, person: str) -> list[Standing]:
    """All open or completed registrations of a person, oldest first. One statement."""
    return _read_standings(session, _STANDINGS, {"person": person})


def _read_standings(session: Session, statement: Select[*tuple[Any, ...]], wanted: Mapping[str, str]) -> list[Standing]:
    found: dict[str, Standing] = {}
    for row in session.connection().execute(statement, wanted):
        standing = found.get(row.registration)
        if standing is None:
            standing = found[row.registration] = Standing(
                registration=UUID(row.registration),
                person=row.person,
                course=row.course,
                digest=row.course_digest,
                opened_at=row.opened_at,
                due=row.due,
                last_active_at=row.last_active_at,
                completed_at=row.completed_at,
                scaled=row.scaled,
                satisfied={},
            )
        if row.activity is not None:
            standing.satisfied[row.activity] = row.satisfied_at
    return list(found.values())


def next_activity(required: Iterable[str], satisfied: Iterable[str]) -> str | None:
    """The required activity to do next: where a learner resumes, on whatever machine; none when all are done."""
    done = set(satisfied)
    return next((key for key in required if key not in done), None)
