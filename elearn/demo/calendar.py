"""The calendar of an invented year: who does what at which moment, played in the order of time."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable
from random import Random

from sqlalchemy.orm import Session

from elearn.web.dates import JST, jst

Act = Callable[[dt.datetime], None]
"""Something that somebody does at a moment."""

FRIDAY = 4
COMMIT_EVERY = 200
"""Steps in one transaction: a year of them one by one would mostly wait for the disk."""


class Calendar:
    """Steps of a year up to ``end``. A step may plan further ones; every one is played in its turn."""

    def __init__(self, session: Session, end: dt.datetime, seed: int) -> None:
        self.session, self.end = session, end
        self.random = Random(seed)  # noqa: S311 - an invented year needs no secret chance
        self._steps: list[tuple[dt.datetime, int, Act]] = []
        self._count = 0

    @property
    def today(self) -> dt.date:
        """The last day of the year, in Japan."""
        return jst(self.end).date()

    def day(self, days_ago: float) -> dt.date:
        """The day so many days before the last one."""
        return self.today - dt.timedelta(days=round(days_ago))

    def pick_moment(self, day: dt.date) -> dt.datetime:
        """A minute in the working hours of a day, or, for a weekend, of the three days after it.

        Moments of one day come in any order.
        """
        wait = 7 - day.weekday() + self.random.randrange(3) if day.weekday() > FRIDAY else 0
        working = day + dt.timedelta(days=wait)
        at = dt.time(self.random.randrange(9, 17), self.random.randrange(60))
        return dt.datetime.combine(working, at, JST).astimezone(dt.UTC)

    def plan(self, at: dt.datetime, act: Act) -> None:
        """Put a step into the calendar."""
        self._count += 1
        heapq.heappush(self._steps, (at, self._count, act))

    def play(self) -> int:
        """Carry out every step that lies before the end, and commit; returns how many there were."""
        played = 0
        while self._steps and self._steps[0][0] < self.end:
            at, _, act = heapq.heappop(self._steps)
            act(at)
            played += 1
            if played % COMMIT_EVERY == 0:
                self.session.commit()
        self.session.commit()
        return played
