"""The special data types of xAPI (1.0.3 data document, section 4) as predicates over text and numbers."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s\x00-\x20<>\"{}|\\^`\x7f]+")
_UUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_MBOX = re.compile(r"mailto:[^\s@<>\x00]+@[^\s@<>\x00]+")
_SHA1 = re.compile(r"[0-9A-Fa-f]{40}")
_LANGUAGE = re.compile(
    r"(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})"  # language and extended language
    r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"  # script, region
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"  # variants
    r"(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*"  # extensions
    r"(?:-x(?:-[a-z0-9]{1,8})+)?"  # private use
    r"|x(?:-[a-z0-9]{1,8})+"
    r"|en-gb-oed|i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)|sgn-(?:be-fr|be-nl|ch-de))",
    re.IGNORECASE | re.ASCII,
)
_TIMESTAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?"
    r"(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?",
    re.IGNORECASE,
)
_NEGATIVE_ZERO = frozenset({"-00", "-0000", "-00:00"})
_DURATION = re.compile(
    r"P(?:[0-9]+(?:[.,][0-9]+)?W"
    r"|(?=[0-9T])(?:[0-9]+(?:[.,][0-9]+)?Y)?(?:[0-9]+(?:[.,][0-9]+)?M)?(?:[0-9]+(?:[.,][0-9]+)?D)?"
    r"(?:T(?=[0-9])(?:[0-9]+(?:[.,][0-9]+)?H)?(?:[0-9]+(?:[.,][0-9]+)?M)?(?:[0-9]+(?:[.,][0-9]+)?S)?)?)"
)
_FRACTION_INSIDE = re.compile(r"[.,][0-9]+[A-Z].")


@lru_cache(maxsize=8192)
def _matches_iri(value: str) -> bool:
    return _IRI.fullmatch(value) is not None


@lru_cache(maxsize=1024)
def _matches_language(value: str) -> bool:
    return _LANGUAGE.fullmatch(value) is not None


def is_iri(value: Any) -> bool:
    """An IRI (or IRL, URI) with a scheme (section 4.3; RFC 3987)."""
    return type(value) is str and _matches_iri(value)


def is_uuid(value: Any) -> bool:
    """A UUID in the text form 8-4-4-4-12 (section 4.4; RFC 9562); any version."""
    return type(value) is str and _UUID.fullmatch(value) is not None


def is_language_tag(value: Any) -> bool:
    """A well-formed language tag (section 4.2; RFC 5646)."""
    return type(value) is str and _matches_language(value)


def is_mbox(value: Any) -> bool:
    """A ``mailto:`` IRI with an address (section 2.4.2.3)."""
    return type(value) is str and _MBOX.fullmatch(value) is not None


def is_sha1(value: Any) -> bool:
    """Forty hexadecimal digits (section 2.4.2.3)."""
    return type(value) is str and _SHA1.fullmatch(value) is not None


def is_number(value: Any) -> bool:
    """A finite JSON number; a boolean is none."""
    kind = type(value)
    return kind is int or (kind in (float, Decimal) and isfinite(value))


def parse_timestamp(value: Any, offset_needed: bool = False) -> dt.datetime | None:
    """The moment in UTC, to the microsecond, or None where the text is no timestamp (section 4.5; RFC 3339).

    A time without an offset counts as UTC unless ``offset_needed`` (2.0.0). The offset ``-00:00`` is refused.
    """
    match = _TIMESTAMP.fullmatch(value) if type(value) is str else None
    if match is None or match[1] in _NEGATIVE_ZERO or (offset_needed and match[1] is None):
        return None
    # A leap second is a true moment that datetime cannot hold.
    text = value.upper().replace(":60", ":59") if value[17:19] == "60" else value.upper()
    try:
        moment = dt.datetime.fromisoformat(text)
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def is_duration(value: Any) -> bool:
    """An ISO 8601 duration with designators; weeks stand alone; only the last part has a fraction (section 4.6)."""
    return (
        type(value) is str
        and len(value) > 2
        and _DURATION.fullmatch(value) is not None
        and _FRACTION_INSIDE.search(value) is None
    )
