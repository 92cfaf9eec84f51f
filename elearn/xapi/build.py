"""From an event to the bytes of its statements: typed with tincan, finished by own hands, checked, canonical.

tincan gives the shape; what it cannot say without loss (integers, exact decimals, the duration, the time in UTC, the
version) is set afterwards. The bytes are canonical: sorted keys, no blanks, so that a repeat is byte-equal.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import tincan

from elearn.events import Event
from elearn.xapi import things
from elearn.xapi.check import check_statement
from elearn.xapi.directory import Directory
from elearn.xapi.drafts import Draft, Score, derive_statement_id, draft_statements
from elearn.xapi.problems import Problem

VERSION = "1.0.3"
"""The version that built statements state; every 1.0.x and 2.0.x store takes it."""

_ENCODER = msgspec.json.Encoder(order="sorted", decimal_format="number")


class StatementFault(ValueError):
    """A built statement broke a rule of xAPI: a fault of this house, never of a learner. ``problems`` tells which."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.pointer}: {problem.code}" for problem in problems))
        self.problems = problems


def build_statement(event: Event, directory: Directory) -> bytes | None:
    """The first (most often the only) statement of an event, or None where none leaves the house.

    Raises ``StatementFault``.
    """
    statements = build_statements(event, directory)
    return statements[0] if statements else None


def build_statements(event: Event, directory: Directory) -> list[bytes]:
    """All statements of an event as canonical UTF-8 JSON, in order (``vocabulary.SPOKEN`` tells which).

    The same event always gives the same bytes. Raises ``StatementFault``.
    """
    return [_finish(draft, event, directory) for draft in draft_statements(event, directory)]


def format_timestamp(moment: dt.datetime) -> str:
    """An aware moment as RFC 3339 in UTC, to the microsecond. Raises ``ValueError`` for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a statement's moment needs an offset")
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def format_duration(seconds: int) -> str:
    """Whole seconds (>= 0) as an ISO 8601 duration of hours, minutes and seconds, such as ``PT1H2M3S``."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (left, "S")) if count]
    return "PT" + ("".join(parts) or "0S")


def _finish(draft: Draft, event: Event, directory: Directory) -> bytes:
    statement = tincan.Statement(
        id=derive_statement_id(draft.told_for or event.id, draft.mark),
        actor=things.describe_person(event.person, directory),
        verb=things.describe_verb(draft.verb, directory),
        object=_target(draft),
        result=_result(draft),
        context=_context(draft, event, directory),
        timestamp=event.at,
    )
    value = statement.as_version(VERSION)
    value["timestamp"] = format_timestamp(event.at)
    value["version"] = VERSION
    if "result" in value:
        _set_exact_numbers(value["result"], draft)
    body = _ENCODER.encode(value)
    problems = check_statement(msgspec.json.decode(body), VERSION)
    if problems:
        raise StatementFault(problems)
    return body


def _target(draft: Draft) -> Any:
    if isinstance(draft.target, UUID):
        return tincan.StatementRef(object_type="StatementRef", id=draft.target)
    return draft.target


def _result(draft: Draft) -> Any:
    if draft.score is None and draft.success is None and draft.completion is None:
        return None
    return tincan.Result(
        score=None if draft.score is None else tincan.Score(scaled=float(draft.score.scaled)),
        success=draft.success,
        completion=draft.completion,
        duration=None if draft.seconds is None else dt.timedelta(seconds=draft.seconds),
    )


def _context(draft: Draft, event: Event, directory: Directory) -> Any:
    return tincan.Context(
        registration=draft.registration,
        instructor=things.describe_granter(event, directory),
        context_activities=tincan.ContextActivities(
            parent=tincan.ActivityList(draft.parent) if draft.parent else None,
            grouping=tincan.ActivityList(draft.grouping) if draft.grouping else None,
            category=tincan.ActivityList([things.describe_profile(directory)]),
        ),
        revision=draft.revision,
        extensions=things.name_extensions(draft.extensions, directory),
    )


def _set_exact_numbers(result: dict[str, Any], draft: Draft) -> None:
    if draft.score is not None:
        result["score"] = _score(draft.score)
    if draft.seconds is not None:
        result["duration"] = format_duration(draft.seconds)


def _score(score: Score) -> dict[str, int | Decimal]:
    exact = {"scaled": _number(score.scaled)}
    # min < max is a rule of xAPI: a quiz without points has a share only.
    if score.raw is not None and score.maximum:
        exact |= {"raw": _number(score.raw), "min": 0, "max": _number(score.maximum)}
    return exact


def _number(value: Decimal) -> int | Decimal:
    whole = int(value)
    return whole if whole == value else Decimal(format(value.normalize(), "f"))


def read_statement_id(body: bytes) -> UUID:
    """The id of a built statement."""
    return UUID(msgspec.json.decode(body, type=_Named).id)


class _Named(msgspec.Struct):
    id: str
