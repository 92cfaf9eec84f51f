"""A statement on its way in: parsed, checked and prepared before any lock is taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from elearn.lrs.rules.attachments import Contents, find_attachment_problems, refuse_surplus
from elearn.lrs.rules.bodies import Members, parse_json, split_batch, split_object, wrap_context_activities
from elearn.lrs.rules.definitions import collect_definitions
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.rules.sameness import fingerprint_statement
from elearn.lrs.rules.terms import Term, collect_terms
from elearn.xapi.check import VOIDED, check_statement
from elearn.xapi.check_values import parse_timestamp
from elearn.xapi.problems import Problem

MAX_BATCH = 1000
"""More statements in one request are refused (413)."""

_UUIDS = "4.4 UUIDs"


class Incoming(NamedTuple):
    """A checked statement. ``uuid`` is None where the store has to make one; ``timestamp`` (microseconds) is None
    where the store's own moment will stand; ``target`` is the statement that a StatementRef names; ``definitions``
    are those of activities, as (id, JSON). ``value`` is the whole, parsed.
    """

    uuid: UUID | None
    value: dict[str, Any]
    members: Members
    terms: dict[Term, bool]
    timestamp: int | None
    target: UUID | None
    voids: bool
    definitions: tuple[tuple[str, bytes], ...] = ()

    @property
    def fingerprint(self) -> bytes:
        """What is equal for statements that mean the same. Few are ever asked for it, so it is made when asked."""
        return fingerprint_statement(self.value)


def read_batch(body: bytes, version: str, contents: Contents | None = None) -> list[Incoming]:
    """The statements of a POST: one object, or an array of them. All or nothing.

    ``contents`` are those of the attachments in a multipart request, None in a plain one. Raises ``LrsFault``: 400
    with every problem of every statement (pointers start with the index in an array), or 413 for more than
    ``MAX_BATCH``.
    """
    value = parse_json(body)
    if type(value) is not list:
        return [_prepare(body, _refuse_faulty([value], version, contents, single=True)[0])]
    if len(value) > MAX_BATCH:
        raise LrsFault(413, "batch-too-large", limit=str(MAX_BATCH))
    _refuse_faulty(value, version, contents, single=False)
    batch = [_prepare(raw, one) for raw, one in zip(split_batch(body), value, strict=True)]
    _refuse_repeats(batch)
    return batch


def read_statement(body: bytes, version: str, contents: Contents | None = None) -> Incoming:
    """One statement. Raises ``LrsFault`` (400) with every problem."""
    return _prepare(body, _refuse_faulty([parse_json(body)], version, contents, single=True)[0])


def _refuse_faulty(values: Sequence[Any], version: str, contents: Contents | None, *, single: bool) -> Sequence[Any]:
    problems: list[Problem] = []
    for index, value in enumerate(values):
        prefix = "" if single else f"/{index}"
        found = check_statement(value, version) or find_attachment_problems(value, contents, version)
        problems += [one._replace(pointer=prefix + one.pointer) for one in found]
    if problems:
        raise LrsFault(400, "invalid-statement", problems)
    if contents:
        refuse_surplus(values, contents)
    return values


def _refuse_repeats(batch: Sequence[Incoming]) -> None:
    seen: set[UUID] = set()
    problems: list[Problem] = []
    for index, one in enumerate(batch):
        if one.uuid is not None and one.uuid in seen:
            problems.append(Problem(f"/{index}/id", "repeated-id", {"id": str(one.uuid)}, _UUIDS))
        elif one.uuid is not None:
            seen.add(one.uuid)
    if problems:
        raise LrsFault(400, "invalid-statement", problems)


def _prepare(body: bytes, value: dict[str, Any]) -> Incoming:
    members = split_object(body)
    wrap_context_activities(members, value)
    moment = parse_timestamp(value.get("timestamp"))
    target = value["object"]
    return Incoming(
        uuid=UUID(value["id"]) if "id" in value else None,
        value=value,
        members=members,
        terms=collect_terms(value, authority=False),
        timestamp=count_microseconds(moment) if moment else None,
        target=UUID(target["id"]) if target.get("objectType") == "StatementRef" else None,
        voids=value["verb"]["id"] == VOIDED,
        definitions=tuple((name, msgspec.json.encode(one)) for name, one in collect_definitions(value)),
    )
