"""Whether two statements with one id say the same (1.0.3 data, section 2.3.1: immutability and its exceptions)."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

_SET_BY_STORE = frozenset({"id", "stored", "authority", "version", "timestamp"})
_HUNDREDTHS = re.compile(r"(\.[0-9]{2})[0-9]+(?=S)")
_DEFAULT_TYPES = ("Agent", "Activity")


def fingerprint_statement(statement: dict[str, Any]) -> bytes:
    """Thirty-two bytes, equal for statements that mean the same.

    Left out: what a store sets, the time (compared apart), displays of verbs and definitions of activities. Order of
    members, default types, the case of uuids, ``8`` against ``8.0`` and parts of a hundredth second make no difference.
    """
    meaning = _reduce_statement(statement)
    text = json.dumps(meaning, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).digest()


def _reduce_statement(statement: dict[str, Any]) -> dict[str, Any]:
    meaning = {key: _reduce(value) for key, value in statement.items() if key not in _SET_BY_STORE}
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
    if type(value) is float and value.is_integer():
        return int(value)
    if type(value) is dict:
        return {key: _reduce(member) for key, member in value.items()}
    if type(value) is list:
        return [_reduce(member) for member in value]
    return value


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
    meaning = _reduce(context)
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
