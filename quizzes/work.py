"""What a learner did beside giving responses: checking them one by one, and saying how sure they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Check:
    """A response was given for good, or as one of several tries. ``at`` is aware."""

    response: Any
    at: datetime
    certainty: int | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """``checks``: item id -> its checks in order. ``certainty``: item id -> 1 to 3 where it was said."""

    checks: Mapping[str, tuple[Check, ...]] = field(default_factory=lambda: MappingProxyType({}))
    certainty: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def earlier_tries(self, item: str, response: Any) -> int:
        """How many tries came before the one with this response, which may have been checked or only saved."""
        checks = self.checks.get(item, ())
        return len(checks) - 1 if checks and checks[-1].response == response else len(checks)


NO_WORK = Work()
