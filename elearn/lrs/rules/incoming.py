"""A statement on its way in: parsed, checked and prepared before any lock is taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from msgspec import UNSET

from elearn.lrs.rules.attachments import Contents, find_attachment_problems, refuse_surplus
from elearn.lrs.rules.bodies import (
    MAX_DEPTH,
    Opened,
    open_members,
    open_text,
    parse_json,
    split_batch,
    split_object,
    wrap_context_activities,
)
from elearn.lrs.rules.definitions import collect_definitions
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.rules.sameness import fingerprint_statement
from elearn.lrs.rules.shaped import collect_shape_definitions, collect_shape_terms
from elearn.lrs.rules.terms import Term, collect_terms
from elearn.xapi.check import VOIDED, check_statement
from elearn.xapi.check_values import parse_timestamp
from elearn.xapi.problems import Problem
from elearn.xapi.shapes import Shape, read_shape

MAX_BATCH = 1000
"""More statements in one request are refused (413)."""

_BLANKS = b" \t\r\n"
_UUIDS = "4.4 UUIDs"


class Incoming(NamedTuple):
    """A checked statement. ``uuid`` is None where the store has to make one; ``timestamp`` (microseconds) is None
    where the store's own moment will stand; ``target`` is the statement that a StatementRef names; ``definitions``
    are those of activities, as (id, JSON). ``body`` is what was sent, ``opened`` what is kept of it.
    """

    uuid: UUID | None
    body: bytes
    opened: Opened
    terms: dict[Term, bool]
    timestamp: int | None
    target: UUID | None
    voids: bool
    definitions: tuple[tuple[str, bytes], ...] = ()

    @property
    def fingerprint(self) -> bytes:
        """What is equal for statements that mean the same. Few are ever asked for it, so it is made when asked."""
        return fingerprint_statement(parse_json(self.body))


def read_batch(body: bytes, version: str, contents: Contents | None = None) -> list[Incoming]:
    """The statements of a POST: one object, or an array of them. All or nothing.

    ``contents`` are those of the attachments in a multipart request, None in a plain one. Raises ``LrsFault``: 400
    with every problem of every statement (pointers start with the index in an array), or 413 for more than
    ``MAX_BATCH``.
    """
    opener = body.lstrip(_BLANKS)[:1]
    batch = None
    if opener == b"{":
        batch = _read_each([body], version, contents)
    elif opener == b"[":
        batch = _read_each(_split(body), version, contents)
    if batch is None:
        batch = _read_whole(body, version, contents)
    _refuse_repeats(batch)
    return batch


def _split(body: bytes) -> list[bytes] | None:
    try:
        return split_batch(body)
    except (ValueError, RecursionError):
        return None


def _read_each(texts: Sequence[bytes] | None, version: str, contents: Contents | None) -> list[Incoming] | None:
    """The statements of these texts, most of them read by their type; None where something is at fault, or may be."""
    if texts is None or contents or len(texts) > MAX_BATCH:
        return None
    try:
        return [_read_alone(text, version) for text in texts]
    except (LrsFault, ValueError, RecursionError):
        return None


def _read_alone(text: bytes, version: str) -> Incoming:
    if text.count(b"{") + text.count(b"[") >= MAX_DEPTH:
        raise ValueError("how deep this may be depends on what is around it")
    shape = read_shape(text, version)
    if shape is not None and shape.verb.id != VOIDED:
        return _prepare_shape(text, shape)
    return _prepare(text, _refuse_faulty([parse_json(text)], version, None, single=True)[0])


def _read_whole(body: bytes, version: str, contents: Contents | None) -> list[Incoming]:
    value = parse_json(body)
    if type(value) is not list:
        return [_prepare(body, _refuse_faulty([value], version, contents, single=True)[0])]
    if len(value) > MAX_BATCH:
        raise LrsFault(413, "batch-too-large", limit=str(MAX_BATCH))
    _refuse_faulty(value, version, contents, single=False)
    return [_prepare(raw, one) for raw, one in zip(split_batch(body), value, strict=True)]


def read_statement(body: bytes, version: str, contents: Contents | None = None) -> Incoming:
    """One statement. Raises ``LrsFault`` (400) with every problem."""
    quick = _read_each([body], version, contents)
    if quick:
        return quick[0]
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
        body=body,
        opened=open_members(members),
        terms=collect_terms(value, authority=False),
        timestamp=count_microseconds(moment) if moment else None,
        target=UUID(target["id"]) if target.get("objectType") == "StatementRef" else None,
        voids=value["verb"]["id"] == VOIDED,
        definitions=tuple((name, msgspec.json.encode(one)) for name, one in collect_definitions(value)),
    )


def _prepare_shape(body: bytes, shape: Shape) -> Incoming:
    moment = None if shape.timestamp is UNSET else parse_timestamp(shape.timestamp)
    return Incoming(
        uuid=None if shape.id is UNSET else UUID(shape.id),
        body=body,
        opened=_open_shape(body, shape),
        terms=collect_shape_terms(shape),
        timestamp=count_microseconds(moment) if moment else None,
        target=None,
        voids=False,
        definitions=tuple(collect_shape_definitions(shape)),
    )


def _open_shape(body: bytes, shape: Shape) -> Opened:
    context = shape.context
    single = context is not UNSET and context.contextActivities is not UNSET and context.contextActivities.has_single()
    if single or shape.stored is not UNSET or shape.authority is not UNSET:
        members = split_object(body)
        wrap_context_activities(members, parse_json(body))
        return open_members(members)
    lacks: tuple[str, ...] = ()
    if shape.id is UNSET:
        lacks = ("id",)
    if shape.timestamp is UNSET:
        lacks += ("timestamp",)
    if shape.version is UNSET:
        lacks += ("version",)
    return open_text(body, lacks)
