"""Whether two statements with one id say the same (1.0.3 data, section 2.3.1: immutability and its exceptions)."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import msgspec

_SET_BY_STORE = frozenset({"id", "stored", "authority", "version", "timestamp"})
_OWN_RULES = _SET_BY_STORE | {"actor", "verb", "object", "context"}
_OWN_CONTEXT = frozenset({"registration", "instructor", "team", "contextActivities"})
_PLAIN = frozenset({str, bool, type(None)})
_LONGEST = 2**63
_HUNDREDTHS = re.compile(r"(\.[0-9]{2})[0-9]+(?=S)")
_DEFAULT_TYPES = ("Agent", "Activity")


def fingerprint_statement(statement: dict[str, Any]) -> bytes:
    """Thirty-two bytes, equal for statements that mean the same.

    Left out: what a store sets, the time (compared apart), displays of verbs and definitions of activities. Order of
    members, default types, the case of uuids, ``8`` against ``8.0`` and parts of a hundredth second make no difference.
    """
    meaning = _reduce_statement(statement)
    # Fingerprints are kept, so these bytes must never change.
    return hashlib.sha256(msgspec.json.encode(meaning, order="deterministic")).digest()


def _reduce_statement(statement: dict[str, Any]) -> dict[str, Any]:
    meaning = {key: _reduce(value) for key, value in statement.items() if key not in _OWN_RULES}
    meaning["actor"] = _reduce_actor(statement["actor"])
    meaning["verb"] = statement["verb"]["id"]
    meaning["object"] = _reduce_object(statement["object"])
    if "duration" in statement.get("result", ()):
        # Beyond a hundredth of a second nothing counts (IEEE 9274.1.1, 4.2.7); shorter is cut, never rounded.
        meaning["result"]["duration"] = _HUNDREDTHS.sub(r"\1", statement["result"]["duration"].replace(",", "."))
    if "context" in statement:
        meaning["context"] = _reduce_context(statement["context"])
    return meaning


def _reduce(value: Any) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is dict:
        return {key: member if type(member) in _PLAIN else _reduce(member) for key, member in value.items()}
    if kind is list:
        return [_reduce(member) for member in value]
    if kind is int and -_LONGEST <= value < _LONGEST:
        return value
    number = int(value) if kind is float and value.is_integer() else value
    # Numbers are written as Python does; 64 bits are all that the quick writer has.
    return number if type(number) is int and -_LONGEST <= number < _LONGEST else msgspec.Raw(repr(number).encode())


def _reduce_actor(actor: dict[str, Any]) -> Any:
    meaning = {key: value for key, value in actor.items() if key != "name" and value not in _DEFAULT_TYPES}
    if "member" in meaning:
        meaning["member"] = sorted((_reduce_actor(one) for one in meaning["member"]), key=_order)
    return meaning


def _order(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _reduce_object(target: dict[str, Any]) -> Any:
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        return target["id"]
    if kind == "SubStatement":
        inner = _reduce_statement(target)
        if "timestamp" in target:
            inner["timestamp"] = target["timestamp"]
        return inner
    if kind == "StatementRef":
        return {"objectType": kind, "id": target["id"].lower()}
    return {"objectType": kind, **_reduce_actor(target)}


def _reduce_context(context: dict[str, Any]) -> Any:
    meaning = {key: _reduce(value) for key, value in context.items() if key not in _OWN_CONTEXT}
    if "registration" in context:
        meaning["registration"] = context["registration"].lower()
    for name in ("instructor", "team"):
        if name in context:
            meaning[name] = _reduce_actor(context[name])
    if "contextActivities" in context:
        meaning["contextActivities"] = {
            name: sorted(one["id"] for one in (value if type(value) is list else [value]))
            for name, value in context["contextActivities"].items()
        }
    return meaning
