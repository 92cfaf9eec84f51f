"""What a reader asks for (1.0.3 communication, section 2.1.3), read strictly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from elearn.lrs.rules.bodies import parse_json
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.rules.terms import Term, name_agent
from elearn.xapi.check_actors import check_actor
from elearn.xapi.check_values import is_iri, is_uuid, parse_timestamp
from elearn.xapi.problems import Findings, Problem

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
    after: int | None = None
    ceiling: int | None = None


class SingleQuery(msgspec.Struct, frozen=True, kw_only=True):
    """One statement by its id; ``voided`` tells which of the two parameters asked."""

    uuid: UUID
    voided: bool = False
    format: str = "exact"


Parameters = Mapping[str, Sequence[str]]


def parse_query(parameters: Parameters) -> StatementQuery | SingleQuery:
    """The search behind the parameters of a GET of statements (name -> values as they came).

    Raises ``LrsFault`` (400) with every unknown, repeated, ill-formed or unfit parameter.
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for name, given in parameters.items():
        reader = _READERS.get(name)
        if reader is None:
            problems.append(_problem(name, "unknown-parameter"))
        elif len(given) != 1:
            problems.append(_problem(name, "repeated-parameter"))
        else:
            try:
                values[name] = reader(given[0])
            except ValueError:
                problems.append(_problem(name, "bad-parameter"))
    if values.get("attachments"):
        problems.append(_problem("attachments", "attachments-unsupported"))
    problems += _find_unfit(parameters)
    if problems:
        raise LrsFault(400, "bad-parameters", problems)
    values.pop("attachments", None)
    for name, voided in (("statementId", False), ("voidedStatementId", True)):
        if name in values:
            return SingleQuery(uuid=values[name], voided=voided, format=values.get("format", "exact"))
    return StatementQuery(**values)


def parse_statement_id(parameters: Parameters) -> UUID:
    """The one parameter of a PUT. Raises ``LrsFault`` (400) where it is missing, ill-formed or not alone."""
    query = parse_query(parameters)
    if not isinstance(query, SingleQuery) or set(parameters) != {"statementId"}:
        raise LrsFault(400, "bad-parameters", [_problem("statementId", "statement-id-missing")])
    return query.uuid


def limit_authority(query: StatementQuery, authority: bytes | None) -> StatementQuery:
    """The search among the statements of one authority, where one is given."""
    return msgspec.structs.replace(query, authority=authority)


def _problem(name: str, code: str) -> Problem:
    return Problem(f"?{name}"[:100], code, {"name": name[:100]}, SECTION)


def _find_unfit(parameters: Parameters) -> list[Problem]:
    single = [name for name in ("statementId", "voidedStatementId") if name in parameters]
    if not single:
        return []
    allowed = {single[0], "attachments", "format"}
    return [_problem(name, "unfit-parameter") for name in parameters if name in _READERS and name not in allowed]


def _read_flag(text: str) -> bool:
    # Some clients write Python's or JavaScript's own spelling.
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def _read_limit(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise ValueError(text)
    return min(int(text) or MAX_LIMIT, MAX_LIMIT)


def _read_moment(text: str) -> int:
    moment = parse_timestamp(text)
    if moment is None:
        raise ValueError(text)
    return count_microseconds(moment)


def _read_uuid(text: str) -> UUID:
    if not is_uuid(text):
        raise ValueError(text)
    return UUID(text)


def _read_format(text: str) -> str:
    if text not in FORMATS:
        raise ValueError(text)
    return text


def _read_agent(text: str) -> bytes:
    try:
        actor = parse_json(text.encode("utf-8"))
    except LrsFault as fault:
        raise ValueError(text) from fault
    found = Findings(version2=True)
    check_actor(actor, "", found)
    term = None if found.problems else name_agent(actor)
    if term is None:
        raise ValueError(text)
    return term.digest


def _read_iri(kind: str) -> Callable[[str], bytes]:
    def read(text: str) -> bytes:
        if not is_iri(text):
            raise ValueError(text)
        return Term(kind, text).digest

    return read


def _read_registration(text: str) -> bytes:
    return Term("registration", str(_read_uuid(text))).digest


_READERS: dict[str, Callable[[str], Any]] = {
    "statementId": _read_uuid,
    "voidedStatementId": _read_uuid,
    "agent": _read_agent,
    "verb": _read_iri("verb"),
    "activity": _read_iri("activity"),
    "registration": _read_registration,
    "related_activities": _read_flag,
    "related_agents": _read_flag,
    "since": _read_moment,
    "until": _read_moment,
    "limit": _read_limit,
    "format": _read_format,
    "attachments": _read_flag,
    "ascending": _read_flag,
}
