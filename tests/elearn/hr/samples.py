"""Registrations, levels and a course, put where the learning and skills rooms keep them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import uuid4

from sqlalchemy.orm import Session

from elearn.hr.rules import Place, Progress
from elearn.learning.tables import AttemptRow, CourseVersionRow, RegistrationRow

APRIL = dt.date(2026, 4, 1)


def moment(day: dt.date) -> dt.datetime:
    """Noon of a day in Japan."""
    return dt.datetime(day.year, day.month, day.day, 3, tzinfo=dt.UTC)


def a_place(person: str = "u-1", **facts: str) -> Place:
    """Hanako in the personnel section; name what is to be different."""
    known = {
        "staff_number": "0012345",
        "name": "田中花子",
        "kana": "たなかはなこ",
        "org_unit": "0100",
        "org_unit_name": "人事課",
        "title": "係員",
        "post_band": "staff",
    }
    return Place(person, **(known | facts))


def some_progress(person: str = "u-1", course: str = "dx-basics", **facts: object) -> Progress:
    """A registration of April that nobody has touched; name what is to be different."""
    known: dict[str, object] = {
        "opened_on": APRIL,
        "started": False,
        "due": None,
        "completed_on": None,
        "scaled": None,
        "attempts": 0,
    }
    return Progress(person, course, **(known | facts))  # type: ignore[arg-type]  # named in each test


def add_course(session: Session, course: str = "dx-basics", title: str = "DX基礎") -> None:
    """A published course."""
    session.add(
        CourseVersionRow(digest=f"{course:x<64}", course=course, version="1", title=title, published_at=moment(APRIL))
    )


def add_registration(
    session: Session,
    person: str,
    course: str = "dx-basics",
    *,
    opened: dt.date = APRIL,
    due: dt.date | None = None,
    completed: dt.date | None = None,
    scaled: str | None = None,
    attempts: int = 0,
    active: dt.date | None = None,
) -> None:
    """A registration with handed-in attempts."""
    registration = str(uuid4())
    session.add(
        RegistrationRow(
            registration=registration,
            person=person,
            course=course,
            course_digest=f"{course:x<64}",
            nth=1,
            opened_at=moment(opened),
            due=due,
            last_active_at=moment(active or completed) if active or completed else None,
            completed_at=moment(completed) if completed else None,
            scaled=Decimal(scaled) if scaled else None,
        )
    )
    for number in range(1, attempts + 1):
        session.add(
            AttemptRow(
                attempt=str(uuid4()),
                registration=registration,
                person=person,
                course=course,
                activity="90-test/test",
                number=number,
                seed=number,
                quiz_digest="x",
                started_at=moment(opened),
                submitted_at=moment(opened),
            )
        )
    session.flush()
