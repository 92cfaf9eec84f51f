"""The city's auditor takes quizzes under other terms than the usual ones: each is left where there is most to see."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Session

from elearn.learning.services import attempts
from elearn.learning.services.catalog import publish_course
from elearn.learning.services.extensions import grant_extension
from elearn.learning.services.registrations import register
from elearn.learning.services.regrade import regrade_attempts
from elearn.learning.tables import CourseVersionRow
from elearn.wiring.house import House
from tests.policies import CERTAIN, COURSE, IMMEDIATE, INTERACTIVE, LIMITED, RIGHT, WRONG, write_policies


def take_terms(house: House, session: Session, folder: Path, person: str, officer: str) -> None:
    """Published, taken and taken out of the catalogue again, so that nobody else meets it."""
    closes = (house.now() + dt.timedelta(days=90)).replace(microsecond=0).isoformat()
    limits = 'attempts = 2\ntime_limit_minutes = 20\noverdue = "abandon"\ngrade = "average"'
    sure = 'feedback = "immediate"\ncertainty = true'
    terms = {"one-by-one": sure, "limited": f"{limits}\ncloses = {closes}"}
    publish_course(session, write_policies(folder / "first", right=WRONG, settings=terms), house.now())
    pen = house.recorder(session, house.now() - dt.timedelta(minutes=5))
    registration = register(pen, house.catalog, person, COURSE, person)
    for key, choices, level in (
        (IMMEDIATE, (RIGHT,), ""),
        (INTERACTIVE, (RIGHT, "c"), ""),
        (CERTAIN, (WRONG, RIGHT), "3"),
        (LIMITED, (RIGHT, RIGHT, RIGHT, WRONG), ""),
    ):
        attempt = attempts.start_attempt(pen, house.catalog, person, registration, key, seed=5)
        items = attempts.open_sitting(session, house.catalog, person, attempt).form.item_ids
        for item, choice in zip(items, choices, strict=False):
            fields = {item: {"choice": [choice], "certainty": [level]}}
            attempts.save_responses(pen, house.catalog, person, attempt, fields, checked=[item])
        if key in (CERTAIN, LIMITED):
            attempts.submit_attempt(pen, house.catalog, person, attempt)
    grant_extension(
        pen, house.catalog, person, registration, LIMITED,
        minutes=10, attempts=1, closes=None, reason="accommodation", actor=officer,
    )  # fmt: skip
    publish_course(session, write_policies(folder / "second", version="1.0.1", settings=terms), house.now())
    regrade_attempts(house.recorder(session), house.catalog, COURSE, LIMITED, "key-mended", officer)
    session.execute(update(CourseVersionRow).where(CourseVersionRow.course == COURSE).values(retired_at=house.now()))
