"""What a reader asks for (1.0.3 communication, section 2.1.3), read strictly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.parameters import (
    Parameters,
    find_problem,
    read_agent,
    read_flag,
    read_iri,
    read_moment,
    read_parameters,
    read_uuid,
)
from elearn.lrs.rules.terms import Term
from elearn.xapi.problems import Problem

DEFAULT_LIMIT = 100
MAX_LIMIT = 500
FORMATS = ("exact", "ids", "canonical")
SECTION = "2.1.3 GET Statements"


class StatementQuery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A search. ``agent``, ``verb``, ``activity``, ``registration`` and ``authority`` are digests of terms.

    ``since`` (exclusive) and ``until`` (inclusive) are microseconds; ``limit`` is 1..``MAX_LIMIT``. ``after`` is the
    sequence number that the page before ended with, ``ceiling`` the highest one when the search began, so that
    paging ends however many statements arrive meanwhile.
    """

    agent: bytes | None = None
    related_agents: bool = False
    verb: bytes | None = None
    activity: bytes | None = None
    related_activities: bool = False
    registration: bytes | None = None
    authority: bytes | None = None
    since: int | None = None
    until: int | None = None
    limit: int = DEFAULT_LIMIT
    ascending: bool = False
    format: str = "exact"
    attachments: bool = False
    after: int | None = None
    ceiling: int | None = None


class SingleQuery(msgspec.Struct, frozen=True, kw_only=True):
    """One statement by its id; ``voided`` tells which of the two parameters asked."""

    uuid: UUID
    voided: bool = False
    format: str = "exact"
    attachments: bool = False


def parse_query(parameters: Parameters) -> StatementQuery | SingleQuery:
    """The search behind the parameters of a GET of statements (name -> values as they came).

    Raises ``LrsFault`` (400) with every unknown, repeated, ill-formed or unfit parameter.
    """
    values = read_parameters(parameters, _READERS, SECTION, _find_unfit(parameters))
    for name, voided in (("statementId", False), ("voidedStatementId", True)):
        if name in values:
            return SingleQuery(
                uuid=values[name],
                voided=voided,
                format=values.get("format", "exact"),
                attachments=values.get("attachments", False),
            )
    return StatementQuery(**values)


def parse_statement_id(parameters: Parameters) -> UUID:
    """The one parameter of a PUT. Raises ``LrsFault`` (400) where it is missing, ill-formed or not alone."""
    query = parse_query(parameters)
    if not isinstance(query, SingleQuery) or set(parameters) != {"statementId"}:
        raise LrsFault(400, "bad-parameters", [find_problem("statementId", "statement-id-missing", SECTION)])
    return query.uuid


def limit_authority(query: StatementQuery, authority: bytes | None) -> StatementQuery:
    """The search among the statements of one authority, where one is given."""
    return msgspec.structs.replace(query, authority=authority)


def _find_unfit(parameters: Parameters) -> list[Problem]:
    single = [name for name in ("statementId", "voidedStatementId") if name in parameters]
    if not single:
        return []
    allowed = {single[0], "attachments", "format"}
    return [
        find_problem(name, "unfit-parameter", SECTION)
        for name in parameters
        if name in _READERS and name not in allowed
    ]


def _read_limit(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise ValueError(text)
    return min(int(text) or MAX_LIMIT, MAX_LIMIT)


def _read_format(text: str) -> str:
    if text not in FORMATS:
        raise ValueError(text)
    return text


def _read_registration(text: str) -> bytes:
    return Term("registration", str(read_uuid(text))).digest


_READERS: dict[str, Callable[[str], Any]] = {
    "statementId": read_uuid,
    "voidedStatementId": read_uuid,
    "agent": read_agent,
    "verb": read_iri("verb"),
    "activity": read_iri("activity"),
    "registration": _read_registration,
    "related_activities": read_flag,
    "related_agents": read_flag,
    "since": read_moment,
    "until": read_moment,
    "limit": _read_limit,
    "format": _read_format,
    "attachments": read_flag,
    "ascending": read_flag,
}
