"""A statement on its way in: parsed, checked and prepared before any lock is taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from elearn.lrs.rules.bodies import Members, parse_json, split_batch, split_object, wrap_context_activities
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.rules.sameness import fingerprint_statement
from elearn.lrs.rules.terms import Term, collect_terms
from elearn.xapi.check import VOIDED, check_statement
from elearn.xapi.check_values import parse_timestamp
from elearn.xapi.problems import Problem

MAX_BATCH = 1000
"""More statements in one request are refused (413)."""

_ATTACHMENTS = "2.4.11 Attachments"
_UUIDS = "4.4 UUIDs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A checked statement. ``uuid`` is None where the store has to make one; ``timestamp`` (microseconds) is None
    where the store's own moment will stand; ``target`` is the statement that a StatementRef names.
    """

    uuid: UUID | None
    members: Members
    terms: dict[Term, bool]
    fingerprint: bytes
    timestamp: int | None
    target: UUID | None
    voids: bool


def read_batch(body: bytes, version: str) -> list[Incoming]:
    """The statements of a POST: one object, or an array of them. All or nothing.

    Raises ``LrsFault``: 400 with every problem of every statement (pointers start with the index in an array), or
    413 for more than ``MAX_BATCH``.
    """
    value = parse_json(body)
    if type(value) is not list:
        return [_prepare(body, _refuse_faulty([value], version, single=True)[0])]
    if len(value) > MAX_BATCH:
        raise LrsFault(413, "batch-too-large", limit=str(MAX_BATCH))
    _refuse_faulty(value, version, single=False)
    batch = [_prepare(raw, one) for raw, one in zip(split_batch(body), value, strict=True)]
    _refuse_repeats(batch)
    return batch


def read_statement(body: bytes, version: str) -> Incoming:
    """One statement. Raises ``LrsFault`` (400) with every problem."""
    return _prepare(body, _refuse_faulty([parse_json(body)], version, single=True)[0])


def _refuse_faulty(values: Sequence[Any], version: str, *, single: bool) -> Sequence[Any]:
    problems: list[Problem] = []
    for index, value in enumerate(values):
        prefix = "" if single else f"/{index}"
        found = check_statement(value, version)
        if not found:
            found = list(_find_missing_files(value))
        problems += [one._replace(pointer=prefix + one.pointer) for one in found]
    if problems:
        raise LrsFault(400, "invalid-statement", problems)
    return values


def _find_missing_files(statement: dict[str, Any]) -> Iterable[Problem]:
    """Plain JSON carries no content, so every attachment must say where it lies."""
    places = [("/attachments", statement.get("attachments", ()))]
    if statement["object"].get("objectType") == "SubStatement":
        places.append(("/object/attachments", statement["object"].get("attachments", ())))
    for pointer, attachments in places:
        for index, attachment in enumerate(attachments):
            if "fileUrl" not in attachment:
                yield Problem(f"{pointer}/{index}", "attachment-without-file", {}, _ATTACHMENTS)


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
        members=members,
        terms=collect_terms({key: member for key, member in value.items() if key != "authority"}),
        fingerprint=fingerprint_statement(value),
        timestamp=count_microseconds(moment) if moment else None,
        target=UUID(target["id"]) if target.get("objectType") == "StatementRef" else None,
        voids=value["verb"]["id"] == VOIDED,
    )
