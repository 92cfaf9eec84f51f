"""Where a reader stopped on a page, so that the next visit goes on there: on whatever machine."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

import courses
from elearn.db import begin_write, table_of, upsert
from elearn.learning.tables import PlaceRow

PLACE = table_of(PlaceRow)

_ALL = select(PLACE.c.registration, PLACE.c.activity, PLACE.c.place).where(PLACE.c.person == bindparam("person"))
_ONE = select(PLACE.c.place).where(
    PLACE.c.registration == bindparam("registration"), PLACE.c.activity == bindparam("activity")
)
"""Statements of every page are made once: making them costs more than running them."""

COLUMNS = ("activity", "kept_at", "person", "place", "registration")

Places = Mapping[tuple[UUID, str], str]
"""(registration, activity key) -> the id of a paragraph."""


class UnknownPlace(LookupError):
    """The page has no such paragraph."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on its page: the heading above it (or none), how much lies before it, and the minutes still to read.

    ``share`` is 0..1. Minutes are rounded up and include the exercises in proportion.
    """

    place: str
    heading: str
    share: float
    minutes_left: int


def keep_place(
    session: Session, person: str, registration: UUID, activity: str, page: courses.Page, place: str, now: dt.datetime
) -> None:
    """Remember where a person reads. The registration must be the person's own. Raises ``UnknownPlace``."""
    if place not in page.places:
        raise UnknownPlace(place[:40])
    begin_write(session)
    if read_place(session, registration, activity) != place:
        row = {"registration": str(registration), "activity": activity, "person": person}
        upsert(session, PLACE, [row | {"place": place, "kept_at": now}], COLUMNS)


def forget_place(session: Session, registration: UUID, activity: str) -> None:
    """The page is read: the next visit begins at its top."""
    begin_write(session)
    session.execute(delete(PLACE).where(PLACE.c.registration == str(registration), PLACE.c.activity == activity))


def read_place(session: Session, registration: UUID, activity: str) -> str:
    """The paragraph at which reading stopped; empty for none. One statement."""
    wanted = {"registration": str(registration), "activity": activity}
    return session.connection().execute(_ONE, wanted).scalar() or ""


def read_places(session: Session, person: str) -> dict[tuple[UUID, str], str]:
    """Every place of a person. One statement."""
    rows = session.connection().execute(_ALL, {"person": person})
    return {(UUID(row.registration), row.activity): row.place for row in rows}


def find_spot(page: courses.Page, place: str) -> Spot | None:
    """Where on its page a paragraph stands; none for the first one, and for one that the page does not have."""
    if place not in page.places[1:]:
        return None
    at = page.html.index(f'id="{place}"')
    above = [entry for entry in page.toc if 0 <= page.html.find(f'id="{entry.id}"') < at]
    share = page.places.index(place) / len(page.places)
    return Spot(place, above[-1].text if above else "", share, minutes_of(page, 1 - share))


def minutes_of(page: courses.Page, share: float = 1.0) -> int:
    """Minutes that a part of a page takes, rounded up."""
    return math.ceil(page.minutes * share)
