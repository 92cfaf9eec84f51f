"""Reading the parameters of a request strictly: every one known, once, well formed; all faults at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from elearn.lrs.rules.bodies import parse_json
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.moments import count_microseconds
from elearn.lrs.rules.terms import Term, name_agent
from elearn.xapi.check_actors import check_actor
from elearn.xapi.check_values import is_iri, is_uuid, parse_timestamp
from elearn.xapi.problems import Findings, Problem

Parameters = Mapping[str, Sequence[str]]
"""Name -> values as they came."""

Readers = Mapping[str, Callable[[str], Any]]
"""Name -> what turns a text into a value, or raises ``ValueError``."""


def read_parameters(
    parameters: Parameters, readers: Readers, section: str, problems: Iterable[Problem] = ()
) -> dict[str, Any]:
    """The values of the parameters that came. Raises ``LrsFault`` (400) with ``problems`` and its own, all at once."""
    found = list(problems)
    values: dict[str, Any] = {}
    for name, given in parameters.items():
        reader = readers.get(name)
        if reader is None:
            found.append(find_problem(name, "unknown-parameter", section))
        elif len(given) != 1:
            found.append(find_problem(name, "repeated-parameter", section))
        else:
            try:
                values[name] = reader(given[0])
            except ValueError:
                found.append(find_problem(name, "bad-parameter", section))
    if found:
        raise LrsFault(400, "bad-parameters", found)
    return values


def refuse_missing(values: Mapping[str, Any], names: Iterable[str], section: str) -> None:
    """Raise ``LrsFault`` (400) with every name that has no value."""
    missing = [find_problem(name, "missing-parameter", section) for name in names if name not in values]
    if missing:
        raise LrsFault(400, "bad-parameters", missing)


def find_problem(name: str, code: str, section: str) -> Problem:
    """A problem with a parameter; its place is the name with a question mark."""
    return Problem(f"?{name}"[:100], code, {"name": name[:100]}, section)


def read_flag(text: str) -> bool:
    """True or false, as some clients' languages write it, too."""
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def read_moment(text: str) -> int:
    """A timestamp as microseconds since 1970."""
    moment = parse_timestamp(text)
    if moment is None:
        raise ValueError(text)
    return count_microseconds(moment)


def read_uuid(text: str) -> UUID:
    """A UUID."""
    if not is_uuid(text):
        raise ValueError(text)
    return UUID(text)


def read_text(text: str) -> str:
    """Any text but the empty one."""
    if not text:
        raise ValueError(text)
    text.encode("utf-8")
    return text


def read_actor(text: str) -> dict[str, Any]:
    """An agent or identified group as JSON."""
    try:
        actor = parse_json(text.encode("utf-8"))
    except LrsFault as fault:
        raise ValueError(text) from fault
    found = Findings(version2=True)
    check_actor(actor, "", found)
    if found.problems or name_agent(actor) is None:
        raise ValueError(text)
    checked: dict[str, Any] = actor
    return checked


def read_agent(text: str) -> bytes:
    """The digest of an agent's or identified group's term."""
    term = name_agent(read_actor(text))
    if term is None:
        raise ValueError(text)
    return term.digest


def read_iri(kind: str) -> Callable[[str], bytes]:
    """A reader of IRIs: the digest of the term of this kind."""

    def read(text: str) -> bytes:
        if not is_iri(text):
            raise ValueError(text)
        return Term(kind, text).digest

    return read


def read_plain_iri(text: str) -> str:
    """An IRI."""
    if not is_iri(text):
        raise ValueError(text)
    return text
