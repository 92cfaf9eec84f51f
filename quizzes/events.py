"""The steps of one attempt. An attempt is nothing but the list of them, in the order in which they happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from quizzes.scoring import AttemptScore

Responses = Mapping[str, Any]
"""Item id -> response in its JSON shape; None = the response was taken back."""


@dataclass(frozen=True, slots=True)
class Started:
    """An attempt began. ``seed``, ``digest`` (of the quiz) and ``avoid`` fix its form. ``at`` is aware."""

    seed: int
    digest: str
    at: datetime
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """Responses were saved: only those that changed. ``sequence`` counts the saves of the attempt from 1.

    ``checked``: items whose response, as it stands after this save, was given for good or as one of several tries.
    ``certainty``: item id -> how sure the learner says to be, 1 to 3; only what changed. ``tab`` names the shown page
    that sent them, where it has a name.
    """

    sequence: int
    responses: Responses
    at: datetime
    checked: tuple[str, ...] = ()
    certainty: Mapping[str, int] = field(default_factory=dict)
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """The attempt was handed in and scored."""

    at: datetime
    score: AttemptScore


@dataclass(frozen=True, slots=True)
class Graded:
    """People have agreed what the response to an item is worth; the last one counts."""

    at: datetime
    item: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Expired:
    """Time ran out before the attempt was handed in. What was saved is scored by the submission that follows."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Voided:
    """The attempt does not count any more; ``reason`` is a code."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Extended:
    """This person has ``extra`` time, and another closing moment (None = the quiz's own); the last one counts."""

    at: datetime
    extra: timedelta
    closes: datetime | None = None


@dataclass(frozen=True, slots=True)
class Abandoned:
    """Time ran out, and the quiz's terms say that what was not handed in by then is not scored."""

    at: datetime


Event = Started | Saved | Submitted | Graded | Expired | Voided | Extended | Abandoned
