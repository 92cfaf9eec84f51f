"""How an invented learner takes a course: registers, reads day by day, sits the test, and sits it again if need be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from elearn.demo.calendar import Calendar
from elearn.demo.responses import fill_fields
from elearn.learning.services import attempts
from elearn.learning.services.attempts import Sitting
from elearn.learning.services.catalog import UnknownCourse
from elearn.learning.services.registrations import complete_reading, register
from elearn.wiring.house import House

LONGEST_SITTING = 18
"""Minutes; the shortest takes a third of it."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How somebody learns: what share of the pages they read, how many items are wrong at the first sitting.

    ``leaves`` is somebody who begins the test, saves a page, and does not come back.
    """

    extent: float = 1.0
    slips: int = 0
    leaves: bool = False


class Study:
    """One person's way through one course."""

    def __init__(self, house: House, session: Session, calendar: Calendar, person: str, course: str) -> None:
        self.house, self.session, self.calendar = house, session, calendar
        self.person, self.course = person, course
        self.registration: UUID | None = None

    def begin(self, day: dt.date, habits: Habits) -> None:
        """Plan everything from a day on: a page every other day, then the tests.

        Raises ``UnknownCourse`` when the course was not opened.
        """
        package = self.house.catalog.find(self.course)
        if package is None:
            raise UnknownCourse(self.course)
        reading = [key for key in package.required if key not in package.quizzes]
        days = [day + dt.timedelta(days=round(place * 1.5)) for place in range(len(reading) + 1)]
        moments = sorted(map(self.calendar.pick_moment, days))
        read = round(len(reading) * habits.extent)
        for key, at in zip(reading[:read], moments, strict=False):
            self.calendar.plan(at, partial(self._read, key))
        if read == len(reading):
            for key in package.required:
                if key in package.quizzes:
                    self.calendar.plan(moments[-1], partial(self._sit, key, habits))

    def _register(self, at: dt.datetime) -> UUID:
        if self.registration is None:
            pen = self.house.recorder(self.session, at)
            self.registration = register(pen, self.house.catalog, self.person, self.course, self.person)
        return self.registration

    def _read(self, key: str, at: dt.datetime) -> None:
        registration = self._register(at)
        complete_reading(self.house.recorder(self.session, at), self.house.catalog, self.person, registration, key)

    def _sit(self, key: str, habits: Habits, at: dt.datetime) -> None:
        """Begin the test; the rest follows some minutes later."""
        registration = self._register(at)
        catalog, seed = self.house.catalog, self.calendar.random.randrange(2**31)
        pen = self.house.recorder(self.session, at)
        attempt = attempts.start_attempt(pen, catalog, self.person, registration, key, seed)
        minutes = self.calendar.random.randrange(LONGEST_SITTING // 3, LONGEST_SITTING)
        after = at + dt.timedelta(minutes=minutes)
        self.calendar.plan(after, partial(self._leave if habits.leaves else self._hand_in, attempt, habits))

    def _hand_in(self, attempt: UUID, habits: Habits, at: dt.datetime) -> None:
        catalog = self.house.catalog
        sitting = attempts.open_sitting(self.session, catalog, self.person, attempt)
        wrong = choose_slips(sitting, habits.slips)
        items, form = sitting.quiz.items(), sitting.form
        fields = {item: fill_fields(items[item], form, item not in wrong) for item in form.item_ids}
        pen = self.house.recorder(self.session, at)
        attempts.save_responses(pen, catalog, self.person, attempt, fields)
        outcome = attempts.submit_attempt(pen, catalog, self.person, attempt)
        if not outcome.passed:
            again = self.calendar.pick_moment(at.date() + dt.timedelta(days=self.calendar.random.randrange(1, 6)))
            self.calendar.plan(again, partial(self._sit, sitting.activity, Habits(slips=habits.slips // 2)))

    def _leave(self, attempt: UUID, _habits: Habits, at: dt.datetime) -> None:
        catalog = self.house.catalog
        sitting = attempts.open_sitting(self.session, catalog, self.person, attempt)
        items, form = sitting.quiz.items(), sitting.form
        fields = {item: fill_fields(items[item], form, True) for item in form.pages[0]}
        attempts.save_responses(self.house.recorder(self.session, at), catalog, self.person, attempt, fields)


def choose_slips(sitting: Sitting, count: int) -> frozenset[str]:
    """The items that go wrong: the last ones first, those of sections that ask for everything at the very end."""
    parts = list(zip(sitting.quiz.sections, sitting.form.sections, strict=True))
    strict = [item for section, items in parts if section.mastery is not None for item in items]
    lenient = [item for section, items in parts if section.mastery is None for item in items]
    return frozenset([*reversed(lenient), *reversed(strict)][:count])
