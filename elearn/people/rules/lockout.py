"""How long a sign-in must wait after failures: doubling, with a roof, and the same whether or not the number exists."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """``free`` failures cost less than a wait; then ``first`` seconds, doubling up to ``longest``.

    A count is forgotten when nothing failed for ``forget`` seconds.
    """

    free: int
    first: int
    longest: int
    forget: int


NUMBER_BACKOFF = Backoff(free=4, first=30, longest=900, forget=86_400)
"""For one staff number: the fifth failure in a row begins the wait; 15 minutes is the roof."""

PEER_BACKOFF = Backoff(free=99, first=5, longest=60, forget=900)
"""For one network address. A whole office may stand behind one proxy, so it is wide and its waits are short."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is remembered of failed sign-ins: how many in a row, when the last one was, and until when to wait."""

    failures: int = 0
    last_at: dt.datetime | None = None
    locked_until: dt.datetime | None = None


def wait_seconds(failures: int, backoff: Backoff = NUMBER_BACKOFF) -> int:
    """Seconds to wait after so many failures in a row; 0 while they are free."""
    over = failures - backoff.free
    if over <= 0:
        return 0
    # 20 doublings are above every roof in use; the bound keeps an endless attack from making huge numbers.
    return min(backoff.first << min(over - 1, 20), backoff.longest)


def remaining_seconds(standing: Standing, now: dt.datetime) -> int:
    """Whole seconds still to wait, rounded up; 0 when a sign-in may be tried."""
    if standing.locked_until is None or standing.locked_until <= now:
        return 0
    return math.ceil((standing.locked_until - now).total_seconds())


def fail(standing: Standing, now: dt.datetime, backoff: Backoff = NUMBER_BACKOFF) -> Standing:
    """The standing after one more failure."""
    forgotten = standing.last_at is not None and (now - standing.last_at).total_seconds() > backoff.forget
    failures = (0 if forgotten else standing.failures) + 1
    wait = wait_seconds(failures, backoff)
    return Standing(failures, now, now + dt.timedelta(seconds=wait) if wait else None)
