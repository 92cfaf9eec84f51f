"""The terms under which a quiz is taken: tries, certainty, times, attempts that count, what is shown when, who gets in.

Every default is what a quiz without the setting does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

SUBMIT, WAIT, ABANDON = "submit", "grace", "abandon"
OVERDUE = (SUBMIT, WAIT, ABANDON)
"""What becomes of an attempt whose time is over: what was saved is handed in; the same, but only within a grace; or
it counts as abandoned unless it was handed in by then."""

BEST, LAST, FIRST, AVERAGE = "best", "last", "first", "average"
GRADES = (BEST, LAST, FIRST, AVERAGE)
"""Which of several attempts count."""

DURING, IMMEDIATELY, LATER, CLOSED = "during", "immediately", "later", "closed"
MOMENTS = (DURING, IMMEDIATELY, LATER, CLOSED)
"""When a result is looked at: of an item that was checked while the attempt runs; within ``SOON`` of the submission;
after that; and once the quiz is closed."""

ASPECTS = ("response", "correctness", "marks", "key", "explanation", "score")
"""What of a result may be shown."""

SOON = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Review:
    """What is shown at each moment, as names of ``ASPECTS``; None = as the feedback policy says."""

    during: tuple[str, ...] | None = None
    immediately: tuple[str, ...] | None = None
    later: tuple[str, ...] | None = None
    closed: tuple[str, ...] | None = None

    def at(self, moment: str) -> tuple[str, ...] | None:
        """What is shown at one of ``MOMENTS``."""
        chosen: tuple[str, ...] | None = getattr(self, moment)
        return chosen


@dataclass(frozen=True, slots=True)
class Terms:
    """Settings beside the basic ones.

    ``tries`` and ``penalty`` (the share of an item's points that each earlier try costs) are for interactive feedback.
    ``certainty``: the learner says how sure a response is, and is marked by it. ``overdue``: one of ``OVERDUE``, with
    ``grace`` as the time for handing in. ``grade``: one of ``GRADES``. ``opens`` and ``closes`` are aware moments.
    ``parallel``: the quiz file whose items this quiz avoids for the same person, "" = none. ``password``: a hash of
    ``quizzes.access``. ``networks``: CIDR blocks, empty = from anywhere.
    """

    tries: int = 3
    penalty: Decimal = Decimal("0.25")
    certainty: bool = False
    overdue: str = SUBMIT
    grace: timedelta = timedelta(0)
    grade: str = BEST
    opens: datetime | None = None
    closes: datetime | None = None
    review: Review = Review()
    parallel: str = ""
    password: str = ""
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extension:
    """What one person was granted beyond the terms: more time, more attempts, another closing moment (None = same)."""

    time: timedelta = timedelta(0)
    attempts: int = 0
    closes: datetime | None = None


NO_EXTENSION = Extension()
