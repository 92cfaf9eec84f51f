"""Reading and writing JSON without loss: strict on the way in, raw slices on the way through.

A stored statement is the sender's own bytes, member by member; only what the standard lets a store set is new.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from elearn.lrs.rules.faults import LrsFault
from elearn.xapi.problems import Problem

MAX_DEPTH = 100
"""Deeper nesting is refused: no statement of any use comes near."""

FORMAT = "2.2 Formatting Requirements"
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_OPENERS = re.compile(rb"[\[{]")

_HOLDERS = frozenset({dict, list})

Members = dict[str, msgspec.Raw]


class _Refused(ValueError):
    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.problem = Problem("", code, params, FORMAT)


def parse_json(body: bytes) -> Any:
    """The value of a JSON text.

    Raises ``LrsFault`` (400) for what is no JSON or not exact: bad UTF-8, equal keys in an object, NaN, numbers
    beyond a double, lone surrogates, nesting deeper than ``MAX_DEPTH``.
    """
    quick = _parse_quickly(body)
    return _parse_slowly(body) if quick is None else quick


def _parse_quickly(body: bytes) -> Any:
    """The value where nothing can be wrong with it, else None: then the slow way decides, and says what it is.

    The quick reader keeps the last of two equal keys. There are none if the value, written anew, has as many colons as
    the text: a lost member takes one away. A colon inside a string is written anew as it came, unless it came by its
    number.
    """
    try:
        value = msgspec.json.decode(body)
        if b"\\u00" in body or body.count(b":") != msgspec.json.encode(value).count(b":"):
            return None
        # Whoever opens less often than that cannot be deeper; batches open more often.
        return value if body.count(b"{") + body.count(b"[") < MAX_DEPTH or _is_shallow(value) else None
    except (ValueError, RecursionError, OverflowError):
        return None


def _is_shallow(value: Any) -> bool:
    """Whether nothing is nested deeper than ``MAX_DEPTH``."""
    level = [value] if type(value) in _HOLDERS else []
    for _ in range(MAX_DEPTH):
        level = [
            member
            for one in level
            for member in (one.values() if type(one) is dict else one)
            if type(member) in _HOLDERS
        ]
        if not level:
            return True
    return False


def _parse_slowly(body: bytes) -> Any:
    try:
        text = body.decode("utf-8")
        value = json.loads(
            text, object_pairs_hook=_refuse_equal_keys, parse_constant=_refuse_constant, parse_float=_read_float
        )
        if _SURROGATE.search(body):
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        if len(_OPENERS.findall(body, 0)) > MAX_DEPTH:
            _measure(value, MAX_DEPTH)
    except _Refused as refused:
        raise LrsFault(400, "bad-json", [refused.problem]) from None
    except RecursionError:
        raise LrsFault(400, "bad-json", [Problem("", "too-deep", {"limit": str(MAX_DEPTH)}, FORMAT)]) from None
    except UnicodeEncodeError:
        raise LrsFault(400, "bad-json", [Problem("", "lone-surrogate", {}, FORMAT)]) from None
    except UnicodeDecodeError as fault:
        problem = Problem("", "not-utf8", {"position": str(fault.start)}, FORMAT)
        raise LrsFault(400, "bad-json", [problem]) from None
    except json.JSONDecodeError as fault:
        problem = Problem("", "malformed-json", {"position": str(fault.pos)}, FORMAT)
        raise LrsFault(400, "bad-json", [problem]) from None
    except ValueError:  # an integer with more digits than the interpreter reads
        raise LrsFault(400, "bad-json", [Problem("", "number-out-of-range", {}, FORMAT)]) from None
    return value


def _refuse_equal_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Refused("repeated-key", name=key[:100])
            seen.add(key)
    return value


def _refuse_constant(name: str) -> Any:
    raise _Refused("not-a-json-number", name=name)


def _read_float(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise _Refused("number-out-of-range")
    return number


def _measure(value: Any, left: int) -> None:
    if left == 0:
        raise _Refused("too-deep", limit=str(MAX_DEPTH))
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return
    for member in value:
        if isinstance(member, (dict, list)):
            _measure(member, left - 1)


def write_json(value: Any) -> bytes:
    """A value that ``parse_json`` has read as compact UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def split_batch(body: bytes) -> list[bytes]:
    """The elements of a JSON array (that ``parse_json`` has read) as the bytes that were sent."""
    return [bytes(raw) for raw in msgspec.json.decode(body, type=list[msgspec.Raw])]


def split_object(body: bytes) -> Members:
    """The members of a JSON object (that ``parse_json`` has read) as the bytes that were sent, in their order."""
    return msgspec.json.decode(body, type=Members)


def join_object(members: Members) -> bytes:
    """An object from raw members."""
    return b"{" + b",".join(_quote(key) + b":" + bytes(raw) for key, raw in members.items()) + b"}"


_quote = lru_cache(maxsize=1000)(msgspec.json.encode)
"""A text as JSON; the names of members are always the same."""


def wrap_context_activities(members: Members, value: dict[str, Any]) -> None:
    """Put every single context activity into an array, in the statement and in its SubStatement.

    The standard asks it of the store (1.0.3 data, section 2.4.6.2); ``value`` is the parsed form of ``members``.
    """
    _wrap_here(members, value)
    target = value["object"]
    if target.get("objectType") == "SubStatement" and _has_single(target):
        inner = split_object(bytes(members["object"]))
        _wrap_here(inner, target)
        members["object"] = msgspec.Raw(join_object(inner))


def _has_single(statement: dict[str, Any]) -> bool:
    activities = statement.get("context", {}).get("contextActivities", {})
    return any(type(value) is dict for value in activities.values())


def _wrap_here(members: Members, value: dict[str, Any]) -> None:
    if not _has_single(value):
        return
    context = split_object(bytes(members["context"]))
    activities = split_object(bytes(context["contextActivities"]))
    for name, single in value["context"]["contextActivities"].items():
        if type(single) is dict:
            activities[name] = msgspec.Raw(b"[" + bytes(activities[name]) + b"]")
    context["contextActivities"] = msgspec.Raw(join_object(activities))
    members["context"] = msgspec.Raw(join_object(context))


_STORES_OWN = frozenset({"stored", "authority"})
_NEEDED = ("id", "timestamp", "version")


class Opened(NamedTuple):
    """A statement's JSON as it was sent, but for its closing brace, and which of id, timestamp and version it lacks."""

    text: bytes
    lacks: tuple[str, ...]


def open_text(text: bytes, lacks: tuple[str, ...]) -> Opened:
    """Open the text of a statement that has nothing of what only a store may set."""
    return Opened(text[: text.rindex(b"}")], lacks)


def open_members(members: Members) -> Opened:
    """Open a statement without what only a store may set: the sender's own ``stored`` and ``authority`` are dropped."""
    kept = {key: raw for key, raw in members.items() if key not in _STORES_OWN}
    return Opened(join_object(kept)[:-1], tuple(name for name in _NEEDED if name not in members))


def compose_body(opened: Opened, *, uuid: UUID, version: str, stored: str, authority: bytes) -> bytes:
    """The final bytes: the sender's members, then what was missing (id, timestamp, version), then what only a store
    may set (``stored``, ``authority``).
    """
    added = ""
    for name in opened.lacks:
        added += f',"{name}":"{uuid if name == "id" else stored if name == "timestamp" else version}"'
    return b'%b%b,"stored":"%b","authority":%b}' % (opened.text, added.encode(), stored.encode(), authority)
