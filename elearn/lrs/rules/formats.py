"""How a statement is shown: as stored, reduced to identifiers, or in one language (1.0.3 communication, 2.1.3)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from elearn.lrs.rules.bodies import write_json
from elearn.lrs.rules.definitions import list_activities

EXACT = "exact"
"""The form in which statements are shown as they are stored."""

_IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")
_MAPS = ("display", "name", "description")


Definitions = Mapping[str, dict[str, Any]]
"""Activity id -> what is known of it."""


def format_bodies(
    bodies: Sequence[bytes], form: str, accept_language: str = "", definitions: Definitions | None = None
) -> list[bytes]:
    """The stored bodies in ``exact``, ``ids`` or ``canonical`` form; ``exact`` are the very bytes.

    ``canonical`` shows activities by their ``definitions`` (see ``list_known_activities``), and every language map in
    one language.
    """
    if form == EXACT:
        return list(bodies)
    if form == "ids":
        return [write_json(_reduce_statement(json.loads(body))) for body in bodies]
    wanted = rank_languages(accept_language)
    return [write_json(_speak(_define(json.loads(body), definitions or {}), wanted)) for body in bodies]


def list_known_activities(bodies: Iterable[bytes]) -> set[str]:
    """The ids of the activities in stored bodies, whose definitions the canonical form wants."""
    return {activity["id"] for body in bodies for activity in list_activities(json.loads(body))}


def _define(statement: dict[str, Any], definitions: Definitions) -> dict[str, Any]:
    for activity in list_activities(statement):
        if activity["id"] in definitions:
            activity["definition"] = definitions[activity["id"]]
    return statement


def _reduce_statement(statement: dict[str, Any]) -> dict[str, Any]:
    reduced = dict(statement)
    reduced["actor"] = _reduce_actor(statement["actor"])
    reduced["verb"] = {"id": statement["verb"]["id"]}
    reduced["object"] = _reduce_object(statement["object"])
    if "authority" in statement:
        reduced["authority"] = _reduce_actor(statement["authority"])
    if "context" in statement:
        reduced["context"] = _reduce_context(statement["context"])
    return reduced


def _reduce_actor(actor: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in actor.items() if key == "objectType" or key in _IDENTIFIERS}
    # An anonymous group is nothing without its members.
    if "member" in actor and not any(key in actor for key in _IDENTIFIERS):
        kept["member"] = [_reduce_actor(one) for one in actor["member"]]
    return kept


def _reduce_activity(activity: dict[str, Any]) -> dict[str, Any]:
    return {"id": activity["id"]}  # its type is the default one


def _reduce_object(target: dict[str, Any]) -> dict[str, Any]:
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        return _reduce_activity(target)
    if kind in ("Agent", "Group"):
        return _reduce_actor(target)
    return _reduce_statement(target) if kind == "SubStatement" else target


def _reduce_context(context: dict[str, Any]) -> dict[str, Any]:
    reduced = dict(context)
    for name in ("instructor", "team"):
        if name in context:
            reduced[name] = _reduce_actor(context[name])
    if "contextActivities" in context:
        reduced["contextActivities"] = {
            name: [_reduce_activity(one) for one in activities]
            for name, activities in context["contextActivities"].items()
        }
    for list_name, member in (("contextAgents", "agent"), ("contextGroups", "group")):
        if list_name in context:
            reduced[list_name] = [entry | {member: _reduce_actor(entry[member])} for entry in context[list_name]]
    return reduced


def rank_languages(header: str) -> list[str]:
    """The language tags of an ``Accept-Language`` header, best first, in lower case (RFC 9110, section 12.5.4)."""
    ranked: list[tuple[float, int, str]] = []
    for index, part in enumerate(header[:1000].split(",")):
        tag, _, rest = part.strip().partition(";")
        weight = rest.strip().removeprefix("q=")
        try:
            quality = float(weight) if rest else 1.0
        except ValueError:
            continue
        if tag and quality > 0:
            ranked.append((-quality, index, tag.strip().lower()))
    return [tag for _, _, tag in sorted(ranked)]


def choose_language(words: dict[str, str], wanted: Sequence[str]) -> dict[str, str]:
    """A language map with one entry: the best wanted tag, or one that it begins, else the first that is there."""
    for tag in wanted:
        for key in words:
            if key.lower() == tag or key.lower().startswith(tag + "-"):
                return {key: words[key]}
    return dict(list(words.items())[:1])


def _speak(value: Any, wanted: Sequence[str]) -> Any:
    if isinstance(value, list):
        return [_speak(one, wanted) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: choose_language(member, wanted)
        if key in _MAPS and isinstance(member, dict)
        else member
        if key == "extensions"
        else _speak(member, wanted)
        for key, member in value.items()
    }
