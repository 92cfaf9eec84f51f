"""Moments as the store keeps them: whole microseconds since 1970, so that order is the order of integers."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def count_microseconds(moment: dt.datetime) -> int:
    """Microseconds since 1970 of an aware moment."""
    return (moment - _EPOCH) // _MICROSECOND


def read_microseconds(count: int) -> dt.datetime:
    """The aware moment (UTC) of a count."""
    return _EPOCH + dt.timedelta(microseconds=count)


def write_stored(count: int) -> str:
    """The text of a ``stored`` moment: UTC, microseconds, always 27 signs."""
    return read_microseconds(count).isoformat(timespec="microseconds").replace("+00:00", "Z")


def write_http_date(count: int) -> str:
    """The moment to the second as HTTP writes it (RFC 9110, section 5.6.7)."""
    return format_datetime(read_microseconds(count), usegmt=True)
