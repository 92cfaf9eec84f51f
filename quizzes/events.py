"""The steps of one attempt. An attempt is nothing but the list of them, in the order in which they happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
    """Responses were saved: only those that changed. ``sequence`` counts the saves of the attempt from 1."""

    sequence: int
    responses: Responses
    at: datetime


@dataclass(frozen=True, slots=True)
class Submitted:
    """The attempt was handed in and scored."""

    at: datetime
    score: AttemptScore


@dataclass(frozen=True, slots=True)
class Expired:
    """Time ran out before the attempt was handed in. What was saved is scored by the submission that follows."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Voided:
    """The attempt does not count any more; ``reason`` is a code."""

    at: datetime
    reason: str


Event = Started | Saved | Submitted | Expired | Voided
